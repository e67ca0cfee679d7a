//! One look at all roots: which schedule files are new, changed, unchanged, not to be had, or gone.

mod state;

use std::collections::{BTreeSet, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::path::{join, path_key};
use crate::problem::Problem;
use crate::share::{Contents, ShareError, ShareFs};
use crate::walk::{Candidate, RootState, Walk, WalkSettings, walk};

use state::Read;
pub use state::ScanState;

/// How to scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanSettings {
    /// How far to look, and for what.
    pub walk: WalkSettings,
    /// How long a file must have been left alone before it is read.
    pub settle_seconds: u32,
    /// The largest file that is read, in bytes.
    pub largest_bytes: u64,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self { walk: WalkSettings::default(), settle_seconds: 30, largest_bytes: 256 * 1024 * 1024 }
    }
}

/// A schedule file whose contents are new since the last scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The root as configured.
    pub root: String,
    /// The number the job folder's name starts with.
    pub job_number: String,
    /// The job folder, relative to the root, `/` separated, in upper and lower case as it was first found.
    pub job_folder: String,
    /// The file, relative to the job folder, likewise.
    pub file: String,
    /// When the file was last written.
    pub modified: DateTime<Utc>,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the contents, lower-case hexadecimal.
    pub hash: String,
    /// The contents.
    pub bytes: Vec<u8>,
}

/// A file that was read before and is no longer there: missed by two scans that reached its root and folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The root as configured.
    pub root: String,
    /// The number the job folder's name starts with.
    pub job_number: String,
    /// The job folder, relative to the root.
    pub job_folder: String,
    /// The file, relative to the job folder.
    pub file: String,
    /// SHA-256 of the contents it had.
    pub hash: String,
}

/// How many files ended how. `seen` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files looked at.
    pub seen: usize,
    /// Read for the first time.
    pub new: usize,
    /// Read before, with other contents.
    pub changed: usize,
    /// As before, whether by size and time or by contents.
    pub unchanged: usize,
    /// Being written, so not taken.
    pub unstable: usize,
    /// Locked, denied, vanished, too large or out of reach.
    pub unreadable: usize,
}

/// How one root answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootReport {
    /// The root as configured.
    pub root: String,
    /// Whether it answered.
    #[serde(flatten)]
    pub state: RootState,
}

/// What a scan has to say besides the files it found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How each root answered.
    pub roots: Vec<RootReport>,
    /// Files that are no longer there.
    pub gone: Vec<Gone>,
    /// What could not be read, and why.
    pub problems: Vec<Problem>,
    /// How many files ended how.
    pub counts: Counts,
}

/// A scan under way: iterate for the new contents, one file in memory at a time, then [`finish`](Self::finish).
///
/// The state given is not altered; the one `finish` returns takes its place once everything found is safely
/// kept. A caller that stops half-way and keeps the old state is handed the same files again.
pub struct Scan<'a> {
    share: &'a dyn ShareFs,
    settings: &'a ScanSettings,
    now: DateTime<Utc>,
    queue: VecDeque<(String, Candidate)>,
    lost: BTreeSet<String>,
    state: ScanState,
    report: Report,
}

/// How one file ended.
enum Look {
    New(Found),
    Changed(Found),
    Unchanged,
    Unstable(Problem),
    Unreadable(Problem),
    /// Its root stopped answering; the root's own problem says so.
    Lost,
}

impl<'a> Scan<'a> {
    /// Walks the roots and notes what is gone; files are read as the iteration asks for them. `now` is also
    /// compared with the time of files, so it should be no guess.
    pub fn start(
        share: &'a dyn ShareFs,
        roots: &[String],
        settings: &'a ScanSettings,
        state: &ScanState,
        now: DateTime<Utc>,
    ) -> Self {
        let mut scan = Self {
            share,
            settings,
            now,
            queue: VecDeque::new(),
            lost: BTreeSet::new(),
            state: state.clone(),
            report: Report::default(),
        };
        let mut walked = BTreeSet::new();
        for root in roots.iter().filter(|root| walked.insert(path_key(root))) {
            scan.walk_root(root);
        }
        scan
    }

    /// What there is to report, and the state for the next scan. Files not yet iterated over stay as they
    /// were, for the next scan.
    #[must_use]
    pub fn finish(self) -> (Report, ScanState) {
        (self.report, self.state)
    }

    fn walk_root(&mut self, root: &str) {
        let mut walk = walk(self.share, root, &self.settings.walk);
        if walk.empty && self.state.knows(root) {
            let problem = Problem::root_emptied(root);
            walk.state = RootState::Unreachable { sentence: problem.sentence.clone() };
            walk.problems.push(problem);
        }
        if walk.state == RootState::Reached {
            let gone = self.state.miss(root, &walk);
            self.report.gone.extend(gone);
        }
        let Walk { state, candidates, problems, .. } = walk;
        self.queue.extend(candidates.into_iter().map(|candidate| (root.to_owned(), candidate)));
        self.report.problems.extend(problems);
        self.report.roots.push(RootReport { root: root.to_owned(), state });
    }

    fn look(&mut self, root: &str, candidate: &Candidate) -> Look {
        let seen = self.state.see(root, candidate, self.now);
        if seen.read.as_ref().is_some_and(|read| read.stamp == candidate.stamp) {
            seen.last_error = None;
            return Look::Unchanged;
        }
        if !self.left_alone(root, candidate) {
            return Look::Unstable(Problem::file_growing(&candidate.path));
        }
        let (size, largest) = (candidate.stamp.size, self.settings.largest_bytes);
        if size > largest {
            return Look::Unreadable(Problem::file_too_large(&candidate.path, size, largest));
        }
        if self.lost.contains(root) {
            return Look::Lost;
        }
        match self.share.read(&candidate.path, largest) {
            Ok(contents) if self.is_whole(candidate, &contents) => self.keep(root, candidate, contents),
            Ok(_) => Look::Unstable(Problem::file_growing(&candidate.path)),
            Err(ShareError::Unreachable) => {
                self.lose(root);
                Look::Lost
            }
            Err(error) => Look::Unreadable(Problem::file_unread(&candidate.path, &error)),
        }
    }

    /// The stable rule: last written at least the settling time ago, or, for a share whose clock runs ahead,
    /// found with the same size and time by two scans that far apart.
    fn left_alone(&self, root: &str, candidate: &Candidate) -> bool {
        let settled = |since: DateTime<Utc>| since <= self.now - self.settle();
        settled(candidate.stamp.modified) || self.state.since(root, candidate).is_some_and(settled)
    }

    /// Whether what was read is what the file holds, and still holds. The listing of a server may lag behind
    /// the file itself, so a handle that tells of another time is believed when that time has settled.
    fn is_whole(&self, candidate: &Candidate, contents: &Contents) -> bool {
        let complete = contents.bytes.len() as u64 == contents.stamp.size;
        let settled = contents.stamp.modified <= self.now - self.settle();
        complete && (contents.stamp == candidate.stamp || settled)
    }

    fn settle(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.settings.settle_seconds))
    }

    fn keep(&mut self, root: &str, candidate: &Candidate, contents: Contents) -> Look {
        let hash: String = Sha256::digest(&contents.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let seen = self.state.see(root, candidate, self.now);
        seen.last_error = None;
        let before = seen.read.replace(Read { stamp: candidate.stamp, hash: hash.clone() });
        if before.as_ref().is_some_and(|read| read.hash == hash) {
            return Look::Unchanged;
        }
        let found = Found {
            root: root.to_owned(),
            job_number: seen.job_number.clone(),
            job_folder: seen.job_folder.clone(),
            file: seen.file.clone(),
            modified: contents.stamp.modified,
            size: contents.stamp.size,
            hash,
            bytes: contents.bytes,
        };
        if before.is_none() { Look::New(found) } else { Look::Changed(found) }
    }

    /// The root stopped answering in the middle: its other files are not tried, each would wait in vain.
    fn lose(&mut self, root: &str) {
        let problem = Problem::root_lost(root);
        for report in self.report.roots.iter_mut().filter(|report| report.root == root) {
            report.state = RootState::Unreachable { sentence: problem.sentence.clone() };
        }
        self.lost.insert(root.to_owned());
        self.report.problems.push(problem);
    }

    fn fail(&mut self, root: &str, candidate: &Candidate, problem: Problem) {
        self.state.see(root, candidate, self.now).last_error = Some(problem.sentence.clone());
        self.report.problems.push(problem);
    }
}

impl Iterator for Scan<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while let Some((root, candidate)) = self.queue.pop_front() {
            let look = self.look(&root, &candidate);
            let counts = &mut self.report.counts;
            counts.seen += 1;
            match look {
                Look::New(found) => {
                    counts.new += 1;
                    return Some(found);
                }
                Look::Changed(found) => {
                    counts.changed += 1;
                    return Some(found);
                }
                Look::Unchanged => counts.unchanged += 1,
                Look::Lost => counts.unreadable += 1,
                Look::Unstable(problem) => {
                    counts.unstable += 1;
                    self.fail(&root, &candidate, problem);
                }
                Look::Unreadable(problem) => {
                    counts.unreadable += 1;
                    self.fail(&root, &candidate, problem);
                }
            }
        }
        None
    }
}

impl Found {
    /// The file, relative to the root.
    #[must_use]
    pub fn path(&self) -> String {
        join(&self.job_folder, &self.file)
    }
}
