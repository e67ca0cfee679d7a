//! One run: land what the sources have, then build silver and gold. A source that fails is told and does not keep
//! the others back.

mod folders;
mod sage;

use std::{collections::BTreeSet, fmt};

use cds_sources::sage300::drop::Look;
use cds_warehouse::{Warehouse, bronze::Landed};
use chrono::{DateTime, NaiveDate, Utc};

use crate::config::Config;

/// What a run did.
#[derive(Debug, Default)]
pub struct RunReport {
    /// What landed, by file or share.
    pub landed: Vec<(String, Landed)>,
    /// What went wrong on the way, each a sentence with what to do.
    pub problems: Vec<String>,
    /// What is not read yet, each a sentence with until when.
    pub waiting: Vec<String>,
    /// How many sources failed as a whole.
    pub failed_sources: usize,
}

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, landed) in &self.landed {
            writeln!(
                f,
                "{place}: {} records received = {} loaded + {} unchanged + {} quarantined",
                landed.received, landed.loaded, landed.unchanged, landed.quarantined
            )?;
        }
        if self.landed.is_empty() && self.waiting.is_empty() {
            writeln!(f, "nothing new from any source")?;
        }
        for waiting in &self.waiting {
            writeln!(f, "{waiting}")?;
        }
        for problem in &self.problems {
            writeln!(f, "problem: {problem}")?;
        }
        Ok(())
    }
}

/// Runs the pipeline for a business day.
pub(crate) async fn run(
    config: &Config,
    warehouse: &Warehouse,
    as_of: NaiveDate,
    now: DateTime<Utc>,
    look: &mut Look,
) -> anyhow::Result<RunReport> {
    let run_id = warehouse.begin_run(as_of).await?;
    let outcome = stages(config, warehouse, run_id, as_of, now, look).await;
    let failure = outcome.as_ref().err().map(|error| format!("{error:#}"));
    warehouse.end_run(run_id, failure.as_deref()).await?;
    outcome
}

async fn stages(
    config: &Config,
    warehouse: &Warehouse,
    run_id: i64,
    as_of: NaiveDate,
    now: DateTime<Utc>,
    look: &mut Look,
) -> anyhow::Result<RunReport> {
    let mut report = RunReport::default();
    if let Some(settings) = &config.sage300 {
        let time_zone = config.company.time_zone;
        if let Err(error) = sage::land(settings, warehouse, run_id, now, time_zone, look, &mut report).await {
            report.failed_sources += 1;
            report.problems.push(format!("Sage 300: {error:#}"));
        }
    }
    let mut roots = BTreeSet::new();
    if let Some(settings) = &config.folders {
        for root in &settings.roots {
            if !roots.insert(folders::instance(root)) {
                let again =
                    "is another spelling of a root that is scanned already; take it out of folders.roots";
                report.problems.push(format!("{} {again}", root.display()));
                continue;
            }
            let time_zone = config.company.time_zone;
            let landed = folders::land(settings, root, warehouse, run_id, now, time_zone, &mut report).await;
            if let Err(error) = landed {
                report.failed_sources += 1;
                report.problems.push(format!("{}: {error:#}", root.display()));
            }
        }
    }
    let pattern = config.folders.as_ref().and_then(|f| f.schedule_of_record.as_ref());
    warehouse.build_silver(as_of, &roots, pattern).await?;
    warehouse.build_gold(as_of, config.company.billed_basis.into()).await?;
    report.problems.extend(warehouse.doubts().await?);
    warehouse.note_findings(run_id, report.failed_sources, &report.problems).await?;
    Ok(report)
}
