//! From the bytes of an export to records: what is read, what is rejected, what fails the file.

mod books;
mod claims;
mod files;
mod large;
mod properties;
mod rows;
mod values;

use std::ops::Deref;
use std::sync::LazyLock;

use cds_sources::Record;
use cds_sources::sage300::{
    Content, Export, ExportError, ExportFile, Mapping, ReadError, Reading, read_export, read_files,
};
use chrono::NaiveDate;
use serde_json::Value;

const MAPPING: &str = r##"instance = "demo"
[dates]
formats = ["%m/%d/%Y", "%Y-%m-%d", "%m/%d/%Y %I:%M:%S %p"]
[crosswalk]
"2582A" = "25-1-082"
[[export]]
entity = "change_order"
files = "changes*.csv"
[export.columns]
job = "Job"
number = "CO"
description = "Description"
status = "Status"
amount = "CO Amount"
executed_on = "Executed"
[export.values.status]
"Approved" = "executed"
"Rejected by owner" = "void"
[export.values.executed_on]
"n/a" = ""
[[export]]
entity = "pay_application"
files = "apps.csv"
[export.columns]
job = "Job"
application = "App"
retainage = "Held"
[[export]]
entity = "pay_application_line"
files = "apps.csv"
billed = "this_period"
[export.columns]
job = "Job"
application = "App"
line = "Item"
this_period = "This Period"
"##;

const HEADER: &str = "Job,CO,Description,Status,CO Amount,Executed\n";

fn mapping() -> &'static Mapping {
    static MAPPING_READ: LazyLock<Mapping> = LazyLock::new(|| Mapping::parse(MAPPING, "demo.toml").unwrap());
    &MAPPING_READ
}

/// What was read, with the records.
#[derive(Debug, PartialEq)]
struct Read {
    records: Vec<Record>,
    reading: Reading,
}

impl Deref for Read {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

/// A file last written on New Year's Day 2026.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> ExportFile {
    let written_on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    ExportFile { name: name.to_owned(), content: Content::of(bytes.as_ref()).unwrap(), written_on }
}

fn refusal(error: ReadError) -> ExportError {
    match error {
        ReadError::Refused(refused) => refused,
        other => panic!("not read: {other}"),
    }
}

/// Reads files by every export that their names match.
fn try_read_files<'m>(
    mut files: Vec<ExportFile>,
    mapping: &'m Mapping,
) -> Result<Vec<(&'m Export, Read)>, ExportError> {
    let mut records = Vec::new();
    let readings = read_files(&mut files, mapping, &mut |record| {
        records.push(record);
        Ok(())
    });
    let with_records = |(export, reading): (&'m Export, Reading)| {
        let records = records.extract_if(.., |record| record.entity == export.entity().name()).collect();
        (export, Read { records, reading })
    };
    Ok(readings.map_err(refusal)?.into_iter().map(with_records).collect())
}

/// Reads the files of one export by it, however many rows are bad.
fn try_read_export(
    mut files: Vec<ExportFile>,
    mapping: &Mapping,
    export: &Export,
) -> Result<Read, ExportError> {
    let mut records = Vec::new();
    let reading = read_export(&mut files, mapping, export, &mut |record| {
        records.push(record);
        Ok(())
    });
    let reading = reading.map_err(refusal)?;
    assert_eq!(reading.records, records.len() as u64);
    Ok(Read { records, reading })
}

/// Reads one file by every export that its name matches.
fn read_file<'m>(
    bytes: impl AsRef<[u8]>,
    name: &str,
    mapping: &'m Mapping,
) -> Result<Vec<(&'m Export, Read)>, ExportError> {
    try_read_files(vec![file(name, bytes)], mapping)
}

/// Reads one file by the first export that its name matches, however many rows are bad.
fn try_read_by(mapping: &Mapping, name: &str, bytes: impl AsRef<[u8]>) -> Result<Read, ExportError> {
    let exports = mapping.exports_for(name).unwrap();
    try_read_export(vec![file(name, bytes)], mapping, exports[0])
}

fn try_read(bytes: &[u8]) -> Result<Read, ExportError> {
    try_read_by(mapping(), "changes.csv", bytes)
}

fn read(bytes: impl AsRef<[u8]>) -> Read {
    try_read(bytes.as_ref()).unwrap()
}

/// Reads change orders, one for each row below the header.
fn rows(rows: &str) -> Read {
    read(format!("{HEADER}{rows}"))
}

fn amount(text: &str) -> Value {
    let reading = rows(&format!("2582A,1,,pending,\"{text}\",\n"));
    reading.records.first().map_or(Value::Null, |record| record.payload["amount"].clone())
}

fn executed(text: &str) -> Result<Value, String> {
    let reading = rows(&format!("2582A,1,,pending,5,{text}\n"));
    match reading.rejected.first() {
        Some(rejected) => Err(rejected.reason.clone()),
        None => Ok(reading.records[0].payload.get("executed_on").cloned().unwrap_or_default()),
    }
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "expected {part:?} in: {text}");
    }
}
