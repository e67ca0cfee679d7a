use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Version of the fed tables' columns. A laptop of another version pulls everything into a new file.
pub const SCHEMA_VERSION: u32 = 1;

/// One line of a pull's NDJSON body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Always the first.
    Head(Head),
    /// A row that was written or removed.
    Change(Change),
    /// Always the last: a body without it was cut off.
    Tail(Tail),
}

/// What a page belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// [`SCHEMA_VERSION`] of the warehouse.
    pub schema: u32,
    /// Changes in the whole pull, for progress.
    pub total: u64,
}

/// A row that changed since the cursor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Name of the fed table.
    pub table: String,
    /// What to do with the row.
    pub op: Operation,
    /// The primary key's columns; the whole row for an upsert.
    pub row: Map<String, Value>,
}

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Insert or replace.
    Upsert,
    /// Remove.
    Delete,
}

/// Where the next page or the next pull starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// Opaque; sent back as it is.
    pub cursor: String,
    /// Another page of the same pull follows.
    pub more: bool,
    /// The contractor's name.
    pub company: String,
    /// When the last complete run of the pipeline finished; absent before the first.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// The business day that run took for today.
    pub as_of: Option<NaiveDate>,
}
