//! A laptop with the app open.

use std::sync::Arc;

use cds_desktop::{
    App,
    contract::{Problem, Reply, Request, SyncStatus},
};
use tempfile::TempDir;

use crate::service::{Service, TOKEN};

pub(crate) struct Laptop {
    folder: TempDir,
    pub(crate) app: Arc<App>,
}

impl Laptop {
    pub(crate) fn new() -> Self {
        // A test before this one in the same process has installed it already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = tempfile::tempdir().expect("a folder");
        let app = App::open(folder.path()).expect("opened");
        Self { folder, app }
    }

    /// A laptop that has pulled what the service had to send.
    pub(crate) async fn connected(service: &mut Service) -> Self {
        let laptop = Self::new();
        laptop.connect(&service.address, TOKEN).await.expect("connected");
        service.asked_so_far();
        laptop
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Closes the app and opens it again.
    pub(crate) fn reopen(self) -> Self {
        let app = App::open(self.folder.path()).expect("opened");
        Self { app, ..self }
    }

    pub(crate) async fn connect(&self, server: &str, token: &str) -> Result<SyncStatus, Problem> {
        self.status_of(Request::Connect { server: server.into(), token: token.into() }).await
    }

    pub(crate) async fn sync_now(&self) -> Result<SyncStatus, Problem> {
        self.status_of(Request::SyncNow).await
    }

    pub(crate) async fn status(&self) -> SyncStatus {
        self.status_of(Request::Status).await.expect("a status")
    }

    async fn status_of(&self, request: Request) -> Result<SyncStatus, Problem> {
        match self.app.call(request).await? {
            Reply::Status(status) => Ok(status),
            other => panic!("a status was asked for, {other:?} came"),
        }
    }

    /// The numbers of the jobs, as listed.
    pub(crate) async fn jobs(&self) -> Vec<String> {
        match self.app.call(Request::Portfolio).await {
            Ok(Reply::Portfolio(portfolio)) => portfolio.jobs.into_iter().map(|job| job.job_number).collect(),
            other => panic!("a portfolio was asked for, {other:?} came"),
        }
    }
}
