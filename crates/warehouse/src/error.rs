use refinery::error::Kind;
use thiserror::Error;

use crate::{
    connect::{self, innermost},
    run::UnderWay,
};

/// What can go wrong in the warehouse, each with what an operator does about it.
#[derive(Debug, Error)]
pub enum Error {
    /// The database refused or dropped us.
    #[error("the warehouse did not answer while {doing}: {}", innermost(.cause))]
    Database {
        /// The step, for the sentence.
        doing: &'static str,
        /// What the driver said.
        cause: tokio_postgres::Error,
    },
    /// The server cannot be reached, or does not let us in.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// No connection could be had.
    #[error("no connection to the warehouse: {0}")]
    Pool(String),
    /// The tables were made by other migrations than ours.
    #[error(
        "the warehouse's tables were made by another version of this program ({0}). Run that version or a later one, \
         or start anew with an empty database or another data directory"
    )]
    OtherTables(String),
    /// A migration failed.
    #[error(
        "the warehouse's tables could not be brought up to date: {0}. Nothing of that step was kept; it is tried again \
         at the next start"
    )]
    Migration(String),
    /// Another run has the warehouse.
    #[error("{}", under_way(.0.as_ref()))]
    RunUnderWay(Option<UnderWay>),
    /// A cursor of another warehouse, another version, or nobody's.
    #[error("this cursor is not of this warehouse as it is now ({0}); pull everything into a new file")]
    ResyncRequired(&'static str),
    /// No job, or several, of that number.
    #[error("{}", not_one_job(job_number, *found))]
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
    /// The bytes of a kept file are damaged.
    #[error(
        "the kept bytes of {name} cannot be decompressed: {cause}; the database has lost data: restore it from a \
         backup, or drop the file again"
    )]
    Original {
        /// The file.
        name: String,
        /// What the decoder said.
        cause: std::io::Error,
    },
    /// What is to be landed does not fit into the temporary folder.
    #[error(
        "the temporary folder {folder} does not take or give what is to be landed: {0}; make room there, or name another \
         with TMPDIR (TEMP on Windows), and run again", folder = std::env::temp_dir().display()
    )]
    Spool(std::io::Error),
    /// No active account of that address.
    #[error("no user has the address {0}; `cds-sync user list` lists them")]
    NoSuchUser(String),
    /// An active account has that address already.
    #[error(
        "there is a user {0} already; `cds-sync user roles` changes what they may see, and `cds-sync user token` gives \
         them another token"
    )]
    UserExists(String),
    /// A row could not be written as JSON.
    #[error("a row of {table} could not be encoded: {cause}")]
    Encoding {
        /// The fed table.
        table: &'static str,
        /// What the encoder said.
        cause: serde_json::Error,
    },
}

fn under_way(run: Option<&UnderWay>) -> String {
    let other =
        run.map_or_else(|| "another service, which has just begun it".to_owned(), UnderWay::to_string);
    format!("a run is under way in {other}. Wait until it has ended, or end that process; then try again")
}

fn not_one_job(job_number: &str, found: usize) -> String {
    match found {
        0 => format!("no job has the number {job_number}; give one that the portfolio lists"),
        _ => format!(
            "{found} jobs have the number {job_number}, and which is meant cannot be told; give one of them \
             another number where it comes from, and run again"
        ),
    }
}

impl From<refinery::Error> for Error {
    fn from(error: refinery::Error) -> Self {
        match error.kind() {
            Kind::DivergentVersion(..) | Kind::MissingVersion(..) => Self::OtherTables(error.to_string()),
            _ => Self::Migration(innermost(&error)),
        }
    }
}

/// What stops a landing.
#[derive(Debug)]
pub(crate) enum Stopped {
    Database(tokio_postgres::Error),
    Spool(std::io::Error),
}

impl Stopped {
    /// Names the step.
    pub(crate) fn while_doing(self, doing: &'static str) -> Error {
        match self {
            Self::Database(cause) => Error::Database { doing, cause },
            Self::Spool(cause) => Error::Spool(cause),
        }
    }
}

impl From<tokio_postgres::Error> for Stopped {
    fn from(cause: tokio_postgres::Error) -> Self {
        Self::Database(cause)
    }
}

impl From<std::io::Error> for Stopped {
    fn from(cause: std::io::Error) -> Self {
        Self::Spool(cause)
    }
}

/// Turns a driver error into ours, naming the step.
pub(crate) fn while_doing(doing: &'static str) -> impl Fn(tokio_postgres::Error) -> Error {
    move |cause| Error::Database { doing, cause }
}
