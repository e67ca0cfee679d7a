//! The Sage 300 drop: each file lands in one transaction, then moves to `done/` or `failed/` with a report.

use cds_sources::{
    Record, Rejected,
    sage300::{
        Export, Mapping, Reading,
        drop::{DropError, DropFolder, DroppedFile, Look, Outcome, Part, Report},
        read_file,
    },
};
use cds_warehouse::{
    Warehouse,
    bronze::{Arrival, Batch, Landed, Quarantined},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::RunReport;
use crate::config::Sage300;

pub(super) async fn land(
    settings: &Sage300,
    warehouse: &Warehouse,
    run_id: i64,
    now: DateTime<Utc>,
    time_zone: Tz,
    look: &mut Look,
    report: &mut RunReport,
) -> anyhow::Result<()> {
    let mapping = Mapping::load(&settings.mapping)?;
    let folder = DropFolder::new(&settings.drop);
    let at = now.with_timezone(&time_zone).fixed_offset();
    let waiting = folder.waiting(now, settings.settle(), look)?;
    let seconds = settings.settle_seconds;
    report.waiting.extend(look.unsettled().map(|name| {
        format!("{name} waits: files are read after {seconds} s at rest (sage300.settle_seconds)")
    }));
    for file in waiting {
        let bytes = match file.read() {
            Ok(bytes) => bytes,
            Err(error) => {
                report.problems.push(error.to_string());
                continue;
            }
        };
        let finished = match read_file(&bytes, file.name(), &mapping) {
            Ok(parts) => {
                let landed = warehouse.land(batch(run_id, mapping.instance(), file.name(), &parts)).await?;
                let parts: Vec<Part> =
                    parts.iter().map(|(export, reading)| part(export, reading, &landed)).collect();
                tell_rejected(&file, &parts, report);
                report.landed.push((file.name().to_owned(), landed));
                folder.finish(&file, Outcome::Done, &Report { at, parts, failure: None })
            }
            Err(refused) => {
                report.problems.push(format!("{}: {refused}", file.name()));
                folder.finish(&file, Outcome::Failed, &Report::failed(at, refused.to_string()))
            }
        };
        if let Err(error) = finished {
            report.problems.push(moved_later(&error));
        }
    }
    Ok(())
}

fn batch<'a>(run_id: i64, instance: &'a str, name: &'a str, parts: &[(&Export, Reading)]) -> Batch<'a> {
    let readings = || parts.iter().map(|(_, reading)| reading);
    Batch {
        run_id,
        source_system: "sage300",
        instance,
        place: name,
        records: readings().flat_map(|reading| &reading.records).map(arrival).collect(),
        quarantined: readings()
            .flat_map(|reading| &reading.rejected)
            .map(|rejected| quarantined(rejected, name))
            .collect(),
        repeated: readings().map(|reading| reading.repeated).sum(),
        state: None,
    }
}

fn arrival(record: &Record) -> Arrival {
    Arrival {
        entity: record.entity.clone(),
        source_id: record.source_id.clone(),
        payload: record.payload.clone(),
        deleted_how: None,
    }
}

fn quarantined(rejected: &Rejected, name: &str) -> Quarantined {
    Quarantined {
        place: name.to_owned(),
        row: rejected.row.and_then(|row| i64::try_from(row).ok()),
        field: rejected.field.clone(),
        reason: rejected.reason.clone(),
        original: rejected.original.clone(),
    }
}

fn part(export: &Export, reading: &Reading, landed: &Landed) -> Part {
    let loaded = landed.loaded_by_entity.get(export.entity().name()).copied().unwrap_or_default();
    let loaded = u64::try_from(loaded).unwrap_or_default();
    let records = reading.records.len() as u64;
    Part::new(export.entity(), reading, loaded, records.saturating_sub(loaded))
}

fn tell_rejected(file: &DroppedFile, parts: &[Part], report: &mut RunReport) {
    let rejected: usize = parts.iter().map(|part| part.rejected.len()).sum();
    if rejected > 0 {
        let rows = if rejected == 1 { "row" } else { "rows" };
        report.problems.push(format!(
            "{}: {rejected} {rows} could not be read; its report in done says which and why",
            file.name()
        ));
    }
}

/// Reading the file again changes nothing.
fn moved_later(error: &DropError) -> String {
    format!("{error}; the next run reads it again and moves it")
}
