//! The service's one configuration file, and the environment over it. Paths are relative to the folder of the file.

mod place;
mod reading;
mod secret;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use cds_folders::{DataDateSettings, FilePattern};
use cds_warehouse::{
    BilledBasis,
    connect::{self, Tls},
};
use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, de};

pub use self::{place::find, secret::Secret};

/// Everything an installation says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The contractor.
    pub company: Company,
    /// Where the warehouse is; a private PostgreSQL in `warehouse` beside this file by default.
    #[serde(default)]
    pub warehouse: Warehouse,
    /// The folder of Sage 300 exports.
    pub sage300: Option<Sage300>,
    /// The shares with job folders.
    pub folders: Option<Folders>,
    /// The service: its nightly run, and the API that laptops pull from.
    #[serde(default)]
    pub serve: Serve,
    /// The file it was read from.
    #[serde(skip)]
    pub file: PathBuf,
    /// Whether a secret stands in that file itself.
    #[serde(skip)]
    pub holds_secret: bool,
}

/// The contractor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its name, as the window shows it.
    pub name: String,
    /// Where its business days are: `America/Phoenix`.
    #[serde(deserialize_with = "time_zone")]
    pub time_zone: Tz,
    /// Which amount the books call billed: `gross` of retainage (the default) or `net`.
    #[serde(default)]
    pub billed_basis: Billed,
    /// The month in which the fiscal year begins, 1 to 12.
    #[serde(default = "january", deserialize_with = "month")]
    pub first_fiscal_month: u8,
}

fn january() -> u8 {
    1
}

fn month<'de, D: Deserializer<'de>>(given: D) -> Result<u8, D::Error> {
    let month = i64::deserialize(given)?;
    let known = u8::try_from(month).ok().filter(|month| (1..=12).contains(month));
    known.ok_or_else(|| {
        de::Error::custom(format!("`{month}` is no month; write its number, such as `7` for July"))
    })
}

fn time_zone<'de, D: Deserializer<'de>>(given: D) -> Result<Tz, D::Error> {
    let name = String::deserialize(given)?;
    name.parse().map_err(|_| {
        de::Error::custom(format!("`{name}` is no time zone; write its place, such as `America/Phoenix`"))
    })
}

/// Which amount the books call billed.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billed {
    /// Completed and stored to date.
    #[default]
    Gross,
    /// The same less retainage.
    Net,
}

impl From<Billed> for BilledBasis {
    fn from(billed: Billed) -> Self {
        match billed {
            Billed::Gross => Self::Gross,
            Billed::Net => Self::Net,
        }
    }
}

/// Where the warehouse is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warehouse {
    /// `postgres://user:password@host:5432/database`: a server of the company's own. TLS off this machine.
    pub url: Option<Secret>,
    /// The password, when it does not stand in `url`.
    pub password: Option<Secret>,
    /// The file that holds it alone.
    pub password_file: Option<PathBuf>,
    /// PEM file of the authority behind that server's certificate, when it is the company's own.
    pub ca_file: Option<PathBuf>,
    /// Data of the private server, when there is no `url`.
    #[serde(default = "Warehouse::default_data")]
    pub data: PathBuf,
    /// Folder of the private server's programs, when they are not in one of the usual places.
    pub programs: Option<PathBuf>,
}

impl Warehouse {
    fn default_data() -> PathBuf {
        "warehouse".into()
    }

    /// How to reach the server of the company's own; nothing where the private one is used.
    ///
    /// # Errors
    /// When the address cannot be read, or is not safe.
    pub fn target(&self) -> Result<Option<(connect::Config, Tls)>, connect::Error> {
        let Some(url) = &self.url else { return Ok(None) };
        let settings = connect::Settings { url: url.expose().to_owned(), ca_file: self.ca_file.clone() };
        let (mut target, tls) = settings.resolve()?;
        if let Some(password) = &self.password {
            target.password(password.expose());
        }
        Ok(Some((target, tls)))
    }
}

impl Default for Warehouse {
    fn default() -> Self {
        Self {
            url: None,
            password: None,
            password_file: None,
            ca_file: None,
            data: Self::default_data(),
            programs: None,
        }
    }
}

/// The folder of Sage 300 exports.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sage300 {
    /// Where a person drops the exports.
    pub drop: PathBuf,
    /// How they are read (`docs/sage-mapping.md`).
    pub mapping: PathBuf,
    /// A file is read once it has not changed for so many seconds.
    #[serde(default = "settle")]
    pub settle_seconds: u64,
}

/// The shares with job folders.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folders {
    /// `\\server\share\Projects`, …
    pub roots: Vec<PathBuf>,
    /// Pattern of the schedule of record's path in its job folder, where the company has one.
    pub schedule_of_record: Option<FilePattern>,
    /// How a version's data date is found: in what order, and what a date in a name looks like.
    #[serde(default)]
    pub data_date: DataDateSettings,
    /// A file is read once it has not changed for so many seconds.
    #[serde(default = "settle")]
    pub settle_seconds: u64,
}

fn settle() -> u64 {
    60
}

/// The service: its nightly run, and the API that laptops pull from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serve {
    /// Address to listen on. Development tokens allow loopback only.
    #[serde(default = "Serve::default_listen")]
    pub listen: SocketAddr,
    /// The token laptops on this machine sign in with; written when it is missing.
    #[serde(default = "Serve::default_token")]
    pub development_token_file: PathBuf,
    /// When the pipeline runs, by the company's clock.
    #[serde(default = "Serve::default_nightly", deserialize_with = "local_time")]
    pub nightly: NaiveTime,
}

fn local_time<'de, D: Deserializer<'de>>(given: D) -> Result<NaiveTime, D::Error> {
    let time = String::deserialize(given)?;
    NaiveTime::parse_from_str(&time, "%H:%M").map_err(|_| {
        de::Error::custom(format!("`{time}` is no time of day; write hours and minutes, such as `02:30`"))
    })
}

impl Serve {
    fn default_listen() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 8787))
    }

    fn default_token() -> PathBuf {
        "development-token".into()
    }

    fn default_nightly() -> NaiveTime {
        const { NaiveTime::from_hms_opt(2, 0, 0).expect("two o'clock") }
    }
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: Self::default_listen(),
            development_token_file: Self::default_token(),
            nightly: Self::default_nightly(),
        }
    }
}

impl Config {
    /// Reads the file with the process's environment over it, makes its paths absolute, and reads the files of the
    /// secrets.
    ///
    /// # Errors
    /// When it cannot be read, or a key is wrong: the error names the line, or the variable.
    pub fn load(file: &Path) -> anyhow::Result<Self> {
        reading::read(file, std::env::vars_os())
    }

    /// The folder of exports.
    ///
    /// # Errors
    /// When none is configured.
    pub fn sage300(&self) -> anyhow::Result<&Sage300> {
        self.sage300.as_ref().context("the configuration has no [sage300]; add it with `drop` and `mapping`")
    }

    fn resolve(&mut self, folder: &Path) {
        let resolve = |path: &mut PathBuf| *path = folder.join(&*path);
        resolve(&mut self.warehouse.data);
        self.warehouse.password_file.iter_mut().for_each(resolve);
        self.warehouse.ca_file.iter_mut().for_each(resolve);
        self.warehouse.programs.iter_mut().for_each(resolve);
        if let Some(sage) = &mut self.sage300 {
            resolve(&mut sage.drop);
            resolve(&mut sage.mapping);
        }
        self.folders.iter_mut().flat_map(|f| &mut f.roots).for_each(resolve);
        resolve(&mut self.serve.development_token_file);
    }
}

impl Sage300 {
    /// How long a file has to be at rest.
    #[must_use]
    pub fn settle(&self) -> Duration {
        Duration::from_secs(self.settle_seconds)
    }
}

impl Folders {
    /// How long a file has to be at rest.
    #[must_use]
    pub fn settle(&self) -> Duration {
        Duration::from_secs(self.settle_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> (tempfile::TempDir, anyhow::Result<Config>) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("cds-sync.toml");
        std::fs::write(&file, text).expect("written");
        let config = Config::load(&file);
        (folder, config)
    }

    #[test]
    fn the_least_that_is_needed_is_a_name_and_a_time_zone() {
        let (folder, config) = load("[company]\nname = \"A\"\ntime_zone = \"America/Phoenix\"\n");
        let config = config.expect("read");
        assert_eq!(config.warehouse.data, folder.path().join("warehouse"));
        assert!(config.warehouse.url.is_none());
        assert!(config.serve.listen.ip().is_loopback());
    }

    fn refusal(below_the_company: &str) -> String {
        let company = "[company]\nname = \"A\"\ntime_zone = \"America/Phoenix\"\n";
        let (_folder, config) = load(&format!("{company}{below_the_company}"));
        format!("{:#}", config.expect_err("refused"))
    }

    #[test]
    fn a_key_nobody_knows_is_refused_with_file_and_line() {
        let error = refusal("billed_base = \"net\"\n");
        for part in ["cds-sync.toml", "line 4", "billed_base"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
    }

    #[test]
    fn a_time_zone_nobody_knows_is_refused_with_one_that_is_known() {
        let (_folder, config) = load("[company]\nname = \"A\"\ntime_zone = \"Arizona\"\n");
        let error = format!("{:#}", config.expect_err("refused"));
        for part in ["line 3", "`Arizona`", "`America/Phoenix`"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
    }

    #[test]
    fn the_fiscal_year_begins_in_january_or_the_month_that_is_given() {
        let company = "[company]\nname = \"A\"\ntime_zone = \"America/Phoenix\"\n";
        for (given, month) in [("", 1), ("first_fiscal_month = 7\n", 7)] {
            let (_folder, config) = load(&format!("{company}{given}"));
            assert_eq!(config.expect("read").company.first_fiscal_month, month);
        }
        for given in ["0", "13", "-1"] {
            let error = refusal(&format!("first_fiscal_month = {given}\n"));
            for part in ["line 4", &format!("`{given}`"), "`7` for July"] {
                assert!(error.contains(part), "expected {part} in: {error}");
            }
        }
    }

    #[test]
    fn a_time_of_day_nobody_knows_is_refused_with_one_that_is_known() {
        let error = refusal("[serve]\nnightly = \"2 am\"\n");
        for part in ["line 5", "`2 am`", "`02:30`"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
    }

    #[test]
    fn a_configuration_that_is_not_there_is_told_with_how_to_name_another() {
        let missing = tempfile::tempdir().expect("a folder").path().join("cds-sync.toml");
        let error = format!("{:#}", Config::load(&missing).expect_err("refused"));
        for part in ["cds-sync.toml", "--config", "CDS_SYNC_CONFIG"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
    }

    #[test]
    fn the_examples_of_the_documentation_are_taken() {
        let text = include_str!("../../../../docs/configuration.md").replace("\r\n", "\n");
        let examples: Vec<&str> =
            text.split("```toml\n").skip(1).filter_map(|part| part.split("```").next()).collect();
        assert_eq!(examples.len(), 2);
        for example in examples {
            let (_folder, config) = load(example);
            config.unwrap_or_else(|error| panic!("{error:#} in:\n{example}"));
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_understood_is_refused_before_anything_runs() {
        let error = refusal("[folders]\nroots = []\nschedule_of_record = \"Master[.xml\"\n");
        for part in ["line 6", "`Master[.xml`"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
        let error = refusal("[folders]\nroots = []\n[folders.data_date]\npatterns = [\"YYYY-MM\"]\n");
        for part in ["line 7", "YYYY-MM"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
    }
}
