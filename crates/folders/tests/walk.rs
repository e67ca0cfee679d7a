//! Which folders are job folders, and which files in them may be schedules.

use cds_folders::{FakeShare, Fault, ProblemKind, RootState, Walk, WalkSettings, walk};
use chrono::{DateTime, Utc};

const ROOT: &str = "//srv/Projects";

fn share(files: &[&str]) -> FakeShare {
    let share = FakeShare::new();
    for file in files {
        share.write(&format!("{ROOT}/{file}"), "x", DateTime::<Utc>::UNIX_EPOCH);
    }
    share
}

fn walked(share: &FakeShare) -> Walk {
    walk(share, ROOT, &WalkSettings::default())
}

fn files(walk: &Walk) -> Vec<String> {
    walk.candidates.iter().map(|c| format!("{} | {} | {}", c.job_number, c.job_folder, c.file)).collect()
}

#[test]
fn job_folders_are_found_at_the_root_and_one_level_beneath() {
    let share = share(&[
        "Jobs 2025/25-1-082 Harbor Tower/Schedules/Master.xml",
        "24-1-1001 Annex/Master.xml",
        "Archive/Jobs 2019/19-1-001 Old/Master.xml",
        "Jobs 2025/Templates/Master.xml",
        "Master.xml",
    ]);
    assert_eq!(
        files(&walked(&share)),
        [
            "24-1-1001 | 24-1-1001 Annex | Master.xml",
            "25-1-082 | Jobs 2025/25-1-082 Harbor Tower | Schedules/Master.xml",
        ]
    );
}

#[test]
fn the_depths_can_be_set() {
    let share = share(&["a/b/25-1-082 X/Master.xml", "a/b/25-1-082 X/1/Deep.xml"]);
    let settings = WalkSettings { job_depth: 3, schedule_depth: 0, ..WalkSettings::default() };
    assert_eq!(files(&walk(&share, ROOT, &settings)), ["25-1-082 | a/b/25-1-082 X | Master.xml"]);
}

#[test]
fn schedules_lie_at_most_three_folders_deep_in_a_job_folder() {
    let share = share(&["25-1-082 X/1/2/3/Kept.xml", "25-1-082 X/1/2/3/4/Left.xml"]);
    assert_eq!(files(&walked(&share)), ["25-1-082 | 25-1-082 X | 1/2/3/Kept.xml"]);
}

#[test]
fn a_folder_inside_a_job_folder_belongs_to_that_job_whatever_its_name() {
    let share = share(&["25-1-082 X/24-1-010 reference/Master.xml"]);
    assert_eq!(files(&walked(&share)), ["25-1-082 | 25-1-082 X | 24-1-010 reference/Master.xml"]);
}

#[test]
fn only_schedule_extensions_count_in_any_case() {
    let share = share(&["25-1-082 X/A.XML", "25-1-082 X/B.mpp", "25-1-082 X/xml", "25-1-082 X/C.xml.bak"]);
    assert_eq!(files(&walked(&share)), ["25-1-082 | 25-1-082 X | A.XML"]);
    let settings = WalkSettings { extensions: vec!["mpp".to_owned()], ..WalkSettings::default() };
    assert_eq!(files(&walk(&share, ROOT, &settings)), ["25-1-082 | 25-1-082 X | B.mpp"]);
}

#[test]
fn what_programs_leave_behind_is_skipped() {
    let share = share(&[
        "25-1-082 X/~$Master.xml",
        "25-1-082 X/~WRL0001.xml",
        "25-1-082 X/Master.xml.tmp",
        "25-1-082 X/.hidden.xml",
        "25-1-082 X/.git/Master.xml",
        "25-1-082 X/~$lock/Master.xml",
        "25-1-082 X/save.tmp/Master.xml",
        "25-1-082 X/Thumbs.db",
        "25-1-082 X/.DS_Store",
        "25-1-082 X/Master.xml",
    ]);
    share.link(&format!("{ROOT}/25-1-082 X/Loop"));
    share.link(&format!("{ROOT}/25-1-082 X/Link.xml"));
    let mut all = WalkSettings::default();
    all.extensions.extend(["db".to_owned(), "tmp".to_owned(), "DS_Store".to_owned()]);
    assert_eq!(files(&walk(&share, ROOT, &all)), ["25-1-082 | 25-1-082 X | Master.xml"]);
}

#[test]
fn an_unreadable_folder_is_reported_and_the_rest_goes_on() {
    let share = share(&["25-1-082 X/Secret/A.xml", "25-1-082 X/B.xml", "25-1-083 Y/C.xml"]);
    share.break_path(&format!("{ROOT}/25-1-082 X/Secret"), Fault::Denied);
    let walk = walked(&share);
    assert_eq!(walk.state, RootState::Reached);
    assert_eq!(files(&walk), ["25-1-082 | 25-1-082 X | B.xml", "25-1-083 | 25-1-083 Y | C.xml"]);
    assert_eq!(walk.unlisted, ["25-1-082 X/Secret"]);
    assert_eq!(walk.problems.len(), 1);
    assert_eq!(walk.problems[0].kind, ProblemKind::Denied);
    assert!(walk.problems[0].sentence.contains("25-1-082 X/Secret"), "{}", walk.problems[0].sentence);
}

#[test]
fn a_root_that_does_not_answer_or_is_not_there_is_unreachable() {
    let share = share(&["25-1-082 X/A.xml"]);
    let missing = walk(&share, "//srv/Elsewhere", &WalkSettings::default());
    assert!(matches!(missing.state, RootState::Unreachable { .. }));

    share.break_path(ROOT, Fault::Unreachable);
    let cut = walked(&share);
    assert!(matches!(cut.state, RootState::Unreachable { .. }));
    assert_eq!(cut.problems[0].kind, ProblemKind::Unreachable);
}

#[test]
fn a_server_that_drops_out_half_way_makes_the_root_unreachable() {
    let share = share(&["25-1-082 X/A.xml", "25-1-083 Y/B.xml"]);
    share.break_path(&format!("{ROOT}/25-1-083 Y"), Fault::Unreachable);
    let walk = walked(&share);
    assert!(matches!(walk.state, RootState::Unreachable { .. }));
    assert!(walk.candidates.is_empty());
}

#[test]
fn of_two_names_that_differ_in_case_only_one_is_taken_and_the_other_reported() {
    let share = share(&["25-1-082 X/MASTER.xml", "25-1-082 X/Master.xml"]);
    let walk = walked(&share);
    assert_eq!(files(&walk), ["25-1-082 | 25-1-082 X | MASTER.xml"]);
    assert_eq!(walk.problems[0].kind, ProblemKind::SameName);
}

#[test]
fn settings_have_defaults_and_refuse_what_they_do_not_know() {
    let settings: WalkSettings = toml::from_str("schedule_depth = 5").unwrap();
    assert_eq!(settings, WalkSettings { schedule_depth: 5, ..WalkSettings::default() });
    assert!(toml::from_str::<WalkSettings>("depth = 5").is_err());
}
