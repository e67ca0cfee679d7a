//! How the warehouse stands: what is fresh, what failed, what waits for a person.

use chrono::{DateTime, Utc};

use super::{LastRun, UnderWay};
use crate::{Error, Warehouse, error::while_doing};

/// How the warehouse stands.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The last run that finished well.
    pub last_good: Option<LastRun>,
    /// The last run, if it ended otherwise.
    pub failure: Option<Failure>,
    /// The run that is under way.
    pub under_way: Option<UnderWay>,
    /// Every source that was ever read.
    pub sources: Vec<SourceStanding>,
    /// How many sources failed as a whole in the last good run.
    pub failed_sources: i64,
    /// Rows set aside since the last good run began.
    pub quarantined: i64,
    /// The assets that failed when they were built last.
    pub failed_assets: Vec<FailedAsset>,
    /// What the last good run found, each a sentence with what to do.
    pub problems: Vec<String>,
}

/// A run that did not finish well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When it ended; when it began, if it was killed.
    pub at: DateTime<Utc>,
    /// Why.
    pub sentence: String,
    /// Whether it was told to stop: what it did is kept.
    pub stopped: bool,
}

/// An asset that could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedAsset {
    /// Its name, as `run --select` takes it.
    pub asset: String,
    /// When it failed.
    pub at: DateTime<Utc>,
    /// Why.
    pub sentence: String,
}

/// A folder of exports, or a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceStanding {
    /// `sage300`, `network_folder`.
    pub source_system: String,
    /// Which one of them.
    pub instance: String,
    /// When something new from it landed last.
    pub landed_at: Option<DateTime<Utc>>,
}

impl Warehouse {
    /// How the warehouse stands now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn standing(&self) -> Result<Standing, Error> {
        let mut standing = Standing {
            last_good: self.last_run().await?,
            under_way: self.run_under_way().await?,
            ..Standing::default()
        };
        let client = self.client().await?;
        let failure = client.query_opt(include_str!("last_failure.sql"), &[]).await;
        let failure = failure.map_err(while_doing("looking for a failed run"))?;
        standing.failure =
            failure.map(|row| Failure { at: row.get(0), sentence: row.get(1), stopped: row.get(2) });
        let findings = client.query_opt(include_str!("last_findings.sql"), &[]).await;
        if let Some(row) = findings.map_err(while_doing("looking for what the last run found"))? {
            standing.failed_sources = row.get("failed_sources");
            standing.problems = row.get("problems");
            standing.quarantined = row.get("quarantined");
        }
        let assets = client.query(include_str!("failed_assets.sql"), &[]).await;
        let assets = assets.map_err(while_doing("looking for assets that failed"))?;
        standing.failed_assets = assets
            .iter()
            .map(|row| FailedAsset {
                asset: row.get(0),
                at: row.get(1),
                sentence: row.get::<_, Option<String>>(2).unwrap_or_default(),
            })
            .collect();
        let sources = client.query(include_str!("source_landings.sql"), &[]).await;
        let sources = sources.map_err(while_doing("looking for what landed last"))?;
        standing.sources = sources
            .iter()
            .map(|row| SourceStanding {
                source_system: row.get(0),
                instance: row.get(1),
                landed_at: row.get(2),
            })
            .collect();
        Ok(standing)
    }

    /// Keeps with a run what it found, for [`Warehouse::standing`] to tell.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_findings(
        &self,
        run_id: i64,
        failed_sources: usize,
        problems: &[String],
    ) -> Result<(), Error> {
        let failed_sources = i64::try_from(failed_sources).unwrap_or(i64::MAX);
        let client = self.client().await?;
        let noted =
            client.execute(include_str!("note_findings.sql"), &[&run_id, &failed_sources, &problems]).await;
        noted.map_err(while_doing("noting what a run found")).map(drop)
    }
}
