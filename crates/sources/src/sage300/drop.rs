//! The drop folder: files are put into it by people, read one by one, and end in `done/` or `failed/` with a
//! report beside them. A file that is still being written is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, DirEntry, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, Utc};

pub use super::report::{Part, Report};

/// What the name of a file's report ends in.
const REPORT: &str = ".report.txt";

/// A folder into which exports are dropped.
#[derive(Debug, Clone)]
pub struct DropFolder {
    path: PathBuf,
}

/// A file of the drop folder that has come to rest.
#[derive(Debug, Clone)]
pub struct DroppedFile {
    name: String,
    path: PathBuf,
    state: State,
}

/// What the folder looked like the last time: kept by the caller from one look to the next.
#[derive(Debug, Clone, Default)]
pub struct Look {
    seen: BTreeMap<OsString, Sighting>,
}

#[derive(Debug, Clone, Copy)]
struct Sighting {
    state: State,
    since: SystemTime,
    at_rest: bool,
}

impl Look {
    /// The files that had not come to rest.
    pub fn unsettled(&self) -> impl Iterator<Item = String> + '_ {
        let waiting = self.seen.iter().filter(|(_, sighting)| !sighting.at_rest);
        waiting.map(|(name, _)| name.to_string_lossy().into_owned())
    }
}

/// What changes when a file is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    len: u64,
    modified: SystemTime,
}

/// Where a file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In `done/`, by day.
    Done,
    /// In `failed/`.
    Failed,
}

/// Why the drop folder, or a file in it, cannot be worked on now. Each is tried again at the next look.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The folder cannot be listed: this says nothing about what is in it.
    #[error(
        "the drop folder {path} cannot be read: {cause}; check the path, the network and the rights of this \
         account", path = path.display()
    )]
    Unreachable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file cannot be read.
    #[error("{path} cannot be read: {cause}; close it where it is open, or take it out", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file changed since it was looked at.
    #[error("{path} was changed while it was being read; it is read again when it has come to rest", path = path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be moved, or its report not written.
    #[error(
        "{from} cannot be moved to {to}: {cause}; close it where it is open, and let this account write to \
         the folder", from = from.display(), to = to.display()
    )]
    NotMoved {
        /// The file in the drop folder.
        from: PathBuf,
        /// Where it should go.
        to: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl DropFolder {
    /// The drop folder at a path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The files that have come to rest, the oldest first: unchanged for `settle` since an earlier look, or
    /// last written longer ago than that.
    pub fn waiting(
        &self,
        now: DateTime<Utc>,
        settle: Duration,
        look: &mut Look,
    ) -> Result<Vec<DroppedFile>, DropError> {
        let now = SystemTime::from(now);
        let mut seen = BTreeMap::new();
        let mut settled = Vec::new();
        for file in self.listed()? {
            let state = file.state;
            let file_name = file.path.file_name().unwrap_or_default().to_owned();
            let before = look.seen.get(&file_name).filter(|sighting| sighting.state == state);
            let since = before.map_or(now, |sighting| sighting.since);
            let rested = |from: SystemTime| now.duration_since(from).is_ok_and(|rest| rest >= settle);
            let at_rest = (before.is_some() && rested(since)) || rested(state.modified);
            if at_rest {
                settled.push(file);
            }
            seen.insert(file_name, Sighting { state, since, at_rest });
        }
        look.seen = seen;
        settled.sort_by(|a, b| (a.state.modified, &a.name).cmp(&(b.state.modified, &b.name)));
        Ok(settled)
    }

    /// Every file that is there now, at rest or not, by name; the report beside a file is not one.
    pub fn files(&self) -> Result<Vec<DroppedFile>, DropError> {
        let mut files = self.listed()?;
        let names: BTreeSet<String> = files.iter().map(|file| file.name.clone()).collect();
        files.retain(|file| file.name.strip_suffix(REPORT).is_none_or(|of| !names.contains(of)));
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// The folder of the files that were loaded on the latest day; none when none ever was.
    pub fn latest_done(&self) -> Result<Option<Self>, DropError> {
        let done = Self::new(self.path.join("done"));
        if !done.path.exists() {
            return Ok(None);
        }
        let names = done.entries()?.into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let latest = names.filter(|name| name.parse::<NaiveDate>().is_ok()).max();
        Ok(latest.map(|day| Self::new(done.path.join(day))))
    }

    fn listed(&self) -> Result<Vec<DroppedFile>, DropError> {
        let files = self.entries()?.into_iter().filter_map(|entry| {
            // A file that has gone, or cannot be asked, is left to the next look.
            let state = State::of_file(&entry.metadata().ok()?)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            (!is_passing(&name)).then(|| DroppedFile { name, path: entry.path(), state })
        });
        Ok(files.collect())
    }

    fn entries(&self) -> Result<Vec<DirEntry>, DropError> {
        let entries = fs::read_dir(&self.path).and_then(Iterator::collect);
        entries.map_err(|cause| DropError::Unreachable { path: self.path.clone(), cause })
    }

    /// Moves a file to where it ends, with its report beside it, and says where. Nothing that is there is
    /// overwritten. On an error the file is still in the drop folder, and this can be called again.
    pub fn finish(
        &self,
        file: &DroppedFile,
        outcome: Outcome,
        report: &Report,
    ) -> Result<PathBuf, DropError> {
        let folder = match outcome {
            Outcome::Done => self.path.join("done").join(report.at.format("%Y-%m-%d").to_string()),
            Outcome::Failed => self.path.join("failed"),
        };
        let not_moved =
            |to: &Path, cause| DropError::NotMoved { from: file.path.clone(), to: to.to_owned(), cause };
        fs::create_dir_all(&folder).map_err(|error| not_moved(&folder, error))?;
        // What was put in the place of the file since it was read has not been loaded.
        file.expect_unchanged()?;
        let text = report.text(&file.name, outcome);
        let place = reserve(&folder, &file.name, &text).map_err(|error| not_moved(&folder, error))?;
        if let Err(error) = fs::rename(&file.path, &place.file) {
            // The report would speak of a move that has not happened.
            let _ = fs::remove_file(&place.report);
            return Err(not_moved(&place.file, error));
        }
        Ok(place.file)
    }
}

impl DroppedFile {
    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it lies in the drop folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's bytes, all of one version of it.
    pub fn read(&self) -> Result<Vec<u8>, DropError> {
        let bytes =
            fs::read(&self.path).map_err(|cause| DropError::Unreadable { path: self.path.clone(), cause })?;
        self.expect_unchanged()?;
        if bytes.len() as u64 != self.state.len {
            return Err(DropError::Changed { path: self.path.clone() });
        }
        Ok(bytes)
    }

    fn expect_unchanged(&self) -> Result<(), DropError> {
        let metadata = fs::symlink_metadata(&self.path)
            .map_err(|cause| DropError::Unreadable { path: self.path.clone(), cause })?;
        if State::of_file(&metadata) != Some(self.state) {
            return Err(DropError::Changed { path: self.path.clone() });
        }
        Ok(())
    }
}

impl State {
    /// None for what is not a plain file.
    fn of_file(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        metadata.is_file().then_some(Self { len: metadata.len(), modified })
    }
}

/// Names of files that are on their way to another name, or that no person dropped.
fn is_passing(name: &str) -> bool {
    const ENDINGS: [&str; 6] = [".tmp", ".part", ".partial", ".crdownload", ".filepart", "~"];
    let name = name.to_lowercase();
    let of_the_system = name == "thumbs.db" || name == "desktop.ini";
    name.starts_with(['.', '~']) || ENDINGS.iter().any(|ending| name.ends_with(ending)) || of_the_system
}

struct Place {
    file: PathBuf,
    report: PathBuf,
}

/// Finds a name that neither a file nor a report has yet, and takes it by writing the report.
fn reserve(folder: &Path, name: &str, report: &str) -> io::Result<Place> {
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    let mut copy = 1;
    loop {
        let name = if copy == 1 { name.to_owned() } else { format!("{stem} ({copy}){ending}") };
        let place = Place { file: folder.join(&name), report: folder.join(format!("{name}{REPORT}")) };
        copy += 1;
        if place.file.symlink_metadata().is_ok() {
            continue;
        }
        match OpenOptions::new().write(true).create_new(true).open(&place.report) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(mut written) => {
                let result = written.write_all(report.as_bytes()).and_then(|()| written.sync_all());
                if result.is_err() {
                    let _ = fs::remove_file(&place.report);
                }
                return result.map(|()| place);
            }
        }
    }
}
