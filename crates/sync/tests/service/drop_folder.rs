use crate::installation::{Installation, assert_says};

const JOBS: &str = "Job,Name,Contract\n25-1-001,Library,1000000.00\n25-1-002,Gym,oops\n\
    25-1-003,Pool,1.00\n25-1-004,Depot,1.00\n";
const APPLICATIONS: &str = "Job,App,Period To,Line,To Date\n\
    25-1-001,1,2025-10-31,01,100.00\n\
    25-1-001,1,2025-10-31,02,250.50\n";

#[test]
fn a_file_ends_in_done_or_failed_with_its_report_and_reading_it_again_changes_nothing() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    office.drop_file("applications.csv", APPLICATIONS);
    office.drop_file("weather.csv", "Day,Rain\n");
    let report = office.run();
    assert_says(
        &report,
        &[
            "jobs.csv: 4 records received = 3 loaded + 0 unchanged + 1 quarantined",
            "applications.csv: 4 records received = 3 loaded + 1 unchanged + 0 quarantined",
            "problem: jobs.csv: 1 row could not be read",
            "problem: weather.csv: no export of the mapping matches",
        ],
    );
    let names = ["applications.csv", "applications.csv.report.txt", "jobs.csv", "jobs.csv.report.txt"];
    assert_eq!(office.done(), names);
    assert_eq!(office.failed(), ["weather.csv", "weather.csv.report.txt"]);
    assert_says(
        &office.report_of("jobs.csv"),
        &["4 rows were read; 3 loaded, 0 unchanged", "Line 3, original_contract"],
    );
    assert_says(
        &office.report_of("applications.csv"),
        &[
            "pay_application: 2 rows were read; 1 loaded, 0 unchanged, 1 repeated",
            "pay_application_line: 2 rows were read; 2 loaded, 0 unchanged, 0 repeated",
        ],
    );

    office.drop_file("applications.csv", &APPLICATIONS.replace("250.50", "260.50"));
    assert_says(
        &office.run(),
        &["applications.csv: 4 records received = 1 loaded + 3 unchanged + 0 quarantined"],
    );
}

#[test]
fn a_file_of_too_many_bad_rows_fails_as_the_check_of_the_mapping_foretold() {
    let office = Installation::new();
    office.drop_file("applications.csv", APPLICATIONS);
    office.drop_file("jobs.csv", "Job,Name,Contract\n25-1-001,Library,5\n25-1-002,Gym,oops\n");
    let (said, why) = office.call(&["sage", "check-mapping"]).failed();
    assert_says(&said, &["1 of 2 rows of job", "2 files checked; 1 would fail: jobs.csv."]);
    assert_says(&why, &["a file would fail"]);
    assert!(office.path("drop/jobs.csv").is_file() && office.path("drop/applications.csv").is_file());

    assert_says(&office.run(), &["applications.csv: 4 records received = 3 loaded + 1 unchanged"]);
    assert_eq!(office.failed(), ["jobs.csv", "jobs.csv.report.txt"]);
    let report = std::fs::read_to_string(office.path("drop/failed/jobs.csv.report.txt")).expect("read");
    assert_says(&report, &["1 of 2 rows", "25 %", "limits.bad_rows_percent", "Line 3, original_contract"]);
    let checked = office.call(&["sage", "check-mapping"]).said();
    assert_says(&checked, &["1 file checked; none would fail."]);
}

#[test]
fn a_run_that_sees_a_file_for_the_first_time_takes_the_second_look_itself() {
    let office = Installation::new();
    office.reconfigure("settle_seconds = 0\n\n[folders]", "settle_seconds = 1\n\n[folders]");
    office.drop_file("jobs.csv", JOBS);
    assert_says(&office.run(), &["jobs.csv: 4 records received = 3 loaded"]);
}

#[test]
fn an_export_in_parts_waits_for_the_last_and_lands_as_one() {
    let office = Installation::new();
    let mapping = std::fs::read_to_string(office.path("mapping.toml")).expect("read");
    let codes = "[[export]]\nentity = \"cost_code\"\nfiles = \"codes_{0}.csv\"\nclosed_by = \"codes.done\"\n\
        columns = { cost_code = \"Code\" }\n";
    std::fs::write(office.path("mapping.toml"), format!("{mapping}\n{codes}")).expect("written");
    office.drop_file("codes_0.csv", "Code\n01-100\n01-200\n");
    assert_says(&office.run(), &["codes_0.csv waits for \"codes.done\", which closes the export"]);

    office.drop_file("codes_1.csv", "Code\n01-300\n01-400,torn\n");
    office.drop_file("codes.done", "2");
    assert_says(
        &office.run(),
        &["codes_0.csv to codes_1.csv: 4 records received = 3 loaded + 0 unchanged + 1 quarantined"],
    );
    assert!(office.report_of("codes_0.csv").contains("Line 3 of codes_1.csv"));
    assert_eq!(office.done().iter().filter(|name| !name.ends_with(".txt")).count(), 3);
}

#[test]
fn a_source_that_fails_as_a_whole_fails_the_run_after_the_others_are_read() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    std::fs::remove_dir(office.path("drop")).expect("removed");
    let (said, why) = office.call(&["run"]).failed();
    assert_says(&said, &["2 records received = 2 loaded", "problem: Sage 300: the drop folder"]);
    assert_says(&why, &["a source failed as a whole"]);
}

#[cfg(unix)]
#[test]
fn a_file_whose_move_is_lost_is_read_again_without_effect_and_moved_then() {
    let office = Installation::new();
    office.drop_file("applications.csv", APPLICATIONS);
    // A link to nowhere stands in the way of the folder.
    std::os::unix::fs::symlink("nowhere", office.path("drop/done")).expect("linked");
    let report = office.run();
    assert_says(&report, &["3 loaded", "cannot be moved", "the next run reads it again and moves it"]);
    assert!(office.path("drop/applications.csv").is_file());

    std::fs::remove_file(office.path("drop/done")).expect("removed");
    let report = office.run();
    assert_says(&report, &["applications.csv: 4 records received = 0 loaded + 4 unchanged"]);
    assert!(!report.contains("cannot be moved"), "{report}");
    assert_eq!(office.done(), ["applications.csv", "applications.csv.report.txt"]);
    let told = office.report_of("applications.csv");
    assert_says(&told, &["pay_application_line: 2 rows were read; 2 loaded, 0 unchanged"]);
    assert_eq!(
        office.asked("select count(*)::text from ops.batch where not replay_of is null or loaded = 0"),
        ["2"]
    );
}
