//! A share in memory whose files can be locked, growing or gone, and whose server can be cut off.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Contents, Entry, EntryKind, ShareError, ShareFs, Stamp};

/// What goes wrong with a path and everything beneath it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Opening meets a sharing violation; listing still works.
    InUse,
    /// Neither listed nor opened.
    Denied,
    /// Listed, and gone when opened.
    Vanishes,
    /// Somebody appends while it is read.
    Grows,
    /// The server does not answer.
    Unreachable,
}

/// A share in memory. Paths are `/` separated; folders exist while something is in them.
#[derive(Debug, Default)]
pub struct FakeShare(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    files: BTreeMap<PathBuf, (Vec<u8>, DateTime<Utc>)>,
    others: BTreeMap<PathBuf, EntryKind>,
    faults: BTreeMap<PathBuf, Fault>,
    opened: Vec<String>,
}

impl FakeShare {
    /// An empty share.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, file: &str, bytes: impl Into<Vec<u8>>, modified: DateTime<Utc>) {
        self.inner().files.insert(file.into(), (bytes.into(), modified));
    }

    /// Makes an empty folder.
    pub fn folder(&self, folder: &str) {
        self.inner().others.insert(folder.into(), EntryKind::Folder);
    }

    /// Makes a link, whose target is nobody's business.
    pub fn link(&self, path: &str) {
        self.inner().others.insert(path.into(), EntryKind::Other);
    }

    /// Removes a file, or a folder with everything beneath it.
    pub fn remove(&self, path: &str) {
        let mut inner = self.inner();
        inner.files.retain(|file, _| !file.starts_with(path));
        inner.others.retain(|other, _| !other.starts_with(path));
    }

    /// Lets something go wrong with a path from now on.
    pub fn break_path(&self, path: &str, fault: Fault) {
        self.inner().faults.insert(path.into(), fault);
    }

    /// Lets a path work again.
    pub fn mend(&self, path: &str) {
        self.inner().faults.remove(Path::new(path));
    }

    /// The files opened since the last call, in order, whether or not reading them worked.
    #[must_use]
    pub fn opened(&self) -> Vec<String> {
        std::mem::take(&mut self.inner().opened)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn fault(&self, path: &Path) -> Option<Fault> {
        path.ancestors().find_map(|part| self.faults.get(part).copied())
    }

    fn entry_beneath(folder: &Path, path: &Path, kind: EntryKind) -> Option<Entry> {
        let rest = path.strip_prefix(folder).ok()?;
        let mut parts = rest.components();
        let name = parts.next()?.as_os_str().to_string_lossy().into_owned();
        let kind = if parts.next().is_none() { kind } else { EntryKind::Folder };
        Some(Entry { path: folder.join(&name), hidden: name.starts_with('.'), name, kind })
    }
}

impl ShareFs for FakeShare {
    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ShareError> {
        let inner = self.inner();
        match inner.fault(folder) {
            Some(Fault::Unreachable) => return Err(ShareError::Unreachable),
            Some(Fault::Denied) => return Err(ShareError::Denied),
            _ => {}
        }
        let files = inner.files.iter().map(|(path, (bytes, modified))| {
            (path, EntryKind::File(Stamp { size: bytes.len() as u64, modified: *modified }))
        });
        let others = inner.others.iter().map(|(path, kind)| (path, *kind));
        let entries: BTreeMap<String, Entry> = files
            .chain(others)
            .filter_map(|(path, kind)| Inner::entry_beneath(folder, path, kind))
            .map(|entry| (entry.name.clone(), entry))
            .collect();
        if entries.is_empty() && !inner.others.contains_key(folder) {
            return Err(ShareError::Missing);
        }
        Ok(entries.into_values().collect())
    }

    fn read(&self, file: &Path, largest: u64) -> Result<Contents, ShareError> {
        let mut inner = self.inner();
        inner.opened.push(file.to_string_lossy().into_owned());
        let fault = inner.fault(file);
        let (bytes, modified) = inner.files.get(file).ok_or(ShareError::Missing)?;
        let size = bytes.len() as u64;
        let kept = usize::try_from(largest.saturating_add(1)).unwrap_or(usize::MAX).min(bytes.len());
        let contents = Contents {
            bytes: bytes.get(..kept).unwrap_or_default().to_vec(),
            stamp: Stamp { size, modified: *modified },
        };
        match fault {
            None => Ok(contents),
            Some(Fault::InUse) => Err(ShareError::InUse),
            Some(Fault::Denied) => Err(ShareError::Denied),
            Some(Fault::Vanishes) => Err(ShareError::Missing),
            Some(Fault::Unreachable) => Err(ShareError::Unreachable),
            Some(Fault::Grows) => {
                let modified = *modified + TimeDelta::seconds(1);
                Ok(Contents { stamp: Stamp { size: size + 1, modified }, ..contents })
            }
        }
    }
}
