//! What became of a file, told to the person who dropped it.

use chrono::{DateTime, FixedOffset};

use super::drop::Outcome;
use super::{Entity, Reading};
use crate::Rejected;

/// What became of a file, for the report beside it.
#[derive(Debug, Clone)]
pub struct Report {
    /// When, in the company's own time.
    pub at: DateTime<FixedOffset>,
    /// What was read, by entity.
    pub parts: Vec<Part>,
    /// Why the file as a whole was not loaded.
    pub failure: Option<String>,
}

/// What was read of one entity.
#[derive(Debug, Clone)]
pub struct Part {
    /// What the rows are.
    pub entity: Entity,
    /// The rows of the file.
    pub received: u64,
    /// Records that were new or changed.
    pub loaded: u64,
    /// Records that were known as they are.
    pub unchanged: u64,
    /// Rows that said the same once more.
    pub repeated: u64,
    /// Records that are gone: the file claims to hold them, and does not.
    pub deleted: u64,
    /// Rows that were put aside.
    pub rejected: Vec<Rejected>,
}

impl Part {
    /// The part of a report that tells of a reading; the warehouse says how many records were new or
    /// changed.
    pub fn new(entity: Entity, reading: &Reading, loaded: u64, unchanged: u64) -> Self {
        Self {
            entity,
            received: reading.received,
            loaded,
            unchanged,
            repeated: reading.repeated,
            deleted: 0,
            rejected: reading.rejected.clone(),
        }
    }

    fn write(&self, text: &mut String) {
        let Self { received, loaded, unchanged, repeated, .. } = self;
        let quarantined = self.rejected.len();
        let name = self.entity.name();
        text.push_str(&format!(
            "\n{name}: {received} rows were read; {loaded} loaded, {unchanged} unchanged, {repeated} repeated \
             within the file, {quarantined} quarantined.\n"
        ));
        if self.deleted > 0 {
            text.push_str(&format!(
                "  {} known before and not in the file any more: taken for deleted.\n",
                self.deleted
            ));
        }
        for rejected in &self.rejected {
            text.push_str(&format!("  {}.\n", told(rejected)));
        }
    }
}

impl Report {
    /// The report of a file that was refused as a whole, or is held.
    pub fn failed(at: DateTime<FixedOffset>, why: impl Into<String>) -> Self {
        Self { at, parts: Vec::new(), failure: Some(why.into()) }
    }

    /// The text of the report of a file that says, byte for byte, what it said when it landed before.
    #[must_use]
    pub fn repeated(at: DateTime<FixedOffset>, file_name: &str, rows: i64) -> String {
        let at = at.format("%Y-%m-%d at %H:%M (UTC%:z)");
        format!(
            "{file_name} was known already on {at}.\n\nIt was loaded before, and is the same byte for byte: {rows} rows, \
             all of them unchanged.\n"
        )
    }

    /// The text of the report.
    pub fn text(&self, file_name: &str, outcome: Outcome) -> String {
        let at = self.at.format("%Y-%m-%d at %H:%M (UTC%:z)");
        let mut text = match outcome {
            Outcome::Done => format!("{file_name} was loaded on {at}.\n"),
            Outcome::Failed => {
                format!("{file_name} was not loaded ({at}). Nothing of it is in the warehouse.\n")
            }
            Outcome::Held => {
                format!("{file_name} is held for a person ({at}). Nothing of it is in the warehouse.\n")
            }
        };
        if let Some(failure) = &self.failure {
            text.push_str(&format!("\nWhy: {}.\n", failure.trim_end_matches('.')));
        }
        for part in &self.parts {
            part.write(&mut text);
        }
        if self.parts.iter().any(|part| !part.rejected.is_empty()) {
            text.push_str(
                "\nA quarantined row is kept as it came. Correct it where it comes from, or correct the \
                 mapping, and drop the file again: rows that are known already change nothing.\n",
            );
        }
        if outcome == Outcome::Failed {
            text.push_str("\nCorrect the file or the mapping and put the file into the drop folder again.\n");
        }
        text
    }
}

/// Where a row stands and why it was put aside.
pub(super) fn told(rejected: &Rejected) -> String {
    let mut text = rejected.row.map_or_else(|| "A row".to_owned(), |row| format!("Line {row}"));
    if let Some(file) = &rejected.file {
        text.push_str(&format!(" of {file}"));
    }
    if let Some(field) = &rejected.field {
        text.push_str(&format!(", {field}"));
    }
    text + &format!(": {}", rejected.reason)
}
