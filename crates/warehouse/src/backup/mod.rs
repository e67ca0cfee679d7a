//! The warehouse in one file, and back.

mod programs;

use std::{io, path::Path, process::Command};

use thiserror::Error;
use tokio_postgres::{Client, Config};

use self::programs::Programs;
use crate::{
    Warehouse,
    connect::{self, Tls, connect, innermost},
    error::while_doing,
    migrations,
};

/// The server of a warehouse.
pub struct Source<'a> {
    /// How to reach it.
    pub config: &'a Config,
    /// Its TLS side.
    pub tls: &'a Tls,
    /// PEM file of the company's own authority.
    pub ca_file: Option<&'a Path>,
    /// Folder of PostgreSQL's programs, when they are not to be looked for.
    pub programs: Option<&'a Path>,
}

/// Why a warehouse could not be dumped or restored.
#[derive(Debug, Error)]
pub enum Error {
    /// No program knows the server's version.
    #[error(
        "no pg_dump and pg_restore for a server of PostgreSQL {server} ({found}). Install the client programs of \
         PostgreSQL {server} or a newer one ({oldest} to {newest}), or name their folder in warehouse.programs"
    )]
    NoPrograms {
        /// The server's major version.
        server: u32,
        /// What is installed.
        found: String,
        /// The oldest version that is used.
        oldest: u32,
        /// The newest.
        newest: u32,
    },
    /// A program failed.
    #[error("{program} failed: {reason}")]
    Program {
        /// Its name.
        program: &'static str,
        /// What it said.
        reason: String,
    },
    /// A program did not start.
    #[error("{program} could not be run: {cause}")]
    Run {
        /// Its name.
        program: &'static str,
        /// What the system said.
        cause: io::Error,
    },
    /// There is something to lose.
    #[error(
        "this warehouse holds data; `restore --replace` puts the backup in its place, and what it holds is lost"
    )]
    HoldsData,
    /// The restored database could not take the place of the other.
    #[error(
        "the restored database could not be put in place: {0}. Nothing was changed; end every service and program \
         that uses the warehouse, and restore again"
    )]
    InUse(String),
    /// The server cannot be reached.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// The warehouse refused.
    #[error(transparent)]
    Warehouse(#[from] crate::Error),
}

/// The number of this program's newest migration.
#[must_use]
pub fn tables_version() -> i32 {
    let runner = migrations::migrations::runner();
    runner.get_migrations().iter().map(refinery::Migration::version).max().unwrap_or_default()
}

/// Dumps the warehouse as it is at one instant into a file of `pg_dump`'s own format, and returns the number of its
/// newest migration.
///
/// # Errors
/// When the server or its programs cannot be had, or refuse.
pub async fn dump(source: &Source<'_>, file: &Path) -> Result<i32, Error> {
    let client = connect(source.config, source.tls).await?;
    let version = client.query_one(include_str!("version.sql"), &[]).await;
    let version = version.map_err(while_doing("asking which tables it has"))?.get(0);
    let programs = Programs::find(source.programs, major(&client).await?)?;
    let mut command = programs.command("pg_dump", source);
    // A login that is no superuser is under the policies too; as a member of cds_pipeline it sees every row.
    command.args(["--format=custom", "--no-owner", "--enable-row-security", "--file"]).arg(file);
    run("pg_dump", command).await?;
    Ok(version)
}

/// Restores a dump into a fresh database, brings its tables up to date, and puts it in the place of the warehouse,
/// which is kept until then. It is a new warehouse to every laptop: a cursor of a later day must not be believed.
///
/// # Errors
/// [`Error::HoldsData`] unless `replace`; when the dump cannot be restored, the warehouse stays as it was.
pub async fn restore(source: &Source<'_>, file: &Path, replace: bool) -> Result<(), Error> {
    let name = source.config.get_dbname().unwrap_or("cds");
    let (fresh, former) = (format!("{name}_restoring"), format!("{name}_before"));
    let there = connect(source.config, source.tls).await?;
    let row = there.query_one(include_str!("holds_data.sql"), &[]).await;
    if row.map_err(while_doing("looking for data"))?.get(0) && !replace {
        return Err(Error::HoldsData);
    }
    let programs = Programs::find(source.programs, major(&there).await?)?;
    let mut beside = source.config.clone();
    let server = connect(beside.dbname("postgres"), source.tls).await?;
    end(&server, there).await?;
    for left_over in [&fresh, &former] {
        ddl(&server, "drop database if exists %I", &[left_over]).await?;
    }
    ddl(&server, "create database %I template template0", &[&fresh]).await?;
    let filled = fill(source, &programs, &fresh, file, &server).await;
    if filled.is_err() {
        ddl(&server, "drop database if exists %I", &[&fresh]).await?;
    }
    filled?;
    let swapped = swap(&server, name, &fresh, &former).await;
    swapped.map_err(|error| Error::InUse(innermost(&error)))?;
    ddl(&server, "drop database %I", &[&former]).await
}

async fn fill(
    source: &Source<'_>,
    programs: &Programs,
    name: &str,
    file: &Path,
    server: &Client,
) -> Result<(), Error> {
    let roles = server.batch_execute(include_str!("roles.sql")).await;
    roles.map_err(while_doing("making the roles that the tables are granted to"))?;
    let mut command = programs.command("pg_restore", source);
    command.args(["--exit-on-error", "--no-owner", "--dbname", name]).arg(file);
    run("pg_restore", command).await?;
    let mut config = source.config.clone();
    config.dbname(name);
    Warehouse::open(&config, source.tls.clone()).await?.close();
    let client = connect(&config, source.tls).await?;
    let renewed = client.execute(include_str!("new_epoch.sql"), &[]).await;
    renewed.map_err(while_doing("giving the restored warehouse its name"))?;
    // The dump brings none of what the planner goes by.
    let analyzed = client.batch_execute("analyze").await;
    analyzed.map_err(while_doing("taking the statistics of the restored warehouse"))?;
    drop(client);
    let ended = server.execute(include_str!("end_sessions.sql"), &[&name]).await;
    Ok(ended.map_err(while_doing("leaving the restored database")).map(drop)?)
}

/// Both or neither.
async fn swap(server: &Client, name: &str, fresh: &str, former: &str) -> Result<(), tokio_postgres::Error> {
    let rename = include_str!("rename.sql");
    let renames = server.query_one(rename, &[&name, &former, &fresh]).await?;
    server.batch_execute(renames.get(0)).await
}

/// A session that is dropped lives on for a moment, and a database with sessions cannot be renamed.
async fn end(server: &Client, session: Client) -> Result<(), Error> {
    let failed = while_doing("ending a session");
    let pid: i32 = session.query_one("select pg_backend_pid()", &[]).await.map_err(&failed)?.get(0);
    server.execute("select pg_terminate_backend($1, 10000)", &[&pid]).await.map_err(&failed)?;
    Ok(())
}

/// A statement about databases, whose names the server itself quotes.
async fn ddl(server: &Client, statement: &str, names: &[&str]) -> Result<(), Error> {
    let failed = while_doing("making room for the restored database");
    let quoted = server.query_one("select format($1, variadic $2::text[])", &[&statement, &names]).await;
    let quoted: String = quoted.map_err(&failed)?.get(0);
    Ok(server.batch_execute(&quoted).await.map_err(&failed)?)
}

async fn major(client: &Client) -> Result<u32, Error> {
    let number = client.query_one("select current_setting('server_version_num')::int / 10000", &[]).await;
    let number: i32 = number.map_err(while_doing("asking for the server's version"))?.get(0);
    Ok(u32::try_from(number).unwrap_or_default())
}

async fn run(program: &'static str, command: Command) -> Result<(), Error> {
    let output = tokio::process::Command::from(command).kill_on_drop(true).output().await;
    let output = output.map_err(|cause| Error::Run { program, cause })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let reason = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" / ");
    Err(Error::Program { program, reason })
}
