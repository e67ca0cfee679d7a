//! The Sage 300 drop: each export lands in one transaction, then moves to `done/` or `failed/` with a report.

use std::time::Duration;

use cds_sources::{
    Record, Rejected,
    sage300::{
        Export, Mapping, Reading,
        drop::{Delivery, DropError, DropFolder, Look, Outcome, Part, Report, Wait, WaitsFor},
        read_files,
    },
};
use cds_warehouse::bronze::{Arrival, Batch, Landed, Quarantined};
use chrono::{DateTime, Utc};

use super::{Landing, RunReport};
use crate::config::Sage300;

pub(super) async fn land(
    settings: &Sage300,
    run: &Landing<'_>,
    look: &mut Look,
    report: &mut RunReport,
) -> anyhow::Result<()> {
    let Landing { warehouse, run_id, now, time_zone, .. } = *run;
    let mapping = Mapping::load(&settings.mapping)?;
    let folder = DropFolder::new(&settings.drop);
    let at = now.with_timezone(&time_zone).fixed_offset();
    let waiting = waiting(&folder, &mapping, now, settings.settle(), look).await?;
    report.waiting.extend(look.waits().iter().map(|wait| told(wait, settings)));
    for delivery in waiting {
        if run.stop.is_requested() {
            break;
        }
        let name = delivery.name();
        let files = match delivery.read(&time_zone) {
            Ok(files) => files,
            Err(error) => {
                report.problems.push(error.to_string());
                continue;
            }
        };
        let finished = match read_files(&files, &mapping) {
            Ok(parts) => {
                let landed = warehouse.land(batch(run_id, mapping.instance(), name, &parts)).await?;
                let parts: Vec<Part> =
                    parts.iter().map(|(export, reading)| part(export, reading, &landed)).collect();
                tell_rejected(name, &parts, report);
                report.landed.push((name.to_owned(), landed));
                folder.finish(&delivery, Outcome::Done, &Report { at, parts, failure: None })
            }
            Err(refused) => {
                report.problems.push(format!("{name}: {refused}"));
                folder.finish(&delivery, Outcome::Failed, &Report::failed(at, refused.to_string()))
            }
        };
        if let Err(error) = finished {
            report.problems.push(moved_later(&error));
        }
    }
    Ok(())
}

/// The exports that are ready. A file is at rest when a second look finds it unchanged: a run that sees files
/// for the first time takes that look itself.
async fn waiting(
    folder: &DropFolder,
    mapping: &Mapping,
    now: DateTime<Utc>,
    settle: Duration,
    look: &mut Look,
) -> Result<Vec<Delivery>, DropError> {
    let ready = folder.waiting(mapping, now, settle, look)?;
    if !look.is_unsettled() {
        return Ok(ready);
    }
    tokio::time::sleep(settle).await;
    folder.waiting(mapping, now + settle, settle, look)
}

fn told(wait: &Wait, settings: &Sage300) -> String {
    let name = &wait.name;
    match &wait.waits_for {
        WaitsFor::Rest => format!(
            "{name} waits: files are read after {} s at rest (sage300.settle_seconds)",
            settings.settle_seconds
        ),
        WaitsFor::Parts(parts) => format!("{name} waits for {parts}"),
    }
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
        claims: vec![],
        state: None,
    }
}

fn arrival(record: &Record) -> Arrival {
    Arrival {
        entity: record.entity.clone(),
        source_id: record.source_id.clone(),
        payload: record.payload.clone(),
        deleted_how: None,
        effective_on: None,
    }
}

fn quarantined(rejected: &Rejected, name: &str) -> Quarantined {
    Quarantined {
        place: rejected.file.clone().unwrap_or_else(|| name.to_owned()),
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

fn tell_rejected(name: &str, parts: &[Part], report: &mut RunReport) {
    let rejected: usize = parts.iter().map(|part| part.rejected.len()).sum();
    if rejected > 0 {
        let rows = if rejected == 1 { "row" } else { "rows" };
        report.problems.push(format!(
            "{name}: {rejected} {rows} could not be read; its report in done says which and why"
        ));
    }
}

/// Reading the file again changes nothing.
fn moved_later(error: &DropError) -> String {
    format!("{error}; the next run reads it again and moves it")
}
