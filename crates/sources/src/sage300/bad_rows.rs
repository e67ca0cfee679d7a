//! How many rows of a file may be bad before the file itself is.

use super::read::{ExportError, Reading};
use super::report::told;
use super::{Export, Mapping};

/// How many bad rows a refusal tells of: enough to see whether all are of one kind.
const TOLD: usize = 3;

pub(super) fn expect_few(reading: &Reading, mapping: &Mapping, export: &Export) -> Result<(), ExportError> {
    let bad = reading.rejected.len();
    let percent = mapping.bad_rows_percent;
    if bad as u64 * 100 <= reading.received * u64::from(percent) {
        return Ok(());
    }
    let first: Vec<String> = reading.rejected.iter().take(TOLD).map(told).collect();
    Err(ExportError::TooManyBadRows {
        entity: export.entity().name(),
        bad,
        received: reading.received,
        percent,
        first: first.join(". "),
        mapping: mapping.name().to_owned(),
    })
}
