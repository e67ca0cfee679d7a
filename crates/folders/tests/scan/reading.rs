//! Which files are read, and when.

use super::*;

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
