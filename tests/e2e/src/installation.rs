use std::{fs, path::PathBuf, sync::Arc};

use anyhow::Context;
use cds_company::Company;
use cds_sync::{api, config::Config, pipeline::RunReport, service::Service, token};
use chrono::NaiveDate;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A contractor's installation in a folder of its own.
pub struct Installation {
    folder: TempDir,
    service: Arc<Service>,
    api: Option<Api>,
}

struct Api {
    address: String,
    stop: oneshot::Sender<()>,
    served: JoinHandle<anyhow::Result<()>>,
}

impl Installation {
    /// Starts one with this Sage mapping and nothing in the drop folder or on the share.
    ///
    /// # Errors
    /// When the service does not start.
    pub async fn start(mapping: &str) -> anyhow::Result<Self> {
        let installed = rustls::crypto::ring::default_provider().install_default();
        // A test before this one in the same process has installed it already.
        drop(installed);
        let folder = tempfile::Builder::new().prefix("cds-").tempdir()?;
        // The private PostgreSQL runs as another account where the tests run as root.
        #[cfg(unix)]
        fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        for part in ["drop", "share"] {
            fs::create_dir(folder.path().join(part))?;
        }
        fs::write(folder.path().join("mapping.toml"), mapping)?;
        fs::write(folder.path().join("cds-sync.toml"), CONFIGURATION)?;
        let config = Config::load(&folder.path().join("cds-sync.toml"))?;
        let service = Service::start(config).await?;
        Ok(Self { folder, service, api: None })
    }

    /// Starts one for a contractor, its exports dropped and its share filled.
    ///
    /// # Errors
    /// When the files cannot be written, or the service does not start.
    pub async fn of(company: &Company) -> anyhow::Result<Self> {
        let installation = Self::start(&company.mapping()).await?;
        company.write_drop(&installation.drop_folder())?;
        company.write_share(&installation.share())?;
        Ok(installation)
    }

    /// Where exports are dropped.
    #[must_use]
    pub fn drop_folder(&self) -> PathBuf {
        self.folder.path().join("drop")
    }

    /// The share with the job folders.
    #[must_use]
    pub fn share(&self) -> PathBuf {
        self.folder.path().join("share")
    }

    /// The service.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// A connection of its own to the private warehouse.
    ///
    /// # Errors
    /// When the warehouse does not answer.
    #[cfg(unix)]
    pub async fn database(&self) -> anyhow::Result<tokio_postgres::Client> {
        let warehouse = self.folder.path().join("warehouse");
        let password = fs::read_to_string(warehouse.join("warehouse.password"))?;
        let mut config = tokio_postgres::Config::new();
        config.host_path(warehouse.join("socket")).user("cds").dbname("cds").password(password.trim());
        let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Runs the pipeline for a business day.
    ///
    /// # Errors
    /// When the run fails as a whole.
    pub async fn run(&self, as_of: NaiveDate) -> anyhow::Result<RunReport> {
        self.service.run(Some(as_of)).await
    }

    /// Serves the API on a free port and returns its address and the token.
    ///
    /// # Errors
    /// When it cannot be served.
    pub async fn serve(&mut self) -> anyhow::Result<(String, String)> {
        let token = token::load_or_create(&self.folder.path().join("development-token"))?;
        if self.api.is_none() {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let address = format!("http://{}", listener.local_addr()?);
            let (stop, stopped) = oneshot::channel();
            let served =
                tokio::spawn(api::serve(Arc::clone(&self.service), None, token.clone(), listener, async {
                    let _ = stopped.await;
                }));
            self.api = Some(Api { address, stop, served });
        }
        let address = self.api.as_ref().map(|api| api.address.clone()).context("the API is served")?;
        Ok((address, token))
    }

    /// Takes the API off the network.
    ///
    /// # Errors
    /// When it had broken before.
    pub async fn unplug(&mut self) -> anyhow::Result<()> {
        if let Some(api) = self.api.take() {
            let _ = api.stop.send(());
            api.served.await??;
        }
        Ok(())
    }

    /// Stops everything.
    ///
    /// # Errors
    /// When the private PostgreSQL does not stop.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.unplug().await?;
        self.service.stop().await
    }
}

const CONFIGURATION: &str = r#"
[company]
name = "Demo contractor"
time_zone = "America/Phoenix"

[sage300]
drop = "drop"
mapping = "mapping.toml"
settle_seconds = 0

[folders]
roots = ["share"]
settle_seconds = 0
"#;
