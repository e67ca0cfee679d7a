//! What is remembered of each file between scans.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Gone;
use crate::path::{join, path_key};
use crate::share::Stamp;
use crate::walk::{Candidate, Walk};

/// A file is gone when this many scans in a row did not find it; programs save by removing and renaming.
const MISSES_UNTIL_GONE: u32 = 2;

/// What is remembered between scans. The caller keeps it; its contents are nobody else's business.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScanState {
    roots: BTreeMap<String, BTreeMap<String, FileState>>,
}

/// What is remembered of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileState {
    pub(super) job_number: String,
    /// As it was spelled when it was first found: another case is the same file still.
    pub(super) job_folder: String,
    pub(super) file: String,
    stamp: Stamp,
    /// When a scan first found it with this stamp.
    since: DateTime<Utc>,
    pub(super) read: Option<Read>,
    misses: u32,
    pub(super) last_error: Option<String>,
}

/// The contents that were last read, and the listed stamp they go with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    pub(super) stamp: Stamp,
    pub(super) hash: String,
}

impl ScanState {
    /// Whether any file is remembered beneath the root.
    pub(super) fn knows(&self, root: &str) -> bool {
        self.roots.get(&path_key(root)).is_some_and(|files| !files.is_empty())
    }

    /// Why the file at this path beneath the root could not be read last time, if it could not.
    #[must_use]
    pub fn last_error(&self, root: &str, path: &str) -> Option<&str> {
        self.roots.get(&path_key(root))?.get(&path_key(path))?.last_error.as_deref()
    }

    /// Since when the file has been found as it is now.
    pub(super) fn since(&self, root: &str, candidate: &Candidate) -> Option<DateTime<Utc>> {
        let file = self.roots.get(&path_key(root))?.get(&file_key(candidate))?;
        (file.stamp == candidate.stamp).then_some(file.since)
    }

    /// Notes that the file was found as listed.
    pub(super) fn see(&mut self, root: &str, candidate: &Candidate, now: DateTime<Utc>) -> &mut FileState {
        let files = self.roots.entry(path_key(root)).or_default();
        let state = files.entry(file_key(candidate)).or_insert_with(|| FileState {
            job_number: candidate.job_number.clone(),
            job_folder: candidate.job_folder.clone(),
            file: candidate.file.clone(),
            stamp: candidate.stamp,
            since: now,
            read: None,
            misses: 0,
            last_error: None,
        });
        state.misses = 0;
        if state.stamp != candidate.stamp {
            state.stamp = candidate.stamp;
            state.since = now;
        }
        state
    }

    /// Counts a miss for every remembered file that a completed walk of the root did not find, other than
    /// beneath folders it could not list; returns and forgets those that are gone. A file that was never
    /// read is forgotten without a word.
    pub(super) fn miss(&mut self, root: &str, walk: &Walk) -> Vec<Gone> {
        let Some(files) = self.roots.get_mut(&path_key(root)) else { return Vec::new() };
        let found: BTreeSet<String> = walk.candidates.iter().map(file_key).collect();
        let unlisted: Vec<String> = walk.unlisted.iter().map(|folder| path_key(folder) + "/").collect();
        let mut gone = Vec::new();
        files.retain(|key, file| {
            if found.contains(key) || unlisted.iter().any(|folder| key.starts_with(folder)) {
                return true;
            }
            file.misses += 1;
            if file.misses < MISSES_UNTIL_GONE {
                return true;
            }
            gone.extend(file.read.take().map(|read| Gone {
                root: root.to_owned(),
                job_number: file.job_number.clone(),
                job_folder: file.job_folder.clone(),
                file: file.file.clone(),
                hash: read.hash,
            }));
            false
        });
        gone
    }
}

fn file_key(candidate: &Candidate) -> String {
    path_key(&join(&candidate.job_folder, &candidate.file))
}
