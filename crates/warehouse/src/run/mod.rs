//! Runs of the pipeline, as `ops` remembers them.

mod claim;
mod standing;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::{
    claim::{RunClaim, UnderWay},
    standing::{Failure, SourceStanding, Standing},
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
    /// Opens a run for a business day, in the name of this process.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_run(&self, as_of: NaiveDate) -> Result<i64, Error> {
        let client = self.client().await?;
        let pid = i64::from(std::process::id());
        let row = client.query_one(include_str!("begin_run.sql"), &[&as_of, &host_name(), &pid]).await;
        Ok(row.map_err(while_doing("beginning a run"))?.get(0))
    }

    /// Closes a run; a failure comes with its sentence.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_run(&self, run_id: i64, failure: Option<&str>) -> Result<(), Error> {
        let client = self.client().await?;
        let done = client.execute(include_str!("end_run.sql"), &[&run_id, &failure]).await;
        done.map_err(while_doing("closing a run")).map(drop)
    }

    /// The last run that finished well, if there was one.
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
