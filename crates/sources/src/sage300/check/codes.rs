//! The job codes of a file that lead to no job.

use std::collections::HashMap;

use crate::sage300::entity::Kind;
use crate::sage300::mapping::{Export, MappedField, Mapping};
use crate::sage300::read::{Columns, ExportError, ExportFile, is_trailer};
use crate::sage300::table::Table;

/// The codes that are neither in the crosswalk nor job numbers, in the order of the file, with their rows.
#[derive(Debug, Default)]
pub(super) struct UnknownCodes {
    pub(super) rows_of: Vec<(String, u64)>,
}

impl UnknownCodes {
    /// Looks at every row, those that are bad for another reason too.
    pub(super) fn of(mapping: &Mapping, export: &Export, files: &[ExportFile]) -> Result<Self, ExportError> {
        let mut rows_of: Vec<(String, u64)> = Vec::new();
        let mut position_of = HashMap::new();
        let is_job = |mapped: &MappedField| mapped.field.kind == Kind::JobCode;
        let Some((index, mapped)) = export.fields.iter().enumerate().find(|(_, mapped)| is_job(mapped))
        else {
            return Ok(Self::default());
        };
        for file in files {
            let mut table = Table::open(&file.bytes)?;
            let columns = Columns::locate(export, mapping, &table.headers)?;
            let of_job = columns.fields.get(index).map(Vec::as_slice).unwrap_or_default();
            while let Some(row) = table.next_row() {
                let is_trailer = |control| is_trailer(control, &columns, &row);
                if row.fault.is_some() || export.control.as_ref().is_some_and(is_trailer) {
                    continue;
                }
                let text = mapped.text(of_job, &row.cells);
                let code = mapped.meant(&text).trim();
                if code.is_empty() || mapping.job_number(code).is_some() {
                    continue;
                }
                let position = *position_of.entry(code.to_owned()).or_insert_with(|| {
                    rows_of.push((code.to_owned(), 0));
                    rows_of.len() - 1
                });
                if let Some((_, rows)) = rows_of.get_mut(position) {
                    *rows += 1;
                }
            }
        }
        Ok(Self { rows_of })
    }
}
