use std::{io, path::PathBuf};

use thiserror::Error;

/// What can go wrong with the laptop's files.
#[derive(Debug, Error)]
pub enum Error {
    /// SQLite refused.
    #[error("the file {} could not be used: {cause}", file.display())]
    Sqlite {
        /// Which file.
        file: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
    /// The file system refused.
    #[error("{} could not be used: {cause}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A line of the feed that this version does not understand.
    #[error("the service sent a line this version cannot read ({0}); update the app or the service")]
    Line(String),
    /// The service feeds other columns than this version of the app knows.
    #[error(
        "the service sends version {service} of its tables and this app reads version {app}; update the older one"
    )]
    OtherColumns {
        /// The service's.
        service: u32,
        /// This app's.
        app: u32,
    },
    /// A page whose end is missing.
    #[error("the answer was cut off before its end; the next pull goes on from the last whole page")]
    CutOff,
    /// `local.sqlite` was written by a newer version that says this one cannot read it.
    #[error(
        "{} was written by a newer version of the app, which this one cannot read; nothing in it was touched. Install \
         the newer version again",
        file.display()
    )]
    Newer {
        /// Which file.
        file: PathBuf,
    },
}
