//! Rows that contradict an earlier one: the files are read once more for what the first rows said, of which nothing is
//! kept while there may be any number of them.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::collect::{Conflicts, canonical};
use super::{ExportFile, ReadError, Reading, each_row, is_trailer, quoted};
use crate::Record;
use crate::sage300::mapping::{Export, Mapping};

/// Gives each of them its reason.
pub(super) fn explain(
    conflicts: Conflicts,
    reading: &mut Reading,
    files: &mut [ExportFile],
    mapping: &Mapping,
    export: &Export,
) -> Result<(), ReadError> {
    let Conflicts { rejected, keys } = conflicts;
    let mut firsts: HashMap<String, (Record, Option<String>)> = HashMap::new();
    let mut unexplained = rejected.into_iter();
    let exported_on = reading.exported_on;
    each_row(files, mapping, export, |row, file, columns, reader| {
        if export.control.as_ref().is_some_and(|control| is_trailer(control, columns, row)) {
            return Ok(());
        }
        let Ok(record) = reader.read(row, exported_on) else { return Ok(()) };
        if !keys.contains(&record.source_id) {
            return Ok(());
        }
        let Some((first, of)) = firsts.get(&record.source_id) else {
            firsts.insert(record.source_id.clone(), (record, file.map(str::to_owned)));
            return Ok(());
        };
        let fields = differing_fields(first, &record);
        if !fields.is_empty()
            && let Some(rejected) = unexplained.next().and_then(|at| reading.rejected.get_mut(at))
        {
            rejected.reason = contradiction(first, of.as_deref(), &fields);
        }
        Ok(())
    })
}

fn differing_fields(first: &Record, second: &Record) -> Vec<String> {
    let mut said: BTreeMap<&String, [Option<&Value>; 2]> = BTreeMap::new();
    for (name, value) in canonical(first) {
        said.entry(name).or_default()[0] = Some(value);
    }
    for (name, value) in canonical(second) {
        said.entry(name).or_default()[1] = Some(value);
    }
    said.into_iter().filter(|(_, [one, other])| one != other).map(|(name, _)| name.clone()).collect()
}

fn contradiction(first: &Record, file: Option<&str>, fields: &[String]) -> String {
    format!(
        "{} {} stands in line {}{} already, with another {}; expected one row for each {}, so the first was kept: \
         take the wrong one out and export again",
        first.entity,
        quoted(&first.source_id),
        first.row.unwrap_or_default(),
        file.map(|file| format!(" of {file}")).unwrap_or_default(),
        fields.join(" and "),
        first.entity,
    )
}
