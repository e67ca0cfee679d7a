//! What was read of a file, as the warehouse takes it.

use std::collections::BTreeMap;

use super::SOURCE;
use cds_sources::{
    Record, Rejected,
    sage300::{
        Content, Export, ExportFile, Holds, Mapping, ReadError, Reading,
        drop::{Part, Report},
        read_files,
    },
};
use cds_warehouse::{
    bronze::{Arrival, Arrivals, Batch, Claim, Landed, Quarantined, Window},
    originals::{Again, Dropped, KeptFile, Original},
};

/// What was read of a file by each of its exports.
pub(super) type Readings<'m> = Vec<(&'m Export, Reading)>;

pub(super) fn originals(files: &mut [ExportFile]) -> Vec<Original<'_>> {
    files.iter_mut().map(original).collect()
}

fn original(ExportFile { name, content, written_on }: &mut ExportFile) -> Original<'_> {
    let (sha256, size) = (content.sha256(), content.size());
    Original { name, written_on: *written_on, sha256, size, compressed: content.compressed() }
}

/// A file that was kept, to be read again.
pub(super) fn kept(file: KeptFile) -> ExportFile {
    let KeptFile { name, written_on, sha256, size, compressed } = file;
    ExportFile { name, content: Content::kept(sha256, size, compressed), written_on }
}

/// Reads the files by all their exports. The records are ready to land, should the files land.
pub(super) fn read<'m>(
    files: &mut [ExportFile],
    mapping: &'m Mapping,
) -> Result<(Readings<'m>, Arrivals), ReadError> {
    let mut records = Arrivals::default();
    let readings = read_files(files, mapping, &mut |record| Ok(records.push(arrival(record))?))?;
    Ok((readings, records))
}

pub(super) fn dropped<'a>(
    files: &'a mut [ExportFile],
    readings: &[(&Export, Reading)],
    again: Option<Again>,
    read_by: &'a [u8],
) -> Dropped<'a> {
    Dropped {
        originals: originals(files),
        exported_on: readings.iter().map(|(_, reading)| reading.exported_on).max().unwrap_or_default(),
        full_rows: full(readings).map(|(export, rows)| (export.entity().name().to_owned(), rows)).collect(),
        again,
        read_by,
    }
}

/// The exports of a file that claim to hold everything, with how many rows they have.
pub(super) fn full<'a>(readings: &'a [(&'a Export, Reading)]) -> impl Iterator<Item = (&'a Export, i64)> {
    let full = readings.iter().filter(|(_, reading)| reading.holds == Holds::Everything);
    full.map(|(export, reading)| (*export, i64::try_from(reading.received).unwrap_or(i64::MAX)))
}

/// The exports of a file that claim to hold a window, with how many rows they have.
pub(super) fn windows<'a>(
    readings: &'a [(&'a Export, Reading)],
) -> impl Iterator<Item = (&'a Export, i64, Window)> {
    readings.iter().filter_map(|(export, reading)| {
        let window = window(reading.holds)?;
        Some((*export, i64::try_from(reading.received).unwrap_or(i64::MAX), window))
    })
}

fn window(holds: Holds) -> Option<Window> {
    match holds {
        Holds::Window { field, from, to } => Some(Window { field: field.to_owned(), from, to }),
        Holds::Changes | Holds::Everything => None,
    }
}

/// What the report tells before the warehouse has said what it knew.
pub(super) fn parts(readings: &[(&Export, Reading)]) -> Vec<Part> {
    let part =
        |(export, reading): &(&Export, Reading)| Part::new(export.entity(), reading, 0, reading.records);
    readings.iter().map(part).collect()
}

pub(super) fn count(report: &mut Report, landed: &Landed) {
    for part in &mut report.parts {
        let of_entity = |counts: &BTreeMap<String, i64>| {
            counts.get(part.entity.name()).and_then(|count| u64::try_from(*count).ok()).unwrap_or_default()
        };
        let loaded = of_entity(&landed.loaded_by_entity);
        part.deleted = of_entity(&landed.deleted_by_entity);
        part.loaded = loaded;
        part.unchanged = part.unchanged.saturating_sub(loaded);
    }
}

pub(super) fn batch<'a>(
    run_id: i64,
    instance: &'a str,
    place: &'a str,
    records: Arrivals,
    readings: Readings<'_>,
) -> Batch<'a> {
    let mut batch = Batch {
        run_id,
        source_system: SOURCE,
        instance,
        place,
        records,
        quarantined: Vec::new(),
        repeated: 0,
        claims: Vec::new(),
        state: None,
    };
    for (export, mut reading) in readings {
        batch.claims.extend(claim(export, &mut reading));
        batch.quarantined.extend(reading.rejected.into_iter().map(|rejected| quarantined(rejected, place)));
        batch.repeated += reading.repeated;
    }
    batch
}

/// A row that came and of which not even the key could be read may be any of those that seem to be missing.
fn claim(export: &Export, reading: &mut Reading) -> Option<Claim> {
    if reading.keyless > 0 || reading.holds == Holds::Changes {
        return None;
    }
    Some(Claim {
        entity: export.entity().name().to_owned(),
        window: window(reading.holds),
        set_aside: std::mem::take(&mut reading.set_aside),
        effective_on: Some(reading.exported_on),
    })
}

fn arrival(record: Record) -> Arrival {
    let Record { entity, source_id, payload, effective_on, .. } = record;
    Arrival { entity, source_id, payload, deleted_how: None, effective_on }
}

fn quarantined(rejected: Rejected, place: &str) -> Quarantined {
    Quarantined {
        place: rejected.file.unwrap_or_else(|| place.to_owned()),
        row: rejected.row.and_then(|row| i64::try_from(row).ok()),
        field: rejected.field,
        reason: rejected.reason,
        original: rejected.original,
    }
}
