use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::account::Account;
use super::error::{Error, at};

/// The service that holds a data directory, as it wrote itself down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder(Option<Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    pid: String,
    host: String,
    started: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(Entry { pid, host, started }) => {
                write!(f, "the service with process id {pid} on {host}, running since {started}")
            }
            None => f.write_str("another service that is just starting"),
        }
    }
}

impl Holder {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let field =
            |name: &str| text.lines().find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()));
        Self((|| Some(Entry { pid: field("pid:")?, host: field("host:")?, started: field("started:")? }))())
    }
}

/// The claim of one service on a data directory, given up when dropped.
///
/// `service.lock` is locked with the operating system, so a killed service leaves no claim behind.
/// Who holds it is written beside it, in `service.running`: Windows lets nobody read a locked file.
#[derive(Debug)]
pub(super) struct ServiceLock {
    _file: File,
    running: PathBuf,
}

impl ServiceLock {
    pub(super) fn take(data_dir: &Path, account: &Account) -> Result<Self, Error> {
        let path = data_dir.join("service.lock");
        let running = data_dir.join("service.running");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(at("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = Holder::read(&running);
                return Err(Error::InUse { data_dir: data_dir.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(at("lock", &path)(source)),
        }
        write_holder(&running, account).map_err(at("write", &running))?;
        Ok(Self { _file: file, running })
    }
}

impl Drop for ServiceLock {
    fn drop(&mut self) {
        // The lock is what counts; a leftover description misleads nobody who takes it.
        let _ = fs::remove_file(&self.running);
    }
}

/// Puts the description in place whole, so that a second service never reads half of it.
fn write_holder(running: &Path, account: &Account) -> std::io::Result<()> {
    let started: DateTime<Utc> = std::time::SystemTime::now().into();
    let text = format!(
        "pid: {}\nhost: {}\nstarted: {}\n",
        std::process::id(),
        host_name(),
        started.to_rfc3339_opts(SecondsFormat::Secs, true)
    );
    let draft = running.with_extension("draft");
    let _ = fs::remove_file(&draft);
    let mut file = File::create_new(&draft)?;
    account.give_file(&file)?;
    file.write_all(text.as_bytes())?;
    fs::rename(&draft, running)
}

#[cfg(unix)]
pub(crate) fn host_name() -> String {
    nix::unistd::gethostname()
        .map_or_else(|_| "this machine".to_owned(), |name| name.to_string_lossy().into_owned())
}

#[cfg(not(unix))]
pub(crate) fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "this machine".to_owned())
}
