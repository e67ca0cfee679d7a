//! What the laptop alone knows is never lost.

use cds_cache::{Cache, Error, Local};
use rusqlite::Connection;

use crate::{
    feed::{last_page, upsert},
    job::project,
    laptop::{Laptop, take},
};

#[test]
fn settings_outlive_a_resync_and_a_restart() {
    let laptop = Laptop::new();
    let local = Local::open(laptop.folder()).expect("opened");
    assert_eq!(local.setting("theme").expect("read"), None);
    local.keep_setting("theme", "light").expect("kept");
    local.keep_setting("theme", "dark").expect("kept");
    let mut resync = laptop.cache.resync().expect("a resync");
    take(&mut resync, &last_page(&[upsert(&project(1, "25-1-001"))], "1")).expect("taken");

    Cache::open(laptop.folder()).expect("a cache");
    let again = Local::open(laptop.folder()).expect("opened");
    assert_eq!(again.setting("theme").expect("read").as_deref(), Some("dark"));
}

#[test]
fn a_file_a_newer_version_wrote_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    Local::open(folder.path()).expect("opened").keep_setting("theme", "dark").expect("kept");
    let file = folder.path().join("local.sqlite");
    let version = |set: u32| {
        let connection = Connection::open(&file).expect("opened");
        connection.pragma_update(None, "user_version", set).expect("a version");
    };
    version(99);
    let refused = Local::open(folder.path()).expect_err("refused");
    assert!(matches!(refused, Error::Newer { .. }), "{refused}");
    version(1);
    let local = Local::open(folder.path()).expect("opened");
    assert_eq!(local.setting("theme").expect("read").as_deref(), Some("dark"));
}
