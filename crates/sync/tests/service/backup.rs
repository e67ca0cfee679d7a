//! What a backup holds, and what comes of it.

use std::{fs, path::PathBuf};

use cds_feed::Line;
use reqwest::StatusCode;

use crate::{
    installation::{Installation, assert_says},
    serving::{Serving, lines, pull, pull_after},
};

const JOBS: &str = "Job,Name,Contract\n25-1-001,Library,1000000.00\n";

/// Every row a laptop gets, and the cursor after it.
async fn everything(office: &Installation, serving: &Serving) -> (Vec<Line>, String) {
    let token = fs::read_to_string(office.path("development-token")).expect("a token");
    let (status, body) = pull(serving, Some(&token)).await;
    assert_eq!(status, StatusCode::OK);
    let mut rows = lines(&body);
    let Some(Line::Tail(tail)) = rows.pop() else { panic!("a pull has an end") };
    (rows, tail.cursor)
}

impl Installation {
    fn back_up(&self, arguments: &[&str]) -> PathBuf {
        let folder = self.path("backups");
        let said = self.call(&[&["backup", &folder.to_string_lossy()], arguments].concat()).said();
        PathBuf::from(said.lines().last().expect("its path"))
    }
}

#[tokio::test]
async fn a_restored_warehouse_is_as_it_was_and_every_laptop_pulls_it_anew() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    office.save_schedule("Master.xml", 300);
    let serving = office.serve();
    let (before, _) = everything(&office, &serving).await;
    // The service has the private warehouse, and goes on.
    let backup = office.back_up(&[]);
    let restore =
        |arguments: &[&str]| office.call(&[&["restore", &backup.to_string_lossy()], arguments].concat());
    assert_says(&restore(&["--replace"]).refused(), &["is in use by the service"]);

    office.drop_file("jobs.csv", &JOBS.replace("1000000.00", "5.00"));
    assert_says(&office.call(&["trigger"]).said(), &["1 loaded"]);
    let (after, cursor) = everything(&office, &serving).await;
    assert_ne!(after, before);
    serving.terminate().said();

    assert_says(&restore(&[]).refused(), &["holds data", "--replace"]);
    assert_says(&restore(&["--replace"]).said(), &["is as it was at", "pulls it anew"]);
    office.reconfigure("127.0.0.1:0", "127.0.0.1:0");
    let serving = office.serve();
    assert_eq!(everything(&office, &serving).await.0, before);
    let token = fs::read_to_string(office.path("development-token")).expect("a token");
    let (status, body) = pull_after(&serving, Some(&token), Some(&cursor)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_says(&String::from_utf8_lossy(&body), &["resync_required", "another warehouse"]);
    serving.terminate().said();
}

#[test]
fn a_backup_is_restored_into_an_installation_that_has_none() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    office.run();
    let backup = office.back_up(&[]);
    for part in ["manifest.json", "warehouse.dump", "cds-sync.toml", "mapping.toml"] {
        assert!(backup.join(part).is_file(), "{part}");
    }
    let other = Installation::new();
    other.call(&["restore", &backup.to_string_lossy()]).said();
    other.drop_file("jobs.csv", JOBS);
    assert_says(&other.run(), &["0 loaded + 1 unchanged"]);
}

#[test]
fn a_backup_that_is_not_whole_or_not_as_it_was_written_or_newer_is_refused() {
    let office = Installation::new();
    office.run();
    let backup = office.back_up(&[]);
    let refused = || office.call(&["restore", &backup.to_string_lossy(), "--replace"]).refused();
    let manifest = backup.join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("read");
    let newer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let tables = format!("\"tables\": {}", newer["tables"]);
    fs::write(&manifest, text.replace(&tables, "\"tables\": 9999")).expect("written");
    assert_says(&refused(), &["tables are newer than those of this one"]);
    fs::write(&manifest, &text).expect("written");
    fs::write(backup.join("warehouse.dump"), "half").expect("written");
    assert_says(&refused(), &["warehouse.dump", "not as it was written"]);
    fs::remove_file(&manifest).expect("removed");
    assert_says(&refused(), &["no complete backup"]);
    assert_says(&office.call(&["status"]).said(), &["last good run: "]);
}

#[test]
fn a_secret_is_backed_up_only_when_asked_for() {
    let office = Installation::new();
    fs::write(office.path("development-token"), "hunter2").expect("written");
    office.run();
    let holds = |backup: &PathBuf| {
        let parts = fs::read_dir(backup).expect("a folder").map(|part| part.expect("an entry").path());
        parts
            .map(|part| fs::read(part).expect("read"))
            .any(|bytes| bytes.windows(7).any(|part| part == b"hunter2"))
    };
    let backup = office.back_up(&[]);
    assert!(!holds(&backup));
    let manifest = fs::read_to_string(backup.join("manifest.json")).expect("read");
    assert_says(&manifest, &["development-token"]);
    fs::remove_dir_all(&backup).expect("removed");
    assert!(holds(&office.back_up(&["--with-secrets"])));
}
