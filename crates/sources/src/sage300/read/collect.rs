//! Rows sorted into records, repeats and rejects. Of a record no more is kept than tells whether another row is of it,
//! and says the same.

use std::collections::HashSet;
use std::io;

use chrono::NaiveDate;
use serde_json::Value;

use super::Reading;
use super::holds::Range;
use super::row::Obstacle;
use super::seen::{Seen, Sight};
use crate::sage300::mapping::Export;
use crate::sage300::table::Row;
use crate::{Record, Rejected};

/// The rows of an export's files so far.
pub(super) struct Collected {
    reading: Reading,
    range: Range,
    seen: Seen,
    conflicts: Conflicts,
}

/// Rows that contradict an earlier one of the same record. What they differ in is found by reading that one again.
#[derive(Default)]
pub(super) struct Conflicts {
    /// Which of the rejected rows they are.
    pub(super) rejected: Vec<usize>,
    /// The keys of their records.
    pub(super) keys: HashSet<String>,
}

impl Conflicts {
    pub(super) fn is_empty(&self) -> bool {
        self.rejected.is_empty()
    }
}

impl Collected {
    pub(super) fn new(export: &Export, exported_on: NaiveDate) -> io::Result<Self> {
        Ok(Self {
            reading: Reading { exported_on, ..Reading::default() },
            range: Range::of(export.claim),
            seen: Seen::new()?,
            conflicts: Conflicts::default(),
        })
    }

    /// Adds a row, and gives back the record where it is the first of its key; the row's file is named where the export
    /// has several.
    pub(super) fn add(
        &mut self,
        row: &Row,
        read: Result<Record, Obstacle>,
        file: Option<&str>,
    ) -> io::Result<Option<Record>> {
        self.reading.received += 1;
        let record = match read {
            Ok(record) => record,
            Err(obstacle) => {
                self.reject(row, obstacle, file);
                return Ok(None);
            }
        };
        match self.seen.see(&record)? {
            Sight::First => {
                self.reading.records += 1;
                self.range.widen(&record);
                return Ok(Some(record));
            }
            Sight::Same => {
                self.reading.repeated += 1;
            }
            Sight::Different => {
                self.conflicts.rejected.push(self.reading.rejected.len());
                self.conflicts.keys.insert(record.source_id.clone());
                let obstacle = Obstacle { field: None, reason: String::new(), key: Some(record.source_id) };
                self.reject(row, obstacle, file);
            }
        }
        Ok(None)
    }

    /// What was read, the days of its records, and the rejected rows whose reason is still to be told.
    pub(super) fn end(self) -> (Reading, Range, Conflicts) {
        (self.reading, self.range, self.conflicts)
    }

    fn reject(&mut self, row: &Row, obstacle: Obstacle, file: Option<&str>) {
        match obstacle.key {
            Some(key) => self.reading.set_aside.push(key),
            None => self.reading.keyless += 1,
        }
        self.reading.rejected.push(Rejected {
            file: file.map(str::to_owned),
            row: Some(row.line),
            field: obstacle.field.map(str::to_owned),
            reason: obstacle.reason,
            original: row.original.to_vec(),
        });
    }
}

/// What two rows of one record have to agree in. Their other columns may differ: a header's fields are repeated on each
/// line of a report.
pub(super) fn canonical(record: &Record) -> impl Iterator<Item = (&String, &Value)> {
    let fields = record.payload.as_object().into_iter().flatten();
    fields.filter(|(name, _)| name.as_str() != "row")
}
