use thiserror::Error;

use crate::connect;

/// What can go wrong in the warehouse, each with what an operator does about it.
#[derive(Debug, Error)]
pub enum Error {
    /// The database refused or dropped us.
    #[error("the warehouse did not answer while {doing}: {source}{}", detail(.source))]
    Database {
        /// The step, for the sentence.
        doing: &'static str,
        /// What the driver said.
        #[source]
        source: tokio_postgres::Error,
    },
    /// The server cannot be reached, or does not let us in.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// No connection could be had.
    #[error("no connection to the warehouse: {0}")]
    Pool(String),
    /// A migration failed.
    #[error("the warehouse's tables could not be brought up to date: {0}")]
    Migration(#[from] refinery::Error),
    /// A cursor of another warehouse, another version, or nobody's.
    #[error("this cursor is not of this warehouse as it is now ({0}); pull everything into a new file")]
    ResyncRequired(&'static str),
    /// No job, or several, of that number.
    #[error("{found} jobs have the number {job_number}; give the number of exactly one")]
    NoSuchJob {
        /// As it was given.
        job_number: String,
        /// How many there are.
        found: usize,
    },
    /// The job has no such schedule file.
    #[error("the job has no schedule file {file}; it has: {known}")]
    NoSuchFile {
        /// As it was given.
        file: String,
        /// Those it has.
        known: String,
    },
    /// A row could not be written as JSON.
    #[error("a row of {table} could not be encoded: {source}")]
    Encoding {
        /// The fed table.
        table: &'static str,
        /// What the encoder said.
        #[source]
        source: serde_json::Error,
    },
}

fn detail(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map(|e| format!(": {}", e.message())).unwrap_or_default()
}

/// Turns a driver error into ours, naming the step.
pub(crate) fn while_doing(doing: &'static str) -> impl Fn(tokio_postgres::Error) -> Error {
    move |source| Error::Database { doing, source }
}
