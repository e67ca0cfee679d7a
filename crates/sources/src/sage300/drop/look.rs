//! What the drop folder looked like: a file that two looks saw alike is at rest.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::{Duration, SystemTime};

use super::{DroppedFile, State};

/// What the folder looked like the last time: kept by the caller from one look to the next.
#[derive(Debug, Clone, Default)]
pub struct Look {
    seen: BTreeMap<OsString, Sighting>,
    pub(super) waits: Vec<Wait>,
}

/// An export, or a file of it, that cannot be read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// What waits.
    pub name: String,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

/// What an export waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitsFor {
    /// A second look that sees the file as the first did.
    Rest,
    /// Its other parts; which, in words.
    Parts(String),
}

#[derive(Debug, Clone, Copy)]
struct Sighting {
    state: State,
    since: SystemTime,
    at_rest: bool,
}

impl Look {
    /// What could not be read at this look, and what each waits for.
    pub fn waits(&self) -> &[Wait] {
        &self.waits
    }

    /// Whether a later look can see a file at rest that this one did not.
    pub fn is_unsettled(&self) -> bool {
        self.waits.iter().any(|wait| wait.waits_for == WaitsFor::Rest)
    }

    /// Replaces what was seen by what is there now.
    pub(super) fn note(&mut self, files: &[DroppedFile], now: SystemTime, settle: Duration) {
        let mut seen = BTreeMap::new();
        for file in files {
            let before = self.seen.get(&file.key()).filter(|sighting| sighting.state == file.state);
            let since = before.map_or(now, |sighting| sighting.since);
            let rested = now.duration_since(since).is_ok_and(|rest| rest >= settle);
            let at_rest = settle.is_zero() || (before.is_some() && rested);
            seen.insert(file.key(), Sighting { state: file.state, since, at_rest });
        }
        self.seen = seen;
        self.waits.clear();
    }

    pub(super) fn at_rest(&self, file: &DroppedFile) -> bool {
        self.seen.get(&file.key()).is_some_and(|sighting| sighting.at_rest)
    }
}

impl DroppedFile {
    fn key(&self) -> OsString {
        self.path.file_name().unwrap_or_default().to_owned()
    }
}
