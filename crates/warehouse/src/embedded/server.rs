use std::env;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::account::Account;
use super::binaries::Binaries;
use super::cluster::Cluster;
use super::error::{Error, at};
use super::postmaster::{Postmaster, Process};
use super::socket;
use crate::connect::{self, connect, no_tls};

/// How long a server left behind may recover before it is stopped.
const RECOVERY: Duration = Duration::from_secs(120);
/// Recovery after a power cut replays up to `max_wal_size`, on a slow disk for minutes.
const START_SECONDS: &str = "900";
const LARGEST_LOG_BYTES: u64 = 16 * 1024 * 1024;

/// PostgreSQL's programs, run as the right account.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) binaries: Binaries,
    pub(super) account: Account,
    pub(super) data_dir: PathBuf,
}

impl Programs {
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = self.account.command(self.binaries.program(name));
        // Variables meant for other servers (PGDATA, PGPORT, PGOPTIONS) would reach this one.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").current_dir(&self.data_dir).stdin(Stdio::null());
        command
    }

    pub(super) async fn run(&self, name: &'static str, command: Command) -> Result<(), Error> {
        let output = tokio::process::Command::from(command)
            .output()
            .await
            .map_err(at("run", &self.binaries.program(name)))?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].concat();
        let reason = last_lines(&String::from_utf8_lossy(&said));
        Err(Error::Program { program: name, reason, log: self.log() })
    }

    pub(super) fn log(&self) -> PathBuf {
        self.data_dir.join("server.log")
    }
}

/// The server of one data directory, running or not.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) programs: Programs,
    pub(super) cluster: Cluster,
}

impl Server {
    /// Takes over a healthy server that a killed service left behind, else starts one.
    pub(super) async fn run(&self, password: &str) -> Result<Postmaster, Error> {
        if let Some(postmaster) = self.take_over(password).await? {
            tracing::info!(pid = postmaster.pid, "took over the embedded PostgreSQL server");
            return Ok(postmaster);
        }
        let postmaster = self.start().await?;
        tracing::info!(pid = postmaster.pid, "started the embedded PostgreSQL server");
        Ok(postmaster)
    }

    async fn take_over(&self, password: &str) -> Result<Option<Postmaster>, Error> {
        let deadline = Instant::now() + RECOVERY;
        while let Some(postmaster) = Postmaster::read(&self.cluster.dir)? {
            let process = postmaster.process(&self.cluster.dir);
            match process {
                // The server's own start decides whether anything of the dead one remains.
                Process::Gone => return Ok(None),
                Process::Unrelated => {
                    let file = Postmaster::file(&self.cluster.dir);
                    fs::remove_file(&file).map_err(at("remove the stale", &file))?;
                    return Ok(None);
                }
                Process::OurServer | Process::OtherPostgres => {}
            }
            match connect(&postmaster.config(password, "postgres"), &no_tls()).await {
                Ok(_) => return Ok(Some(postmaster)),
                // It recovers, or shuts down; either ends soon.
                Err(connect::Error::NotNow { .. }) if Instant::now() < deadline => {
                    sleep(Duration::from_millis(200)).await;
                }
                Err(reason) if process == Process::OurServer => {
                    tracing::warn!(%reason, "stopping a PostgreSQL server that was left behind");
                    self.stop_left_behind(postmaster.pid).await?;
                    return Ok(None);
                }
                Err(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    async fn start(&self) -> Result<Postmaster, Error> {
        let programs = &self.programs;
        let place = socket::Place::prepare(&programs.data_dir, &programs.account)?;
        self.cluster.write_settings(&programs.account, &place)?;
        let log = programs.log();
        let logged = prepare_log(&log, &programs.account).map_err(at("prepare", &log))?;
        // The children of a server that was killed take a moment to notice and let go of its
        // shared memory.
        let mut attempts = if Postmaster::file(&self.cluster.dir).exists() { 10 } else { 1 };
        loop {
            attempts -= 1;
            if self.control("start", &["-w", "-t", START_SECONDS]).await? {
                break;
            }
            if attempts == 0 {
                let reason = read_from(&log, logged).map_err(at("read", &log))?;
                return Err(Error::Program { program: "postgres", reason: last_lines(&reason), log });
            }
            sleep(Duration::from_millis(500)).await;
        }
        let file = Postmaster::file(&self.cluster.dir);
        Postmaster::read(&self.cluster.dir)?
            .ok_or_else(|| at("read", &file)(std::io::Error::other("the server did not write it")))
    }

    /// Ends every session and stops.
    pub(super) async fn stop(&self) -> Result<(), Error> {
        if self.control("stop", &["-m", "fast", "-w", "-t", "60"]).await?
            || self.control("stop", &["-m", "immediate", "-w", "-t", "30"]).await?
        {
            return Ok(());
        }
        let reason = "the server does not stop".to_owned();
        Err(Error::Program { program: "pg_ctl", reason, log: self.programs.log() })
    }

    /// Asks the server to stop and does not wait for it.
    pub(super) fn request_stop(&self) {
        let _ = self.control_command("stop", &["-m", "fast", "-W"]).status();
    }

    /// Stops a server that does not answer, by stronger and stronger means.
    async fn stop_left_behind(&self, pid: u32) -> Result<(), Error> {
        if self.control("stop", &["-m", "fast", "-w", "-t", "10"]).await?
            || self.control("stop", &["-m", "immediate", "-w", "-t", "5"]).await?
        {
            return Ok(());
        }
        let mut kill = self.programs.command("pg_ctl");
        kill.args(["kill", "KILL", &pid.to_string()]);
        self.programs.run("pg_ctl", kill).await
    }

    async fn control(&self, action: &str, options: &[&str]) -> Result<bool, Error> {
        let command = self.control_command(action, options);
        let status = tokio::process::Command::from(command)
            .status()
            .await
            .map_err(at("run", &self.programs.binaries.program("pg_ctl")))?;
        Ok(status.success())
    }

    fn control_command(&self, action: &str, options: &[&str]) -> Command {
        let mut command = self.programs.command("pg_ctl");
        command.arg(action).arg("-s").arg("-D").arg(&self.cluster.dir).args(options);
        if action == "start" {
            command.arg("-l").arg(self.programs.log());
        }
        // A pipe would be inherited by the server on Windows and never end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Makes sure the account can write the log, and puts a long one aside. Returns its length.
fn prepare_log(log: &Path, account: &Account) -> std::io::Result<u64> {
    if fs::metadata(log).is_ok_and(|data| data.len() > LARGEST_LOG_BYTES) {
        fs::rename(log, log.with_extension("log.1"))?;
    }
    match File::create_new(log) {
        Ok(file) => account.give_file(&file).map(|()| 0),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            fs::metadata(log).map(|data| data.len())
        }
        Err(error) => Err(error),
    }
}

fn read_from(log: &Path, start: u64) -> std::io::Result<String> {
    let mut file = File::open(log)?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The end of a program's output, where it says why it failed, as one line.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.len() {
        0 => "it gave no reason".to_owned(),
        count => lines[count.saturating_sub(4)..].join(" / "),
    }
}
