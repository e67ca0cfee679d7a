//! From the bytes of an export to records: what is read, what is rejected, what fails the file.

mod books;
mod claims;
mod files;
mod properties;
mod rows;
mod values;

use std::sync::LazyLock;

use cds_sources::sage300::{Export, ExportError, ExportFile, Mapping, Reading, read_export, read_files};
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

/// A file last written on New Year's Day 2026.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> ExportFile {
    let written_on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    ExportFile { name: name.to_owned(), bytes: bytes.as_ref().to_vec(), written_on }
}

/// Reads one file by every export that its name matches.
fn read_file<'m>(
    bytes: impl AsRef<[u8]>,
    name: &str,
    mapping: &'m Mapping,
) -> Result<Vec<(&'m Export, Reading)>, ExportError> {
    read_files(&[file(name, bytes)], mapping)
}

/// Reads one file by the first export that its name matches, however many rows are bad.
fn try_read_by(mapping: &Mapping, name: &str, bytes: impl AsRef<[u8]>) -> Result<Reading, ExportError> {
    let exports = mapping.exports_for(name).unwrap();
    read_export(&[file(name, bytes)], mapping, exports[0])
}

fn try_read(bytes: &[u8]) -> Result<Reading, ExportError> {
    try_read_by(mapping(), "changes.csv", bytes)
}

fn read(bytes: impl AsRef<[u8]>) -> Reading {
    try_read(bytes.as_ref()).unwrap()
}

/// Reads change orders, one for each row below the header.
fn rows(rows: &str) -> Reading {
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
