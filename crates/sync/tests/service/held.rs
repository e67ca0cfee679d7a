//! Full exports that have too little in them.

use std::fs;

use crate::installation::{Installation, assert_says};

fn jobs(count: u32) -> String {
    let row = |number| format!("25-1-{number:03},Job {number},1000.00\n");
    "Job,Name,Contract\n".to_owned() + &(1..=count).map(row).collect::<String>()
}

fn office_of_full_files() -> Installation {
    let office = Installation::new();
    office.remap("files = \"jobs*.csv\"", "files = \"jobs*.csv\"\nholds = \"everything\"");
    office
}

#[test]
fn a_full_file_of_under_half_the_rows_waits_until_a_person_accepts_it() {
    let office = office_of_full_files();
    office.drop_file("jobs.csv", &jobs(10));
    assert_says(&office.run(), &["10 records received = 10 loaded"]);
    office.drop_file("jobs.csv", &jobs(5));
    assert_says(
        &office.run(),
        &["0 loaded + 5 unchanged", "jobs.csv: 5 known before and not in it any more"],
    );

    office.drop_file("jobs.csv", &jobs(2));
    let why =
        "problem: jobs.csv is held: it claims to hold every job and has 2 of them, where there were 5 before";
    assert_says(&office.run(), &[why, "`cds-sync sage accept \"jobs.csv\"`"]);
    assert_eq!(office.held(), ["jobs.csv", "jobs.csv.report.txt"]);
    let report = fs::read_to_string(office.path("drop/held/jobs.csv.report.txt")).expect("a report");
    assert_says(&report, &["is held for a person", "where there were 5 before", "sage accept"]);
    assert_says(&office.run(), &["nothing new", "problem: jobs.csv is held: the report beside it says why"]);
    assert_says(&office.call(&["status"]).said(), &["problem: jobs.csv is held"]);

    let refused = office.call(&["sage", "accept", "job.csv"]).refused();
    assert_says(&refused, &["no file job.csv is held; held are: jobs.csv"]);
    assert_says(
        &office.call(&["sage", "accept", "jobs.csv", "--by", "R. Ortega"]).said(),
        &[
            "jobs.csv is accepted by R. Ortega\n",
            "jobs.csv: 2 records received = 0 loaded + 2 unchanged",
            "jobs.csv: 3 known before and not in it any more",
        ],
    );
    assert!(office.held().is_empty());

    // From now on that many are expected; the word was for that file.
    office.drop_file("jobs.csv", &jobs(2));
    assert_says(&office.run(), &["0 loaded + 2 unchanged"]);
}

#[test]
fn an_empty_full_file_is_held_where_there_was_something_and_may_be_taken_away() {
    let office = office_of_full_files();
    office.drop_file("jobs.csv", &jobs(0));
    assert_says(&office.run(), &["jobs.csv: 0 records received"]);
    office.drop_file("jobs.csv", &jobs(3));
    office.run();
    office.drop_file("jobs.csv", &jobs(0));
    assert_says(&office.run(), &["jobs.csv is held", "has 0 of them, where there were 3 before"]);
    for held in office.held() {
        fs::remove_file(office.path("drop/held").join(held)).expect("taken away");
    }
    assert_eq!(office.run(), "nothing new from any source\n");
}
