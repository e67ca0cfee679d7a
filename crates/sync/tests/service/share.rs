use std::{
    fs,
    time::{Duration, SystemTime},
};

use crate::installation::{Installation, assert_says};

#[test]
fn a_share_that_does_not_answer_is_told_and_deletes_nothing() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    assert_says(&office.run(), &["2 records received = 2 loaded"]);

    fs::rename(office.path("share"), office.path("away")).expect("unplugged");
    for _ in 0..3 {
        let (said, why) = office.call(&["run"]).failed();
        assert_says(&said, &["nothing new", "problem: ", "cannot be looked at", "taken for deleted"]);
        assert_says(&why, &["a source failed as a whole"]);
    }
    fs::create_dir(office.path("share")).expect("not mounted");
    let (said, _) = office.call(&["run"]).failed();
    assert_says(&said, &["nothing new", "taken for not mounted"]);

    fs::remove_dir(office.path("share")).expect("removed");
    fs::rename(office.path("away"), office.path("share")).expect("plugged in");
    assert_eq!(office.run(), "nothing new from any source\n");
    let versions = office.call(&["pin", "25-1-001", "no such.xml"]).refused();
    assert_says(&versions, &["no schedule file no such.xml", "it has: Master.xml"]);
}

#[test]
fn a_file_that_is_no_whole_schedule_is_told_once_and_the_run_goes_on() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    office.save_schedule("Truncated.xml", 300);
    let truncated = office.path("share/Jobs 2025/25-1-001 Library/Truncated.xml");
    let whole = fs::read(&truncated).expect("read");
    fs::write(&truncated, &whole[..whole.len() / 2]).expect("cut");
    assert_says(
        &office.run(),
        &["3 records received = 2 loaded + 0 unchanged + 1 quarantined", "Truncated.xml: "],
    );
    assert_eq!(office.run(), "nothing new from any source\n");
}

#[test]
fn a_file_that_is_still_being_written_is_told_and_read_when_it_has_come_to_rest() {
    let office = Installation::new();
    office
        .reconfigure("roots = [\"share\"]\nsettle_seconds = 0", "roots = [\"share\"]\nsettle_seconds = 3600");
    office.save_schedule("Master.xml", 300);
    assert_says(&office.run(), &["nothing new", "Master.xml` is still being written"]);
    let file =
        fs::File::options().write(true).open(office.path("share/Jobs 2025/25-1-001 Library/Master.xml"));
    file.expect("opened").set_modified(SystemTime::now() - Duration::from_secs(7200)).expect("rested");
    let report = office.run();
    assert_says(&report, &["2 records received = 2 loaded"]);
    assert!(!report.contains("problem"), "{report}");
}

#[test]
fn the_schedule_of_record_can_be_pinned_to_a_file_the_job_has() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    office.save_schedule("Look-ahead.xml", 600);
    office.run();
    let pin = |arguments: &[&str]| office.call(&[&["pin", "25-1-001"], arguments].concat()).said();
    assert_says(
        &pin(&["Look-ahead.xml", "--by", "R. Ortega"]),
        &["25-1-001 is pinned to Look-ahead.xml by R. Ortega\n"],
    );
    assert_says(
        &office.call(&["pin", "25-1-001", "Lookahead.xml"]).refused(),
        &["Lookahead.xml", "it has: Look-ahead.xml, Master.xml"],
    );
    assert_says(
        &office.call(&["pin", "25-1-999", "Master.xml"]).refused(),
        &["no job has the number 25-1-999", "the portfolio lists"],
    );
    assert_says(&pin(&[]), &["the pin of 25-1-001 is taken away\n"]);
    assert_says(&pin(&[]), &["25-1-001 had no pin\n"]);
}

#[test]
fn a_root_spelled_differently_is_the_same_root_and_one_spelled_twice_is_told() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    assert_says(&office.run(), &["share (schedule files: 1): 2 records received = 2 loaded"]);
    office.reconfigure("roots = [\"share\"]", "roots = [\"./share/\"]");
    assert_eq!(office.run(), "nothing new from any source\n");
    office.reconfigure("roots = [\"share\"]", "roots = [\"share\", \"share/\"]");
    assert_says(
        &office.run(),
        &["nothing new", "share/ is another spelling of a root that is scanned already"],
    );
}
