//! Who runs the server. PostgreSQL refuses to run as root, so a service that is root runs it as
//! an unprivileged account: the owner of the data where that is an ordinary user, else
//! `postgres`, else `nobody`.
//!
//! What the account needs inside the data directory is given to it; the directory itself keeps
//! its owner. When root closed it to everyone else, the account's group may pass through it.
//! Directories above it are never changed: when one is closed, the error names it.

#[cfg(unix)]
pub(super) use self::unix::Account;
#[cfg(not(unix))]
pub(super) use self::windows::Account;

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs::{self, DirBuilder, File, Metadata, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, fchown, lchown};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    use nix::unistd::{Uid, User};

    use crate::embedded::error::{Error, at};

    /// The account that runs PostgreSQL's programs.
    #[derive(Debug, Clone)]
    pub(in crate::embedded) struct Account {
        /// Set when we are root; otherwise the programs run as ourselves.
        other: Option<Other>,
    }

    #[derive(Debug, Clone)]
    struct Other {
        name: String,
        uid: u32,
        gid: u32,
    }

    impl Account {
        pub(in crate::embedded) fn choose(data_dir: &Path, cluster: &Path) -> Result<Self, Error> {
            if !Uid::effective().is_root() {
                return Ok(Self { other: None });
            }
            let owner = [cluster, data_dir]
                .into_iter()
                .filter_map(|path| fs::metadata(path).ok())
                .find(|data| data.uid() != 0);
            let other = match owner {
                Some(data) => Other::owner(&data),
                None => ["postgres", "nobody"]
                    .into_iter()
                    .find_map(|name| User::from_name(name).ok().flatten())
                    .map(Other::from)
                    .ok_or(Error::NoAccount)?,
            };
            Ok(Self { other: Some(other) })
        }

        /// A command that runs as the account.
        pub(in crate::embedded) fn command(&self, program: impl AsRef<OsStr>) -> Command {
            let mut command = Command::new(program);
            // Ctrl-C in the terminal is for the service, which then stops the server.
            command.process_group(0);
            if let Some(other) = &self.other {
                command.uid(other.uid).gid(other.gid);
            }
            command
        }

        /// Whether the programs run as the service itself does.
        pub(in crate::embedded) fn is_ourselves(&self) -> bool {
            self.other.is_none()
        }

        pub(in crate::embedded) fn give_file(&self, file: &File) -> io::Result<()> {
            match &self.other {
                Some(other) => fchown(file, Some(other.uid), Some(other.gid)),
                None => Ok(()),
            }
        }

        /// Makes a directory that only the account may look into.
        pub(in crate::embedded) fn create_dir(&self, path: &Path) -> io::Result<()> {
            DirBuilder::new().mode(0o700).create(path)?;
            match &self.other {
                Some(other) => lchown(path, Some(other.uid), Some(other.gid)),
                None => Ok(()),
            }
        }

        /// Whether a directory is really one, and nobody but the account can put things into it.
        pub(in crate::embedded) fn owns_dir(&self, path: &Path) -> bool {
            let uid = self.other.as_ref().map_or_else(|| Uid::effective().as_raw(), |o| o.uid);
            fs::symlink_metadata(path)
                .is_ok_and(|data| data.is_dir() && data.uid() == uid && data.mode() & 0o077 == 0)
        }

        /// Lets the account reach a directory of the service's own.
        pub(in crate::embedded) fn open_way(&self, dir: &Path) -> Result<(), Error> {
            let Some(other) = &self.other else { return Ok(()) };
            let data = fs::metadata(dir).map_err(at("look at", dir))?;
            if !other.may_enter(&data) && data.uid() == 0 && data.mode() & 0o070 == 0 {
                std::os::unix::fs::chown(dir, None, Some(other.gid))
                    .and_then(|()| fs::set_permissions(dir, Permissions::from_mode(data.mode() | 0o010)))
                    .map_err(at("open to the server's account", dir))?;
            }
            for ancestor in dir.ancestors() {
                let data = fs::metadata(ancestor).map_err(at("look at", ancestor))?;
                if !other.may_enter(&data) {
                    let account = other.name.clone();
                    return Err(Error::CannotEnter { account, blocked: ancestor.to_owned() });
                }
            }
            Ok(())
        }
    }

    impl Other {
        fn owner(data: &Metadata) -> Self {
            User::from_uid(Uid::from_raw(data.uid())).ok().flatten().map_or_else(
                || Self { name: data.uid().to_string(), uid: data.uid(), gid: data.gid() },
                Self::from,
            )
        }

        fn may_enter(&self, data: &Metadata) -> bool {
            let bit = if data.uid() == self.uid {
                0o100
            } else if data.gid() == self.gid {
                0o010
            } else {
                0o001
            };
            data.mode() & bit != 0
        }
    }

    impl From<User> for Other {
        fn from(user: User) -> Self {
            Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() }
        }
    }
}

#[cfg(not(unix))]
mod windows {
    use std::ffi::OsStr;
    use std::fs::{self, File};
    use std::io;
    use std::os::windows::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    use crate::embedded::error::Error;

    const CREATE_NO_WINDOW: u32 = 0x0800_0000;

    /// On Windows the programs run as ourselves; `pg_ctl` and `initdb` give up an
    /// administrator's rights on their own.
    #[derive(Debug, Clone)]
    pub(in crate::embedded) struct Account;

    impl Account {
        #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
        pub(in crate::embedded) fn choose(_: &Path, _: &Path) -> Result<Self, Error> {
            Ok(Self)
        }

        pub(in crate::embedded) fn command(&self, program: impl AsRef<OsStr>) -> Command {
            let mut command = Command::new(program);
            // A console of its own, so that Ctrl-C reaches the service only.
            command.creation_flags(CREATE_NO_WINDOW);
            command
        }

        #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
        pub(in crate::embedded) fn give_file(&self, _: &File) -> io::Result<()> {
            Ok(())
        }

        pub(in crate::embedded) fn create_dir(&self, path: &Path) -> io::Result<()> {
            fs::create_dir(path)
        }

        #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
        pub(in crate::embedded) fn open_way(&self, _: &Path) -> Result<(), Error> {
            Ok(())
        }
    }
}
