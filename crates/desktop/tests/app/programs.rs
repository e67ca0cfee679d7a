//! The programs beside the window, as they are called.

use std::{
    fs,
    process::{Command, Output},
};

use crate::service::{Service, TOKEN, page};

fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_front_end_that_is_not_built_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut browser = Command::new(env!("CARGO_BIN_EXE_cds-browser"));
    browser
        .arg("--data")
        .arg(folder.path().join("data"))
        .arg("--front-end")
        .arg(folder.path().join("nowhere"));
    let refused = refusal(&browser.output().expect("it runs"));
    assert!(refused.contains("nowhere") && refused.contains("npm run build"), "{refused}");
}

#[test]
fn a_laptop_that_never_pulled_has_nothing_to_print() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut print = Command::new(env!("CARGO_BIN_EXE_cds-print"));
    let refused = refusal(&print.arg("--data").arg(folder.path()).output().expect("it runs"));
    assert!(refused.contains("nothing has been pulled") && refused.contains("--server"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_of_a_printed_chart_is_made() {
    let service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    let folder = tempfile::tempdir().expect("a folder");
    let (token, charts) = (folder.path().join("token"), folder.path().join("charts/today"));
    fs::write(&token, TOKEN).expect("written");
    let mut print = Command::new(env!("CARGO_BIN_EXE_cds-print"));
    print.arg("--data").arg(folder.path().join("data")).arg("--token-file").arg(token);
    print.args(["--server", &service.address]).arg("--chart").arg(&charts);
    let printed = tokio::task::spawn_blocking(move || print.output()).await;
    let printed = printed.expect("it ends").expect("it runs");
    let said = String::from_utf8_lossy(&printed.stdout);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    assert!(said.contains("Desert Contractors: 1 job, billed"), "{said}");
    assert!(charts.join("25-1-001.png").is_file());
}
