//! A contractor's installation in a folder of its own, worked through the command line.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, UNIX_EPOCH},
};

use cds_warehouse::{
    connect::{connect, no_tls},
    embedded::{Embedded, Settings},
};
use tempfile::TempDir;

const MAPPING: &str = r#"
instance = "demo"
[dates]
formats = ["%Y-%m-%d"]
[numbers]
decimal = "."
[[export]]
entity = "job"
files = "jobs*.csv"
[export.columns]
job = "Job"
name = "Name"
original_contract = "Contract"
[[export]]
entity = "pay_application"
files = "applications*.csv"
[export.columns]
job = "Job"
application = "App"
period_to = "Period To"
[[export]]
entity = "pay_application_line"
files = "applications*.csv"
[export.columns]
job = "Job"
application = "App"
line = "Line"
completed_to_date = "To Date"
"#;

const CONFIGURATION: &str = r#"
[company]
name = "Desert Contractors"
time_zone = "America/Phoenix"

[serve]
listen = "127.0.0.1:0"

[sage300]
drop = "drop"
mapping = "mapping.toml"
settle_seconds = 0

[folders]
roots = ["share"]
settle_seconds = 0
"#;

pub(crate) struct Installation {
    folder: TempDir,
}

impl Installation {
    /// One with an empty drop folder and an empty share.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("cds-").tempdir().expect("a folder");
        // The private PostgreSQL runs as another account where the tests run as root.
        #[cfg(unix)]
        fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("opened");
        let installation = Self { folder };
        for part in ["drop", "share"] {
            fs::create_dir(installation.path(part)).expect("a folder");
        }
        fs::write(installation.path("mapping.toml"), MAPPING).expect("written");
        installation.configure(CONFIGURATION);
        installation
    }

    pub(crate) fn configure(&self, text: &str) {
        fs::write(self.path("cds-sync.toml"), text).expect("written");
    }

    /// Replaces one text of the configuration by another.
    pub(crate) fn reconfigure(&self, old: &str, new: &str) {
        assert!(CONFIGURATION.contains(old), "{old}");
        self.configure(&CONFIGURATION.replace(old, new));
    }

    /// Replaces one text of the mapping by another.
    pub(crate) fn remap(&self, old: &str, new: &str) {
        let mapping = fs::read_to_string(self.path("mapping.toml")).expect("read");
        assert!(mapping.contains(old), "{old}");
        fs::write(self.path("mapping.toml"), mapping.replace(old, new)).expect("written");
    }

    pub(crate) fn add_to_mapping(&self, exports: &str) {
        let mapping = fs::read_to_string(self.path("mapping.toml")).expect("read");
        fs::write(self.path("mapping.toml"), mapping + exports).expect("written");
    }

    /// What the warehouse answers, in one column of text, while no program of ours runs.
    pub(crate) fn asked(&self, sql: &str) -> Vec<String> {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let rows = runtime.block_on(async {
            let settings = Settings { data_dir: self.path("warehouse"), bin_dir: None };
            let server = Embedded::start(&settings).await?;
            let client = connect(&server.config(), &no_tls()).await?;
            let rows = client.query(sql, &[]).await?;
            drop(client);
            server.stop().await?;
            anyhow::Ok(rows)
        });
        rows.expect("an answer").iter().map(|row| row.get(0)).collect()
    }

    pub(crate) fn path(&self, part: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(part)
    }

    pub(crate) fn drop_file(&self, name: &str, text: &str) {
        fs::write(self.path("drop").join(name), text).expect("dropped");
    }

    /// Says of a dropped file that it was written at noon of a day of November 2025.
    pub(crate) fn wrote(&self, name: &str, day: u64) {
        let first = UNIX_EPOCH + Duration::from_secs(1_761_998_400);
        let file = File::options().write(true).open(self.path("drop").join(name)).expect("opened");
        file.set_modified(first + Duration::from_secs((day - 1) * 86_400)).expect("dated");
    }

    /// Saves a schedule of one task of 600 minutes into the folder of job 25-1-001.
    pub(crate) fn save_schedule(&self, file: &str, minutes_done: u32) {
        let folder = self.path("share/Jobs 2025/25-1-001 Library");
        fs::create_dir_all(&folder).expect("a folder");
        let text = format!(
            "<Project xmlns=\"http://schemas.microsoft.com/project\"><StatusDate>2025-10-31T17:00:00</StatusDate>\
             <Tasks><Task><UID>1</UID><ID>1</ID><Name>Footings</Name><Active>1</Active><Duration>PT10H0M0S</Duration>\
             <ActualDuration>PT0H{minutes_done}M0S</ActualDuration></Task></Tasks></Project>"
        );
        fs::write(folder.join(file), text).expect("saved");
    }

    /// The folder of finished files of the day of the run, whatever day that is.
    pub(crate) fn done(&self) -> Vec<String> {
        let days =
            fs::read_dir(self.path("drop/done")).expect("a folder").map(|day| day.expect("an entry").path());
        names(days)
    }

    /// The report beside a finished file.
    pub(crate) fn report_of(&self, name: &str) -> String {
        let days =
            fs::read_dir(self.path("drop/done")).expect("a folder").map(|day| day.expect("an entry").path());
        let mut reports =
            days.map(|day| day.join(format!("{name}.report.txt"))).filter(|file| file.is_file());
        fs::read_to_string(reports.next().expect("a report")).expect("read")
    }

    pub(crate) fn failed(&self) -> Vec<String> {
        names([self.path("drop/failed")])
    }

    pub(crate) fn held(&self) -> Vec<String> {
        names([self.path("drop/held")])
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cds-sync"));
        command.arg("--config").arg(self.path("cds-sync.toml")).args(arguments).stdin(Stdio::null());
        command.env_remove("RUST_LOG");
        command
    }

    pub(crate) fn call(&self, arguments: &[&str]) -> Called {
        Called(self.command(arguments).output().expect("the program starts"))
    }

    /// Runs the pipeline for 30 November 2025, and returns its report.
    pub(crate) fn run(&self) -> String {
        self.call(&["run", "--as-of", "2025-11-30"]).said()
    }
}

fn names(folders: impl IntoIterator<Item = PathBuf>) -> Vec<String> {
    let entries = folders.into_iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What a command came to.
pub(crate) struct Called(pub(crate) Output);

impl Called {
    /// What it printed, when it went well; then there is nothing to warn of.
    pub(crate) fn said(self) -> String {
        let logged = String::from_utf8_lossy(&self.0.stderr);
        assert!(self.0.status.success() && logged.is_empty(), "{}: {logged}", self.0.status);
        String::from_utf8(self.0.stdout).expect("text")
    }

    /// What it printed before it failed, and why it did.
    pub(crate) fn failed(self) -> (String, String) {
        let said = String::from_utf8(self.0.stdout.clone()).expect("text");
        (said, self.refused())
    }

    /// Why it refused.
    pub(crate) fn refused(self) -> String {
        assert!(!self.0.status.success(), "{}", String::from_utf8_lossy(&self.0.stdout));
        String::from_utf8(self.0.stderr).expect("text")
    }
}

pub(crate) fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "expected {part:?} in: {text}");
    }
}
