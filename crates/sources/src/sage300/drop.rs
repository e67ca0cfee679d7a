//! The drop folder: exports are put into it by people, read one by one, and end in `done/` or `failed/` with a
//! report beside them. A file that is still being written is left alone, and so is an export whose parts have
//! not all come.

mod delivery;
mod look;

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

pub use super::report::{Part, Report};
pub use delivery::Delivery;
pub use look::{Look, Wait, WaitsFor};

use super::content::{Content, CopyError};
use super::mapping::Mapping;
use delivery::{Gathered, gathered};

/// What the name of a file's report ends in.
const REPORT: &str = ".report.txt";

/// Where files wait for a person.
const HELD: &str = "held";

/// A folder into which exports are dropped.
#[derive(Debug, Clone)]
pub struct DropFolder {
    path: PathBuf,
}

/// A file of the drop folder, as it was when the folder was looked at.
#[derive(Debug, Clone)]
pub struct DroppedFile {
    name: String,
    path: PathBuf,
    state: State,
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
    /// In `held/`, until a person has looked at it.
    Held,
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
    /// There is no room for the copy that is read.
    #[error("{path} is not read now: {cause}", path = path.display())]
    NotCopied {
        /// The file.
        path: PathBuf,
        /// What stands in the way.
        cause: CopyError,
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

    /// The exports that can be read, the oldest first: two looks, at least `settle` apart, saw the same size and
    /// time of each file, and no part is missing. Without a time to settle one look is enough. What the others
    /// wait for is kept with the look.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn waiting(
        &self,
        mapping: &Mapping,
        now: DateTime<Utc>,
        settle: Duration,
        look: &mut Look,
    ) -> Result<Vec<Delivery>, DropError> {
        let files = self.listed()?;
        look.note(&files, now.into(), settle);
        let mut ready = Vec::new();
        for Gathered { delivery, missing } in gathered(files, mapping) {
            let unsettled: Vec<Wait> = delivery
                .files()
                .filter(|file| !look.at_rest(file))
                .map(|file| Wait { name: file.name.clone(), waits_for: WaitsFor::Rest })
                .collect();
            match missing {
                _ if !unsettled.is_empty() => look.waits.extend(unsettled),
                Some(parts) => {
                    let name = delivery.name().to_owned();
                    look.waits.push(Wait { name, waits_for: WaitsFor::Parts(parts) });
                }
                None => ready.push(delivery),
            }
        }
        ready.sort_by(|a, b| (a.modified(), a.name()).cmp(&(b.modified(), b.name())));
        Ok(ready)
    }

    /// The exports that are held for a person.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn held(&self, mapping: &Mapping) -> Result<Vec<Delivery>, DropError> {
        let held = Self::new(self.path.join(HELD));
        if !held.path.exists() {
            return Ok(Vec::new());
        }
        let complete = held.gathered(mapping)?.into_iter().filter(|gathered| gathered.missing.is_none());
        Ok(complete.map(|gathered| gathered.delivery).collect())
    }

    /// Every export that is there now, at rest and complete or not, by name.
    pub(super) fn gathered(&self, mapping: &Mapping) -> Result<Vec<Gathered>, DropError> {
        Ok(gathered(self.files()?, mapping))
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

    /// Moves an export's files to where they end, with a report that is written now: as [`Self::finish_with`].
    ///
    /// # Errors
    /// When a file cannot be moved, or was changed since it was looked at.
    pub fn finish(
        &self,
        delivery: &Delivery,
        outcome: Outcome,
        report: &Report,
    ) -> Result<PathBuf, DropError> {
        self.finish_with(delivery, outcome, report.at, &report.text(delivery.name(), outcome))
    }

    /// Moves an export's files to where they end, with reports beside them, and says where the first is. Nothing
    /// that is there is overwritten. On an error all files are still where they were, and this can be called
    /// again. `at` is the company's own time, `report` the text beside the first of them.
    ///
    /// # Errors
    /// When a file cannot be moved, or was changed since it was looked at.
    pub fn finish_with(
        &self,
        delivery: &Delivery,
        outcome: Outcome,
        at: DateTime<FixedOffset>,
        report: &str,
    ) -> Result<PathBuf, DropError> {
        let folder = match outcome {
            Outcome::Done => self.path.join("done").join(at.format("%Y-%m-%d").to_string()),
            Outcome::Failed => self.path.join("failed"),
            Outcome::Held => self.path.join(HELD),
        };
        fs::create_dir_all(&folder).map_err(|cause| DropError::NotMoved {
            from: delivery.first().path.clone(),
            to: folder.clone(),
            cause,
        })?;
        // What was put in the place of a file since it was read has not been loaded.
        delivery.files().try_for_each(DroppedFile::expect_unchanged)?;
        let mut moved: Vec<(&DroppedFile, Place)> = Vec::new();
        for file in delivery.files() {
            let text = match moved.first() {
                None => report.to_owned(),
                Some((_, first)) => beside(&file.name, &first.report),
            };
            match file.end_in(&folder, &text) {
                Ok(place) => moved.push((file, place)),
                Err(error) => {
                    moved.iter().for_each(|(file, place)| file.take_back(place));
                    return Err(error);
                }
            }
        }
        Ok(moved.into_iter().next().map_or(folder, |(_, place)| place.file))
    }
}

/// The report of a file that came with others.
fn beside(name: &str, report: &Path) -> String {
    let report = report.file_name().unwrap_or_default().to_string_lossy();
    format!("{name} belongs to an export of several files; {report} tells of all of them.\n")
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

    fn end_in(&self, folder: &Path, report: &str) -> Result<Place, DropError> {
        let not_moved =
            |to: &Path, cause| DropError::NotMoved { from: self.path.clone(), to: to.to_owned(), cause };
        let place = reserve(folder, &self.name, report).map_err(|error| not_moved(folder, error))?;
        if let Err(error) = fs::rename(&self.path, &place.file) {
            // The report would speak of a move that has not happened.
            let _ = fs::remove_file(&place.report);
            return Err(not_moved(&place.file, error));
        }
        if self.path.parent().is_some_and(|folder| folder.ends_with(HELD)) {
            // The report that said so is no longer true; without its file nobody takes it for one.
            let _ = fs::remove_file(self.path.with_file_name(format!("{}{REPORT}", self.name)));
        }
        Ok(place)
    }

    /// Undoes a move because another file of the export could not follow, unless a new file has come.
    fn take_back(&self, place: &Place) {
        if self.path.symlink_metadata().is_err() && fs::rename(&place.file, &self.path).is_ok() {
            let _ = fs::remove_file(&place.report);
        }
    }

    /// A copy of the file, all of one version of it.
    fn read(&self) -> Result<Content, DropError> {
        let unreadable = |cause| DropError::Unreadable { path: self.path.clone(), cause };
        let file = File::open(&self.path).map_err(unreadable)?;
        let content = Content::of(file).map_err(|error| match error {
            CopyError::Source(cause) => unreadable(cause),
            CopyError::Copy(_) => DropError::NotCopied { path: self.path.clone(), cause: error },
        })?;
        self.expect_unchanged()?;
        if content.size() != self.state.len {
            return Err(DropError::Changed { path: self.path.clone() });
        }
        Ok(content)
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
