//! Runs of some assets only.

use std::fs;

use crate::installation::{Installation, assert_says};

const JOBS: &str = "Job,Name,Contract\n25-1-001,Library,1.00\n";

#[test]
fn a_run_of_some_assets_builds_those_and_what_they_come_from_and_is_no_good_run_of_everything() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    office.save_schedule("Master.xml", 300);
    let said = office.call(&["run", "--select", "sage300,dim_project"]).said();
    assert_says(
        &said,
        &["of the assets sage300, dim_person, managers, dim_project only:", "jobs.csv: 1 records received"],
    );
    assert!(!said.contains("share"), "{said}");
    let (status, _) = office.call(&["status"]).failed();
    assert_says(&status, &["last good run: none yet"]);
    assert_says(&office.call(&["run", "--select", "network_folder+"]).said(), &["2 records received"]);
}

#[test]
fn an_asset_that_fails_is_told_by_its_name_until_it_is_built() {
    let office = Installation::new();
    office.run();
    fs::rename(office.path("drop"), office.path("away")).expect("unplugged");
    office.call(&["run", "--select", "sage300"]).failed();
    let (status, _) = office.call(&["status"]).failed();
    assert_says(&status, &["sage300: failed ", "the drop folder"]);
    fs::rename(office.path("away"), office.path("drop")).expect("plugged in");
    office.call(&["run", "--select", "sage300"]).said();
    assert!(!office.call(&["status"]).said().contains("failed"), "it is built");
}

#[test]
fn an_asset_nobody_knows_is_refused_with_those_there_are() {
    let office = Installation::new();
    let refused = office.call(&["run", "--select", "goold"]).refused();
    assert_says(&refused, &["no asset goold", "sage300, network_folder, dim_person"]);
    assert!(!office.path("warehouse").exists(), "nothing was started");
}
