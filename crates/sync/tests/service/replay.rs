//! Kept exports are read again.

use crate::installation::{Installation, assert_says};

const JOBS: &str = "Job,Name,Contract\n25-1-001,Library,1000000.00\nGYM,Gym,1.00\n25-1-003,Pool,1.00\n\
    25-1-004,Depot,1.00\n";
const APPLICATIONS: &str = "Job,App,Period To,Line,To Date\n25-1-001,1,2025-10-31,01,100.00\n";

/// Everything that landing writes.
const EVERYTHING: &str = "select r::text from bronze.record r
    union all select b::text from ops.batch b
    union all select q::text from ops.quarantine q
    union all select f::text from ops.batch_file f
    union all select o::text from ops.original o
    union all select p::text from silver.dim_project p
    union all select a::text from silver.fact_pay_apps a
    order by 1";

#[test]
fn a_replay_by_the_same_mapping_changes_nothing_at_all() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    office.drop_file("weather.csv", "Day,Rain\n");
    for amount in ["100.00", "200.00", "100.00"] {
        office.drop_file("applications.csv", &APPLICATIONS.replace("100.00", amount));
        office.run();
    }
    let before = office.asked(EVERYTHING);
    for _ in 0..2 {
        assert_says(
            &office.call(&["sage", "replay", "--all"]).said(),
            &[
                "5 kept files were read again; all say what they said\n",
                "problem: weather.csv, read again: no export",
            ],
        );
        assert_eq!(office.asked(EVERYTHING), before);
    }
    let kept = "select count(*)::text from ops.original";
    assert_eq!(office.asked(kept), ["4"], "identical bytes are kept once");
}

#[test]
fn after_the_mapping_is_corrected_the_rows_and_files_load_that_could_not_be_read() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    office.drop_file("applications.csv", &APPLICATIONS.replace("To Date", "Billed"));
    assert_says(&office.run(), &["3 loaded + 0 unchanged + 1 quarantined", "no column for \"To Date\""]);

    office.remap("[dates]", "[crosswalk]\nGYM = \"25-1-002\"\n[dates]");
    office.remap("completed_to_date = \"To Date\"", "completed_to_date = \"Billed\"");
    assert_says(
        &office.call(&["sage", "replay", "jobs.csv", "rain.csv"]).said(),
        &[
            "jobs.csv: 4 records received = 1 loaded + 3 unchanged + 0 quarantined\n",
            "1 kept file was read again\n",
            "problem: no file rain.csv is kept",
        ],
    );
    assert_says(
        &office.call(&["sage", "replay", "--since", "2020-01-01"]).said(),
        &["applications.csv: 2 records received = 2 loaded", "2 kept files were read again\n"],
    );
    let billed = "select job_number || ' ' || coalesce(billed_to_date::text, '-') from silver.current_project
        left join silver.fact_pay_apps using (project_key) order by 1";
    assert_eq!(office.asked(billed), ["25-1-001 100.00", "25-1-002 -", "25-1-003 -", "25-1-004 -"]);
    assert_says(&office.call(&["sage", "replay"]).refused(), &["--all"]);
}
