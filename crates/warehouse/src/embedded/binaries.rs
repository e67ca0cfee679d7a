use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::Error;

pub(crate) const OLDEST: u32 = 15;
pub(crate) const NEWEST: u32 = 18;

/// An installed PostgreSQL: the folder of its programs and its major version.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// Finds the programs that can serve a warehouse: of its major version where it exists
    /// already, else the first in order of the configured folder, `PATH`, and the places of the
    /// Debian packages and the Windows installer.
    pub(super) fn find(
        configured: Option<&Path>,
        cluster: &Path,
        made_by: Option<u32>,
    ) -> Result<Self, Error> {
        let mut candidates = match configured {
            Some(dir) => vec![Self::configured(dir)?],
            None => vec![],
        };
        let mut unsupported = BTreeSet::new();
        for dir in on_path("postgres").into_iter().chain(usual_places()) {
            match major_of(&dir) {
                Some(major) if (OLDEST..=NEWEST).contains(&major) => {
                    candidates.push(Self { dir, major });
                }
                Some(major) => {
                    unsupported.insert(format!("{} has version {major}", dir.display()));
                }
                None => {}
            }
        }
        if candidates.is_empty() {
            let mut looked = vec!["looked in PATH and the usual places".to_owned()];
            looked.extend(unsupported);
            return Err(Error::NoBinaries { looked: looked.join("; ") });
        }
        let found: BTreeSet<u32> = candidates.iter().map(|c| c.major).collect();
        let wanted = |c: &Self| made_by.is_none_or(|major| c.major == major);
        candidates.into_iter().find(wanted).ok_or_else(|| Error::OtherMajor {
            cluster: cluster.to_owned(),
            made_by: made_by.unwrap_or_default(),
            found: found.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
        })
    }

    fn configured(dir: &Path) -> Result<Self, Error> {
        let refuse = |reason| Error::ConfiguredFolder { bin_dir: dir.to_owned(), reason };
        match major_of(dir) {
            Some(major) if (OLDEST..=NEWEST).contains(&major) => Ok(Self { dir: dir.to_owned(), major }),
            Some(major) => Err(refuse(format!("it holds PostgreSQL {major}"))),
            None => Err(refuse("it holds no PostgreSQL server that runs".to_owned())),
        }
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(executable(name))
    }
}

/// The major version of the server in a folder that holds all the programs we need.
fn major_of(dir: &Path) -> Option<u32> {
    if !["postgres", "initdb", "pg_ctl"].iter().all(|name| dir.join(executable(name)).is_file()) {
        return None;
    }
    version_of(&dir.join(executable("postgres")))
}

/// The major version of the programs in a folder that dump and restore.
pub(crate) fn client_major(dir: &Path) -> Option<u32> {
    let program = dir.join(executable("pg_dump"));
    if program.is_file() && dir.join(executable("pg_restore")).is_file() {
        version_of(&program)
    } else {
        None
    }
}

/// Where those may be, in the order in which they are looked for.
pub(crate) fn client_places(configured: Option<&Path>) -> Vec<PathBuf> {
    let configured = configured.map(Path::to_owned).into_iter();
    configured.chain(on_path("postgres")).chain(usual_places()).chain(on_path("pg_dump")).collect()
}

/// What a program of PostgreSQL says of itself.
fn version_of(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn on_path(program: &str) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|dir| dir.join(executable(program)))
        .filter(|program| program.is_file())
        .filter_map(|program| Some(resolve(program).parent()?.to_owned()))
        .collect()
}

/// Follows a link to where the program's siblings and libraries are.
fn resolve(program: PathBuf) -> PathBuf {
    // On Windows the installer makes no links, and the resolved form of a path confuses pg_ctl.
    if cfg!(windows) { program } else { program.canonicalize().unwrap_or(program) }
}

fn usual_places() -> impl Iterator<Item = PathBuf> {
    let root = if cfg!(windows) {
        env::var_os("ProgramFiles")
            .map_or_else(|| PathBuf::from(r"C:\Program Files"), PathBuf::from)
            .join("PostgreSQL")
    } else {
        PathBuf::from("/usr/lib/postgresql")
    };
    (OLDEST..=NEWEST).rev().map(move |major| root.join(major.to_string()).join("bin"))
}

fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}
