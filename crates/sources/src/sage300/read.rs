//! The files of an export into records: what can be read is read exactly, the rest is rejected with its reason.

mod collect;
mod columns;
mod control;
mod error;
mod holds;
mod row;

use chrono::NaiveDate;

pub use error::ExportError;
pub use holds::Holds;

pub(super) use columns::{Columns, columns_under, named};
pub(super) use control::{Totals, is_trailer};

use super::bad_rows;
use super::mapping::{Export, Mapping};
use super::table::Table;
use crate::{Record, Rejected};
use collect::Collected;
use row::RowReader;

/// A file as it was read from the drop folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The day on which it was last written, in the company's time zone.
    pub written_on: NaiveDate,
}

/// What an export held. `received` is always the sum of records, rejected rows and repeated rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The rows, without headers, blank lines and the trailer.
    pub received: u64,
    /// Rows that say once more what an earlier row of the same record said.
    pub repeated: u64,
    /// The records, in the order of the files.
    pub records: Vec<Record>,
    /// The rows that could not be read, in the order of the files.
    pub rejected: Vec<Rejected>,
    /// What the export holds of its entity: only what it claims to hold can be seen as deleted.
    pub holds: Holds,
    /// Keys of rows that were put aside: they are in the file, so they are not gone.
    pub set_aside: Vec<String>,
    /// Rows put aside whose key could not be read: while there are any, nothing is seen as deleted.
    pub keyless: u64,
    /// The business day on which the export was true, for a record without an `effective_on` of its own.
    pub exported_on: NaiveDate,
}

/// Reads the files of one export, one or its parts in their order, by every export of the mapping that their
/// names match. One that fails fails them all.
///
/// # Errors
/// When the files cannot be read as what the mapping says they are, or more of their rows are bad than it allows.
pub fn read_files<'m>(
    files: &[ExportFile],
    mapping: &'m Mapping,
) -> Result<Vec<(&'m Export, Reading)>, ExportError> {
    let read = |export| {
        let reading = read_export(files, mapping, export)?;
        bad_rows::expect_few(&reading, mapping, export)?;
        Ok((export, reading))
    };
    exports_of(files, mapping)?.into_iter().map(read).collect()
}

/// Reads the files of one export by one `[[export]]` of the mapping, however many of their rows are bad.
///
/// # Errors
/// When the files cannot be read as what the mapping says they are.
pub fn read_export(files: &[ExportFile], mapping: &Mapping, export: &Export) -> Result<Reading, ExportError> {
    let (reading, totals) = scan(files, mapping, export)?;
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
    files: &[ExportFile],
    mapping: &Mapping,
    export: &Export,
) -> Result<(Reading, Result<Option<Totals>, ExportError>), ExportError> {
    let mut collected = Collected::default();
    let mut control = export.control.as_ref().map(|control| control::Tally::new(control, mapping, export));
    for file in files {
        let several = (files.len() > 1).then_some(file.name.as_str());
        let read = read_rows(file, several, (mapping, export), &mut collected, control.as_mut());
        read.map_err(|error| error.in_part(several))?;
    }
    let mut reading = collected.reading;
    if let Some(first) = files.first() {
        reading.exported_on = export.exported_on(first, mapping)?;
    }
    let totals = control.map(control::Tally::verdict).transpose();
    let proved = !matches!(&totals, Ok(Some(totals)) if !totals.unchecked.is_empty());
    // A file whose total nobody can check may be short of rows.
    if proved {
        reading.holds = holds::held(export.claim, &reading);
    }
    Ok((reading, totals))
}

fn read_rows(
    file: &ExportFile,
    several: Option<&str>,
    (mapping, export): (&Mapping, &Export),
    collected: &mut Collected,
    mut control: Option<&mut control::Tally>,
) -> Result<(), ExportError> {
    let mut table = Table::open(&file.bytes)?;
    let columns = Columns::locate(export, mapping, &table.headers)?;
    let reader = RowReader::new(mapping, export, &columns, &table.headers);
    while let Some(row) = table.next_row() {
        if control.as_mut().is_some_and(|control| control.takes(&row, &columns, several)) {
            continue;
        }
        collected.add(&row, reader.read(&row), several);
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
