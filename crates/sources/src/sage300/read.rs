//! The files of an export into records: what can be read is read exactly, the rest is rejected with its reason.

mod collect;
mod columns;
mod conflicts;
mod control;
mod error;
mod holds;
mod row;
mod seen;

use std::error::Error;

use chrono::NaiveDate;

pub use error::{ExportError, ReadError};
pub use holds::Holds;

pub(super) use columns::{Columns, columns_under, named};
pub(super) use control::{Totals, is_trailer};

use super::bad_rows;
use super::content::Content;
use super::mapping::{Export, Mapping};
use super::table::{Row, Table};
use crate::{Record, Rejected};
use collect::Collected;
use row::RowReader;

/// A file as it was read from the drop folder.
#[derive(Debug)]
pub struct ExportFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: Content,
    /// The day on which it was last written, in the company's time zone.
    pub written_on: NaiveDate,
}

/// Takes the records as they are read, each key of an entity once, in the order of the files. What it was given counts
/// only when the whole export could be read. It may refuse to go on.
pub type Sink<'a> = dyn FnMut(Record) -> Result<(), Box<dyn Error + Send + Sync>> + 'a;

/// What an export held. `received` is always the sum of records, rejected rows and repeated rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The rows, without headers, blank lines and the trailer.
    pub received: u64,
    /// Rows that say once more what an earlier row of the same record said.
    pub repeated: u64,
    /// The records that the sink was given.
    pub records: u64,
    /// The rows that could not be read, in the order of the files.
    pub rejected: Vec<Rejected>,
    /// What the export holds of its entity: only what it claims to hold can be seen as deleted.
    pub holds: Holds,
    /// Keys of rows that were put aside: they are in the file, so they are not gone.
    pub set_aside: Vec<String>,
    /// Rows put aside whose key could not be read: while there are any, nothing is seen as deleted.
    pub keyless: u64,
    /// The business day on which the export was true.
    pub exported_on: NaiveDate,
}

/// Reads the files of one export, one or its parts in their order, by every export of the mapping that their
/// names match. One that fails fails them all.
///
/// # Errors
/// When the files cannot be read as what the mapping says they are, or more of their rows are bad than it allows.
/// Then nothing of what the sink was given is to be used.
pub fn read_files<'m>(
    files: &mut [ExportFile],
    mapping: &'m Mapping,
    sink: &mut Sink<'_>,
) -> Result<Vec<(&'m Export, Reading)>, ReadError> {
    let mut readings = Vec::new();
    for export in exports_of(files, mapping)? {
        let reading = read_export(files, mapping, export, sink)?;
        bad_rows::expect_few(&reading, mapping, export)?;
        readings.push((export, reading));
    }
    Ok(readings)
}

/// Reads the files of one export by one `[[export]]` of the mapping, however many of their rows are bad.
///
/// # Errors
/// When the files cannot be read as what the mapping says they are. Then nothing of what the sink was given is to be
/// used.
pub fn read_export(
    files: &mut [ExportFile],
    mapping: &Mapping,
    export: &Export,
    sink: &mut Sink<'_>,
) -> Result<Reading, ReadError> {
    let (reading, totals) = scan(files, mapping, export, sink)?;
    totals?;
    Ok(reading)
}

/// The exports by which the files are read: each part by the same.
pub(super) fn exports_of<'m>(
    files: &[ExportFile],
    mapping: &'m Mapping,
) -> Result<Vec<&'m Export>, ExportError> {
    let [first, others @ ..] = files else { return Ok(Vec::new()) };
    let exports = mapping.exports_for(&first.name)?;
    let places = |exports: &[&Export]| exports.iter().map(|export| export.place.clone()).collect::<Vec<_>>();
    for other in others {
        let of_other = mapping.exports_for(&other.name)?;
        if places(&of_other) != places(&exports) {
            return Err(ExportError::UnlikeParts {
                first: first.name.clone(),
                by_first: places(&exports).join(" and "),
                other: other.name.clone(),
                by_other: places(&of_other).join(" and "),
            });
        }
    }
    Ok(exports)
}

/// Reads the rows, and says apart from them whether the control totals hold.
pub(super) fn scan(
    files: &mut [ExportFile],
    mapping: &Mapping,
    export: &Export,
    sink: &mut Sink<'_>,
) -> Result<(Reading, Result<Option<Totals>, ExportError>), ReadError> {
    let exported_on = match files.first() {
        Some(first) => export.exported_on(first, mapping)?,
        None => NaiveDate::default(),
    };
    let mut collected = Collected::new(export, exported_on).map_err(ReadError::Copy)?;
    let mut control = export.control.as_ref().map(|control| control::Tally::new(control, mapping, export));
    each_row(files, mapping, export, |row, place, columns, reader| {
        if control.as_mut().is_some_and(|control| control.takes(row, columns, place)) {
            return Ok(());
        }
        let record = collected.add(row, reader.read(row, exported_on), place).map_err(ReadError::Copy)?;
        match record {
            Some(record) => sink(record).map_err(ReadError::Sink),
            None => Ok(()),
        }
    })?;
    let (mut reading, range, conflicts) = collected.end();
    if !conflicts.is_empty() {
        conflicts::explain(conflicts, &mut reading, files, mapping, export)?;
    }
    let totals = control.map(control::Tally::verdict).transpose();
    let proved = !matches!(&totals, Ok(Some(totals)) if !totals.unchecked.is_empty());
    // A file whose total nobody can check may be short of rows.
    if proved {
        reading.holds = holds::held(export.claim, &range);
    }
    Ok((reading, totals))
}

/// Goes through the rows of the files, those of the trailer too. Each comes with its file where there are several.
pub(super) fn each_row(
    files: &mut [ExportFile],
    mapping: &Mapping,
    export: &Export,
    mut visit: impl FnMut(&Row, Option<&str>, &Columns, &RowReader) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let are_several = files.len() > 1;
    for ExportFile { name, content, .. } in files {
        let place = are_several.then_some(name.as_str());
        let mut read = || {
            let mut table = Table::open(content.bytes().map_err(ReadError::Copy)?)?;
            let columns = Columns::locate(export, mapping, &table.headers)?;
            let reader = RowReader::new(mapping, export, &columns, &table.headers);
            while let Some(row) = table.next_row()? {
                visit(&row, place, &columns, &reader)?;
            }
            Ok(())
        };
        read().map_err(|error: ReadError| error.in_part(place))?;
    }
    Ok(())
}

/// A text in quotation marks, on one line and not too long for a report.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{:?}", start + "…")
}
