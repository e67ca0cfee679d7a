//! Files of other versions of the app, and files that are broken: never a wrong figure, never a refusal to open, and
//! one sync mends it.

use std::fs;

use cds_cache::views::CopyState;
use rusqlite::Connection;

use crate::{
    feed::{first_page, last_page, upsert},
    job::project,
    laptop::{Laptop, take},
};

fn laptop() -> Laptop {
    Laptop::with(&[upsert(&project(1, "25-1-001"))])
}

impl Laptop {
    /// Makes of the copy what another version of the app would have left.
    fn becomes_of_layout(&self, layout: u32, sql: &str) {
        let file = Connection::open(self.current_file()).expect("opened");
        file.execute_batch(&format!("{sql}; pragma user_version = {layout};")).expect("another version");
    }

    /// Nothing is shown, the file is still there, and a pull to the end mends it.
    fn needs_one_sync(self, why: CopyState) {
        let laptop = self.reopen();
        assert_eq!((laptop.copy(), laptop.jobs()), (why, Vec::new()));
        assert_eq!(laptop.cache.project(1).expect("an answer"), None);
        let mut pull = laptop.cache.pull().expect("a pull");
        assert_eq!(pull.cursor().expect("a cursor"), None, "nothing of the other file is gone on with");
        take(&mut pull, &first_page(&[upsert(&project(2, "25-1-002"))], "page 2")).expect("taken");
        assert_eq!(laptop.current(), "cache-1.sqlite");
        drop(pull);

        let laptop = laptop.reopen();
        assert_eq!((laptop.copy(), laptop.cursor().as_deref()), (why, Some("page 2")));
        laptop.pull(&[upsert(&project(3, "25-1-003"))], "7");
        assert_eq!((laptop.copy(), laptop.jobs().len()), (CopyState::Readable, 2));
        assert_eq!(laptop.files(), ["cache-2.sqlite"]);
    }
}

/// A newer app's table, under the name by which this one would read something else.
const OTHER_TABLES: &str = "update gold_projects set job_number = 'meaningless to this app'";

#[test]
fn a_copy_of_a_newer_app_is_not_read_unless_it_says_it_can_be() {
    for format in ["update format set oldest_reader = 3", "drop table format"] {
        let laptop = laptop();
        laptop.becomes_of_layout(3, &format!("{OTHER_TABLES}; {format}"));
        laptop.needs_one_sync(CopyState::OtherVersion);
    }
}

#[test]
fn a_copy_that_bears_no_layout_is_taken_for_a_broken_one() {
    let laptop = laptop();
    laptop.becomes_of_layout(0, OTHER_TABLES);
    laptop.needs_one_sync(CopyState::Damaged);
}

#[test]
fn a_copy_that_says_it_can_be_read_is_read_and_the_next_pull_fills_one_of_our_own() {
    for (layout, sql) in [
        (3, "alter table gold_projects add column colour text; update format set oldest_reader = 2"),
        (1, "drop table format"),
    ] {
        let laptop = laptop();
        laptop.becomes_of_layout(layout, sql);
        let laptop = laptop.reopen();
        assert_eq!((laptop.copy(), laptop.jobs()), (CopyState::Readable, vec!["25-1-001".to_owned()]));
        assert_eq!(laptop.cursor(), None, "two layouts are not mixed in one file");

        laptop.pull(&[upsert(&project(2, "25-1-002"))], "7");
        assert_eq!(laptop.jobs(), ["25-1-002"]);
        assert_eq!(laptop.files(), ["cache-2.sqlite"]);
    }
}

#[test]
fn going_back_to_the_other_app_before_a_pull_finds_its_copy_as_it_was() {
    let laptop = laptop();
    laptop.becomes_of_layout(3, "update format set oldest_reader = 3");
    let laptop = laptop.reopen();
    take(&mut laptop.cache.pull().expect("a pull"), &first_page(&[], "page 2")).expect("taken");

    laptop.becomes_of_layout(2, "update format set oldest_reader = 1");
    let laptop = laptop.reopen();
    assert_eq!((laptop.current().as_str(), laptop.jobs()), ("cache-1.sqlite", vec!["25-1-001".to_owned()]));
}

#[test]
fn a_broken_copy_is_told_and_filled_anew() {
    let write = |laptop: &Laptop, bytes: &[u8]| fs::write(laptop.current_file(), bytes).expect("written");
    let breaks: [&dyn Fn(&Laptop); 4] = [
        &|laptop| write(laptop, "no database ".repeat(100).as_bytes()),
        &|laptop| write(laptop, b""),
        // Cut off in the middle, as a full disk leaves it.
        &|laptop| {
            let whole = fs::read(laptop.current_file()).expect("read");
            write(laptop, &whole[..whole.len() / 2]);
        },
        // The head is fine and every page after it is not.
        &|laptop| {
            let mut bytes = fs::read(laptop.current_file()).expect("read");
            bytes[4096..].fill(0xa5);
            write(laptop, &bytes);
        },
    ];
    for harm in breaks {
        let laptop = laptop();
        harm(&laptop);
        // It is found out by whatever looks first.
        laptop.cache.portfolio().expect("an answer");
        laptop.needs_one_sync(CopyState::Damaged);
    }
}

#[test]
fn a_copy_that_is_gone_is_as_if_nothing_had_been_pulled() {
    let laptop = laptop();
    fs::remove_file(laptop.current_file()).expect("removed");
    let laptop = laptop.reopen();
    assert_eq!((laptop.copy(), laptop.jobs()), (CopyState::Missing, Vec::new()));
    laptop.pull(&[upsert(&project(2, "25-1-002"))], "7");
    assert_eq!(laptop.jobs(), ["25-1-002"]);
}

#[test]
fn a_pointer_that_a_power_cut_left_empty_is_found_again_by_the_next_pull() {
    let laptop = laptop();
    fs::write(laptop.folder().join("current"), "").expect("written");
    let laptop = laptop.reopen();
    assert_eq!(laptop.copy(), CopyState::Missing);
    assert_eq!(laptop.cursor().as_deref(), Some("1"));
    laptop.pull(&[upsert(&project(2, "25-1-002"))], "2");
    assert_eq!(laptop.jobs(), ["25-1-001", "25-1-002"]);
}

#[test]
fn a_kill_between_the_new_file_and_the_pointer_leaves_the_old_copy_or_the_new_one_whole() {
    // Before the first table of the new file was made.
    let begun = laptop();
    fs::write(begun.folder().join("cache-2.sqlite"), "").expect("written");
    let begun = begun.reopen();
    assert_eq!((begun.jobs(), begun.cursor().as_deref()), (vec!["25-1-001".to_owned()], Some("1")));
    begun.pull(&[upsert(&project(2, "25-1-002"))], "2");
    assert_eq!(begun.jobs(), ["25-1-001", "25-1-002"]);

    // After its last page, with a copy of another version as the current one.
    let filled = laptop();
    filled.becomes_of_layout(3, "update format set oldest_reader = 3");
    take(&mut filled.cache.pull().expect("a pull"), &last_page(&[upsert(&project(2, "25-1-002"))], "7"))
        .expect("taken");
    fs::write(filled.folder().join("current"), "cache-1.sqlite").expect("as before the kill");
    fs::write(filled.folder().join("cache-1.sqlite"), "of another version").expect("as before the kill");
    let filled = filled.reopen();
    assert_eq!((filled.jobs(), filled.cursor().as_deref()), (Vec::new(), Some("7")));
    filled.pull(&[], "8");
    assert_eq!(
        (filled.jobs(), filled.files()),
        (vec!["25-1-002".to_owned()], vec!["cache-2.sqlite".to_owned()])
    );
}
