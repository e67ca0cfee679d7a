//! One run: land what the sources have, then build silver and gold, asset by asset. A source that fails is told and
//! does not keep the others back.

mod assets;
mod folders;
mod sage;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use cds_sources::sage300::drop::Look;
use cds_warehouse::{AssetOutcome, Warehouse, bronze::Landed, fail_point};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

pub use self::assets::{Selection, UnknownAsset};
use crate::{config::Config, stop::Stop};

const STOPPED: &str =
    "it was told to stop; what it had landed and built is kept, and the next run goes on from there";

pub use sage::{Accept, Replay};
pub(crate) use sage::{NotHeld, accept};

/// What a run lands before it builds silver and gold.
#[derive(Debug, Clone)]
pub enum Work {
    /// What the sources have that is new.
    Sources,
    /// Kept exports, read again.
    Replay(Replay),
}

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
    /// What was asked for, when not everything was.
    pub selected: Vec<&'static str>,
    /// Whether it was told to stop before its end.
    pub stopped: bool,
    /// How many kept files were read again, where that was asked for.
    pub read_again: Option<usize>,
}

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.selected.is_empty() {
            writeln!(f, "of the assets {} only:", self.selected.join(", "))?;
        }
        for (place, landed) in &self.landed {
            writeln!(
                f,
                "{place}: {} records received = {} loaded + {} unchanged + {} quarantined",
                landed.received, landed.loaded, landed.unchanged, landed.quarantined
            )?;
            if landed.deleted > 0 {
                writeln!(f, "{place}: {} known before and not in it any more", landed.deleted)?;
            }
        }
        if let Some(files) = self.read_again {
            let all = if self.landed.is_empty() { "; all say what they said" } else { "" };
            writeln!(
                f,
                "{files} kept {} read again{all}",
                if files == 1 { "file was" } else { "files were" }
            )?;
        } else if self.landed.is_empty() && self.waiting.is_empty() {
            writeln!(f, "nothing new from any source")?;
        }
        for waiting in &self.waiting {
            writeln!(f, "{waiting}")?;
        }
        for problem in &self.problems {
            writeln!(f, "problem: {problem}")?;
        }
        if self.stopped {
            writeln!(f, "stopped: {STOPPED}")?;
        }
        Ok(())
    }
}

/// What a run is about.
pub(crate) struct Run<'a> {
    pub(crate) config: &'a Config,
    pub(crate) warehouse: &'a Warehouse,
    pub(crate) selection: &'a Selection,
    pub(crate) work: &'a Work,
    pub(crate) as_of: NaiveDate,
    pub(crate) now: DateTime<Utc>,
    pub(crate) stop: &'a Stop,
}

/// The run that a source lands in.
struct Landing<'a> {
    warehouse: &'a Warehouse,
    run_id: i64,
    now: DateTime<Utc>,
    time_zone: Tz,
    stop: &'a Stop,
}

impl Run<'_> {
    /// Runs the pipeline. Told to stop, it ends between two files or assets: what is done then is kept, and the next
    /// run goes on from it.
    pub(crate) async fn go(&self, look: &mut Look) -> anyhow::Result<RunReport> {
        let selected = self.selected();
        let run_id = self.warehouse.begin_run_of(self.as_of, selected.as_deref()).await?;
        let outcome = self.assets(run_id, look).await;
        fail_point("run", "before_end");
        match &outcome {
            Ok(report) if report.stopped => self.warehouse.stop_run(run_id, STOPPED).await?,
            Ok(_) => self.warehouse.end_run(run_id, None).await?,
            Err(error) => self.warehouse.end_run(run_id, Some(&format!("{error:#}"))).await?,
        }
        fail_point("run", "after_end");
        outcome
    }

    /// What the run is of, when it is not of everything: then it does not stand for the night's run.
    fn selected(&self) -> Option<Vec<&'static str>> {
        match self.work {
            Work::Sources => self.selection.names(),
            Work::Replay(_) => Some(vec!["replay"]),
        }
    }

    async fn assets(&self, run_id: i64, look: &mut Look) -> anyhow::Result<RunReport> {
        let mut report =
            RunReport { selected: self.selection.names().unwrap_or_default(), ..RunReport::default() };
        let roots = self.roots(&mut report);
        let instances = roots.instances();
        self.warehouse.note_configuration(&instances, self.config.company.first_fiscal_month).await?;
        for asset in self.selection.assets() {
            if self.stop.is_requested() {
                report.stopped = true;
                return Ok(report);
            }
            if asset.name == assets::NETWORK_FOLDER && matches!(self.work, Work::Replay(_)) {
                continue;
            }
            self.warehouse.begin_asset(run_id, asset.name).await?;
            let built = self.build(asset.name, run_id, &roots, look, &mut report).await;
            let outcome = match &built {
                Ok(outcome) => outcome.clone(),
                Err(error) => AssetOutcome::Failed(format!("{error:#}")),
            };
            self.warehouse.end_asset(run_id, asset.name, &outcome).await?;
            report.stopped = built? == AssetOutcome::Stopped;
        }
        if !report.stopped {
            report.problems.extend(self.warehouse.doubts().await?);
            self.warehouse.note_findings(run_id, report.failed_sources, &report.problems).await?;
        }
        Ok(report)
    }

    async fn build(
        &self,
        asset: &str,
        run_id: i64,
        roots: &Roots<'_>,
        look: &mut Look,
        report: &mut RunReport,
    ) -> anyhow::Result<AssetOutcome> {
        let Self { config, warehouse, as_of, now, stop, .. } = *self;
        let landing = Landing { warehouse, run_id, now, time_zone: config.company.time_zone, stop };
        match asset {
            assets::SAGE300 => return Ok(self.land_books(&landing, look, report).await),
            assets::NETWORK_FOLDER => return Ok(self.land_shares(&landing, roots, report).await),
            assets::SCHEDULE_OF_RECORD => {
                let pattern = config.folders.as_ref().and_then(|f| f.schedule_of_record.as_ref());
                warehouse.decide_schedules_of_record(pattern).await?;
            }
            assets::GOLD => warehouse.build_gold(as_of, config.company.billed_basis.into()).await?,
            silver => warehouse.build_silver_asset(silver, as_of, &roots.instances()).await?,
        }
        Ok(AssetOutcome::Done(None))
    }

    async fn land_books(
        &self,
        landing: &Landing<'_>,
        look: &mut Look,
        report: &mut RunReport,
    ) -> AssetOutcome {
        let before = report.landed.len();
        let Some(settings) = &self.config.sage300 else { return AssetOutcome::Done(None) };
        let landed = match self.work {
            Work::Sources => sage::land(settings, landing, look, report).await,
            Work::Replay(replay) => sage::replay(settings, replay, landing, report).await,
        };
        let failed = landed.err();
        self.landed(before, failed.map(|error| format!("Sage 300: {error:#}")).into_iter().collect(), report)
    }

    async fn land_shares(
        &self,
        landing: &Landing<'_>,
        roots: &Roots<'_>,
        report: &mut RunReport,
    ) -> AssetOutcome {
        let before = report.landed.len();
        let mut failures = Vec::new();
        for root in roots.0.values() {
            let Some(settings) = self.config.folders.as_ref().filter(|_| !self.stop.is_requested()) else {
                break;
            };
            if let Err(error) = folders::land(settings, root, landing, report).await {
                failures.push(format!("{}: {error:#}", root.display()));
            }
        }
        self.landed(before, failures, report)
    }

    /// A source that fails is told, and does not keep the others back.
    fn landed(&self, before: usize, failures: Vec<String>, report: &mut RunReport) -> AssetOutcome {
        let rows = report.landed[before..].iter().map(|(_, landed)| landed.loaded).sum();
        let outcome = if !failures.is_empty() {
            AssetOutcome::Failed(failures.join("; "))
        } else if self.stop.is_requested() {
            AssetOutcome::Stopped
        } else {
            AssetOutcome::Done(Some(rows))
        };
        report.failed_sources += failures.len();
        report.problems.extend(failures);
        outcome
    }

    /// The configured roots, each once.
    fn roots(&self, report: &mut RunReport) -> Roots<'_> {
        let mut roots = Roots::default();
        for root in self.config.folders.iter().flat_map(|folders| &folders.roots) {
            if roots.0.insert(folders::instance(root), root).is_some() {
                report.problems.push(format!(
                    "{} is another spelling of a root that is scanned already; take it out of folders.roots",
                    root.display()
                ));
            }
        }
        roots
    }
}

/// The roots by their instances.
#[derive(Default)]
struct Roots<'a>(BTreeMap<String, &'a Path>);

impl Roots<'_> {
    fn instances(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }
}
