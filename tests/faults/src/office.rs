use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, ensure};
use cds_warehouse::{
    connect::{connect, no_tls},
    embedded::{Embedded, Settings},
};
use tempfile::TempDir;
use tokio_postgres::Client;

use crate::{Contents, Contractor, Serving, server::folder};

/// The day that every run takes for today; it is that of the contractor's files.
const AS_OF: &str = "2026-10-30";
const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// An installation whose service is a process of its own, to be killed.
#[derive(Debug)]
pub struct Office {
    folder: TempDir,
    program: PathBuf,
    /// What of the configuration stays as it is.
    configuration: String,
    url: Option<String>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// How the process ended.
    pub status: ExitStatus,
    /// Its report.
    pub said: String,
    /// Its log.
    pub logged: String,
}

impl Office {
    /// One with the contractor's first day before it. `program` is the service; without `url` its warehouse is private.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn open(program: &str, contractor: &Contractor, url: Option<&str>) -> anyhow::Result<Self> {
        let url = url.map(str::to_owned);
        let configuration = contractor.first.configuration();
        let office = Self { folder: folder()?, program: program.into(), configuration, url };
        office.configure(ANY_PORT)?;
        contractor.lay_first_day(office.path())?;
        Ok(office)
    }

    /// The installation's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Names another way to the warehouse.
    ///
    /// # Errors
    /// When the configuration cannot be written.
    pub fn reach_warehouse(&mut self, url: String) -> anyhow::Result<()> {
        self.url = Some(url);
        self.configure(ANY_PORT)
    }

    fn configure(&self, listen: SocketAddr) -> anyhow::Result<()> {
        let url = self.url.as_ref().map(|url| format!("[warehouse]\nurl = \"{url}\"\n")).unwrap_or_default();
        let serve = format!("[serve]\nlisten = \"{listen}\"\n");
        let configuration = format!("{}{serve}{url}", self.configuration);
        fs::write(self.path().join("cds-sync.toml"), configuration)?;
        Ok(())
    }

    /// A command of the service, not yet begun.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(self.path().join("cds-sync.toml")).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_remove("RUST_LOG").env_remove("FAILPOINTS");
        command
    }

    /// `run`, not yet begun.
    #[must_use]
    pub fn run_command(&self) -> Command {
        self.command(&["run", "--as-of", AS_OF])
    }

    /// Runs until the process has ended, however it ends.
    ///
    /// # Errors
    /// When it does not begin.
    pub fn try_run(&self) -> anyhow::Result<Ran> {
        ended(self.run_command())
    }

    /// The same with fail points armed.
    ///
    /// # Errors
    /// When it does not begin.
    pub fn run_into(&self, fail_points: &str) -> anyhow::Result<Ran> {
        armed(self.run_command(), fail_points)
    }

    /// Carries out a command without a service that serves, with fail points armed.
    ///
    /// # Errors
    /// When it does not begin.
    pub fn command_into(&self, arguments: &[&str], fail_points: &str) -> anyhow::Result<Ran> {
        armed(self.command(arguments), fail_points)
    }

    /// Runs to a good end and returns the report.
    ///
    /// # Errors
    /// When the run fails, or there is something it warns of.
    pub fn run(&self) -> anyhow::Result<String> {
        let ran = self.try_run()?;
        ensure!(ran.status.success() && ran.logged.is_empty(), "a run failed: {}\n{}", ran.logged, ran.said);
        Ok(ran.said)
    }

    /// Runs, and kills the service (`kill -9`) after a while; says whether it was still running then.
    ///
    /// # Errors
    /// When it does not begin.
    pub fn run_killed(&self, after: Duration) -> anyhow::Result<bool> {
        killed(self.run_command(), after)
    }

    /// The same with a service that serves, and runs first.
    ///
    /// # Errors
    /// When it does not begin.
    pub fn serve_killed(&self, after: Duration) -> anyhow::Result<bool> {
        killed(self.serve_command(), after)
    }

    /// Serves; returns when the run at the start is done and laptops can pull.
    ///
    /// # Errors
    /// When the service ends instead.
    pub fn serve(&self) -> anyhow::Result<Serving> {
        Serving::begin(self.serve_command())
    }

    /// The same with fail points armed.
    ///
    /// # Errors
    /// When the service ends before it serves.
    pub fn serve_into(&self, fail_points: &str) -> anyhow::Result<Serving> {
        let mut command = self.serve_command();
        command.env("FAILPOINTS", fail_points);
        Serving::begin(command)
    }

    fn serve_command(&self) -> Command {
        self.command(&["serve", "--as-of", AS_OF])
    }

    /// Asks a service that serves for a run, and waits until it has ended, however it ends.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub fn trigger(&self, serving: &Serving) -> anyhow::Result<Ran> {
        self.beside(serving, &["trigger"])
    }

    /// Asks a service that serves for a run, and kills it (`kill -9`) after a while.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub fn trigger_killed(&self, serving: Serving, after: Duration) -> anyhow::Result<()> {
        self.configure(serving.address)?;
        let mut asking = self.command(&["trigger"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        thread::sleep(after);
        serving.kill()?;
        asking.wait()?;
        self.configure(ANY_PORT)
    }

    /// Has a service that serves carry out a command, and returns what it says.
    ///
    /// # Errors
    /// When it refuses.
    pub fn ask(&self, serving: &Serving, arguments: &[&str]) -> anyhow::Result<String> {
        let asked = self.beside(serving, arguments)?;
        ensure!(asked.status.success(), "{arguments:?} was refused: {}", asked.logged);
        Ok(asked.said)
    }

    fn beside(&self, serving: &Serving, arguments: &[&str]) -> anyhow::Result<Ran> {
        self.configure(serving.address)?;
        let ran = ended(self.command(arguments))?;
        self.configure(ANY_PORT)?;
        Ok(ran)
    }

    /// The token that laptops sign in with, once a service has served.
    ///
    /// # Errors
    /// When there is none yet.
    pub fn token(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(self.path().join("development-token"))?)
    }

    /// A connection to the private warehouse that a service uses.
    ///
    /// # Errors
    /// When it is not up.
    pub async fn private_client(&self) -> anyhow::Result<Client> {
        let warehouse = self.path().join("warehouse");
        let password = fs::read_to_string(warehouse.join("warehouse.password"))?;
        let mut config = tokio_postgres::Config::new();
        config.host_path(warehouse.join("socket")).user("cds").dbname("cds").password(password.trim());
        Ok(connect(&config, &no_tls()).await?)
    }

    /// The process of the private server, by the file it keeps while it runs.
    ///
    /// # Errors
    /// When it does not run.
    pub fn postmaster(&self) -> anyhow::Result<String> {
        let text = fs::read_to_string(self.path().join("warehouse/postgres/postmaster.pid"))?;
        Ok(text.lines().next().context("it holds a process id")?.to_owned())
    }

    /// What the private warehouse holds, while no service uses it.
    ///
    /// # Errors
    /// When the warehouse cannot be read.
    pub async fn private_contents(&self) -> anyhow::Result<Contents> {
        let settings = Settings { data_dir: self.path().join("warehouse"), bin_dir: None };
        let server = Embedded::start(&settings).await?;
        let contents = Contents::read(&connect(&server.config(), &no_tls()).await?).await?;
        server.stop().await?;
        Ok(contents)
    }
}

fn killed(mut command: Command, after: Duration) -> anyhow::Result<bool> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    thread::sleep(after);
    let running = child.try_wait()?.is_none();
    child.kill()?;
    child.wait()?;
    Ok(running)
}

fn armed(mut command: Command, fail_points: &str) -> anyhow::Result<Ran> {
    command.env("FAILPOINTS", fail_points);
    ended(command)
}

fn ended(mut command: Command) -> anyhow::Result<Ran> {
    let output = command.output()?;
    Ok(Ran {
        status: output.status,
        said: String::from_utf8(output.stdout)?,
        logged: String::from_utf8(output.stderr)?,
    })
}
