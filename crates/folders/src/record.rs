//! Which of a job's schedule files is the schedule of record, and which versions belong to it.
//!
//! A job folder holds more than one schedule: a file per month, a look-ahead beside the master, copies, a
//! re-plan. One *series* of versions is the job's schedule. Two versions are of one series when they carry the
//! same project GUID or else have tasks in common (by unique id and name), at least half of the smaller of the
//! two. The series is that of the *anchor*, a file on the share, which is the first of:
//!
//! 1. the file a person has pinned;
//! 2. the newest file that matches the configured pattern (then the matching files are the series);
//! 3. the file that continues the last version of record: the newest with its project GUID; else, of those
//!    with enough tasks in common, the one with the most, where files newer than the last version come first
//!    (the last version has all its tasks in common with itself, and would never be succeeded);
//! 4. the newest file.
//!
//! *Newest* is by data date, then by time of the file, then by name.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::path::{file_name, path_key};

/// A live version of one of a job's schedule files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The file, relative to the job folder, `/` separated.
    pub file: String,
    /// Hash of the contents.
    pub hash: String,
    /// The day it describes.
    pub data_date: NaiveDate,
    /// When it was written.
    pub modified: DateTime<Utc>,
    /// The GUID the scheduling program gave the project.
    pub project_guid: Option<String>,
    /// Unique id and name of its tasks.
    pub tasks: BTreeSet<(i64, String)>,
    /// Whether this is what the file holds now.
    pub on_share: bool,
}

/// What a version is known by: a file and what it held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VersionId {
    /// The file, relative to the job folder.
    pub file: String,
    /// Hash of the contents.
    pub hash: String,
}

/// What people and history have to say about the choice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// The file a person has pinned.
    pub pin: Option<&'a str>,
    /// The configured pattern.
    pub pattern: Option<&'a FilePattern>,
    /// The newest version of record as last decided; it need not be live any more.
    pub last_of_record: Option<&'a Version>,
}

/// Why a file is the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A person pinned it.
    Pinned,
    /// It matches the configured pattern.
    Pattern,
    /// It continues the last version of record.
    Continues,
    /// It is the newest.
    Newest,
}

/// The schedule of record of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRecord {
    /// The file whose series it is.
    pub anchor: String,
    /// Why that file.
    pub reason: Reason,
    /// The versions of record, by data date: one per day, the later written (then the larger file name) of two.
    pub versions: Vec<VersionId>,
    /// A file outside the series with a newer data date than any version of record, so that a person can be
    /// told.
    pub newer_elsewhere: Option<String>,
}

/// Decides the schedule of record, or nothing when no version is on the share.
#[must_use]
pub fn schedule_of_record(versions: &[Version], choice: &Choice<'_>) -> Option<OfRecord> {
    let (anchor, reason) = anchor(versions, choice)?;
    let in_series = |version: &Version| match (reason, choice.pattern) {
        (Reason::Pattern, Some(pattern)) => pattern.matches(&version.file),
        _ => anchor.is_same_series(version),
    };
    let (series, others): (Vec<&Version>, Vec<&Version>) =
        versions.iter().partition(|version| in_series(version));

    let mut by_day: BTreeMap<NaiveDate, &Version> = BTreeMap::new();
    for version in series {
        let kept = by_day.entry(version.data_date).or_insert(version);
        if version.age() > kept.age() {
            *kept = version;
        }
    }
    if reason == Reason::Pinned {
        by_day.insert(anchor.data_date, anchor);
    }
    let newest_day = by_day.keys().next_back().copied();
    let newer_elsewhere = newest(others.into_iter().filter(|version| version.on_share))
        .filter(|version| Some(version.data_date) > newest_day)
        .map(|version| version.file.clone());
    Some(OfRecord {
        anchor: anchor.file.clone(),
        reason,
        versions: by_day.into_values().map(Version::id).collect(),
        newer_elsewhere,
    })
}

fn anchor<'a>(versions: &'a [Version], choice: &Choice<'_>) -> Option<(&'a Version, Reason)> {
    let on_share = || versions.iter().filter(|version| version.on_share);
    let pinned = choice.pin.and_then(|pin| newest(on_share().filter(|version| version.is_file(pin))));
    let matching = || {
        choice.pattern.and_then(|pattern| newest(on_share().filter(|version| pattern.matches(&version.file))))
    };
    let continuing = || choice.last_of_record.and_then(|last| continuing(on_share(), last));
    pinned
        .map(|version| (version, Reason::Pinned))
        .or_else(|| matching().map(|version| (version, Reason::Pattern)))
        .or_else(|| continuing().map(|version| (version, Reason::Continues)))
        .or_else(|| newest(on_share()).map(|version| (version, Reason::Newest)))
}

/// The version that continues the last one of record.
fn continuing<'a>(
    on_share: impl Iterator<Item = &'a Version> + Clone,
    last: &Version,
) -> Option<&'a Version> {
    newest(on_share.clone().filter(|version| last.has_same_guid(version))).or_else(|| {
        on_share
            .filter(|version| last.has_tasks_in_common(version))
            .max_by_key(|version| (version.age() > last.age(), last.tasks_in_common(version), version.age()))
    })
}

fn newest<'a>(versions: impl Iterator<Item = &'a Version>) -> Option<&'a Version> {
    versions.max_by_key(|version| version.age())
}

impl Version {
    /// Its file and contents.
    #[must_use]
    pub fn id(&self) -> VersionId {
        VersionId { file: self.file.clone(), hash: self.hash.clone() }
    }

    /// Orders versions from old to new; the hash settles what nothing else does.
    fn age(&self) -> (NaiveDate, DateTime<Utc>, &str, &str) {
        (self.data_date, self.modified, &self.file, &self.hash)
    }

    fn is_file(&self, file: &str) -> bool {
        path_key(&self.file) == path_key(file)
    }

    fn is_same_series(&self, other: &Self) -> bool {
        (&self.file, &self.hash) == (&other.file, &other.hash)
            || self.has_same_guid(other)
            || self.has_tasks_in_common(other)
    }

    fn has_same_guid(&self, other: &Self) -> bool {
        self.guid().is_some_and(|guid| other.guid().is_some_and(|other| guid.eq_ignore_ascii_case(other)))
    }

    /// The GUID without the braces some programs write; one of zeros is none.
    fn guid(&self) -> Option<&str> {
        let guid = self.project_guid.as_deref()?.trim().trim_matches(['{', '}']);
        guid.contains(|c: char| c.is_ascii_alphanumeric() && c != '0').then_some(guid)
    }

    /// Whether at least half of the smaller set of tasks is in the other.
    fn has_tasks_in_common(&self, other: &Self) -> bool {
        let common = self.tasks_in_common(other);
        common > 0 && 2 * common >= self.tasks.len().min(other.tasks.len())
    }

    fn tasks_in_common(&self, other: &Self) -> usize {
        self.tasks.intersection(&other.tasks).count()
    }
}

/// Which files hold the schedule of record, as in `*Master*.xml` or `Schedules/**/*.xml`. A pattern without a
/// `/` is held against the name of the file, one with a `/` against its path in the job folder, where `**`
/// stands for any folders. Upper and lower case are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FilePattern(glob::Pattern);

/// A pattern that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file pattern `{pattern}` cannot be understood at character {at}: {reason}")]
pub struct FilePatternError {
    pattern: String,
    at: usize,
    reason: &'static str,
}

impl FilePattern {
    fn matches(&self, file: &str) -> bool {
        let options = glob::MatchOptions {
            case_sensitive: false,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        let subject = if self.0.as_str().contains('/') { file } else { file_name(file) };
        self.0.matches_with(subject, options)
    }
}

impl TryFrom<String> for FilePattern {
    type Error = FilePatternError;

    fn try_from(pattern: String) -> Result<Self, FilePatternError> {
        // People type the separator of their own system.
        match glob::Pattern::new(&pattern.replace('\\', "/")) {
            Ok(parsed) => Ok(Self(parsed)),
            Err(error) => Err(FilePatternError { pattern, at: error.pos + 1, reason: error.msg }),
        }
    }
}

impl From<FilePattern> for String {
    fn from(pattern: FilePattern) -> Self {
        pattern.0.as_str().to_owned()
    }
}
