//! Which file is the schedule of record, told by the folders people really keep.

use std::collections::BTreeSet;
use std::ops::Range;

use cds_folders::{Choice, FilePattern, OfRecord, Reason, Version, schedule_of_record};

const MASTER: &str = "6F9619FF-8B86-D011-B42D-00C04FC964FF";
const LOOK_AHEAD: &str = "0A0A0A0A-8B86-D011-B42D-00C04FC964FF";

/// A version on the share with sixty tasks and no GUID, written at noon of its data date.
fn version(file: &str, data_date: &str) -> Version {
    Version {
        file: file.to_owned(),
        hash: format!("{file}@{data_date}"),
        data_date: data_date.parse().unwrap(),
        modified: format!("{data_date}T12:00:00Z").parse().unwrap(),
        project_guid: None,
        tasks: tasks("master", 1..61),
        on_share: true,
    }
}

fn tasks(of: &str, ids: Range<i64>) -> BTreeSet<(i64, String)> {
    ids.map(|id| (id, format!("{of} task {id}"))).collect()
}

fn with_guid(version: Version, guid: &str) -> Version {
    Version { project_guid: Some(guid.to_owned()), ..version }
}

fn with_tasks(version: Version, tasks: BTreeSet<(i64, String)>) -> Version {
    Version { tasks, ..version }
}

fn overwritten(version: Version) -> Version {
    Version { on_share: false, ..version }
}

/// A three-week look-ahead of its own making, newer than any master here.
fn look_ahead() -> Version {
    let version = with_tasks(version("3 week look-ahead.xml", "2025-12-15"), tasks("crew", 1..20));
    with_guid(version, LOOK_AHEAD)
}

fn monthly() -> Vec<Version> {
    ["2025-09-30", "2025-10-31", "2025-11-30"]
        .map(|day| with_guid(version(&format!("Master {day}.xml"), day), MASTER))
        .to_vec()
}

fn without_guids(versions: Vec<Version>) -> Vec<Version> {
    versions.into_iter().map(|version| Version { project_guid: None, ..version }).collect()
}

fn decide(versions: &[Version], choice: Choice<'_>) -> OfRecord {
    let decided = schedule_of_record(versions, &choice).unwrap();
    let mut reversed = versions.to_vec();
    reversed.reverse();
    let again = schedule_of_record(&reversed, &choice).unwrap();
    assert_eq!(decided, again, "the order of the versions does not matter");
    decided
}

fn files(of_record: &OfRecord) -> Vec<&str> {
    of_record.versions.iter().map(|version| version.file.as_str()).collect()
}

fn pattern(text: &str) -> FilePattern {
    FilePattern::try_from(text.to_owned()).unwrap()
}

const MONTHS: [&str; 3] = ["Master 2025-09-30.xml", "Master 2025-10-31.xml", "Master 2025-11-30.xml"];

#[test]
fn no_version_on_the_share_is_no_schedule_of_record() {
    assert_eq!(schedule_of_record(&[], &Choice::default()), None);
    let only = overwritten(version("Master.xml", "2025-11-30"));
    assert_eq!(schedule_of_record(&[only], &Choice::default()), None);
}

#[test]
fn monthly_files_are_one_series_with_the_newest_in_front() {
    let decided = decide(&monthly(), Choice::default());
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[2], Reason::Newest));
    assert_eq!(files(&decided), MONTHS);
    assert_eq!(decided.newer_elsewhere, None);
}

#[test]
fn one_file_overwritten_month_by_month_keeps_its_history() {
    let mut versions: Vec<Version> = ["2025-09-30", "2025-10-31", "2025-11-30"]
        .map(|day| overwritten(with_guid(version("Master.xml", day), MASTER)))
        .to_vec();
    versions[2].on_share = true;
    let last = versions[1].clone();
    let decided = decide(&versions, Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), ("Master.xml", Reason::Continues));
    let hashes: Vec<_> = decided.versions.iter().map(|version| version.hash.as_str()).collect();
    assert_eq!(hashes, ["Master.xml@2025-09-30", "Master.xml@2025-10-31", "Master.xml@2025-11-30"]);
}

#[test]
fn a_newer_look_ahead_beside_the_master_does_not_take_over_but_is_told() {
    let mut versions = monthly();
    let last = versions[1].clone();
    versions.push(look_ahead());
    let decided = decide(&versions, Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[2], Reason::Continues));
    assert_eq!(files(&decided), MONTHS);
    assert_eq!(decided.newer_elsewhere.as_deref(), Some("3 week look-ahead.xml"));
}

#[test]
fn an_older_file_outside_the_series_is_nothing_to_tell() {
    let mut versions = monthly();
    let last = versions[2].clone();
    let same_day = Version { data_date: last.data_date, ..look_ahead() };
    versions.push(same_day);
    let decided = decide(&versions, Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!(decided.newer_elsewhere, None);
}

#[test]
fn with_nothing_decided_before_the_newest_wins_whatever_it_is() {
    let mut versions = monthly();
    versions.push(look_ahead());
    let decided = decide(&versions, Choice::default());
    assert_eq!((decided.anchor.as_str(), decided.reason), ("3 week look-ahead.xml", Reason::Newest));
    assert_eq!(files(&decided), ["3 week look-ahead.xml"]);
}

#[test]
fn without_guids_monthly_files_go_on_by_their_tasks() {
    let mut versions = without_guids(monthly());
    versions.push(Version { project_guid: None, ..look_ahead() });
    // Each month some tasks are renamed, so that the older file has more in common than the newer.
    versions[2].tasks = tasks("master", 1..51);
    let last = versions[1].clone();
    let decided = decide(&versions, Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[2], Reason::Continues));
    assert_eq!(files(&decided), MONTHS);
}

#[test]
fn of_two_newer_files_the_one_with_more_tasks_in_common_continues() {
    let last = version("Master 2025-10-31.xml", "2025-10-31");
    let master = version("Master 2025-11-30.xml", "2025-11-30");
    let sub = with_tasks(version("Mechanical.xml", "2025-12-05"), tasks("master", 1..15));
    let decided = decide(&[sub, master], Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), ("Master 2025-11-30.xml", Reason::Continues));
}

#[test]
fn the_last_of_record_goes_on_by_itself_when_nothing_newer_continues_it() {
    let versions = [without_guids(monthly()), vec![look_ahead()]].concat();
    let last = versions[2].clone();
    let decided = decide(&versions, Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[2], Reason::Continues));
}

#[test]
fn the_last_of_record_may_have_been_deleted_since() {
    let versions = [monthly(), vec![look_ahead()]].concat();
    let last = with_guid(version("Moved away.xml", "2025-11-15"), MASTER);
    let decided = decide(&versions, Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[2], Reason::Continues));
}

#[test]
fn a_re_plan_with_a_new_guid_continues_when_half_the_tasks_are_the_same() {
    let last = with_guid(version("Master.xml", "2025-10-31"), MASTER);
    let half = |common: i64| {
        let tasks = tasks("master", 1..1 + common).into_iter().chain(tasks("new", 100..160 - common));
        with_guid(with_tasks(version("Re-plan.xml", "2025-11-30"), tasks.collect()), LOOK_AHEAD)
    };
    let continued = decide(&[half(30)], Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!(continued.reason, Reason::Continues);
    let replaced = decide(&[half(29)], Choice { last_of_record: Some(&last), ..Choice::default() });
    assert_eq!(replaced.reason, Reason::Newest);

    let history = decide(&[half(30), overwritten(last.clone())], Choice::default());
    assert_eq!(files(&history), ["Master.xml", "Re-plan.xml"]);
    let history = decide(&[half(29), overwritten(last)], Choice::default());
    assert_eq!(files(&history), ["Re-plan.xml"]);
}

#[test]
fn a_plan_that_grew_is_measured_by_the_smaller_of_the_two() {
    let early = with_tasks(version("Early.xml", "2025-01-31"), tasks("master", 1..11));
    let full = version("Full.xml", "2025-11-30");
    let decided = decide(&[early, full], Choice::default());
    assert_eq!(files(&decided), ["Early.xml", "Full.xml"]);
}

#[test]
fn the_same_id_with_another_name_is_another_task() {
    let one = with_tasks(version("One.xml", "2025-10-31"), tasks("one", 1..61));
    let two = with_tasks(version("Two.xml", "2025-11-30"), tasks("two", 1..61));
    assert_eq!(files(&decide(&[one, two], Choice::default())), ["Two.xml"]);
}

#[test]
fn a_guid_of_zeros_is_none_and_case_and_braces_do_not_matter() {
    let zeros = "{00000000-0000-0000-0000-000000000000}";
    let other = || tasks("other", 1..61);
    let one = with_guid(version("One.xml", "2025-10-31"), zeros);
    let two = with_tasks(with_guid(version("Two.xml", "2025-11-30"), zeros), other());
    assert_eq!(files(&decide(&[one, two], Choice::default())), ["Two.xml"]);

    let one = with_guid(version("One.xml", "2025-10-31"), &format!("{{{}}}", MASTER.to_lowercase()));
    let two = with_tasks(with_guid(version("Two.xml", "2025-11-30"), MASTER), other());
    assert_eq!(files(&decide(&[one, two], Choice::default())), ["One.xml", "Two.xml"]);
}

#[test]
fn two_files_without_guid_or_tasks_have_nothing_in_common() {
    let one = with_tasks(version("One.xml", "2025-10-31"), BTreeSet::new());
    let two = with_tasks(version("Two.xml", "2025-11-30"), BTreeSet::new());
    assert_eq!(files(&decide(&[one, two], Choice::default())), ["Two.xml"]);
}

#[test]
fn a_pinned_file_comes_before_pattern_and_history() {
    let versions = [monthly(), vec![look_ahead()]].concat();
    let masters = pattern("Master*.xml");
    let choice = Choice {
        pin: Some("3 WEEK look-ahead.xml"),
        pattern: Some(&masters),
        last_of_record: Some(&versions[1]),
    };
    let decided = decide(&versions, choice);
    assert_eq!((decided.anchor.as_str(), decided.reason), ("3 week look-ahead.xml", Reason::Pinned));
    assert_eq!(files(&decided), ["3 week look-ahead.xml"]);
}

#[test]
fn a_pinned_monthly_file_brings_its_series() {
    let decided = decide(&monthly(), Choice { pin: Some(MONTHS[1]), ..Choice::default() });
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[1], Reason::Pinned));
    assert_eq!(files(&decided), MONTHS);
}

#[test]
fn a_pin_on_a_file_that_is_not_there_falls_through() {
    let decided = decide(&monthly(), Choice { pin: Some("Nowhere.xml"), ..Choice::default() });
    assert_eq!(decided.reason, Reason::Newest);
}

#[test]
fn a_copy_of_the_same_day_does_not_displace_the_pinned_file() {
    let master = version("Master.xml", "2025-11-30");
    let copy = Version { modified: master.modified + chrono::TimeDelta::hours(1), ..master.clone() };
    let copy = Version { file: "Copy of Master.xml".to_owned(), ..copy };
    let versions = [master, copy];
    assert_eq!(files(&decide(&versions, Choice::default())), ["Copy of Master.xml"]);
    let pinned = decide(&versions, Choice { pin: Some("Master.xml"), ..Choice::default() });
    assert_eq!(files(&pinned), ["Master.xml"]);
}

#[test]
fn files_matching_the_pattern_are_of_record_whatever_is_in_them() {
    let mut versions = monthly();
    versions[0] = with_tasks(versions[0].clone(), tasks("other", 1..61));
    versions[0].project_guid = None;
    versions.push(look_ahead());
    versions.push(with_guid(version("Copy.xml", "2025-12-20"), MASTER));
    let masters = pattern("master*.XML");
    let last = look_ahead();
    let choice = Choice { pattern: Some(&masters), last_of_record: Some(&last), ..Choice::default() };
    let decided = decide(&versions, choice);
    assert_eq!((decided.anchor.as_str(), decided.reason), (MONTHS[2], Reason::Pattern));
    assert_eq!(files(&decided), MONTHS);
    assert_eq!(decided.newer_elsewhere.as_deref(), Some("Copy.xml"));
}

#[test]
fn a_pattern_that_matches_nothing_on_the_share_falls_through() {
    let nothing = pattern("Plan*.xml");
    let versions = [monthly(), vec![overwritten(version("Plan.xml", "2025-11-30"))]].concat();
    let decided = decide(&versions, Choice { pattern: Some(&nothing), ..Choice::default() });
    assert_eq!(decided.reason, Reason::Newest);
}

#[test]
fn a_pattern_with_a_separator_is_held_against_the_path_and_one_without_against_the_name() {
    let matched = |text: &str, file: &str| {
        let pattern = pattern(text);
        let choice = Choice { pattern: Some(&pattern), ..Choice::default() };
        decide(&[version(file, "2025-11-30")], choice).reason == Reason::Pattern
    };
    assert!(matched("*master*.xml", "Schedules/2025/The Master.xml"));
    assert!(matched("Schedules/**/*.xml", "Schedules/2025/The Master.xml"));
    assert!(matched(r"Schedules\*\*.xml", "Schedules/2025/The Master.xml"));
    assert!(!matched("Schedules/*.xml", "Schedules/2025/The Master.xml"));
    assert!(!matched("*master*.xml", "Old Masters/Plan.xml"));
}

#[test]
fn a_pattern_that_cannot_be_understood_says_where() {
    let error = FilePattern::try_from("Master[.xml".to_owned()).unwrap_err();
    assert!(error.to_string().contains("`Master[.xml`"), "{error}");
}

#[test]
fn of_two_versions_of_one_day_the_later_written_then_the_larger_name_is_of_record() {
    let early = version("B.xml", "2025-11-30");
    let late =
        Version { modified: early.modified + chrono::TimeDelta::hours(1), ..version("A.xml", "2025-11-30") };
    assert_eq!(files(&decide(&[early.clone(), late], Choice::default())), ["A.xml"]);
    let same = version("A.xml", "2025-11-30");
    assert_eq!(files(&decide(&[early, same], Choice::default())), ["B.xml"]);
}
