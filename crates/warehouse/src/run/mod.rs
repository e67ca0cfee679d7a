//! Runs of the pipeline, as `ops` remembers them.

mod asset;
mod claim;
mod standing;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::{
    asset::AssetOutcome,
    claim::{RunClaim, UnderWay},
    standing::{FailedAsset, Failure, SourceStanding, Standing},
};
use crate::{Error, Warehouse, embedded::host_name, error::while_doing};

/// The last run that finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastRun {
    /// When it finished.
    pub finished_at: DateTime<Utc>,
    /// The business day it took for today.
    pub as_of: NaiveDate,
}

impl Warehouse {
    /// Opens a run of everything for a business day, in the name of this process.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_run(&self, as_of: NaiveDate) -> Result<i64, Error> {
        self.begin_run_of(as_of, None).await
    }

    /// The same of some assets only: it makes nothing fresh that it does not build, so it is no good run to
    /// [`Warehouse::last_run`].
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_run_of(&self, as_of: NaiveDate, selected: Option<&[&str]>) -> Result<i64, Error> {
        let client = self.client().await?;
        let pid = i64::from(std::process::id());
        let begin = include_str!("begin_run.sql");
        let row = client.query_one(begin, &[&as_of, &host_name(), &pid, &selected]).await;
        Ok(row.map_err(while_doing("beginning a run"))?.get(0))
    }

    /// Closes a run; a failure comes with its sentence.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_run(&self, run_id: i64, failure: Option<&str>) -> Result<(), Error> {
        self.close_run(run_id, if failure.is_some() { "failed" } else { "done" }, failure).await
    }

    /// Closes a run that was told to stop before its end.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn stop_run(&self, run_id: i64, sentence: &str) -> Result<(), Error> {
        self.close_run(run_id, "stopped", Some(sentence)).await
    }

    async fn close_run(&self, run_id: i64, outcome: &str, message: Option<&str>) -> Result<(), Error> {
        let client = self.client().await?;
        let closed = client.execute(include_str!("end_run.sql"), &[&run_id, &outcome, &message]).await;
        closed.map_err(while_doing("closing a run")).map(drop)
    }

    /// The last run of everything that finished well, if there was one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_run(&self) -> Result<Option<LastRun>, Error> {
        let client = self.client().await?;
        let row = client.query_opt(include_str!("last_run.sql"), &[]).await;
        let row = row.map_err(while_doing("looking for the last run"))?;
        Ok(row.map(|row| LastRun { finished_at: row.get(0), as_of: row.get(1) }))
    }
}
