//! Rows sorted into records, repeats and rejects.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::row::Obstacle;
use super::{Reading, quoted};
use crate::sage300::table::Row;
use crate::{Record, Rejected};

/// The rows of an export's files so far.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) reading: Reading,
    /// Where each record is in the reading, and in which file it stands.
    by_id: HashMap<String, (usize, Option<String>)>,
}

impl Collected {
    /// Adds a row; its file is named where the export has several.
    pub(super) fn add(&mut self, row: &Row, read: Result<Record, Obstacle>, file: Option<&str>) {
        self.reading.received += 1;
        let record = match read {
            Err(obstacle) => return self.reject(row, obstacle, file),
            Ok(record) => record,
        };
        let known = self.by_id.get(&record.source_id);
        let first = known.and_then(|(at, file)| Some((self.reading.records.get(*at)?, file.as_deref())));
        match first {
            None => {
                let place = (self.reading.records.len(), file.map(str::to_owned));
                self.by_id.insert(record.source_id.clone(), place);
                self.reading.records.push(record);
            }
            Some((first, _)) if says_the_same(first, &record) => self.reading.repeated += 1,
            Some((first, first_file)) => {
                let reason = contradiction(first, first_file, &record);
                self.reject(row, Obstacle { field: None, reason, key: Some(record.source_id) }, file);
            }
        }
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

/// Whether two rows agree in every canonical field. Their other columns may differ: a header's fields are
/// repeated on each line of a report.
fn says_the_same(first: &Record, second: &Record) -> bool {
    differing_fields(first, second).is_empty()
}

fn differing_fields(first: &Record, second: &Record) -> Vec<String> {
    let (Value::Object(one), Value::Object(other)) = (&first.payload, &second.payload) else {
        return Vec::new();
    };
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names
        .into_iter()
        .filter(|name| name.as_str() != "row" && one.get(*name) != other.get(*name))
        .cloned()
        .collect()
}

fn contradiction(first: &Record, first_file: Option<&str>, second: &Record) -> String {
    format!(
        "{} {} stands in line {}{} already, with another {}; expected one row for each {}, so the first was kept: \
         take the wrong one out and export again",
        first.entity,
        quoted(&first.source_id),
        first.row.unwrap_or_default(),
        first_file.map(|file| format!(" of {file}")).unwrap_or_default(),
        differing_fields(first, second).join(" and "),
        first.entity,
    )
}
