//! A file share as the scan sees it: list a folder, read a file whole.

mod disk;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod fake;

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use disk::Disk;

/// What the scan needs of a file system. Implementations never follow links.
pub trait ShareFs {
    /// The entries of a folder, in any order.
    ///
    /// # Errors
    /// When the folder cannot be listed completely; half a listing would make the rest look deleted.
    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ShareError>;

    /// The whole of a file, which is closed again before this returns. At most `largest` bytes and one more
    /// are read, so that a file beyond the limit can be told from one within it.
    ///
    /// # Errors
    /// When the file cannot be opened or read to its end.
    fn read(&self, file: &Path, largest: u64) -> Result<Contents, ShareError>;
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The path to open it by, exact even where the name is not Unicode.
    pub path: PathBuf,
    /// Its name as shown.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// Whether the system hides it (a hidden or system file on Windows, a leading dot elsewhere).
    pub hidden: bool,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file, with its size and time from the listing.
    File(Stamp),
    /// A folder.
    Folder,
    /// A link, a junction or a device: never followed.
    Other,
}

/// Size and time of last change: equal stamps are taken for equal contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// When the file was last written, by the clock of the share.
    pub modified: DateTime<Utc>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What was read.
    pub bytes: Vec<u8>,
    /// Size and time by the open handle after the last byte. If they differ from what was read or listed,
    /// somebody was writing.
    pub stamp: Stamp,
}

/// Why a folder could not be listed or a file not read.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// Another program has it open and shares it with nobody.
    #[error("it is in use by another program")]
    InUse,
    /// It is not there, or no longer.
    #[error("it is not there")]
    Missing,
    /// This account may not read it.
    #[error("this account is not allowed to read it")]
    Denied,
    /// The server or the share does not answer.
    #[error("the share does not answer")]
    Unreachable,
    /// Anything else the system reported.
    #[error("the system reports: {0}")]
    Other(io::Error),
}

impl From<io::Error> for ShareError {
    fn from(error: io::Error) -> Self {
        let known = if cfg!(windows) { error.raw_os_error().and_then(from_windows_code) } else { None };
        known.or_else(|| from_kind(error.kind())).unwrap_or(Self::Other(error))
    }
}

fn from_kind(kind: io::ErrorKind) -> Option<ShareError> {
    use io::ErrorKind as Kind;
    match kind {
        // A mounted Windows share answers a sharing violation with one of these two.
        Kind::ResourceBusy | Kind::ExecutableFileBusy => Some(ShareError::InUse),
        Kind::NotFound | Kind::NotADirectory => Some(ShareError::Missing),
        Kind::PermissionDenied => Some(ShareError::Denied),
        Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::NotConnected
        | Kind::ConnectionAborted
        | Kind::ConnectionRefused
        | Kind::ConnectionReset
        | Kind::BrokenPipe
        | Kind::StaleNetworkFileHandle
        | Kind::TimedOut => Some(ShareError::Unreachable),
        _ => None,
    }
}

/// The system error codes by which Windows reports what the portable kinds do not tell apart.
fn from_windows_code(code: i32) -> Option<ShareError> {
    match code {
        // Sharing violation, lock violation.
        32 | 33 => Some(ShareError::InUse),
        // Network path not found, network busy, device gone, adapter error, unexpected answer, name deleted,
        // name not found, timeout, no logon server, network or host unreachable.
        51 | 53 | 54 | 55 | 57 | 58 | 59 | 64 | 67 | 121 | 1231 | 1232 | 1311 => {
            Some(ShareError::Unreachable)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sharing_violation_is_in_use_and_a_lost_network_name_is_unreachable() {
        assert!(matches!(from_windows_code(32), Some(ShareError::InUse)));
        assert!(matches!(from_windows_code(33), Some(ShareError::InUse)));
        assert!(matches!(from_windows_code(53), Some(ShareError::Unreachable)));
        assert!(matches!(from_windows_code(64), Some(ShareError::Unreachable)));
        assert!(from_windows_code(2).is_none());
    }

    #[test]
    fn portable_errors_keep_their_meaning() {
        let of = |kind| ShareError::from(io::Error::from(kind));
        assert!(matches!(of(io::ErrorKind::NotFound), ShareError::Missing));
        assert!(matches!(of(io::ErrorKind::PermissionDenied), ShareError::Denied));
        assert!(matches!(of(io::ErrorKind::ResourceBusy), ShareError::InUse));
        assert!(matches!(of(io::ErrorKind::StaleNetworkFileHandle), ShareError::Unreachable));
        assert!(matches!(of(io::ErrorKind::InvalidData), ShareError::Other(_)));
    }
}
