//! Exports that are dropped again, byte for byte.

use crate::{
    claims::LEDGER,
    installation::{Installation, assert_says},
};

const AMOUNTS: &str =
    "select payload ->> 'amount' from bronze.record where is_current and entity = 'job_cost'";

/// All that tells what is known and since when.
const KNOWN: &str =
    "select r::text from bronze.record r union all select p::text from silver.dim_project p order by 1";

fn ledger(amount: &str) -> String {
    format!("Job,Transaction,Code,Date,Amount\n25-1-001,1,03-100,2025-10-03,{amount}\n")
}

/// Drops a ledger of a day, and says how many of its records were loaded, and whether it was read at all.
fn dropped(office: &Installation, day: u32, amount: &str) -> (String, bool) {
    let name = format!("ledger_2025-11-{day:02}.csv");
    office.drop_file(&name, &ledger(amount));
    let said = office.run();
    let loaded = said.split_once(&format!("{name}: 1 records received = ")).expect("it landed").1;
    (loaded.split(" + ").next().expect("loaded").to_owned(), was_read(office))
}

/// Whether the last file was read.
fn was_read(office: &Installation) -> bool {
    let reports =
        office.asked("select report from ops.batch where report is not null order by batch_id desc limit 1");
    !reports[0].contains("the same byte for byte")
}

#[test]
fn an_export_that_is_dropped_again_is_known_without_being_read() {
    let office = Installation::new();
    let jobs = "Job,Name,Contract\n25-1-001,Library,1000000.00\n25-1-003,Pool,1.00\n";
    office.drop_file("jobs.csv", jobs);
    office.run();
    let known = office.asked(KNOWN);
    office.drop_file("jobs.csv", jobs);
    assert_says(&office.run(), &["jobs.csv: 2 records received = 0 loaded + 2 unchanged + 0 quarantined\n"]);
    assert_eq!(office.asked(KNOWN), known);
    assert!(!office.path("drop/jobs.csv").exists(), "it is done with");
    let told =
        "select concat_ws(' ', place, received, unchanged, moved, exported_on is not null) from ops.batch
        where report like '%the same byte for byte: 2 rows%'";
    assert_eq!(office.asked(told), ["jobs.csv 2 2 t t"]);
}

#[test]
fn what_was_said_in_between_is_said_again_otherwise() {
    let office = Installation::new();
    office.add_to_mapping(LEDGER);
    assert_eq!(dropped(&office, 1, "10"), ("1 loaded".into(), true));
    assert_eq!(dropped(&office, 1, "11"), ("1 loaded".into(), true));
    assert_eq!(dropped(&office, 1, "10"), ("1 loaded".into(), true));
    assert_eq!(office.asked(AMOUNTS), ["10"]);
    assert_eq!(dropped(&office, 1, "10"), ("0 loaded".into(), false));

    // What holds from a later day on is not what the file speaks of.
    assert_eq!(dropped(&office, 3, "12"), ("1 loaded".into(), true));
    assert_eq!(dropped(&office, 1, "10"), ("0 loaded".into(), false));
    assert_eq!(office.asked(AMOUNTS), ["12"]);
}

#[test]
fn a_file_is_read_again_where_the_mapping_was_changed() {
    let office = Installation::new();
    office.add_to_mapping(LEDGER);
    dropped(&office, 1, "10");
    office.remap("amount = \"Amount\"", "amount = \"Transaction\"");
    assert_eq!(dropped(&office, 1, "10"), ("1 loaded".into(), true));
    assert_eq!(office.asked(AMOUNTS), ["1"]);
    assert_eq!(dropped(&office, 1, "10"), ("0 loaded".into(), false));
}

#[test]
fn a_file_that_is_as_it_was_on_an_earlier_day_is_read_where_something_else_held_since() {
    // Each tells the day, what the contract is then, and whether the file is read.
    let same_again = [(10, "1.00", true), (12, "1.00", false), (14, "2.00", true), (13, "1.00", false)];
    let back_and_forth = [(14, "2.00", true), (10, "1.00", true), (15, "1.00", true), (16, "1.00", false)];
    for (days, contract) in [(&same_again, "2.00"), (&back_and_forth, "1.00")] {
        let office = Installation::new();
        for (day, contract, is_read) in days {
            office.drop_file("jobs.csv", &format!("Job,Name,Contract\n25-1-001,Library,{contract}\n"));
            office.wrote("jobs.csv", *day);
            office.run();
            assert_eq!(was_read(&office), *is_read, "{day} November, {contract}");
        }
        let current =
            "select original_contract::text from silver.current_project where job_number = '25-1-001'";
        assert_eq!(office.asked(current), [contract]);
    }
}

#[test]
fn a_file_is_read_again_where_a_row_was_put_aside_or_rows_have_days_of_their_own() {
    let office = Installation::new();
    let with_a_bad_row =
        "Job,Name,Contract\n25-1-001,Library,1\n25-1-002,Gym,oops\n25-1-003,Pool,1\n25-1-004,Depot,1\n";
    for _ in 0..2 {
        office.drop_file("jobs.csv", with_a_bad_row);
        assert_says(&office.run(), &["jobs.csv: 4 records received = ", " + 1 quarantined\n"]);
        assert!(was_read(&office));
    }

    office.remap(
        "original_contract = \"Contract\"",
        "original_contract = \"Contract\"\neffective_on = \"Since\"",
    );
    for (day, is_read) in [(10, true), (10, false), (12, true)] {
        office.drop_file("jobs.csv", "Job,Name,Contract,Since\n25-1-001,Library,1,2025-11-05\n");
        office.wrote("jobs.csv", day);
        office.run();
        assert_eq!(was_read(&office), is_read, "{day} November");
    }
}
