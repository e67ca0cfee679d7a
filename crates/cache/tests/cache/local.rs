//! What the laptop alone knows is never lost.

use std::fs;

use cds_cache::{Cache, Error, Local};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{
    feed::{last_page, upsert},
    job::project,
    laptop::{Laptop, now, take},
};

fn open(folder: &TempDir) -> Result<Local, Error> {
    Local::open(folder.path(), now())
}

/// A folder whose file knows the theme, changed as another version of the app would have left it.
fn of_another_version(sql: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    open(&folder).expect("opened").keep_setting("theme", "dark").expect("kept");
    Connection::open(folder.path().join("local.sqlite"))
        .and_then(|file| file.execute_batch(sql))
        .expect("done");
    folder
}

fn theme(local: &Local) -> Option<String> {
    local.setting("theme").expect("read")
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn settings_outlive_a_resync_and_a_restart() {
    let laptop = Laptop::new();
    let local = Local::open(laptop.folder(), now()).expect("opened");
    assert_eq!(theme(&local), None);
    local.keep_setting("theme", "light").expect("kept");
    local.keep_setting("theme", "dark").expect("kept");
    let mut resync = laptop.cache.resync().expect("a resync");
    take(&mut resync, &last_page(&[upsert(&project(1, "25-1-001"))], "1")).expect("taken");

    Cache::open(laptop.folder()).expect("a cache");
    let again = Local::open(laptop.folder(), now()).expect("opened");
    assert_eq!(theme(&again).as_deref(), Some("dark"));
}

const LAYOUT_1: &str = "drop table decision; drop table format; pragma user_version = 1";

#[test]
fn a_file_of_an_older_app_is_brought_up_to_date_and_a_copy_of_it_stays() {
    let folder = of_another_version(LAYOUT_1);
    let local = open(&folder).expect("opened");
    assert_eq!(theme(&local).as_deref(), Some("dark"));
    assert_eq!(local.waiting().expect("read"), []);

    let copy = Connection::open(folder.path().join("local-of-layout-1.sqlite")).expect("a copy");
    let before: u32 = copy.query_row("pragma user_version", [], |row| row.get(0)).expect("a layout");
    let kept: String = copy.query_row("select value from setting", [], |row| row.get(0)).expect("a setting");
    assert_eq!((before, kept.as_str()), (1, "dark"));
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was_and_is_tried_again() {
    // Something is in the way of the second step's last table.
    let folder = of_another_version(&format!("{LAYOUT_1}; create table decision (id text)"));
    for _ in 0..2 {
        assert!(matches!(open(&folder), Err(Error::Sqlite { .. })));
        let file = Connection::open(folder.path().join("local.sqlite")).expect("opened");
        assert!(!file.table_exists(None, "format").expect("read"), "half a step was kept");
        assert_eq!(file.query_row("pragma user_version", [], |row| row.get(0)), Ok(1));
    }
    let file = Connection::open(folder.path().join("local.sqlite")).expect("opened");
    file.execute_batch("drop table decision").expect("out of the way");
    assert_eq!(theme(&open(&folder).expect("opened")).as_deref(), Some("dark"));
}

#[test]
fn a_file_of_a_newer_app_is_used_when_it_says_it_can_be() {
    let newer = "create table wish (text text); pragma user_version = 3";
    let folder = of_another_version(newer);
    let local = open(&folder).expect("opened");
    local.keep_setting("window", "large").expect("kept");
    assert_eq!(theme(&local).as_deref(), Some("dark"));
    let file = Connection::open(folder.path().join("local.sqlite")).expect("opened");
    assert!(file.table_exists(None, "wish").expect("read"));
    assert_eq!(file.query_row("pragma user_version", [], |row| row.get(0)), Ok(3));
}

#[test]
fn a_file_of_a_newer_app_that_cannot_be_read_is_refused_and_not_touched() {
    let folder = of_another_version("update format set oldest_reader = 3; pragma user_version = 3");
    let file = folder.path().join("local.sqlite");
    let before = fs::read(&file).expect("read");
    let refused = open(&folder).expect_err("refused");
    assert!(matches!(refused, Error::Newer { .. }), "{refused}");
    assert!(refused.to_string().contains("Install the newer version again"), "{refused}");
    assert_eq!(fs::read(&file).expect("read"), before);
}

#[test]
fn a_broken_file_is_set_aside_under_the_time_and_never_deleted() {
    let folder = tempfile::tempdir().expect("a folder");
    for broken in ["broken once", "broken twice"] {
        open(&folder).expect("opened").keep_setting("theme", "dark").expect("kept");
        fs::write(folder.path().join("local.sqlite"), broken).expect("written");
        let local = open(&folder).expect("opened all the same");
        assert_eq!(theme(&local), None);
        let aside = local.set_aside().expect("it is told where").to_owned();
        assert_eq!(fs::read_to_string(aside).expect("it is there"), broken);
        assert_eq!(open(&folder).expect("opened").set_aside(), None);
    }
    let names = names(&folder);
    for kept in ["local-damaged-2025-12-01-090000.sqlite", "local-damaged-2025-12-01-090000-2.sqlite"] {
        assert!(names.iter().any(|name| name == kept), "{names:?}");
    }
}
