//! What kept a file or folder from being read, in words for the operator.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::share::ShareError;

/// Something that kept a file or folder from being read. The scan went on without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, folder or root.
    pub path: String,
    /// What it means.
    pub kind: ProblemKind,
    /// What happened and what happens next.
    pub sentence: String,
}

/// What a problem means for the next scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Somebody has the file open; tried again.
    InUse,
    /// The file is still being written; tried again.
    Growing,
    /// It went away between listing and reading; looked for again.
    Vanished,
    /// The account has no right to read it; needs a person.
    Denied,
    /// The root, or the server beneath it, does not answer; tried again.
    Unreachable,
    /// The file is larger than the configured limit; needs a person.
    TooLarge,
    /// Two files differ only in upper and lower case; needs a person.
    SameName,
    /// The system reports something else; tried again.
    Unreadable,
}

impl From<&ShareError> for ProblemKind {
    fn from(error: &ShareError) -> Self {
        match error {
            ShareError::InUse => Self::InUse,
            ShareError::Missing => Self::Vanished,
            ShareError::Denied => Self::Denied,
            ShareError::Unreachable => Self::Unreachable,
            ShareError::Other(_) => Self::Unreadable,
        }
    }
}

impl Problem {
    pub(crate) fn root_unreachable(root: &str, error: &ShareError) -> Self {
        let sentence = format!(
            "The root `{root}` cannot be looked at: {error}. Nothing beneath it is taken for deleted, and it is \
             tried again at the next scan. Check the path, the network and the account's rights."
        );
        Self { path: root.to_owned(), kind: ProblemKind::Unreachable, sentence }
    }

    pub(crate) fn root_lost(root: &str) -> Self {
        let sentence = format!(
            "The root `{root}` stopped answering during the scan. What was not read yet is read at the next scan."
        );
        Self { path: root.to_owned(), kind: ProblemKind::Unreachable, sentence }
    }

    /// An unmounted share is an empty folder, which must not look like all deleted.
    pub(crate) fn root_emptied(root: &str) -> Self {
        let sentence = format!(
            "The root `{root}` is empty although schedules were found there before. It is taken for not mounted, \
             and nothing beneath it for deleted. Check the share, or remove the root from the configuration."
        );
        Self { path: root.to_owned(), kind: ProblemKind::Unreachable, sentence }
    }

    pub(crate) fn folder_unlisted(folder: &Path, error: &ShareError) -> Self {
        let path = folder.to_string_lossy().into_owned();
        let kind = ProblemKind::from(error);
        let sentence = format!(
            "The folder `{path}` cannot be listed: {error}. Nothing beneath it is taken for deleted. {}.",
            what_next(kind)
        );
        Self { path, kind, sentence }
    }

    pub(crate) fn file_unread(file: &Path, error: &ShareError) -> Self {
        let path = file.to_string_lossy().into_owned();
        let kind = ProblemKind::from(error);
        let sentence = format!(
            "`{path}` cannot be read: {error}. What was read of it before stays. {}.",
            what_next(kind)
        );
        Self { path, kind, sentence }
    }

    pub(crate) fn file_growing(file: &Path) -> Self {
        let path = file.to_string_lossy().into_owned();
        let sentence = format!(
            "`{path}` is still being written. It is read once it has been left alone; until then what was read of \
             it before stays."
        );
        Self { path, kind: ProblemKind::Growing, sentence }
    }

    pub(crate) fn file_too_large(file: &Path, size: u64, largest: u64) -> Self {
        let path = file.to_string_lossy().into_owned();
        let sentence = format!(
            "`{path}` was not read: it has {size} bytes, and at most {largest} are read. If it is a schedule, take out \
             of it what makes it so large and save it again; else move it out of the job folder."
        );
        Self { path, kind: ProblemKind::TooLarge, sentence }
    }

    pub(crate) fn same_name(file: &Path) -> Self {
        let path = file.to_string_lossy().into_owned();
        let sentence = format!(
            "`{path}` was left out: another file there has the same name but for upper and lower case. Rename one."
        );
        Self { path, kind: ProblemKind::SameName, sentence }
    }
}

fn what_next(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Denied => "Give the account the right to read it",
        _ => "It is tried again at the next scan",
    }
}
