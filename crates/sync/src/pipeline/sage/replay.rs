//! Kept files are read again after the mapping was corrected.

use cds_sources::sage300::Mapping;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{SOURCE, books::Books};
use crate::{
    config::Sage300,
    pipeline::{Landing, RunReport},
};

/// Which kept files are read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replay {
    /// Every file of these names.
    Named(Vec<String>),
    /// What came on this day or later, by the company's clock.
    Since(NaiveDate),
    /// All of them.
    All,
}

/// Reads kept files again in the order in which they came. A file that cannot be read is told, and the others go on.
pub(in crate::pipeline) async fn replay(
    settings: &Sage300,
    replay: &Replay,
    run: &Landing<'_>,
    report: &mut RunReport,
) -> anyhow::Result<()> {
    let Landing { warehouse, run_id, now, time_zone, .. } = *run;
    let mapping = Mapping::load(&settings.mapping)?;
    let at = now.with_timezone(&time_zone).fixed_offset();
    let books = Books::new(warehouse, &mapping, run_id, at);
    let (since, names) = match replay {
        Replay::Named(names) => (None, Some(names.as_slice())),
        Replay::Since(day) => (Some(beginning(*day, time_zone)), None),
        Replay::All => (None, None),
    };
    let files = warehouse.kept(SOURCE, mapping.instance(), since, names).await?;
    let is_kept = |name: &String| files.iter().any(|kept| kept.place == *name || kept.names.contains(name));
    let unknown = names.unwrap_or_default().iter().filter(|name| !is_kept(name));
    report
        .problems
        .extend(unknown.map(|name| format!("no file {name} is kept; give a name as it was dropped")));
    for kept in &files {
        if run.stop.is_requested() {
            break;
        }
        match books.read_again(kept).await {
            Ok(taken) if taken.is_new => {
                report.landed.push((kept.place.clone(), taken.landed.clone()));
                books.restore_what_later_files_say(&taken, report).await?;
            }
            Ok(_) => {}
            Err(error) => report.problems.push(format!("{}, read again: {error:#}", kept.place)),
        }
    }
    report.read_again = Some(files.len());
    Ok(())
}

fn beginning(day: NaiveDate, time_zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // A day without a midnight begins an hour later.
    time_zone.from_local_datetime(&midnight).earliest().map_or(midnight.and_utc(), |at| at.to_utc())
}
