use std::sync::Arc;

use anyhow::anyhow;
use cds_cache::{
    Cache,
    views::{Month, Portfolio, PortfolioJob, ProjectPage},
};
use cds_desktop::{
    App,
    contract::{Event, Problem, Reply, Request, SyncStatus},
};
use cds_feed::Checksums;
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;

use crate::Installation;

/// A laptop with the desktop app on it.
pub struct Laptop {
    folder: TempDir,
    app: Arc<App>,
    events: Receiver<Event>,
}

impl Laptop {
    /// A new laptop that has been connected to an installation, and so has pulled once.
    ///
    /// # Errors
    /// When the connection or the pull fails.
    pub async fn connect(installation: &mut Installation) -> anyhow::Result<Self> {
        let (server, token) = installation.serve().await?;
        Self::connect_with(server, token).await
    }

    /// A new laptop that has been connected with a token of somebody's own, and so has pulled once.
    ///
    /// # Errors
    /// When the connection or the pull fails.
    pub async fn connect_with(server: String, token: String) -> anyhow::Result<Self> {
        let installed = rustls::crypto::ring::default_provider().install_default();
        // Something before this in the same process has installed it already.
        drop(installed);
        let folder = tempfile::tempdir()?;
        let app = App::open(folder.path())?;
        let events = app.subscribe();
        app.call(Request::Connect { server, token }).await.map_err(|problem| said(&problem))?;
        Ok(Self { folder, app, events })
    }

    /// The laptop's files.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What its copy holds, summed up as the service sums it.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn checksums(&self) -> anyhow::Result<Checksums> {
        Ok(Cache::open(self.folder())?.checksums()?)
    }

    /// Opens the app anew over its files, as after a restart.
    ///
    /// # Errors
    /// When the files cannot be used.
    pub fn reopen(&mut self) -> anyhow::Result<()> {
        self.app = App::open(self.folder())?;
        self.events = self.app.subscribe();
        Ok(())
    }

    /// Sends a command as the window would.
    ///
    /// # Errors
    /// The problem the window would show.
    pub async fn call(&self, request: Request) -> Result<Reply, Problem> {
        self.app.call(request).await
    }

    /// Pulls now, and says how many changes came over the wire.
    ///
    /// # Errors
    /// When the pull fails.
    pub async fn sync_now(&mut self) -> anyhow::Result<u64> {
        while self.events.try_recv().is_ok() {}
        self.call(Request::SyncNow).await.map_err(|problem| said(&problem))?;
        let mut received = 0;
        while let Ok(event) = self.events.try_recv() {
            if let Event::Progress { received: now, .. } = event {
                received = now;
            }
        }
        Ok(received)
    }

    /// The state of the sync.
    ///
    /// # Errors
    /// When the app refuses.
    pub async fn status(&self) -> anyhow::Result<SyncStatus> {
        match self.call(Request::Status).await.map_err(|problem| said(&problem))? {
            Reply::Status(status) => Ok(status),
            other => Err(anyhow!("a status was asked for, {other:?} came")),
        }
    }

    /// What the portfolio screen shows.
    ///
    /// # Errors
    /// When the app refuses.
    pub async fn portfolio(&self) -> anyhow::Result<Portfolio> {
        match self.call(Request::Portfolio).await.map_err(|problem| said(&problem))? {
            Reply::Portfolio(portfolio) => Ok(portfolio),
            other => Err(anyhow!("a portfolio was asked for, {other:?} came")),
        }
    }

    /// A job's line in the portfolio.
    ///
    /// # Errors
    /// When there is none of that number.
    pub async fn job(&self, job_number: &str) -> anyhow::Result<PortfolioJob> {
        let jobs = self.portfolio().await?.jobs;
        jobs.into_iter()
            .find(|job| job.job_number == job_number)
            .ok_or_else(|| anyhow!("the laptop has no job {job_number}"))
    }

    /// What the project screen shows of a job.
    ///
    /// # Errors
    /// When there is none of that number.
    pub async fn project(&self, job_number: &str) -> anyhow::Result<ProjectPage> {
        let project_key = self.job(job_number).await?.project_key;
        self.page_of(Request::Project { project_key }).await
    }

    /// Decides which file is a job's schedule of record, and begins to send it.
    ///
    /// # Errors
    /// When there is no job of that number, or no such file in it.
    pub async fn pin_schedule(&self, job_number: &str, file: &str) -> anyhow::Result<ProjectPage> {
        let project_key = self.job(job_number).await?.project_key;
        self.page_of(Request::PinSchedule { project_key, file: Some(file.to_owned()) }).await
    }

    async fn page_of(&self, request: Request) -> anyhow::Result<ProjectPage> {
        match self.call(request).await.map_err(|problem| said(&problem))? {
            Reply::Project(page) => Ok(*page),
            other => Err(anyhow!("a project was asked for, {other:?} came")),
        }
    }

    /// Every month of every job, by job number and month.
    ///
    /// # Errors
    /// When the app refuses.
    pub async fn months(&self) -> anyhow::Result<Vec<(String, Month)>> {
        let mut months = Vec::new();
        for job in self.portfolio().await?.jobs {
            let page = self.project(&job.job_number).await?;
            months.extend(page.months.into_iter().map(|month| (job.job_number.clone(), month)));
        }
        months.sort_by(|a, b| (&a.0, a.1.month_end).cmp(&(&b.0, b.1.month_end)));
        Ok(months)
    }
}

fn said(problem: &Problem) -> anyhow::Error {
    anyhow!("{:?}: {}", problem.kind, problem.message)
}
