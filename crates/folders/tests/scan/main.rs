//! What a scan hands over, remembers and reports, on a share that misbehaves.

mod gone;
mod reading;
mod roots;

use cds_folders::{
    Counts, FakeShare, Fault, Found, ProblemKind, Report, RootState, Scan, ScanSettings, ScanState,
};
use chrono::{DateTime, TimeDelta, Utc};

const ROOT: &str = "//srv/Projects";
const JOB: &str = "Jobs 2025/25-1-082 Harbor Tower";

/// A share, and the state a caller keeps from scan to scan.
struct Office {
    share: FakeShare,
    state: ScanState,
    now: DateTime<Utc>,
    settings: ScanSettings,
}

impl Office {
    fn new() -> Self {
        let now = "2025-11-30T12:00:00Z".parse().unwrap();
        let settings = ScanSettings { settle_seconds: 60, ..ScanSettings::default() };
        Self { share: FakeShare::new(), state: ScanState::default(), now, settings }
    }

    fn path(file: &str) -> String {
        format!("{ROOT}/{JOB}/{file}")
    }

    /// Saves a file so many seconds before now.
    fn save(&self, file: &str, text: &str, seconds_ago: i64) {
        self.share.write(&Self::path(file), text, self.now - TimeDelta::seconds(seconds_ago));
    }

    fn scan(&mut self) -> (Vec<Found>, Report) {
        // What the caller keeps goes through its database.
        let kept = serde_json::to_string(&self.state).unwrap();
        let state = serde_json::from_str(&kept).unwrap();
        let roots = [ROOT.to_owned()];
        let mut scan = Scan::start(&self.share, &roots, &self.settings, &state, self.now);
        let found: Vec<Found> = scan.by_ref().collect();
        let (report, state) = scan.finish();
        self.state = state;
        let Counts { seen, new, changed, unchanged, unstable, unreadable } = report.counts;
        assert_eq!(seen, new + changed + unchanged + unstable + unreadable);
        assert_eq!(found.len(), new + changed);
        (found, report)
    }

    fn later(&mut self, seconds: i64) -> (Vec<Found>, Report) {
        self.now += TimeDelta::seconds(seconds);
        self.scan()
    }
}

fn names(found: &[Found]) -> Vec<&str> {
    found.iter().map(|found| found.file.as_str()).collect()
}

fn kinds(report: &Report) -> Vec<ProblemKind> {
    report.problems.iter().map(|problem| problem.kind).collect()
}
