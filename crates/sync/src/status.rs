//! How the warehouse stands, for a person: what is fresh, what failed, what waits, what to do.

use std::fmt::Write;

use cds_warehouse::Standing;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Data older than this is not fresh any more.
const FRESH: TimeDelta = TimeDelta::hours(24);

/// How the warehouse stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Status {
    /// In lines, for a person.
    pub text: String,
    /// Whether the last run went well, and not too long ago.
    pub well: bool,
}

impl Status {
    /// Before the first run.
    #[must_use]
    pub fn of_nothing(time_zone: Tz) -> Self {
        Self::of(&Standing::default(), time_zone, Utc::now())
    }

    pub(crate) fn of(standing: &Standing, time_zone: Tz, now: DateTime<Utc>) -> Self {
        let fresh = standing.last_good.is_some_and(|run| now - run.finished_at <= FRESH);
        let built = standing.failure.is_none() && standing.failed_assets.is_empty();
        let well = fresh && built && standing.failed_sources == 0;
        let clock = Clock { time_zone, now };
        let lines = [facts(standing, &clock), advice(standing, fresh)].concat();
        Self { text: lines.iter().fold(String::new(), |text, line| text + line + "\n"), well }
    }
}

struct Clock {
    time_zone: Tz,
    now: DateTime<Utc>,
}

impl Clock {
    /// `2025-07-10 02:03 MST, 17 hours ago`
    fn tell(&self, at: DateTime<Utc>) -> String {
        let age = self.now - at;
        let (count, unit) = match age {
            age if age < TimeDelta::hours(1) => (age.num_minutes().max(0), "minute"),
            age if age < TimeDelta::days(2) => (age.num_hours(), "hour"),
            age => (age.num_days(), "day"),
        };
        let local = at.with_timezone(&self.time_zone).format("%Y-%m-%d %H:%M %Z");
        format!("{local}, {count} {unit}{} ago", if count == 1 { "" } else { "s" })
    }
}

fn facts(standing: &Standing, clock: &Clock) -> Vec<String> {
    let mut lines = vec![match &standing.last_good {
        Some(run) => format!("last good run: {}, for {}", clock.tell(run.finished_at), run.as_of),
        None => "last good run: none yet".to_owned(),
    }];
    if let Some(failure) = &standing.failure {
        let how = if failure.stopped { "stopped" } else { "failed" };
        lines.push(format!("last run: {how} {}: {}", clock.tell(failure.at), failure.sentence));
    }
    for failed in &standing.failed_assets {
        lines.push(format!("{}: failed {}: {}", failed.asset, clock.tell(failed.at), failed.sentence));
    }
    if let Some(run) = &standing.under_way {
        lines.push(format!("under way: a run in {run}"));
    }
    for source in &standing.sources {
        let mut line = format!("{} {}: ", source.source_system, source.instance);
        let written = match source.landed_at {
            Some(at) => write!(line, "something new landed last {}", clock.tell(at)),
            None => write!(line, "nothing has landed yet"),
        };
        written.expect("a string takes everything");
        lines.push(line);
    }
    if standing.quarantined > 0 {
        lines.push(format!(
            "waits: {} could not be read since the last good run began",
            counted(standing.quarantined, "record")
        ));
    }
    lines.extend(standing.problems.iter().map(|problem| format!("problem: {problem}")));
    lines
}

fn advice(standing: &Standing, fresh: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if standing.failure.as_ref().is_some_and(|failure| failure.stopped) {
        lines.push("to do: run it to its end with `cds-sync trigger`, or `cds-sync run`");
    } else if standing.failure.is_some() {
        lines.push("to do: remove what the last run failed by, then `cds-sync trigger`, or `cds-sync run`");
    } else if !fresh && standing.under_way.is_none() {
        lines.push(
            "to do: no run went well in the last 24 hours: `cds-sync trigger`, or `cds-sync serve` if no service runs",
        );
    }
    if standing.failed_sources > 0 {
        lines.push("to do: a source failed as a whole: `cds-sync doctor` says which cannot be reached as this account");
    }
    if standing.quarantined > 0 {
        lines.push(
            "to do: correct what could not be read where it comes from; the report beside each file says why",
        );
    }
    lines.into_iter().map(str::to_owned).collect()
}

fn counted(count: i64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use cds_warehouse::{FailedAsset, Failure, LastRun, SourceStanding};

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn good() -> Standing {
        let finished_at = utc("2025-07-10T09:03:00Z");
        let as_of = "2025-07-10".parse().expect("a day");
        Standing { last_good: Some(LastRun { finished_at, as_of }), ..Standing::default() }
    }

    fn status(standing: &Standing, now: &str) -> Status {
        Status::of(standing, Tz::America__Phoenix, utc(now))
    }

    #[test]
    fn a_good_run_is_fresh_for_24_hours() {
        let fresh = status(&good(), "2025-07-11T09:03:00Z");
        assert!(fresh.well);
        assert_eq!(fresh.text, "last good run: 2025-07-10 02:03 MST, 24 hours ago, for 2025-07-10\n");
        let stale = status(&good(), "2025-07-11T09:03:01Z");
        assert!(!stale.well && stale.text.contains("to do:"), "{}", stale.text);
    }

    #[test]
    fn a_warehouse_that_never_ran_is_not_well() {
        let never = status(&Standing::default(), "2025-07-10T09:10:00Z");
        assert!(!never.well && never.text.contains("none yet"), "{}", never.text);
    }

    #[test]
    fn a_failed_run_and_a_failed_source_are_not_well_however_fresh_the_data() {
        let failure =
            Failure { at: utc("2025-07-10T09:08:00Z"), sentence: "the disk is full".into(), stopped: false };
        let failed = status(&Standing { failure: Some(failure), ..good() }, "2025-07-10T09:10:00Z");
        assert!(!failed.well);
        assert!(
            failed.text.contains("failed 2025-07-10 02:08 MST, 2 minutes ago: the disk is full"),
            "{}",
            failed.text
        );
        let source = status(&Standing { failed_sources: 1, ..good() }, "2025-07-10T09:10:00Z");
        assert!(!source.well && source.text.contains("cds-sync doctor"), "{}", source.text);
    }

    #[test]
    fn a_stopped_run_is_told_apart_from_a_failed_one_and_a_failed_asset_by_its_name() {
        let at = utc("2025-07-10T09:08:00Z");
        let failure = Failure { at, sentence: "told to".into(), stopped: true };
        let failed_assets =
            vec![FailedAsset { asset: "fact_pay_apps".into(), at, sentence: "no space".into() }];
        let standing = Standing { failure: Some(failure), failed_assets, ..good() };
        let status = status(&standing, "2025-07-10T09:10:00Z");
        assert!(!status.well);
        assert_eq!(
            status.text,
            "last good run: 2025-07-10 02:03 MST, 7 minutes ago, for 2025-07-10\n\
             last run: stopped 2025-07-10 02:08 MST, 2 minutes ago: told to\n\
             fact_pay_apps: failed 2025-07-10 02:08 MST, 2 minutes ago: no space\n\
             to do: run it to its end with `cds-sync trigger`, or `cds-sync run`\n"
        );
    }

    #[test]
    fn what_waits_is_told_and_does_not_make_it_unwell() {
        let sources = [Some(utc("2025-07-08T09:03:00Z")), None].map(|landed_at| SourceStanding {
            source_system: "sage300".into(),
            instance: "main".into(),
            landed_at,
        });
        let standing =
            Standing { quarantined: 1, problems: vec!["a doubt".into()], sources: sources.into(), ..good() };
        let status = status(&standing, "2025-07-10T10:03:00Z");
        assert!(status.well);
        for line in [
            "waits: 1 record could not be read",
            "problem: a doubt\n",
            "sage300 main: something new landed last 2025-07-08 02:03 MST, 2 days ago\n",
            "sage300 main: nothing has landed yet\n",
        ] {
            assert!(status.text.contains(line), "expected {line:?} in: {}", status.text);
        }
    }
}
