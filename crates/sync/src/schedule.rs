//! When the nightly run is due, by the company's clock.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// How long the loop sleeps at most: a machine that slept, or whose clock was set, is noticed so soon.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// The local time of the nightly run.
#[derive(Debug, Clone, Copy)]
pub struct Nightly {
    /// The hour by the company's clock.
    pub at: NaiveTime,
    /// The company's time zone.
    pub time_zone: Tz,
}

impl Nightly {
    /// When the next run is due, given when the last one finished: `now` when one was missed, or none ever was.
    #[must_use]
    pub fn next_due(&self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
        last.map_or(now, |last| self.first_after(last).max(now))
    }

    fn first_after(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        let today = instant.with_timezone(&self.time_zone).date_naive();
        let nights = today.iter_days().map(|day| self.on(day));
        nights.into_iter().find(|night| *night > instant).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The instant on a day. A local time that the day skips is the first instant after the gap, one that it has
    /// twice the first.
    fn on(&self, day: NaiveDate) -> DateTime<Utc> {
        let local = day.and_time(self.at);
        let night = self
            .time_zone
            .from_local_datetime(&local)
            .earliest()
            .or_else(|| GapInfo::new(&local, &self.time_zone).and_then(|gap| gap.end));
        night.map_or_else(|| local.and_utc(), |night| night.to_utc())
    }

    /// Runs whenever it is due, the first time at `due`. A run that fails is next due the night after, as any other.
    pub async fn keep<F>(
        self,
        mut due: DateTime<Utc>,
        clock: impl Fn() -> DateTime<Utc>,
        mut run: impl FnMut() -> F,
    ) where
        F: Future<Output = ()>,
    {
        loop {
            let left = (due - clock()).max(TimeDelta::zero()).to_std().unwrap_or_default();
            if left.is_zero() {
                run().await;
                due = self.first_after(clock());
            } else {
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use tokio::time::Instant;

    use super::*;

    fn nightly(time_zone: Tz, hour: u32, minute: u32) -> Nightly {
        Nightly { at: NaiveTime::from_hms_opt(hour, minute, 0).expect("a time"), time_zone }
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    /// When the run is due that follows one which has just finished.
    fn after(nightly: Nightly, last: &str) -> String {
        nightly.next_due(Some(utc(last)), utc(last)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    #[test]
    fn the_next_run_is_due_at_the_local_time_of_the_company() {
        let phoenix = nightly(Tz::America__Phoenix, 2, 30);
        assert_eq!(after(phoenix, "2025-07-01T09:29:59Z"), "2025-07-01T09:30:00Z");
        assert_eq!(after(phoenix, "2025-07-01T09:30:00Z"), "2025-07-02T09:30:00Z");
        let new_york = nightly(Tz::America__New_York, 2, 30);
        assert_eq!(after(new_york, "2025-07-01T12:00:00Z"), "2025-07-02T06:30:00Z");
        assert_eq!(after(new_york, "2025-12-01T12:00:00Z"), "2025-12-02T07:30:00Z");
    }

    #[test]
    fn a_run_that_was_missed_is_due_now_and_one_that_was_not_is_awaited() {
        let phoenix = nightly(Tz::America__Phoenix, 2, 0);
        let now = utc("2025-07-10T20:00:00Z");
        assert_eq!(phoenix.next_due(None, now), now, "never run");
        assert_eq!(phoenix.next_due(Some(utc("2025-07-10T08:59:00Z")), now), now, "missed today's");
        assert_eq!(phoenix.next_due(Some(utc("2025-06-01T09:05:00Z")), now), now, "missed many: one run");
        let tomorrow = utc("2025-07-11T09:00:00Z");
        assert_eq!(phoenix.next_due(Some(utc("2025-07-10T09:05:00Z")), now), tomorrow);
    }

    #[test]
    fn a_local_time_that_does_not_exist_is_the_first_instant_after_the_gap() {
        let new_york = nightly(Tz::America__New_York, 2, 30);
        assert_eq!(after(new_york, "2025-03-08T12:00:00Z"), "2025-03-09T07:00:00Z");
        assert_eq!(after(new_york, "2025-03-09T07:00:00Z"), "2025-03-10T06:30:00Z");
    }

    #[test]
    fn a_local_time_that_occurs_twice_is_the_first_and_is_run_once() {
        let new_york = nightly(Tz::America__New_York, 1, 30);
        assert_eq!(after(new_york, "2025-11-01T12:00:00Z"), "2025-11-02T05:30:00Z");
        assert_eq!(after(new_york, "2025-11-02T05:30:00Z"), "2025-11-03T06:30:00Z");
    }

    #[test]
    fn every_local_day_has_one_run_whatever_the_clocks_do() {
        for time_zone in [Tz::America__New_York, Tz::America__Phoenix] {
            for minute in (0..24 * 60).step_by(15) {
                let nightly = nightly(time_zone, minute / 60, minute % 60);
                let mut due = nightly.first_after(utc("2025-01-01T12:00:00Z"));
                for _ in 0..365 {
                    let next = nightly.first_after(due);
                    let [day, following] = [due, next].map(|at| at.with_timezone(&time_zone).date_naive());
                    assert_eq!(day.succ_opt(), Some(following), "{time_zone} {}", nightly.at);
                    due = next;
                }
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_loop_runs_once_a_night_until_it_is_dropped() {
        let begun = Instant::now();
        let clock = || utc("2025-03-07T20:00:00Z") + begun.elapsed();
        let ran = RefCell::new(Vec::new());
        let run = async || {
            ran.borrow_mut().push(clock());
            tokio::time::sleep(Duration::from_secs(600)).await;
        };
        let kept = nightly(Tz::America__New_York, 2, 30).keep(clock(), clock, run);
        assert!(tokio::time::timeout(Duration::from_secs(3 * 24 * 3600), kept).await.is_err());
        let nights =
            ["2025-03-07T20:00:00Z", "2025-03-08T07:30:00Z", "2025-03-09T07:00:00Z", "2025-03-10T06:30:00Z"];
        // A timer rounds up to its next millisecond.
        let at: Vec<_> = ran.borrow().iter().map(DateTime::timestamp).collect();
        assert_eq!(at, nights.map(|night| utc(night).timestamp()));
    }
}
