//! The drop folder: which files are ready, and where they end.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use cds_sources::Rejected;
use cds_sources::sage300::drop::{DropError, DropFolder, DroppedFile, Look, Outcome, Part, Report};
use cds_sources::sage300::{Entity, Mapping, read_file};
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

fn names(files: &[DroppedFile]) -> Vec<&str> {
    files.iter().map(DroppedFile::name).collect()
}

fn first_look(folder: &TempDir) -> Vec<DroppedFile> {
    DropFolder::new(folder.path()).waiting(now(), SETTLE, &mut Look::default()).unwrap()
}

fn only(folder: &TempDir) -> DroppedFile {
    let mut files = first_look(folder);
    assert_eq!(files.len(), 1, "{:?}", names(&files));
    files.remove(0)
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
fn an_old_file_is_ready_at_the_first_look_and_a_fresh_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "new.csv", "x", 10);
    put(folder.path(), "old.csv", "x", 60);
    assert_eq!(names(&first_look(&folder)), ["old.csv"]);
}

#[test]
fn a_file_is_ready_when_it_has_not_changed_between_two_looks() {
    let folder = tempfile::tempdir().unwrap();
    let drop = DropFolder::new(folder.path());
    let mut look = Look::default();
    // The share's clock runs ahead of ours: the file's own time never makes it old.
    fs::write(folder.path().join("a.csv"), "x").unwrap();
    let mut waiting = |seconds| {
        let files =
            drop.waiting(now() - Duration::from_secs(3600) + Duration::from_secs(seconds), SETTLE, &mut look);
        files.unwrap().len()
    };
    assert_eq!(waiting(0), 0);
    assert_eq!(waiting(59), 0, "the time between the looks is too short");
    assert_eq!(waiting(60), 1);
    fs::write(folder.path().join("a.csv"), "x and more").unwrap();
    assert_eq!(waiting(120), 0, "it has grown");
    assert_eq!(waiting(180), 1);
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
    assert_eq!(names(&first_look(&folder)), ["jobs.csv"]);
}

#[test]
fn files_come_in_the_order_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, age) in [("a.csv", 100), ("b.csv", 300), ("d.csv", 200), ("c.csv", 200)] {
        put(folder.path(), name, "x", age);
    }
    assert_eq!(names(&first_look(&folder)), ["b.csv", "c.csv", "d.csv", "a.csv"]);
}

#[test]
fn an_unreachable_folder_is_an_error_and_not_empty() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    let error = DropFolder::new(&gone).waiting(now(), SETTLE, &mut Look::default()).unwrap_err();
    assert!(matches!(error, DropError::Unreachable { .. }));
    assert!(error.to_string().contains("gone cannot be read"), "{error}");
}

#[test]
fn a_file_that_changed_since_the_look_is_neither_read_nor_moved() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "old", 100);
    let file = only(&folder);
    assert_eq!(file.read().unwrap(), b"old");
    put(folder.path(), "a.csv", "newer", 70);
    assert!(matches!(file.read(), Err(DropError::Changed { .. })));
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
    assert_eq!(file.read().unwrap(), b"a");
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

#[test]
fn the_report_tells_counts_and_each_rejected_row() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = "instance = \"demo\"\n[[export]]\nentity = \"job\"\nfiles = \"jobs*.csv\"\n[export.columns]\njob = \"Job\"\noriginal_contract = \"Contract\"\n";
    let mapping = Mapping::parse(mapping, "demo.toml").unwrap();
    put(folder.path(), "jobs.csv", "Job,Contract\n25-1-001,5\n25-1-002,x\n25-1-003,7\n25-1-003,7\n", 100);
    let file = only(&folder);
    let bytes = file.read().unwrap();
    let readings = read_file(&bytes, file.name(), &mapping).unwrap();
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
    let text = "instance = \"demo\"\n[[export]]\nentity = \"job\"\nfiles = \"jobs*.csv\"\ncolumns = { job = \"Job\" }\n";
    let mapping = Mapping::parse(text, "demo.toml").unwrap();
    let file = only(&folder);
    let error = read_file(&file.read().unwrap(), file.name(), &mapping).unwrap_err();
    let report = Report::failed(report().at, error.to_string());
    let moved = DropFolder::new(folder.path()).finish(&file, Outcome::Failed, &report).unwrap();
    let text = fs::read_to_string(moved.with_file_name("vendors.csv.report.txt")).unwrap();
    let expected = "vendors.csv was not loaded (2025-02-03 at 14:30 (UTC-08:00)). Nothing of it is in the warehouse.

Why: no export of the mapping matches \"vendors.csv\"; patterns are jobs*.csv; rename the file, or add an [[export]] for it to the mapping.

Correct the file or the mapping and put the file into the drop folder again.
";
    assert_eq!(text, expected);
}

#[test]
fn a_rejected_row_without_line_or_field_is_told_too() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", "x", 100);
    let rejected =
        vec![Rejected { row: None, field: None, reason: "it is torn".to_owned(), original: Vec::new() }];
    let part = Part { entity: Entity::Job, received: 1, loaded: 0, unchanged: 0, repeated: 0, rejected };
    let report = Report { parts: vec![part], ..report() };
    let moved = DropFolder::new(folder.path()).finish(&only(&folder), Outcome::Done, &report).unwrap();
    let text = fs::read_to_string(moved.with_file_name("a.csv.report.txt")).unwrap();
    assert!(text.contains("  A row: it is torn."), "{text}");
}
