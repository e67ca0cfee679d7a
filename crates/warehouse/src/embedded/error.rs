use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::binaries::{NEWEST, OLDEST};
use super::lock::Holder;
use crate::connect::{self, innermost};

/// Why the embedded server does not run, each with what an operator does about it.
#[derive(Debug, Error)]
pub enum Error {
    /// PostgreSQL is not installed where we look.
    #[error(
        "no PostgreSQL {OLDEST} to {NEWEST} was found ({looked}). Install one (on Debian or Ubuntu `apt install postgresql`, on Windows the installer from postgresql.org), name the folder of its programs in the configuration, or set warehouse.url to use a server elsewhere"
    )]
    NoBinaries {
        /// Where we looked, and what was there instead.
        looked: String,
    },
    /// The configured folder is not one of PostgreSQL's programs.
    #[error(
        "the configured folder {} cannot be used: {reason}. Name the folder that holds the programs `postgres`, `initdb` and `pg_ctl` of PostgreSQL {OLDEST} to {NEWEST}, or remove the setting to have them looked for",
        .bin_dir.display()
    )]
    ConfiguredFolder {
        /// The folder.
        bin_dir: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The data was written by a major version that is not installed.
    #[error(
        "the warehouse in {} was made by PostgreSQL {made_by}, but only {found} is installed. {}",
        .cluster.display(), way_on(*made_by)
    )]
    OtherMajor {
        /// The directory of the data.
        cluster: PathBuf,
        /// The major version in its `PG_VERSION`.
        made_by: u32,
        /// The versions that are installed.
        found: String,
    },
    /// Another service runs on this data directory.
    #[error(
        "the data directory {} is in use by {holder}. Stop that service first, or give this one a data directory of its own",
        .data_dir.display()
    )]
    InUse {
        /// The directory.
        data_dir: PathBuf,
        /// Who holds it.
        holder: Holder,
    },
    /// The account that runs the server cannot get to the data directory.
    #[error(
        "PostgreSQL refuses to run as root and is run as {account}, who may not enter {}. Choose a data directory that others may reach, such as /var/lib/cds-sync, or run `chmod o+x {}`",
        .blocked.display(), .blocked.display()
    )]
    CannotEnter {
        /// The unprivileged account.
        account: String,
        /// The directory that is closed to it.
        blocked: PathBuf,
    },
    /// There is no account to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and neither an account `postgres` nor `nobody` exists. Run the service as an ordinary user, or create the account `postgres`"
    )]
    NoAccount,
    /// No directory is short enough for a Unix socket.
    #[error(
        "no place for the server's socket: {} and {} are both too long for a Unix socket. Choose a shorter data directory, or set TMPDIR to a short one",
        .data_dir.display(), .fallback.display()
    )]
    SocketTooDeep {
        /// The data directory.
        data_dir: PathBuf,
        /// The other place tried.
        fallback: PathBuf,
    },
    /// The directory for the socket belongs to someone else.
    #[error(
        "the directory {} for the server's socket belongs to another user. Remove it, or choose a shorter data directory so that the socket fits into it",
        .0.display()
    )]
    SocketTaken(PathBuf),
    /// Something else stands where the data go.
    #[error(
        "{} is there already, and holds no PostgreSQL data. Move it away, or choose another data directory",
        .0.display()
    )]
    InTheWay(PathBuf),
    /// The generated password is gone.
    #[error(
        "the password of the embedded warehouse is missing: {} does not exist, though the data does. Restore the file from the backup of the data directory",
        .0.display()
    )]
    PasswordLost(PathBuf),
    /// One of PostgreSQL's programs failed.
    #[error("{program} failed: {reason}. {} may say more", .log.display())]
    Program {
        /// Its name.
        program: &'static str,
        /// The end of what it said.
        reason: String,
        /// Where the server writes its log.
        log: PathBuf,
    },
    /// The server was started again and listens elsewhere.
    #[error("the embedded server is up again, but in another place. Start the service again")]
    Moved,
    /// The operating system refused something.
    #[error(
        "could not {doing} {}: {cause}. Check the rights of the account that runs the service, and the space on the disk",
        .path.display()
    )]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The server runs but does not let us in.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// The server lets us in but the database cannot be made.
    #[error("the embedded server did not create its database: {}. Its server.log may say more", innermost(.0))]
    Database(tokio_postgres::Error),
}

/// What to do about data of a major version that is not installed, or that we do not run.
fn way_on(made_by: u32) -> String {
    if (OLDEST..=NEWEST).contains(&made_by) {
        format!(
            "Install PostgreSQL {made_by} (on Debian `apt install postgresql-{made_by}`); to move to another version, dump it with {made_by} and restore it into a new data directory"
        )
    } else {
        format!(
            "PostgreSQL {OLDEST} to {NEWEST} can be used: dump the data with {made_by} and restore them into a new data directory, or start anew with another data directory"
        )
    }
}

/// Names the act and the path of an I/O error.
pub(super) fn at(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |cause| Error::Io { doing, path: path.to_owned(), cause }
}
