//! A resync fills the next file; readers follow when it is whole.

use std::fs;

use rusqlite::Connection;

use crate::{
    feed::{first_page, last_page, upsert},
    job::project,
    laptop::{Laptop, take},
};

#[test]
fn a_resync_fills_the_next_file_and_then_the_pointer_moves() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    let mut pull = laptop.cache.resync().expect("a resync");
    assert_eq!(pull.cursor().expect("a cursor"), None);
    take(&mut pull, &first_page(&[upsert(&project(2, "25-1-002"))], "page 2")).expect("taken");
    assert_eq!((laptop.current().as_str(), laptop.jobs()), ("cache-1.sqlite", vec!["25-1-001".to_owned()]));

    let changed = take(&mut pull, &last_page(&[], "7")).expect("taken").expect("the last page");
    assert_eq!(changed.len(), 5, "every table may differ");
    assert_eq!((laptop.current().as_str(), laptop.jobs()), ("cache-2.sqlite", vec!["25-1-002".to_owned()]));
    assert_eq!(laptop.files(), ["cache-2.sqlite"]);
    assert_eq!(laptop.cursor().as_deref(), Some("7"));
}

#[test]
fn a_reader_that_began_before_the_swap_finishes_on_the_old_file() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    let mut reader = Connection::open(laptop.current_file()).expect("a reader");
    let snapshot = reader.transaction().expect("a snapshot");
    let number = || {
        let sql = "select job_number from gold_projects";
        snapshot.query_row(sql, [], |row| row.get::<_, String>(0)).expect("a job")
    };
    assert_eq!(number(), "25-1-001");

    let mut pull = laptop.cache.resync().expect("a resync");
    take(&mut pull, &last_page(&[upsert(&project(2, "25-1-002"))], "7")).expect("taken");
    assert_eq!(laptop.jobs(), ["25-1-002"]);
    assert_eq!(number(), "25-1-001");
}

#[test]
fn a_resync_that_is_cut_off_goes_on_at_its_page_after_a_crash() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    let mut pull = laptop.cache.resync().expect("a resync");
    take(&mut pull, &first_page(&[upsert(&project(2, "25-1-002"))], "page 2")).expect("taken");
    drop(pull);

    let laptop = laptop.reopen();
    assert_eq!(laptop.jobs(), ["25-1-001"], "the old copy is read meanwhile");
    assert_eq!(laptop.cursor().as_deref(), Some("page 2"));
    laptop.pull(&[upsert(&project(3, "25-1-003"))], "7");
    assert_eq!((laptop.current().as_str(), laptop.jobs().len()), ("cache-2.sqlite", 2));
}

#[test]
fn a_resync_begun_anew_leaves_nothing_of_the_one_before() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    for _ in 0..3 {
        let mut pull = laptop.cache.resync().expect("a resync");
        assert_eq!(pull.cursor().expect("a cursor"), None);
        take(&mut pull, &first_page(&[upsert(&project(2, "25-1-002"))], "page 2")).expect("taken");
    }
    assert_eq!(laptop.files().len(), 2);
    laptop.pull(&[upsert(&project(3, "25-1-003"))], "7");
    assert_eq!(laptop.jobs(), ["25-1-002", "25-1-003"]);
}

#[test]
fn a_crash_between_the_last_page_and_the_pointer_loses_nothing() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    let mut pull = laptop.cache.resync().expect("a resync");
    take(&mut pull, &last_page(&[upsert(&project(2, "25-1-002"))], "7")).expect("taken");
    drop(pull);
    // The state of the folder had the process ended just before the pointer moved.
    let old = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    fs::copy(laptop.folder().join("cache-2.sqlite"), old.folder().join("cache-2.sqlite")).expect("copied");

    let old = old.reopen();
    assert_eq!((old.current().as_str(), old.cursor().as_deref()), ("cache-1.sqlite", Some("7")));
    old.pull(&[], "8");
    assert_eq!((old.current().as_str(), old.jobs()), ("cache-2.sqlite", vec!["25-1-002".to_owned()]));
}
