//! A mapping held against the files of a folder: what would become of each, and why. Nothing is loaded or moved.

mod codes;
mod text;

use chrono::{NaiveDate, TimeZone};
use serde_json::Value;

use super::bad_rows;
use super::drop::{Delivery, DropError, DropFolder};
use super::mapping::{Export, MappedField, Mapping, Origin};
use super::read::{ExportFile, Holds, ReadError, Totals, columns_under, exports_of, named, scan};
use super::report::told;
use super::table::Table;
use codes::UnknownCodes;

/// How many of the bad rows are told.
const ROWS_TOLD: usize = 5;
/// How alike a header and the one looked for must be to be taken for a slip of it, from 0 to 1.
const ALIKE: f64 = 0.75;

/// What a mapping makes of the files of a folder. Its text is the explanation, for a person.
#[derive(Debug)]
pub struct MappingCheck {
    files: Vec<CheckedFile>,
    /// The exports that no file matches.
    idle: Vec<Matched>,
}

#[derive(Debug)]
struct CheckedFile {
    name: String,
    /// What of an export in parts has not come.
    missing: Option<String>,
    /// What each export that the name matches makes of it; or why none may read it.
    exports: Result<Vec<CheckedExport>, String>,
}

/// An export, as a person finds it in the mapping.
#[derive(Debug)]
struct Matched {
    place: String,
    entity: &'static str,
    files: String,
}

#[derive(Debug)]
struct CheckedExport {
    export: Matched,
    columns: Vec<CheckedColumn>,
    /// The headers that no field is mapped to.
    unmapped: Vec<String>,
    codes: UnknownCodes,
    /// What the rows come to; none when they cannot be read at all.
    rows: Option<CheckedRows>,
    /// Why the file would fail.
    refused: Option<String>,
}

#[derive(Debug)]
struct CheckedColumn {
    field: &'static str,
    header: String,
    seen: Seen,
}

#[derive(Debug)]
enum Seen {
    Once,
    Several,
    Never {
        /// The header that is most like it.
        closest: Option<String>,
    },
}

#[derive(Debug)]
struct CheckedRows {
    received: u64,
    good: u64,
    repeated: u64,
    bad: usize,
    exported_on: NaiveDate,
    holds: Holds,
    keyless: u64,
    totals: Option<Totals>,
    /// The first of the bad, each with its line and reason; none when `refused` tells them.
    first: Vec<String>,
    sample: Option<Sample>,
}

/// The first row that can be read, as it is read.
#[derive(Debug)]
struct Sample {
    line: u64,
    /// Each mapped field and its value; none where it is blank.
    values: Vec<(&'static str, Option<String>)>,
}

impl MappingCheck {
    /// Reads every export of a folder as the next run would, whether it has come to rest or not. The days are
    /// those of the company's time zone.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn of(mapping: &Mapping, folder: &DropFolder, zone: &impl TimeZone) -> Result<Self, DropError> {
        let gathered = folder.gathered(mapping)?;
        let is_idle = |export: &&Export| {
            !gathered.iter().flat_map(|one| one.delivery.files()).any(|file| export.matches(file.name()))
        };
        let idle = mapping.exports().iter().filter(is_idle).map(matched).collect();
        let check = |delivery: &Delivery, missing| CheckedFile {
            name: delivery.name().to_owned(),
            missing,
            exports: match delivery.read(zone) {
                Ok(mut files) => exports(mapping, &mut files).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            },
        };
        Ok(Self { files: gathered.into_iter().map(|one| check(&one.delivery, one.missing)).collect(), idle })
    }

    /// Whether there was no file to check.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The exports that would fail as a whole.
    pub fn failing(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|file| file.fails()).map(|file| file.name.as_str())
    }
}

impl CheckedFile {
    /// What waits for its parts does not fail.
    fn fails(&self) -> bool {
        if self.missing.is_some() {
            return false;
        }
        let exports = self.exports.as_ref();
        exports.map_or(true, |exports| exports.iter().any(|export| export.refused.is_some()))
    }
}

fn matched(export: &Export) -> Matched {
    Matched { place: export.place.clone(), entity: export.entity().name(), files: export.files().to_owned() }
}

fn exports(mapping: &Mapping, files: &mut [ExportFile]) -> Result<Vec<CheckedExport>, ReadError> {
    let exports = exports_of(files, mapping)?;
    let headers = match files.first_mut() {
        Some(first) => Table::open(first.content.bytes().map_err(ReadError::Copy)?)?.headers,
        None => Vec::new(),
    };
    Ok(exports.into_iter().map(|export| checked(mapping, export, &headers, files)).collect())
}

fn checked(
    mapping: &Mapping,
    export: &Export,
    headers: &[String],
    files: &mut [ExportFile],
) -> CheckedExport {
    let unmapped = unmapped(export, headers);
    let mut checked = CheckedExport {
        export: matched(export),
        columns: mapped_columns(export)
            .map(|(field, header)| column(field, header, headers, &unmapped))
            .collect(),
        unmapped,
        codes: UnknownCodes::default(),
        rows: None,
        refused: None,
    };
    if let Err(error) = checked.read(mapping, export, files) {
        checked.refused = Some(error.to_string());
    }
    checked
}

impl CheckedExport {
    fn read(
        &mut self,
        mapping: &Mapping,
        export: &Export,
        files: &mut [ExportFile],
    ) -> Result<(), ReadError> {
        let mut first = None;
        let (reading, totals) = scan(files, mapping, export, &mut |record| {
            first.get_or_insert(record);
            Ok(())
        })?;
        self.codes = UnknownCodes::of(mapping, export, files)?;
        let few = bad_rows::expect_few(&reading, mapping, export);
        // A refusal for bad rows tells the first of them itself.
        let rows_told = if few.is_ok() { ROWS_TOLD } else { 0 };
        let (totals, refused) = match totals {
            Ok(totals) => (totals, few),
            Err(off) => (None, Err(off)),
        };
        self.rows = Some(CheckedRows {
            received: reading.received,
            good: reading.records,
            repeated: reading.repeated,
            bad: reading.rejected.len(),
            exported_on: reading.exported_on,
            holds: reading.holds,
            keyless: reading.keyless,
            totals,
            first: reading.rejected.iter().take(rows_told).map(told).collect(),
            sample: first.as_ref().map(|record| Sample {
                line: record.row.unwrap_or_default(),
                values: values(export, &record.payload),
            }),
        });
        Ok(refused?)
    }
}

/// The mapped fields in the order of the documentation.
fn mapped_fields(export: &Export) -> impl Iterator<Item = &MappedField> {
    let fields = export.entity().fields().iter();
    fields.filter_map(|field| export.fields.iter().find(|mapped| mapped.field.name == field.name))
}

fn mapped_columns(export: &Export) -> impl Iterator<Item = (&'static str, &String)> {
    mapped_fields(export).flat_map(|mapped| {
        let headers = match &mapped.origin {
            Origin::Columns(headers) => headers.as_slice(),
            Origin::Constant(_) => &[],
        };
        headers.iter().map(|header| (mapped.field.name, header))
    })
}

fn unmapped(export: &Export, headers: &[String]) -> Vec<String> {
    let is_mapped = |seen: &String| {
        let control = export.control.iter().flat_map(|control| control.rows.iter().chain([&control.column]));
        let mut headers = mapped_columns(export).map(|(_, header)| header).chain(control);
        headers.any(|header| header.to_lowercase() == seen.to_lowercase())
    };
    named(headers).filter(|seen| !is_mapped(seen)).cloned().collect()
}

fn column(field: &'static str, header: &str, headers: &[String], unmapped: &[String]) -> CheckedColumn {
    let seen = match columns_under(header, headers).len() {
        0 => Seen::Never { closest: closest(header, unmapped) },
        1 => Seen::Once,
        _ => Seen::Several,
    };
    CheckedColumn { field, header: header.to_owned(), seen }
}

fn closest(header: &str, unmapped: &[String]) -> Option<String> {
    let likeness = |seen: &String| strsim::jaro_winkler(&header.to_lowercase(), &seen.to_lowercase());
    let rated = unmapped.iter().map(|seen| (likeness(seen), seen)).filter(|(alike, _)| *alike >= ALIKE);
    rated.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, seen)| seen.clone())
}

fn values(export: &Export, payload: &Value) -> Vec<(&'static str, Option<String>)> {
    let value = |name: &str| match payload.get(name)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let mapped = mapped_fields(export).map(|mapped| mapped.field.name);
    mapped
        .flat_map(|name| if name == "job" { vec![name, "job_number"] } else { vec![name] })
        .map(|name| (name, value(name)))
        .collect()
}
