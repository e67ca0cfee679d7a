//! From a root to the schedule files in its job folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cds_domain::JobNumber;
use serde::{Deserialize, Serialize};

use crate::path::{join, path_key};
use crate::problem::Problem;
use crate::share::{Entry, EntryKind, ShareError, ShareFs, Stamp};

/// How far to look, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalkSettings {
    /// How many levels beneath a root a job folder may lie: 2 finds `Jobs 2025/25-1-082 Tower` and
    /// `25-1-082 Tower`.
    pub job_depth: usize,
    /// How many folders deep inside a job folder a schedule may lie; 0 is the job folder itself.
    pub schedule_depth: usize,
    /// Extensions of schedule files, without the dot.
    pub extensions: Vec<String>,
}

impl Default for WalkSettings {
    fn default() -> Self {
        Self { job_depth: 2, schedule_depth: 3, extensions: vec!["xml".to_owned()] }
    }
}

/// What was found beneath one root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// Whether the root answered to the end.
    pub state: RootState,
    /// The files that may be schedules, by folder and name.
    pub candidates: Vec<Candidate>,
    /// Folders that could not be listed, relative to the root: nothing is known of what is beneath them.
    pub unlisted: Vec<String>,
    /// What went wrong.
    pub problems: Vec<Problem>,
    /// Whether the root holds anything at all.
    pub empty: bool,
}

/// Whether a root could be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum RootState {
    /// It answered; what is not there is not there.
    Reached,
    /// It did not answer, or not to the end; nothing beneath it may be taken for gone.
    Unreachable {
        /// What went wrong and what to do.
        sentence: String,
    },
}

/// A file that may be a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The path to open.
    pub path: PathBuf,
    /// The number the job folder's name starts with.
    pub job_number: String,
    /// The job folder, relative to the root.
    pub job_folder: String,
    /// The file, relative to the job folder.
    pub file: String,
    /// Size and time by the listing.
    pub stamp: Stamp,
}

/// A folder still to be listed.
struct Pending {
    path: PathBuf,
    /// Relative to the root.
    folder: String,
    /// Levels beneath the root, or beneath the job folder once inside one.
    level: usize,
    job: Option<Job>,
}

#[derive(Clone)]
struct Job {
    number: String,
    folder: String,
}

/// Walks one root. Job folders are recognised by the number their names start with; a folder inside a job
/// folder belongs to that job whatever it is called. Links are not followed, and the depths bound a loop that
/// does not look like one.
pub fn walk(share: &dyn ShareFs, root: &str, settings: &WalkSettings) -> Walk {
    let mut found = Walk {
        state: RootState::Reached,
        candidates: Vec::new(),
        unlisted: Vec::new(),
        problems: Vec::new(),
        empty: false,
    };
    let mut names = BTreeSet::new();
    let mut open =
        vec![Pending { path: Path::new(root).to_owned(), folder: String::new(), level: 0, job: None }];
    while let Some(pending) = open.pop() {
        let is_root = pending.folder.is_empty();
        let entries = match share.list(&pending.path) {
            Ok(entries) => entries,
            Err(error) if is_root || matches!(error, ShareError::Unreachable) => {
                return unreachable(root, &error);
            }
            Err(error) => {
                found.problems.push(Problem::folder_unlisted(&pending.path, &error));
                found.unlisted.push(pending.folder);
                continue;
            }
        };
        if is_root {
            found.empty = entries.is_empty();
        }
        for entry in entries.into_iter().filter(|entry| !is_noise(entry)) {
            match entry.kind {
                EntryKind::Folder => open.extend(descend(&pending, entry, settings)),
                EntryKind::File(stamp) => {
                    let Some(candidate) = candidate(&pending, entry, stamp, settings) else { continue };
                    if names.insert(path_key(&join(&candidate.job_folder, &candidate.file))) {
                        found.candidates.push(candidate);
                    } else {
                        found.problems.push(Problem::same_name(&candidate.path));
                    }
                }
                EntryKind::Other => {}
            }
        }
    }
    found.candidates.sort_by(|a, b| (&a.job_folder, &a.file).cmp(&(&b.job_folder, &b.file)));
    found
}

/// The folder to look into next, if it is within the depth.
fn descend(above: &Pending, entry: Entry, settings: &WalkSettings) -> Option<Pending> {
    let folder = join(&above.folder, &entry.name);
    let level = above.level + 1;
    if above.job.is_some() {
        let within = level <= settings.schedule_depth;
        return within.then(|| Pending { path: entry.path, folder, level, job: above.job.clone() });
    }
    if level > settings.job_depth {
        return None;
    }
    Some(match JobNumber::leading(&entry.name) {
        Some(number) => {
            let job = Job { number: number.to_string(), folder: folder.clone() };
            Pending { path: entry.path, folder, level: 0, job: Some(job) }
        }
        None => Pending { path: entry.path, folder, level, job: None },
    })
}

/// The entry as a schedule file of the job whose folder this is.
fn candidate(above: &Pending, entry: Entry, stamp: Stamp, settings: &WalkSettings) -> Option<Candidate> {
    let job = above.job.as_ref()?;
    let (_, extension) = entry.name.rsplit_once('.')?;
    settings.extensions.iter().find(|wanted| wanted.eq_ignore_ascii_case(extension))?;
    let beneath = above.folder.strip_prefix(&job.folder).unwrap_or_default().trim_start_matches('/');
    Some(Candidate {
        path: entry.path,
        job_number: job.number.clone(),
        job_folder: job.folder.clone(),
        file: join(beneath, &entry.name),
        stamp,
    })
}

/// What programs leave behind: lock files, temporary files, the system's own.
fn is_noise(entry: &Entry) -> bool {
    let name = entry.name.to_lowercase();
    entry.hidden
        || name.starts_with('.')
        || name.starts_with("~$")
        || name.starts_with("~wrl")
        || name.ends_with(".tmp")
        || name == "thumbs.db"
}

fn unreachable(root: &str, error: &ShareError) -> Walk {
    let problem = Problem::root_unreachable(root, error);
    Walk {
        state: RootState::Unreachable { sentence: problem.sentence.clone() },
        candidates: Vec::new(),
        unlisted: Vec::new(),
        problems: vec![problem],
        empty: false,
    }
}
