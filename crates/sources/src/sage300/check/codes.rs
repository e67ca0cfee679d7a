//! The job codes of a file that lead to no job.

use std::collections::HashMap;

use crate::sage300::entity::Holds;
use crate::sage300::mapping::{Export, Mapping};
use crate::sage300::read::ExportError;
use crate::sage300::table::Table;

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
        columns: &[Option<usize>],
        bytes: &[u8],
    ) -> Result<Self, ExportError> {
        let mut unknown = Self::default();
        let mut position_of = HashMap::new();
        let is_job = |holds: Holds| holds == Holds::JobCode;
        let Some((mapped, column)) =
            export.fields.iter().zip(columns).find(|(mapped, _)| is_job(mapped.field.holds))
        else {
            return Ok(unknown);
        };
        let mut table = Table::open(bytes)?;
        while let Some(row) = table.next_row() {
            let Ok(cells) = row.cells else { continue };
            let cell = column.and_then(|column| cells.get(column));
            let code = mapped.meant(mapped.text(cell)).trim();
            if code.is_empty() || mapping.job_number(code).is_some() {
                continue;
            }
            let position = *position_of.entry(code.to_owned()).or_insert_with(|| {
                unknown.rows_of.push((code.to_owned(), 0));
                unknown.rows_of.len() - 1
            });
            if let Some((_, rows)) = unknown.rows_of.get_mut(position) {
                *rows += 1;
            }
        }
        Ok(unknown)
    }
}
