//! The Sage 300 drop: each export lands in one transaction, then moves to `done/`, `failed/` or `held/` with a report.

mod books;
mod held;
mod reading;
mod replay;

use std::time::Duration;

use cds_sources::sage300::{
    ExportFile, Mapping,
    drop::{Delivery, DropError, DropFolder, Look, Outcome, Report, Wait, WaitsFor},
};
use cds_warehouse::fail_point;
use chrono::{DateTime, Utc};

use super::{Landing, RunReport};
use crate::{config::Sage300, stop::Stop};
use books::{Became, Books, Taken};

pub use held::Accept;
pub(crate) use held::{NotHeld, accept};
pub use replay::Replay;
pub(super) use replay::replay;

const SOURCE: &str = "sage300";

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
    let books = Books::new(warehouse, &mapping, run_id, at);
    let waiting = waiting(&folder, &mapping, now, settings.settle(), run.stop, look).await?;
    report.waiting.extend(look.waits().iter().map(|wait| told(wait, settings)));
    let accepted = held::accepted(&folder, &books, time_zone, report).await?;
    for delivery in accepted.iter().chain(&waiting) {
        if run.stop.is_requested() {
            break;
        }
        match delivery.read(&time_zone) {
            Ok(mut files) => land_export(&folder, &books, delivery, &mut files, report).await?,
            Err(error) => report.problems.push(error.to_string()),
        }
    }
    Ok(())
}

async fn land_export(
    folder: &DropFolder,
    books: &Books<'_>,
    delivery: &Delivery,
    files: &mut [ExportFile],
    report: &mut RunReport,
) -> anyhow::Result<()> {
    let name = delivery.name();
    let (moved, batch_id) = match books.take(name, files).await? {
        Became::Landed(taken) => {
            tell(name, &taken, report);
            books.restore_what_later_files_say(&taken, report).await?;
            fail_point("file", "before_move");
            (folder.finish_with(delivery, Outcome::Done, books.at, &taken.report), Some(taken.batch_id))
        }
        Became::Repeated(repeated) => {
            report.landed.push((name.to_owned(), repeated.landed));
            fail_point("file", "before_move");
            let moved = folder.finish_with(delivery, Outcome::Done, books.at, &repeated.report);
            (moved, Some(repeated.batch_id))
        }
        Became::Failed { batch_id, why, report: text } => {
            report.problems.push(format!("{name}: {why}"));
            (folder.finish_with(delivery, Outcome::Failed, books.at, &text), Some(batch_id))
        }
        Became::Held(why) => {
            let told = held::told(name, &why);
            let text = Report::failed(books.at, told.as_str());
            report.problems.push(told);
            (folder.finish(delivery, Outcome::Held, &text), None)
        }
    };
    match (moved, batch_id) {
        (Ok(_), Some(batch_id)) => books.warehouse.note_moved(batch_id).await?,
        (Ok(_), None) => {}
        (Err(error), _) => report.problems.push(moved_later(&error)),
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
    stop: &Stop,
    look: &mut Look,
) -> Result<Vec<Delivery>, DropError> {
    let ready = folder.waiting(mapping, now, settle, look)?;
    if !look.is_unsettled() {
        return Ok(ready);
    }
    tokio::select! {
        () = tokio::time::sleep(settle) => folder.waiting(mapping, now + settle, settle, look),
        () = stop.requested() => Ok(ready),
    }
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

fn tell(name: &str, taken: &Taken, report: &mut RunReport) {
    if taken.rejected > 0 {
        let rows = if taken.rejected == 1 { "row" } else { "rows" };
        report.problems.push(format!(
            "{name}: {} {rows} could not be read; its report in done says which and why",
            taken.rejected
        ));
    }
    report.landed.push((name.to_owned(), taken.landed.clone()));
}

/// Reading the file again changes nothing.
fn moved_later(error: &DropError) -> String {
    format!("{error}; the next run reads it again and moves it")
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const MAPPING: &str = "instance = \"demo\"\n[dates]\nformats = [\"%Y-%m-%d\"]\n\
        [[export]]\nentity = \"job\"\nfiles = \"jobs.csv\"\ncolumns = { job = \"Job\" }\n";

    #[tokio::test(start_paused = true)]
    async fn a_run_that_is_told_to_stop_does_not_wait_for_a_second_look() {
        let drop = tempfile::tempdir().expect("a folder");
        std::fs::write(drop.path().join("jobs.csv"), "Job\n25-1-001\n").expect("dropped");
        let mapping = Mapping::parse(MAPPING, "mapping.toml").expect("a mapping");
        let (folder, hour) = (DropFolder::new(drop.path()), Duration::from_secs(3_600));
        let (begun, stop) = (Instant::now(), Stop::default());
        let looked = async |look: &mut Look| {
            waiting(&folder, &mapping, DateTime::default(), hour, &stop, look).await.expect("listed").len()
        };
        stop.request();
        assert_eq!((looked(&mut Look::default()).await, begun.elapsed()), (0, Duration::ZERO));
    }
}
