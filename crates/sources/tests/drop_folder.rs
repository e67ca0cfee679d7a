//! The drop folder: which files are ready, and where they end.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, SystemTime};

use cds_sources::Rejected;
use cds_sources::sage300::drop::{
    Delivery, DropError, DropFolder, Look, Outcome, Part, Report, Wait, WaitsFor,
};
use cds_sources::sage300::{Entity, Export, ExportFile, Mapping, ReadError, Reading, read_files};
use chrono::{DateTime, Utc};
use tempfile::TempDir;

const SETTLE: Duration = Duration::from_secs(60);

fn now() -> DateTime<Utc> {
    "2025-02-03T22:30:00Z".parse().unwrap()
}

/// Puts a file into the folder that was last written `age` seconds ago.
fn put(folder: &Path, name: &str, text: &str, age: u64) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    let modified = SystemTime::from(now()) - Duration::from_secs(age);
    fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
}

/// Jobs, and a ledger in parts.
fn mapping() -> Mapping {
    let text = r#"instance = "demo"
[[export]]
entity = "job"
files = "jobs*.csv"
columns = { job = "Job", original_contract = "Contract" }
[[export]]
entity = "job_cost"
files = "ledger*_{0}.csv"
closed_by = "ledger*.done"
[export.columns]
job = "Job"
transaction = ["Run", "Sequence"]
cost_code = "Cost Code"
accounting_date = "Date"
amount = "Amount"
"#;
    Mapping::parse(text, "demo.toml").unwrap()
}

fn names(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(Delivery::name).collect()
}

fn look_at(folder: &TempDir, seconds: u64, look: &mut Look) -> Vec<Delivery> {
    let now = now() + Duration::from_secs(seconds);
    DropFolder::new(folder.path()).waiting(&mapping(), now, SETTLE, look).unwrap()
}

/// What two looks find at rest.
fn ready(folder: &TempDir) -> Vec<Delivery> {
    let mut look = Look::default();
    look_at(folder, 0, &mut look);
    look_at(folder, 60, &mut look)
}

fn only(folder: &TempDir) -> Delivery {
    let mut deliveries = ready(folder);
    assert_eq!(deliveries.len(), 1, "{:?}", names(&deliveries));
    deliveries.remove(0)
}

fn read(delivery: &Delivery) -> Result<Vec<ExportFile>, DropError> {
    delivery.read(&Utc)
}

fn bytes(delivery: &Delivery) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut file = read(delivery).unwrap().remove(0);
    file.content.bytes().unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// What is in the files, without the records.
fn readings<'m>(delivery: &Delivery, mapping: &'m Mapping) -> Result<Vec<(&'m Export, Reading)>, ReadError> {
    read_files(&mut read(delivery).unwrap(), mapping, &mut |_| Ok(()))
}

/// A report of the third of February in company time.
fn report() -> Report {
    Report { at: "2025-02-03T14:30:00-08:00".parse().unwrap(), parts: Vec::new(), failure: None }
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_ready_when_two_looks_far_enough_apart_saw_the_same_size_and_time() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "x", 1_000_000);
    let mut look = Look::default();
    let mut ready_after = |seconds| look_at(&folder, seconds, &mut look).len();
    assert_eq!(ready_after(0), 0, "a copy may keep the time of what it copies");
    assert_eq!(ready_after(59), 0, "the time between the looks is too short");
    assert_eq!(ready_after(60), 1);
    put(folder.path(), "a.csv", "x and more", 1_000_000);
    assert_eq!(ready_after(120), 0, "it has grown");
    assert_eq!(ready_after(180), 1);
    put(folder.path(), "a.csv", "y and more", 900_000);
    assert_eq!(ready_after(240), 0, "it was written again");
}

#[test]
fn without_a_time_to_settle_one_look_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "x", 0);
    let drop = DropFolder::new(folder.path());
    let ready = drop.waiting(&mapping(), now(), Duration::ZERO, &mut Look::default()).unwrap();
    assert_eq!(names(&ready), ["a.csv"]);
}

#[test]
fn a_look_tells_what_has_not_come_to_rest() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "x", 100);
    let mut look = Look::default();
    look_at(&folder, 0, &mut look);
    assert_eq!(look.waits(), [Wait { name: "a.csv".to_owned(), waits_for: WaitsFor::Rest }]);
    assert!(look.is_unsettled());
    look_at(&folder, 60, &mut look);
    assert!(look.waits().is_empty() && !look.is_unsettled());
}

#[test]
fn folders_hidden_and_temporary_names_are_not_dropped_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in [".hidden", "~$jobs.csv", "jobs.csv.part", "jobs.TMP", "Thumbs.db", "jobs.csv"] {
        put(folder.path(), name, "x", 100);
    }
    for name in ["done", "failed", "2025"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        put(&folder.path().join(name), "inside.csv", "x", 100);
    }
    assert_eq!(names(&ready(&folder)), ["jobs.csv"]);
}

#[test]
fn files_come_in_the_order_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, age) in [("a.csv", 100), ("b.csv", 300), ("d.csv", 200), ("c.csv", 200)] {
        put(folder.path(), name, "x", age);
    }
    assert_eq!(names(&ready(&folder)), ["b.csv", "c.csv", "d.csv", "a.csv"]);
}

#[test]
fn an_unreachable_folder_is_an_error_and_not_empty() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    let error = DropFolder::new(&gone).waiting(&mapping(), now(), SETTLE, &mut Look::default()).unwrap_err();
    assert!(matches!(error, DropError::Unreachable { .. }));
    assert!(error.to_string().contains("gone cannot be read"), "{error}");
}

#[test]
fn what_is_read_is_a_copy_that_stays_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let old = "old ".repeat(1 << 20);
    put(folder.path(), "a.csv", &old, 100);
    let mut file = read(&only(&folder)).unwrap().remove(0);
    put(folder.path(), "a.csv", "newer", 70);
    for _ in 0..2 {
        let mut bytes = String::new();
        file.content.bytes().unwrap().read_to_string(&mut bytes).unwrap();
        assert!(bytes == old, "{} bytes", bytes.len());
    }
    assert_eq!(file.content.size(), old.len() as u64);
}

#[test]
fn a_file_that_changed_since_the_look_is_neither_read_nor_moved() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "old", 100);
    let file = only(&folder);
    assert_eq!(bytes(&file), b"old");
    put(folder.path(), "a.csv", "newer", 70);
    assert!(matches!(read(&file), Err(DropError::Changed { .. })));
    let finished = DropFolder::new(folder.path()).finish(&file, Outcome::Done, &report());
    assert!(matches!(finished, Err(DropError::Changed { .. })), "what was not read is not done");
    assert!(folder.path().join("a.csv").exists());
    assert_eq!(entries(&folder.path().join("done/2025-02-03")), [] as [&str; 0]);
}

#[test]
fn done_is_by_the_day_of_the_company_and_failed_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let drop = DropFolder::new(folder.path());
    put(folder.path(), "a.csv", "a", 100);
    assert_eq!(
        drop.finish(&only(&folder), Outcome::Done, &report()).unwrap(),
        folder.path().join("done/2025-02-03/a.csv")
    );
    put(folder.path(), "b.csv", "b", 100);
    assert_eq!(
        drop.finish(&only(&folder), Outcome::Failed, &report()).unwrap(),
        folder.path().join("failed/b.csv")
    );
    assert_eq!(entries(folder.path()), ["done", "failed"]);
    assert_eq!(entries(&folder.path().join("done/2025-02-03")), ["a.csv", "a.csv.report.txt"]);
    assert_eq!(entries(&folder.path().join("failed")), ["b.csv", "b.csv.report.txt"]);
}

#[test]
fn nothing_is_ever_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let drop = DropFolder::new(folder.path());
    for (name, text) in
        [("a.csv", "1"), ("a.csv", "2"), ("a.csv.report.txt", "3"), ("b.report.txt", "4"), ("b", "5")]
    {
        put(folder.path(), name, text, 100);
        drop.finish(&only(&folder), Outcome::Failed, &report()).unwrap();
    }
    let failed = folder.path().join("failed");
    let text = |name: &str| {
        fs::read_to_string(failed.join(name)).unwrap_or_else(|_| panic!("{:?}", entries(&failed)))
    };
    assert_eq!([text("a.csv"), text("a (2).csv")], ["1", "2"]);
    assert_eq!([text("a.csv.report (2).txt"), text("b.report.txt"), text("b (2)")], ["3", "4", "5"]);
    assert!(text("a.csv.report.txt").starts_with("a.csv was not loaded"));
    assert_eq!(entries(&failed).len(), 10, "a report for each file");
}

#[test]
fn a_move_that_fails_leaves_the_file_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let drop = DropFolder::new(folder.path());
    put(folder.path(), "a.csv", "a", 100);
    let file = only(&folder);
    // A file in the place of the folder stands in for a folder that cannot be written to.
    fs::write(folder.path().join("failed"), "in the way").unwrap();
    let error = drop.finish(&file, Outcome::Failed, &report()).unwrap_err();
    assert!(matches!(error, DropError::NotMoved { .. }), "{error}");
    assert_eq!(bytes(&file), b"a");
    fs::remove_file(folder.path().join("failed")).unwrap();
    drop.finish(&file, Outcome::Failed, &report()).unwrap();
    assert_eq!(entries(&folder.path().join("failed")), ["a.csv", "a.csv.report.txt"]);
}

#[test]
fn a_move_cut_after_its_report_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "a", 100);
    let done = folder.path().join("done/2025-02-03");
    fs::create_dir_all(&done).unwrap();
    fs::write(done.join("a.csv.report.txt"), "of the move that was cut").unwrap();
    let moved = DropFolder::new(folder.path()).finish(&only(&folder), Outcome::Done, &report()).unwrap();
    assert_eq!(fs::read(moved).unwrap(), b"a");
    assert_eq!(fs::read_to_string(done.join("a.csv.report.txt")).unwrap(), "of the move that was cut");
}

/// What waits for its parts, after two looks.
fn waits_for_parts(folder: &TempDir) -> Vec<(String, String)> {
    let mut look = Look::default();
    look_at(folder, 0, &mut look);
    assert_eq!(names(&look_at(folder, 60, &mut look)), [] as [&str; 0]);
    let waits = look.waits().iter().map(|wait| match &wait.waits_for {
        WaitsFor::Parts(parts) => (wait.name.clone(), parts.clone()),
        WaitsFor::Rest => panic!("{} is at rest", wait.name),
    });
    waits.collect()
}

#[test]
fn an_export_in_parts_is_ready_when_no_number_is_missing_and_the_marker_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let waits = |name: &str, parts: &str| {
        assert_eq!(waits_for_parts(&folder), [(name.to_owned(), parts.to_owned())]);
    };
    put(folder.path(), "ledger_1.csv", "x", 100);
    waits("ledger_1.csv", "part 0, which comes before ledger_1.csv");
    put(folder.path(), "ledger_0.csv", "x", 100);
    waits("ledger_0.csv to ledger_1.csv", "\"ledger*.done\", which closes the export");
    put(folder.path(), "ledger_03.csv", "x", 100);
    put(folder.path(), "Ledger.DONE", "", 100);
    waits("ledger_0.csv to ledger_03.csv", "part 2, which comes before ledger_03.csv");
    put(folder.path(), "ledger_2.csv", "x", 100);
    let delivery = only(&folder);
    assert_eq!(delivery.name(), "ledger_0.csv to ledger_03.csv");
    let read: Vec<String> = read(&delivery).unwrap().into_iter().map(|file| file.name).collect();
    assert_eq!(read, ["ledger_0.csv", "ledger_1.csv", "ledger_2.csv", "ledger_03.csv"]);
}

#[test]
fn parts_are_of_one_export_when_what_the_pattern_leaves_open_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ledger 2025_0.csv", "LEDGER 2025.done", "ledger 2026_0.csv", "ledger 2026_1.csv"] {
        put(folder.path(), name, "x", 100);
    }
    assert_eq!(names(&ready(&folder)), ["ledger 2025_0.csv"]);
}

#[test]
fn a_marker_alone_or_with_another_number_of_parts_waits() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "ledger.done", "\u{feff}2\r\n", 100);
    assert_eq!(waits_for_parts(&folder), [("ledger.done".to_owned(), "part 0".to_owned())]);
    put(folder.path(), "ledger_0.csv", "x", 100);
    assert_eq!(waits_for_parts(&folder)[0].1, "2 parts, as ledger.done says; there are 1");
    put(folder.path(), "ledger_1.csv", "x", 100);
    assert_eq!(names(&ready(&folder)), ["ledger_0.csv to ledger_1.csv"]);
    put(folder.path(), "ledger_2.csv", "of another export", 100);
    assert_eq!(waits_for_parts(&folder)[0].1, "2 parts, as ledger.done says; there are 3");
}

#[test]
fn a_number_that_two_parts_have_waits_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ledger_0.csv", "ledger_00.csv", "ledger.done"] {
        put(folder.path(), name, "x", 100);
    }
    let (_, parts) = waits_for_parts(&folder).remove(0);
    assert!(parts.starts_with("a person: ledger_00.csv has a number that another part has"), "{parts}");
}

#[test]
fn the_last_part_can_close_an_export_by_its_name() {
    let text = "instance = \"demo\"\n[[export]]\nentity = \"cost_code\"\nfiles = \"codes_{1}.csv\"\n\
                closed_by = \"codes_{9}_last.csv\"\ncolumns = { cost_code = \"Code\" }\n";
    let mapping = Mapping::parse(text, "demo.toml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let drop = DropFolder::new(folder.path());
    let ready = || drop.waiting(&mapping, now(), Duration::ZERO, &mut Look::default()).unwrap();
    put(folder.path(), "codes_1.csv", "Code\n01\n", 100);
    put(folder.path(), "codes_3_last.csv", "Code\n03\n", 100);
    assert_eq!(names(&ready()), [] as [&str; 0], "part 2 is missing");
    put(folder.path(), "codes_2.csv", "Code\n02\n", 100);
    let delivery = ready().remove(0);
    let readings = readings(&delivery, &mapping).unwrap();
    assert_eq!(readings[0].1.records, 3, "the last part holds rows too");
    put(folder.path(), "codes_4.csv", "Code\n04\n", 100);
    assert_eq!(names(&ready()), [] as [&str; 0], "a part after the last");
}

#[test]
fn an_export_waits_until_the_last_of_its_parts_is_at_rest() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ledger_0.csv", "ledger.done"] {
        put(folder.path(), name, "x", 100);
    }
    let mut look = Look::default();
    look_at(&folder, 0, &mut look);
    put(folder.path(), "ledger_0.csv", "x and more", 90);
    assert_eq!(look_at(&folder, 60, &mut look).len(), 0);
    assert_eq!(look.waits(), [Wait { name: "ledger_0.csv".to_owned(), waits_for: WaitsFor::Rest }]);
    assert_eq!(look_at(&folder, 120, &mut look).len(), 1);
}

#[test]
fn the_files_of_an_export_move_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ledger_0.csv", "ledger_1.csv", "ledger.done"] {
        put(folder.path(), name, "x", 100);
    }
    let drop = DropFolder::new(folder.path());
    let delivery = only(&folder);
    put(folder.path(), "ledger_1.csv", "changed", 50);
    assert!(matches!(drop.finish(&delivery, Outcome::Done, &report()), Err(DropError::Changed { .. })));
    assert_eq!(entries(&folder.path().join("done/2025-02-03")), [] as [&str; 0]);

    let moved = drop.finish(&only(&folder), Outcome::Done, &report()).unwrap();
    let text = |name: &str| fs::read_to_string(moved.with_file_name(name)).unwrap();
    assert!(text("ledger_0.csv.report.txt").starts_with("ledger_0.csv to ledger_1.csv was loaded on"));
    assert_eq!(
        text("ledger.done.report.txt"),
        "ledger.done belongs to an export of several files; ledger_0.csv.report.txt tells of all of them.\n"
    );
    assert_eq!(
        (entries(folder.path()), entries(moved.parent().unwrap()).len()),
        (vec!["done".to_owned()], 6)
    );
}

#[cfg(unix)]
#[test]
fn a_part_that_cannot_be_moved_takes_back_those_that_were() {
    let folder = tempfile::tempdir().unwrap();
    // There is no room for the name of its report.
    let long = format!("ledger_{}1.csv", "0".repeat(236));
    for name in ["ledger_0.csv", long.as_str(), "ledger.done"] {
        put(folder.path(), name, "x", 100);
    }
    let error = DropFolder::new(folder.path()).finish(&only(&folder), Outcome::Failed, &report());
    assert!(matches!(error, Err(DropError::NotMoved { .. })), "{error:?}");
    assert_eq!(entries(&folder.path().join("failed")), [] as [&str; 0]);
    assert_eq!(ready(&folder).len(), 1, "it is whole, and can be moved again");
}

#[test]
fn the_report_tells_counts_and_each_rejected_row() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = mapping();
    put(folder.path(), "jobs.csv", "Job,Contract\n25-1-001,5\n25-1-002,x\n25-1-003,7\n25-1-003,7\n", 100);
    let file = only(&folder);
    let readings = readings(&file, &mapping).unwrap();
    let parts = readings.iter().map(|(export, reading)| Part::new(export.entity(), reading, 1, 1)).collect();
    let moved =
        DropFolder::new(folder.path()).finish(&file, Outcome::Done, &Report { parts, ..report() }).unwrap();
    let text = fs::read_to_string(moved.with_file_name("jobs.csv.report.txt")).unwrap();
    let expected = "jobs.csv was loaded on 2025-02-03 at 14:30 (UTC-08:00).

job: 4 rows were read; 1 loaded, 1 unchanged, 1 repeated within the file, 1 quarantined.
  Line 3, original_contract: the column \"Contract\" holds \"x\"; expected an amount such as 1,234.56, below a trillion.

A quarantined row is kept as it came. Correct it where it comes from, or correct the mapping, and drop the file again: rows that are known already change nothing.
";
    assert_eq!(text, expected);
}

#[test]
fn the_report_of_a_failed_file_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "vendors.csv", "Vendor\n", 100);
    let file = only(&folder);
    let mapping = mapping();
    let error = readings(&file, &mapping).unwrap_err();
    let report = Report::failed(report().at, error.to_string());
    let moved = DropFolder::new(folder.path()).finish(&file, Outcome::Failed, &report).unwrap();
    let text = fs::read_to_string(moved.with_file_name("vendors.csv.report.txt")).unwrap();
    let expected = "vendors.csv was not loaded (2025-02-03 at 14:30 (UTC-08:00)). Nothing of it is in the warehouse.

Why: no export of the mapping matches \"vendors.csv\"; patterns are jobs*.csv, ledger*_{0}.csv; rename the file, or add an [[export]] for it to the mapping.

Correct the file or the mapping and put the file into the drop folder again.
";
    assert_eq!(text, expected);
}

#[test]
fn a_rejected_row_without_line_or_field_is_told_too() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "x", 100);
    let rejected = vec![Rejected {
        file: None,
        row: None,
        field: None,
        reason: "it is torn".to_owned(),
        original: Vec::new(),
    }];
    let part =
        Part { entity: Entity::Job, received: 1, loaded: 0, unchanged: 0, repeated: 0, deleted: 0, rejected };
    let report = Report { parts: vec![part], ..report() };
    let moved = DropFolder::new(folder.path()).finish(&only(&folder), Outcome::Done, &report).unwrap();
    let text = fs::read_to_string(moved.with_file_name("a.csv.report.txt")).unwrap();
    assert!(text.contains("  A row: it is torn."), "{text}");
}
