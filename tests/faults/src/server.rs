use std::{fs, path::PathBuf};

use anyhow::Context;
use cds_warehouse::{
    connect::{connect, no_tls},
    embedded::{Embedded, Settings},
};
use tempfile::TempDir;
use tokio_postgres::{Client, config::Host};

/// A folder that the account which runs PostgreSQL may enter where the tests run as root.
pub(crate) fn folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("cds-").tempdir()?;
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok(folder)
}

/// A PostgreSQL server as a company has one, with databases for as many warehouses as a test needs.
#[derive(Debug)]
pub struct Server {
    embedded: Embedded,
    databases: u32,
    /// Dropped after the server.
    _folder: TempDir,
}

impl Server {
    /// Starts one.
    ///
    /// # Errors
    /// When PostgreSQL does not start.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = folder()?;
        let settings = Settings { data_dir: folder.path().join("data"), bin_dir: None };
        Ok(Self { embedded: Embedded::start(&settings).await?, databases: 0, _folder: folder })
    }

    /// The name of a new database.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn new_database(&mut self) -> anyhow::Result<String> {
        self.create("").await
    }

    /// The name of a new database with what another holds, which nobody may be connected to.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn copy_database(&mut self, of: &str) -> anyhow::Result<String> {
        self.create(&format!(" template {of}")).await
    }

    async fn create(&mut self, how: &str) -> anyhow::Result<String> {
        self.databases += 1;
        let name = format!("warehouse_{}", self.databases);
        let client = connect(&self.embedded.config(), &no_tls()).await?;
        client.batch_execute(&format!("create database {name}{how}")).await?;
        Ok(name)
    }

    /// `warehouse.url` of a database, reached through the server's socket.
    ///
    /// # Errors
    /// When the server has no socket.
    pub fn url(&self, database: &str) -> anyhow::Result<String> {
        let socket = self.socket()?;
        let folder = socket.parent().context("a socket lies in a folder")?;
        Ok(self.address(database, &format!("host={} port=5432", folder.display())))
    }

    /// `warehouse.url` of a database, reached through a port of this machine.
    #[must_use]
    pub fn url_at(&self, database: &str, port: u16) -> String {
        self.address(database, &format!("host=127.0.0.1 port={port}"))
    }

    fn address(&self, database: &str, place: &str) -> String {
        let config = self.embedded.config();
        let password = String::from_utf8_lossy(config.get_password().unwrap_or_default()).into_owned();
        let user = config.get_user().unwrap_or_default();
        format!("{place} user={user} password={password} dbname={database}")
    }

    /// Where the server listens.
    ///
    /// # Errors
    /// When the server has no socket.
    pub fn socket(&self) -> anyhow::Result<PathBuf> {
        let config = self.embedded.config();
        let folder = config.get_hosts().iter().find_map(|host| match host {
            Host::Unix(path) => Some(path.clone()),
            Host::Tcp(_) => None,
        });
        Ok(folder.context("the server listens on a socket")?.join(".s.PGSQL.5432"))
    }

    /// A connection of the test's own.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn client(&self, database: &str) -> anyhow::Result<Client> {
        let mut config = self.embedded.config();
        config.dbname(database);
        Ok(connect(&config, &no_tls()).await?)
    }

    /// Stops it.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn stop(self) -> anyhow::Result<()> {
        Ok(self.embedded.stop().await?)
    }
}
