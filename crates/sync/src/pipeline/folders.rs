//! A share with job folders: new contents of schedule files become versions.

use std::path::{Path, PathBuf};

use anyhow::Context;
use cds_folders::{
    DataDateSettings, DateClues, Disk, Found, Gone, Report, RootState, Scan, ScanSettings, ScanState,
    ScheduleFacts, data_date, path_key,
};
use cds_warehouse::bronze::{Arrival, Arrivals, Batch, Quarantined};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::{Landing, RunReport};
use crate::{config::Folders, stop::Stop};

const SOURCE: &str = "network_folder";

/// Where the warehouse keeps what is beneath a root, however the root is spelled.
pub(super) fn instance(root: &Path) -> String {
    path_key(&plain(root))
}

/// A path without `.` and doubled separators.
fn plain(root: &Path) -> String {
    root.components().collect::<PathBuf>().to_string_lossy().into_owned()
}

pub(super) async fn land(
    settings: &Folders,
    root: &Path,
    run: &Landing<'_>,
    report: &mut RunReport,
) -> anyhow::Result<()> {
    let Landing { warehouse, run_id, now, time_zone, .. } = *run;
    let instance = instance(root);
    let state = match warehouse.source_state(SOURCE, &instance).await? {
        Some(state) => serde_json::from_value(state).context("the kept state of the scan is not readable")?,
        None => ScanState::default(),
    };
    let scan_settings = ScanSettings {
        settle_seconds: u32::try_from(settings.settle_seconds).unwrap_or(u32::MAX),
        ..ScanSettings::default()
    };
    let place = plain(root);
    let dating = Dating { settings: settings.data_date.clone(), time_zone };
    let stop = run.stop.clone();
    let scanned =
        tokio::task::spawn_blocking(move || scan(&place, &scan_settings, &state, now, &dating, &stop))
            .await?;
    report.failed_sources +=
        scanned.report.roots.iter().filter(|root| root.state != RootState::Reached).count();
    report.problems.extend(scanned.report.problems.iter().map(|p| p.sentence.clone()));
    report.problems.extend(scanned.quarantined.iter().map(|q| format!("{}: {}", q.place, q.reason)));
    let quiet = scanned.records.is_empty() && scanned.quarantined.is_empty();
    let landed = warehouse
        .land(Batch {
            run_id,
            source_system: SOURCE,
            instance: &instance,
            place: &root.to_string_lossy(),
            records: Arrivals::of(scanned.records)?,
            quarantined: scanned.quarantined,
            repeated: 0,
            claims: vec![],
            state: Some(serde_json::to_value(&scanned.state)?),
        })
        .await?;
    if !quiet {
        let place = format!("{} (schedule files: {})", root.display(), scanned.report.counts.seen);
        report.landed.push((place, landed));
    }
    Ok(())
}

/// How versions are dated.
struct Dating {
    settings: DataDateSettings,
    time_zone: Tz,
}

struct Scanned {
    records: Vec<Arrival>,
    quarantined: Vec<Quarantined>,
    report: Report,
    state: ScanState,
}

fn scan(
    root: &str,
    settings: &ScanSettings,
    state: &ScanState,
    now: DateTime<Utc>,
    dating: &Dating,
    stop: &Stop,
) -> Scanned {
    let mut records = Vec::new();
    let mut quarantined = Vec::new();
    let roots = [root.to_owned()];
    let mut scan = Scan::start(&Disk, &roots, settings, state, now);
    // What is not asked for stays new to the next scan.
    while !stop.is_requested()
        && let Some(found) = scan.next()
    {
        match cds_schedule::read(&found.bytes) {
            Ok(schedule) => {
                let facts = ScheduleFacts::from(&schedule);
                records.push(version(&found, &facts, dating));
                records.push(held(&found.job_number, &found.job_folder, &found.file, &found.hash, None));
            }
            Err(error) => quarantined.push(Quarantined {
                place: format!("{root}/{}/{}", found.job_folder, found.file),
                row: None,
                field: None,
                reason: error.to_string(),
                original: found.bytes,
            }),
        }
    }
    let (report, state) = scan.finish();
    let gone = |gone: &Gone| held(&gone.job_number, &gone.job_folder, &gone.file, &gone.hash, Some("absent"));
    records.extend(report.gone.iter().map(gone));
    Scanned { records, quarantined, report, state }
}

/// What a schedule file held once: (job, file, content).
fn version(found: &Found, facts: &ScheduleFacts, dating: &Dating) -> Arrival {
    let clues = DateClues {
        file: &found.file,
        status_date: facts.status_date,
        last_saved: facts.last_saved,
        modified: found.modified,
        corrected: None,
    };
    let day = data_date(&clues, &dating.settings, dating.time_zone);
    Arrival {
        entity: "schedule_version".into(),
        source_id: format!("{}/{}#{}", found.job_folder, found.file, found.hash),
        payload: json!({
            "job_number": found.job_number,
            "job_folder": found.job_folder,
            "file": found.file,
            "content_hash": found.hash,
            "size": found.size,
            "modified_at": found.modified,
            "data_date": day.date,
            "data_date_source": day.source,
            "facts": facts,
        }),
        deleted_how: None,
        effective_on: None,
    }
}

/// What a schedule file holds now, or held when it went.
fn held(
    job_number: &str,
    job_folder: &str,
    file: &str,
    hash: &str,
    deleted_how: Option<&'static str>,
) -> Arrival {
    Arrival {
        entity: "schedule_file".into(),
        source_id: format!("{job_folder}/{file}"),
        payload: json!({
            "job_number": job_number,
            "job_folder": job_folder,
            "file": file,
            "content_hash": hash,
        }),
        deleted_how,
        effective_on: None,
    }
}
