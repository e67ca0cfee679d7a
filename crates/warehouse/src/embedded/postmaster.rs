use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use super::SUPERUSER;
use super::error::{Error, at};

/// A server as it describes itself in `postmaster.pid`.
#[derive(Debug, Clone)]
pub(super) struct Postmaster {
    pub(super) pid: u32,
    port: u16,
    socket_dir: PathBuf,
    address: String,
}

/// What the process is whose number stands in a `postmaster.pid` that was left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Process {
    /// There is none.
    Gone,
    /// The server of this data directory.
    OurServer,
    /// Some PostgreSQL process, which may be the server of this data directory.
    OtherPostgres,
    /// Another program that was given the same number since.
    Unrelated,
}

impl Postmaster {
    pub(super) fn file(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    /// Reads the description; none when there is no such file, or when its server has not yet
    /// come to write down where it listens.
    pub(super) fn read(cluster: &Path) -> Result<Option<Self>, Error> {
        let path = Self::file(cluster);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at("read", &path)(error)),
        };
        Ok(Self::parse(&text))
    }

    /// Lines: process id, data directory, start time, port, socket directory, address, …
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let line = |number: usize| lines.get(number).copied().unwrap_or_default();
        Some(Self {
            pid: line(0).parse().ok()?,
            port: line(3).parse().unwrap_or_default(),
            socket_dir: PathBuf::from(line(4)),
            address: line(5).to_owned(),
        })
    }

    /// How to connect to it.
    pub(super) fn config(&self, password: &str, database: &str) -> Config {
        let mut config = Config::new();
        match (&self.socket_dir, self.address.as_str()) {
            #[cfg(unix)]
            (dir, _) if !dir.as_os_str().is_empty() => config.host_path(dir),
            (_, "" | "*") => config.host("127.0.0.1"),
            (_, address) => config.host(address),
        };
        config
            .port(self.port)
            .user(SUPERUSER)
            .password(password)
            .dbname(database)
            .application_name("cds-sync")
            .ssl_mode(SslMode::Disable);
        config
    }

    pub(super) fn process(&self, cluster: &Path) -> Process {
        let Some(command) = command_line(self.pid) else { return Process::Gone };
        // pg_ctl writes forward slashes on Windows.
        let cluster = cluster.to_string_lossy().replace('\\', "/");
        match (command.contains("postgres"), command.replace('\\', "/").contains(&cluster)) {
            (true, true) => Process::OurServer,
            (true, false) => Process::OtherPostgres,
            (false, _) => Process::Unrelated,
        }
    }
}

#[cfg(target_os = "linux")]
fn command_line(pid: u32) -> Option<String> {
    let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    Some(String::from_utf8_lossy(&line).into_owned()).filter(|line| !line.is_empty())
}

#[cfg(all(unix, not(target_os = "linux")))]
fn command_line(pid: u32) -> Option<String> {
    said_by(std::process::Command::new("ps").args(["-o", "command=", "-p", &pid.to_string()]))
}

#[cfg(windows)]
fn command_line(pid: u32) -> Option<String> {
    let query = format!("(Get-CimInstance Win32_Process -Filter 'ProcessId={pid}').CommandLine");
    said_by(std::process::Command::new("powershell").args(["-NoProfile", "-Command", &query]))
}

#[cfg(not(target_os = "linux"))]
fn said_by(command: &mut std::process::Command) -> Option<String> {
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}
