//! The desktop app without a shell: one list of commands ([`contract`]), the feed client, and a loopback transport
//! for tests and the browser. The Tauri shell and [`browser::serve`] both hand every call to [`App::call`].

pub mod browser;
mod chart;
mod connection;
pub mod contract;
mod decisions;
mod picture;
mod service_client;
mod sync;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use cds_cache::{Cache, Local, views::ProjectPage};
use chrono::Utc;
use connection::Connection;
use contract::{Event, Problem, ProblemKind, Reply, Request, SyncState, SyncStatus};
use tokio::sync::broadcast;

/// The app: the laptop's files, and what it knows of the service.
#[derive(Debug)]
pub struct App {
    folder: PathBuf,
    cache: Cache,
    local: Local,
    downloads: Option<PathBuf>,
    client: service_client::ServiceClient,
    events: broadcast::Sender<Event>,
    sync: Mutex<(SyncState, Option<Problem>)>,
    pulling: tokio::sync::Mutex<()>,
}

impl App {
    /// Opens the app over the files in `folder`, which is made when it is missing. The process's rustls provider
    /// has to be installed before.
    ///
    /// # Errors
    /// When the files cannot be used.
    pub fn open(folder: &Path) -> Result<Arc<Self>, cds_cache::Error> {
        Self::open_with_downloads(folder, None)
    }

    /// The same, for a window that cannot save files itself: pictures are saved in the folder `downloads`.
    ///
    /// # Errors
    /// When the files cannot be used.
    pub fn open_with_downloads(
        folder: &Path,
        downloads: Option<PathBuf>,
    ) -> Result<Arc<Self>, cds_cache::Error> {
        let cache = Cache::open(folder)?;
        let local = Local::open(folder, Utc::now())?;
        let connected = connection::server(&local)?.is_some();
        let state = if connected { SyncState::Offline } else { SyncState::NotConnected };
        Ok(Arc::new(Self {
            folder: folder.to_owned(),
            cache,
            local,
            downloads,
            client: service_client::ServiceClient::new(),
            events: broadcast::Sender::new(256),
            sync: Mutex::new((state, None)),
            pulling: tokio::sync::Mutex::new(()),
        }))
    }

    /// What the app tells the window unasked, from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Answers one command.
    ///
    /// # Errors
    /// A [`Problem`] whose kind says what to do.
    pub async fn call(self: &Arc<Self>, request: Request) -> Result<Reply, Problem> {
        match request {
            Request::Portfolio => self.read(|app| Ok(Reply::Portfolio(app.cache.portfolio()?))).await,
            Request::Project { project_key } => {
                self.read(move |app| Ok(Reply::Project(Box::new(app.project(project_key)?)))).await
            }
            Request::Chart { project_key, width, height } => {
                self.read(move |app| Ok(Reply::Chart(chart::draw(&app.project(project_key)?, width, height))))
                    .await
            }
            Request::SaveChart(asked) => {
                self.read(move |app| Ok(Reply::SavedChart(app.save_chart(&asked)?))).await
            }
            Request::PinSchedule { project_key, file } => {
                let page = self.pin_schedule(project_key, file).await?;
                Ok(Reply::Project(Box::new(page)))
            }
            Request::Status => self.status_reply().await,
            Request::SyncNow => {
                self.pull().await?;
                self.status_reply().await
            }
            Request::Connect { server, token } => {
                self.connect(Connection::on_this_machine(&server, &token)?).await?;
                self.status_reply().await
            }
        }
    }

    /// A connection that does not work takes the place of none.
    async fn connect(self: &Arc<Self>, connection: Connection) -> Result<(), Problem> {
        self.page(&connection, None, 1).await?;
        self.read(move |app| connection.keep(&app.local, &app.folder)).await?;
        self.pull().await
    }

    fn project(&self, project_key: i64) -> Result<ProjectPage, Problem> {
        let page = self.cache.project(project_key)?.ok_or_else(|| Problem {
            kind: ProblemKind::NotFound,
            message: "This job is not on this laptop any more; the portfolio lists those that are.".into(),
        })?;
        Ok(ProjectPage { pin: self.local.last_pin(project_key)?, ..page })
    }

    async fn status_reply(self: &Arc<Self>) -> Result<Reply, Problem> {
        self.read(|app| Ok(Reply::Status(app.status()?))).await
    }

    fn status(&self) -> Result<SyncStatus, Problem> {
        let (state, problem) = self.sync_state();
        Ok(SyncStatus {
            state,
            freshness: self.cache.freshness()?,
            server: connection::server(&self.local)?,
            problem,
            set_aside: self.local.set_aside().map(|file| {
                format!(
                    "What this laptop alone knew, its connection and its decisions that were not sent, could not be \
                     read any more. The file was set aside as {}; connect again.",
                    file.display()
                )
            }),
        })
    }

    fn sync_state(&self) -> (SyncState, Option<Problem>) {
        self.sync.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// SQLite work off the threads that serve the window.
    async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&app)).await.unwrap_or_else(|panicked| broke(&panicked))
    }
}

/// What is left to say of a task that panicked.
fn broke<T>(panicked: &tokio::task::JoinError) -> Result<T, Problem> {
    tracing::error!(error = %panicked, "a command broke");
    Err(Problem { kind: ProblemKind::Internal, message: "Something of ours broke; try again.".into() })
}

impl From<cds_cache::Error> for Problem {
    fn from(error: cds_cache::Error) -> Self {
        let kind = match error {
            cds_cache::Error::CutOff => ProblemKind::Offline,
            _ => ProblemKind::Internal,
        };
        let mut message = format!("{error}.");
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self { kind, message }
    }
}
