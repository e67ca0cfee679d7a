//! One run: land what the sources have, then build silver and gold. A source that fails is told and does not keep
//! the others back.

mod folders;
mod sage;

use std::fmt;

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
}

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, landed) in &self.landed {
            writeln!(
                f,
                "{place}: {} received = {} loaded + {} unchanged + {} quarantined",
                landed.received, landed.loaded, landed.unchanged, landed.quarantined
            )?;
        }
        if self.landed.is_empty() {
            writeln!(f, "nothing new from any source")?;
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
            report.problems.push(format!("Sage 300: {error:#}"));
        }
    }
    if let Some(settings) = &config.folders {
        for root in &settings.roots {
            let time_zone = config.company.time_zone;
            let landed = folders::land(settings, root, warehouse, run_id, now, time_zone, &mut report).await;
            if let Err(error) = landed {
                report.problems.push(format!("{}: {error:#}", root.display()));
            }
        }
    }
    let pattern = config.folders.as_ref().and_then(|f| f.schedule_of_record.as_ref());
    warehouse.build_silver(as_of, pattern).await?;
    warehouse.build_gold(as_of, config.company.billed_basis.into()).await?;
    Ok(report)
}
