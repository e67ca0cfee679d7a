//! What `status` and `doctor` tell while no service runs.

use std::fs;

use crate::installation::{Installation, assert_says};

#[test]
fn the_status_tells_what_landed_and_fails_when_nothing_ran_or_a_source_failed() {
    let office = Installation::new();
    let (said, _) = office.call(&["status"]).failed();
    assert_says(&said, &["there is none yet in", "last good run: none yet", "to do:"]);
    assert!(!office.path("warehouse").exists(), "it only looks");

    let jobs =
        "Job,Name,Contract\n25-1-001,Library,1\n25-1-002,Depot,many\n25-1-003,Pool,1\n25-1-004,Gym,1\n";
    office.drop_file("jobs.csv", jobs);
    office.run();
    assert_says(
        &office.call(&["status"]).said(),
        &[
            "last good run: ",
            ", for 2025-11-30\n",
            "sage300 demo: something new landed last",
            "network_folder",
            "nothing has landed yet",
            "waits: 1 record could not be read",
            "problem: jobs.csv: 1 row could not be read",
        ],
    );

    fs::rename(office.path("share"), office.path("unplugged")).expect("moved");
    office.call(&["run"]).refused();
    let (said, refused) = office.call(&["status"]).failed();
    assert_says(&said, &["to do: a source failed as a whole"]);
    assert_says(&refused, &["not all is well"]);
}

#[test]
fn the_doctor_finds_nothing_wrong_with_a_working_installation() {
    let office = Installation::new();
    let said = office.call(&["doctor"]).said();
    assert_says(&said, &["ok       configuration", "the first run makes it"]);
    assert!(!office.path("warehouse").exists(), "it only looks");
    office.run();
    let said = office.call(&["doctor"]).said();
    assert_says(
        &said,
        &[
            "starts and stops",
            "warehouse.password is its owner's alone",
            "share can be listed as",
            "mapping.toml",
        ],
    );
    assert!(!said.contains("problem"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_doctor_names_each_problem_with_what_to_do() {
    let office = Installation::new();
    let token = office.path("development-token");
    fs::write(&token, "secret").expect("written");
    fs::set_permissions(&token, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("opened");
    fs::remove_dir(office.path("share")).expect("removed");
    fs::write(office.path("mapping.toml"), "[[export]]\n").expect("written");
    // A token is there, and no service: nothing listens on this port.
    office.reconfigure("127.0.0.1:0", "127.0.0.1:1");
    let (said, refused) = office.call(&["doctor"]).failed();
    assert_says(
        &said,
        &[
            "problem  token: ",
            "chmod 600",
            "problem  folders.roots: ",
            "share cannot be listed as ",
            "problem  sage300.mapping: ",
            "ok       sage300.drop: ",
        ],
    );
    assert_says(&refused, &["there are 3 problems"]);
}
