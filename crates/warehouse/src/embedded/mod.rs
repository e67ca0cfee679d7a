//! The warehouse without a database to set up: a private PostgreSQL server, run from the installed
//! programs in the service's data directory.
//!
//! | in the data directory | is |
//! |---|---|
//! | `service.lock`, `service.running` | the claim of the one service that may use it, and who that is |
//! | `postgres/` | the server's data; `cds.conf` in it holds our settings |
//! | `warehouse.password` | the generated password, readable by the server's account only |
//! | `socket/` | the server's socket (Unix) |
//! | `server.log` | what the server says |
//!
//! The server belongs to the service and stops with it. After a crash of the service the next one
//! finds the server still running and takes it over. A server that stops by itself is started again.

mod account;
mod binaries;
mod cluster;
mod error;
mod lock;
mod postmaster;
mod server;
mod socket;

use std::fs;
use std::path::{Path, PathBuf};

use tokio_postgres::{Config, error::SqlState};

use self::account::Account;
use self::binaries::Binaries;
pub(crate) use self::binaries::{NEWEST, OLDEST, client_major, client_places};
use self::cluster::Cluster;
pub use self::error::Error;
use self::error::at;
pub use self::lock::Holder;
use self::lock::ServiceLock;
pub(crate) use self::lock::host_name;
use self::postmaster::Postmaster;
use self::server::{Programs, Server};
use crate::connect::{connect, no_tls};

const SUPERUSER: &str = "cds";
const DATABASE: &str = "cds";

/// Where the embedded server keeps its data and finds its programs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The service's data directory; made when it does not exist.
    pub data_dir: PathBuf,
    /// The folder of `postgres`, `initdb` and `pg_ctl`, when it is not to be looked for.
    pub bin_dir: Option<PathBuf>,
}

/// A running server and the claim on its data directory.
///
/// [`Embedded::stop`] ends it in order. Dropping it asks the server to stop without waiting.
#[derive(Debug)]
pub struct Embedded {
    server: Server,
    config: Config,
    stopped: bool,
    /// Released last, when the server has been told to stop.
    _lock: ServiceLock,
}

impl Embedded {
    /// Claims the data directory and brings its server up: made on first use, taken over when a
    /// killed service left it running, started otherwise. Returns when the server answers.
    ///
    /// # Errors
    /// When another service has the directory, PostgreSQL is missing or of another major version,
    /// or the server does not come up. Each says what to do.
    pub async fn start(settings: &Settings) -> Result<Self, Error> {
        let data_dir = prepare_data_dir(&settings.data_dir)?;
        let cluster = Cluster::within(&data_dir);
        let account = Account::choose(&data_dir, &cluster.dir)?;
        let lock = ServiceLock::take(&data_dir, &account)?;
        account.open_way(&data_dir)?;

        let made_by = cluster.made_by()?;
        let binaries = Binaries::find(settings.bin_dir.as_deref(), &cluster.dir, made_by)?;
        let programs = Programs { binaries, account, data_dir };
        if made_by.is_none() {
            cluster.create(&programs).await?;
        }
        let password = cluster.password()?;
        let server = Server { programs, cluster };
        let postmaster = server.run(&password).await?;
        // From here on a failure stops the server, through drop.
        let config = postmaster.config(&password, DATABASE);
        let embedded = Self { server, config, stopped: false, _lock: lock };
        ensure_database(&postmaster, &password).await?;
        Ok(embedded)
    }

    /// How to connect to its database `cds`, as its superuser.
    #[must_use]
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// Brings the server up again when it has stopped by itself, or was stopped by somebody else.
    ///
    /// # Errors
    /// When it does not come up, or listens elsewhere now: then the service has to be started again.
    pub async fn revive(&self) -> Result<(), Error> {
        if connect(&self.config, &no_tls()).await.is_ok() {
            return Ok(());
        }
        let password = self.server.cluster.password()?;
        let postmaster = self.server.run(&password).await?;
        if postmaster.config(&password, DATABASE) == self.config { Ok(()) } else { Err(Error::Moved) }
    }

    /// Ends every session, stops the server and gives up the data directory.
    ///
    /// # Errors
    /// When the server does not stop.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.server.stop().await?;
        self.stopped = true;
        Ok(())
    }
}

/// How to read from the server of a data directory that another service has: nothing when none runs there.
///
/// # Errors
/// When the service's files cannot be read as this account.
pub fn running(data_dir: &Path) -> Result<Option<Config>, Error> {
    let cluster = Cluster::within(&resolved(data_dir).map_err(at("find", data_dir))?);
    let Some(postmaster) = Postmaster::read(&cluster.dir)? else { return Ok(None) };
    Ok(Some(postmaster.config(&cluster.password()?, DATABASE)))
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if !self.stopped {
            self.server.request_stop();
        }
    }
}

/// Makes the data directory, closed to others, and returns its full path.
fn prepare_data_dir(data_dir: &Path) -> Result<PathBuf, Error> {
    let full = std::path::absolute(data_dir).map_err(at("find", data_dir))?;
    if !full.is_dir() {
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(at("create", parent))?;
        }
        create_private_dir(&full).map_err(at("create", &full))?;
    }
    resolved(&full).map_err(at("find", &full))
}

#[cfg(unix)]
fn create_private_dir(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private_dir(path: &Path) -> std::io::Result<()> {
    fs::create_dir(path)
}

/// One name for a directory that is reached through links. On Windows the resolved form of a path
/// is one that PostgreSQL's programs do not take.
fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    if cfg!(windows) { Ok(path.to_owned()) } else { path.canonicalize() }
}

/// What the server says to whoever makes a database that has been made meanwhile.
const MADE_MEANWHILE: [SqlState; 2] = [SqlState::DUPLICATE_DATABASE, SqlState::UNIQUE_VIOLATION];

async fn ensure_database(postmaster: &Postmaster, password: &str) -> Result<(), Error> {
    let client = connect(&postmaster.config(password, "postgres"), &no_tls()).await?;
    let known = client.query_opt("select from pg_database where datname = $1", &[&DATABASE]).await;
    if known.map_err(Error::Database)?.is_some() {
        return Ok(());
    }
    match client.batch_execute(&format!("create database {DATABASE}")).await {
        // A server that was taken over was still at it, for the service that was killed.
        Err(error) if error.code().is_some_and(|code| MADE_MEANWHILE.contains(code)) => Ok(()),
        made => made.map_err(Error::Database),
    }
}
