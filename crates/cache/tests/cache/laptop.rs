//! A laptop's folder with the cache in it.

use std::path::{Path, PathBuf};

use cds_cache::{
    Cache, Error, Pull,
    views::{CopyState, ProjectPage},
};
use cds_feed::Change;
use chrono::{DateTime, Utc};
use tempfile::TempDir;

use crate::feed::last_page;

pub(crate) struct Laptop {
    folder: TempDir,
    pub(crate) cache: Cache,
}

impl Laptop {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::open(folder.path()).expect("a cache");
        Self { folder, cache }
    }

    /// A laptop that has pulled these rows.
    pub(crate) fn with(changes: &[Change]) -> Self {
        let laptop = Self::new();
        laptop.pull(changes, "1");
        laptop
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the app and opens it again.
    pub(crate) fn reopen(mut self) -> Self {
        self.cache = Cache::open(self.folder.path()).expect("a cache");
        self
    }

    /// Pulls these rows in one page, and returns the tables that changed.
    pub(crate) fn pull(&self, changes: &[Change], cursor: &str) -> Vec<String> {
        let taken = take(&mut self.cache.pull().expect("a pull"), &last_page(changes, cursor));
        taken.expect("a page").expect("the last page")
    }

    /// What the next request would send.
    pub(crate) fn cursor(&self) -> Option<String> {
        self.cache.pull().expect("a pull").cursor().expect("a cursor")
    }

    /// The numbers of the jobs, as listed.
    pub(crate) fn jobs(&self) -> Vec<String> {
        let portfolio = self.cache.portfolio().expect("a portfolio");
        portfolio.jobs.into_iter().map(|job| job.job_number).collect()
    }

    pub(crate) fn project(&self, project_key: i64) -> ProjectPage {
        self.cache.project(project_key).expect("a page").expect("a job")
    }

    /// The names of the cache's files, in order.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".sqlite")).collect();
        names.sort();
        names
    }

    pub(crate) fn current_file(&self) -> PathBuf {
        self.cache.current().expect("a pointer").expect("a file")
    }

    /// What the window is told of the copy.
    pub(crate) fn copy(&self) -> CopyState {
        self.cache.freshness().expect("freshness").copy
    }

    pub(crate) fn current(&self) -> String {
        self.current_file().file_name().expect("a name").to_string_lossy().into_owned()
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    "2025-12-01T09:00:00Z".parse().expect("an instant")
}

pub(crate) fn take(pull: &mut Pull, body: &str) -> Result<Option<Vec<String>>, Error> {
    pull.take_page(body, now())
}
