//! What a scan hands over, remembers and reports, on a share that misbehaves.

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

#[test]
fn a_settled_file_is_handed_over_on_the_first_look_with_everything_known_of_it() {
    let mut office = Office::new();
    office.save("Schedules/Master.xml", "abc", 3600);
    let (found, report) = office.scan();
    assert_eq!(
        found,
        [Found {
            root: ROOT.to_owned(),
            job_number: "25-1-082".to_owned(),
            job_folder: JOB.to_owned(),
            file: "Schedules/Master.xml".to_owned(),
            modified: office.now - TimeDelta::hours(1),
            size: 3,
            hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned(),
            bytes: b"abc".to_vec(),
        }]
    );
    assert_eq!(report.counts, Counts { seen: 1, new: 1, ..Counts::default() });
    assert_eq!(report.roots[0].state, RootState::Reached);
    assert!(report.problems.is_empty());
}

#[test]
fn a_file_written_moments_ago_waits_until_it_has_been_left_alone() {
    let mut office = Office::new();
    office.save("Master.xml", "half", 10);
    let (found, report) = office.scan();
    assert!(found.is_empty());
    assert_eq!(kinds(&report), [ProblemKind::Growing]);
    assert_eq!(report.counts, Counts { seen: 1, unstable: 1, ..Counts::default() });
    assert!(office.share.opened().is_empty(), "a file that may be half written is not opened");

    office.save("Master.xml", "half and half", 0);
    assert_eq!(office.later(30).1.counts.unstable, 1);
    let (found, _) = office.later(60);
    assert_eq!(found[0].bytes, b"half and half");
}

#[test]
fn a_share_whose_clock_runs_ahead_is_read_after_two_equal_looks() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", -7200);
    assert_eq!(office.scan().1.counts.unstable, 1);
    assert_eq!(office.later(59).1.counts.unstable, 1, "the looks are not far enough apart");
    assert_eq!(names(&office.later(1).0), ["Master.xml"]);
}

#[test]
fn a_change_of_size_between_two_looks_starts_the_wait_again() {
    let mut office = Office::new();
    office.save("Master.xml", "a", -7200);
    office.scan();
    let modified = office.now + TimeDelta::seconds(7200);
    office.share.write(&Office::path("Master.xml"), "ab", modified);
    assert_eq!(office.later(60).1.counts.unstable, 1);
    assert_eq!(office.later(60).0[0].bytes, b"ab");
}

#[test]
fn an_unchanged_file_is_not_opened_again() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    assert_eq!(office.share.opened().len(), 1);
    let (found, report) = office.later(60);
    assert!(found.is_empty());
    assert_eq!(report.counts, Counts { seen: 1, unchanged: 1, ..Counts::default() });
    assert!(office.share.opened().is_empty());
}

#[test]
fn a_touched_file_with_the_same_bytes_is_unchanged_and_opened_once() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    office.save("Master.xml", "abc", 1800);
    let (found, report) = office.scan();
    assert!(found.is_empty());
    assert_eq!(report.counts.unchanged, 1);
    assert_eq!(office.share.opened().len(), 2);
    office.later(60);
    assert!(office.share.opened().is_empty());
}

#[test]
fn new_contents_of_a_known_file_are_handed_over() {
    let mut office = Office::new();
    office.save("Master.xml", "October", 3600);
    office.scan();
    office.save("Master.xml", "November", 1800);
    let (found, report) = office.scan();
    assert_eq!(found[0].bytes, b"November");
    assert_eq!(report.counts, Counts { seen: 1, changed: 1, ..Counts::default() });
}

#[test]
fn a_file_renamed_in_case_only_is_the_same_file() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    office.share.remove(&Office::path("Master.xml"));
    office.save("MASTER.XML", "abc", 3600);
    let (_, report) = office.scan();
    assert_eq!(report.counts, Counts { seen: 1, unchanged: 1, ..Counts::default() });
    assert!(office.later(60).1.gone.is_empty());
}

#[test]
fn a_locked_file_is_reported_tried_again_and_its_last_version_stays() {
    let mut office = Office::new();
    let path = Office::path("Master.xml");
    office.save("Master.xml", "October", 3600);
    office.save("Other.xml", "other", 3600);
    office.scan();
    office.save("Master.xml", "November", 1800);
    office.share.break_path(&path, Fault::InUse);
    for _ in 0..3 {
        let (found, report) = office.later(60);
        assert!(found.is_empty());
        assert_eq!(kinds(&report), [ProblemKind::InUse]);
        assert!(report.problems[0].sentence.contains("in use by another program"));
        assert_eq!(report.counts, Counts { seen: 2, unchanged: 1, unreadable: 1, ..Counts::default() });
        assert!(report.gone.is_empty());
        let relative = format!("{JOB}/Master.xml");
        assert_eq!(office.state.last_error(ROOT, &relative), Some(report.problems[0].sentence.as_str()));
    }
    office.share.mend(&path);
    let (found, report) = office.later(60);
    assert_eq!(found[0].bytes, b"November");
    assert!(report.problems.is_empty());
    assert_eq!(office.state.last_error(ROOT, &format!("{JOB}/Master.xml")), None);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_not_taken() {
    let mut office = Office::new();
    let path = Office::path("Master.xml");
    office.save("Master.xml", "abc", 3600);
    office.share.break_path(&path, Fault::Grows);
    let (found, report) = office.scan();
    assert!(found.is_empty());
    assert_eq!(kinds(&report), [ProblemKind::Growing]);
    assert_eq!(report.counts.unstable, 1);
    office.share.mend(&path);
    assert_eq!(office.later(60).0[0].bytes, b"abc");
}

#[test]
fn a_file_that_vanishes_between_listing_and_reading_is_reported() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.share.break_path(&Office::path("Master.xml"), Fault::Vanishes);
    let (found, report) = office.scan();
    assert!(found.is_empty());
    assert_eq!(kinds(&report), [ProblemKind::Vanished]);
    assert_eq!(report.counts, Counts { seen: 1, unreadable: 1, ..Counts::default() });
}

#[test]
fn a_file_beyond_the_limit_is_not_opened() {
    let mut office = Office::new();
    office.settings.largest_bytes = 2;
    office.save("Master.xml", "abc", 3600);
    office.save("Small.xml", "ab", 3600);
    let (found, report) = office.scan();
    assert_eq!(names(&found), ["Small.xml"]);
    assert_eq!(kinds(&report), [ProblemKind::TooLarge]);
    assert_eq!(office.share.opened(), [Office::path("Small.xml")]);
}

#[test]
fn a_file_is_gone_when_two_scans_missed_it() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    let (found, _) = office.scan();
    office.share.remove(&Office::path("Master.xml"));
    let (_, report) = office.later(60);
    assert!(report.gone.is_empty(), "programs save by removing and renaming");
    let (_, report) = office.later(60);
    assert_eq!(report.gone.len(), 1);
    assert_eq!((report.gone[0].file.as_str(), &report.gone[0].hash), ("Master.xml", &found[0].hash));
    assert_eq!((report.gone[0].root.as_str(), report.gone[0].job_folder.as_str()), (ROOT, JOB));
    assert!(office.later(60).1.gone.is_empty(), "gone is said once");
}

#[test]
fn a_file_that_comes_back_after_one_miss_was_never_gone() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    for _ in 0..2 {
        office.save("Master.xml", "abc", 3600);
        office.later(60);
        office.share.remove(&Office::path("Master.xml"));
        assert!(office.later(60).1.gone.is_empty());
    }
}

#[test]
fn a_gone_file_that_comes_back_is_new() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    office.scan();
    office.share.remove(&Office::path("Master.xml"));
    office.later(60);
    office.later(60);
    office.save("Master.xml", "abc", 3600);
    let (found, report) = office.later(60);
    assert_eq!(names(&found), ["Master.xml"]);
    assert_eq!(report.counts.new, 1);
}

#[test]
fn an_unreachable_root_is_never_all_deleted() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    office.share.break_path(ROOT, Fault::Unreachable);
    for _ in 0..5 {
        let (_, report) = office.later(60);
        assert!(report.gone.is_empty());
        assert_eq!(kinds(&report), [ProblemKind::Unreachable]);
        assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));
    }
    office.share.mend(ROOT);
    let (_, report) = office.later(60);
    assert_eq!(report.counts, Counts { seen: 1, unchanged: 1, ..Counts::default() });
}

#[test]
fn misses_on_either_side_of_an_outage_are_counted_but_not_those_within() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    office.scan();
    office.share.remove(&Office::path("Master.xml"));
    assert!(office.later(60).1.gone.is_empty());
    office.share.break_path(ROOT, Fault::Unreachable);
    assert!(office.later(60).1.gone.is_empty());
    office.share.mend(ROOT);
    assert_eq!(office.later(60).1.gone.len(), 1);
}

#[test]
fn an_unmounted_share_that_looks_like_an_empty_folder_is_never_all_deleted() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    office.share.remove(ROOT);
    office.share.folder(ROOT);
    for _ in 0..3 {
        let (_, report) = office.later(60);
        assert!(report.gone.is_empty());
        assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));
    }
}

#[test]
fn an_empty_root_that_never_held_anything_is_reached() {
    let mut office = Office::new();
    office.share.folder(ROOT);
    let (_, report) = office.scan();
    assert_eq!(report.roots[0].state, RootState::Reached);
    assert!(report.problems.is_empty());
}

#[test]
fn nothing_beneath_a_folder_that_cannot_be_listed_is_gone() {
    let mut office = Office::new();
    office.save("Secret/Master.xml", "abc", 3600);
    office.save("Secretary.xml", "abc", 3600);
    office.scan();
    office.share.break_path(&Office::path("Secret"), Fault::Denied);
    office.share.remove(&Office::path("Secretary.xml"));
    office.save("Other.xml", "abc", 3600);
    office.later(60);
    let (_, report) = office.later(60);
    let gone: Vec<_> = report.gone.iter().map(|gone| gone.file.as_str()).collect();
    assert_eq!(gone, ["Secretary.xml"]);
}

#[test]
fn a_root_lost_half_way_leaves_the_rest_for_the_next_scan() {
    let mut office = Office::new();
    for file in ["A.xml", "B.xml", "C.xml"] {
        office.save(file, file, 3600);
    }
    office.scan();
    let _ = office.share.opened();
    office.save("B.xml", "new B", 1800);
    office.save("C.xml", "new C", 1800);
    office.share.break_path(&Office::path("B.xml"), Fault::Unreachable);
    let (found, report) = office.later(60);
    assert!(found.is_empty());
    assert_eq!(report.counts, Counts { seen: 3, unchanged: 1, unreadable: 2, ..Counts::default() });
    assert_eq!(kinds(&report), [ProblemKind::Unreachable], "said once, for the root");
    assert_eq!(office.share.opened(), [Office::path("B.xml")], "no waiting on a server that is gone");
    assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));

    office.share.mend(&Office::path("B.xml"));
    let (found, report) = office.later(60);
    assert_eq!(names(&found), ["B.xml", "C.xml"]);
    assert_eq!(report.counts.changed, 2);
}

#[test]
fn a_caller_that_stops_half_way_and_keeps_its_state_gets_the_same_files_again() {
    let mut office = Office::new();
    office.save("A.xml", "a", 3600);
    office.save("B.xml", "b", 3600);
    let roots = [ROOT.to_owned()];
    {
        let mut scan = Scan::start(&office.share, &roots, &office.settings, &office.state, office.now);
        assert_eq!(scan.next().unwrap().file, "A.xml");
    }
    assert_eq!(names(&office.scan().0), ["A.xml", "B.xml"]);
}

#[test]
fn files_not_iterated_over_are_left_for_the_next_scan() {
    let mut office = Office::new();
    office.save("A.xml", "a", 3600);
    office.save("B.xml", "b", 3600);
    let roots = [ROOT.to_owned()];
    let mut scan = Scan::start(&office.share, &roots, &office.settings, &office.state, office.now);
    scan.next();
    let (report, state) = scan.finish();
    assert_eq!(report.counts, Counts { seen: 1, new: 1, ..Counts::default() });
    office.state = state;
    assert_eq!(names(&office.scan().0), ["B.xml"]);
}

#[test]
fn one_root_spelled_two_ways_is_scanned_once_and_remembered_by_either() {
    let mut office = Office::new();
    office.save("A.xml", "a", 3600);
    office.scan();
    let roots = [ROOT.to_owned(), format!("{ROOT}/")];
    let scan = Scan::start(&office.share, &roots, &office.settings, &office.state, office.now);
    let (report, _) = scan.finish();
    assert_eq!(report.roots.len(), 1);
}

#[test]
fn a_root_left_out_of_a_scan_loses_nothing() {
    let mut office = Office::new();
    office.save("A.xml", "a", 3600);
    office.scan();
    for _ in 0..3 {
        let scan = Scan::start(&office.share, &[], &office.settings, &office.state, office.now);
        let (report, state) = scan.finish();
        assert!(report.gone.is_empty());
        office.state = state;
    }
    assert_eq!(office.scan().1.counts.unchanged, 1);
}
