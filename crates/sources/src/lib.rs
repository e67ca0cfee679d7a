//! The systems a contractor keeps its truth in, one folder per vendor.
//!
//! Whatever the vendor, a source yields [`Record`]s, and a [`Rejected`] for each row it could not read:
//! nothing it received is ever dropped without a trace.

pub mod sage300;

use chrono::NaiveDate;

/// One record of a source, as the warehouse keeps it: the payload as the source gives it, under the key by
/// which the source would give it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What the record is: `job`, `pay_application`, …
    pub entity: String,
    /// The source's own key of the record, the same at every read.
    pub source_id: String,
    /// What the source says, as a JSON object.
    pub payload: serde_json::Value,
    /// The business day from which it is true; none: as it arrives.
    pub effective_on: Option<NaiveDate>,
    /// Where the record begins, for a source that is a file: the line, counted from 1.
    pub row: Option<u64>,
}

/// One row that could not become a record, with all a person needs to correct it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file in which the row stands, where the source gave several at once.
    pub file: Option<String>,
    /// Where the row begins: the line of the file, counted from 1.
    pub row: Option<u64>,
    /// The field that stood in the way, by its canonical name; none when the row as a whole is at fault.
    pub field: Option<String>,
    /// Why, in a sentence: what was seen and what is expected.
    pub reason: String,
    /// The row as it came, byte for byte, without its line break.
    pub original: Vec<u8>,
}
