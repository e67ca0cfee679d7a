//! Rows sorted into records, repeats and rejects. Of a record no more is kept than tells whether another row is of it,
//! and says the same.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use chrono::NaiveDate;
use serde_json::Value;

use super::Reading;
use super::holds::Range;
use super::row::Obstacle;
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
    pub(super) fn new(export: &Export, exported_on: NaiveDate) -> Self {
        Self {
            reading: Reading { exported_on, ..Reading::default() },
            range: Range::of(export.claim),
            seen: Seen::default(),
            conflicts: Conflicts::default(),
        }
    }

    /// Adds a row, and gives back the record where it is the first of its key; the row's file is named where the export
    /// has several.
    pub(super) fn add(
        &mut self,
        row: &Row,
        read: Result<Record, Obstacle>,
        file: Option<&str>,
    ) -> Option<Record> {
        self.reading.received += 1;
        let record = match read {
            Ok(record) => record,
            Err(obstacle) => {
                self.reject(row, obstacle, file);
                return None;
            }
        };
        match self.seen.see(&record) {
            Sight::First => {
                self.reading.records += 1;
                self.range.widen(&record);
                Some(record)
            }
            Sight::Same => {
                self.reading.repeated += 1;
                None
            }
            Sight::Different => {
                self.conflicts.rejected.push(self.reading.rejected.len());
                self.conflicts.keys.insert(record.source_id.clone());
                let obstacle = Obstacle { field: None, reason: String::new(), key: Some(record.source_id) };
                self.reject(row, obstacle, file);
                None
            }
        }
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

/// The records so far: a hash of what each says by one of its key, 128 bits of it, so that two keys are not taken for one.
#[derive(Default)]
struct Seen {
    said: HashMap<[u64; 2], u64>,
    hashers: [RandomState; 2],
}

enum Sight {
    First,
    Same,
    Different,
}

impl Seen {
    fn see(&mut self, record: &Record) -> Sight {
        let [one, other] = &self.hashers;
        let key = [one.hash_one(&record.source_id), other.hash_one(&record.source_id)];
        let mut said = one.build_hasher();
        for (name, value) in canonical(record) {
            (name, value).hash(&mut said);
        }
        let said = said.finish();
        match self.said.entry(key) {
            Entry::Vacant(first) => {
                first.insert(said);
                Sight::First
            }
            Entry::Occupied(first) if *first.get() == said => Sight::Same,
            Entry::Occupied(_) => Sight::Different,
        }
    }
}

/// What two rows of one record have to agree in. Their other columns may differ: a header's fields are repeated on each
/// line of a report.
pub(super) fn canonical(record: &Record) -> impl Iterator<Item = (&String, &Value)> {
    let fields = record.payload.as_object().into_iter().flatten();
    fields.filter(|(name, _)| name.as_str() != "row")
}
