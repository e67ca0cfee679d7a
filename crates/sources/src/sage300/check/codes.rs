//! The job codes of a file that lead to no job.

use std::collections::HashMap;

use crate::sage300::entity::Kind;
use crate::sage300::mapping::{Export, MappedField, Mapping};
use crate::sage300::read::{ExportFile, ReadError, each_row, is_trailer};

/// The codes that are neither in the crosswalk nor job numbers, in the order of the file, with their rows.
#[derive(Debug, Default)]
pub(super) struct UnknownCodes {
    pub(super) rows_of: Vec<(String, u64)>,
}

impl UnknownCodes {
    /// Looks at every row, those that are bad for another reason too.
    pub(super) fn of(
        mapping: &Mapping,
        export: &Export,
        files: &mut [ExportFile],
    ) -> Result<Self, ReadError> {
        let mut rows_of: Vec<(String, u64)> = Vec::new();
        let mut position_of = HashMap::new();
        let is_job = |mapped: &MappedField| mapped.field.kind == Kind::JobCode;
        let Some((index, mapped)) = export.fields.iter().enumerate().find(|(_, mapped)| is_job(mapped))
        else {
            return Ok(Self::default());
        };
        each_row(files, mapping, export, |row, _, columns, _| {
            let is_trailer = |control| is_trailer(control, columns, row);
            if row.fault.is_some() || export.control.as_ref().is_some_and(is_trailer) {
                return Ok(());
            }
            let of_job = columns.fields.get(index).map(Vec::as_slice).unwrap_or_default();
            let text = mapped.text(of_job, &row.cells);
            let code = mapped.meant(&text).trim();
            if code.is_empty() || mapping.job_number(code).is_some() {
                return Ok(());
            }
            let position = *position_of.entry(code.to_owned()).or_insert_with(|| {
                rows_of.push((code.to_owned(), 0));
                rows_of.len() - 1
            });
            if let Some((_, rows)) = rows_of.get_mut(position) {
                *rows += 1;
            }
            Ok(())
        })?;
        Ok(Self { rows_of })
    }
}
