//! Where the server listens: a Unix socket, or a free port of loopback on Windows.

#[cfg(unix)]
pub(super) use self::unix::Place;
#[cfg(not(unix))]
pub(super) use self::windows::Place;

#[cfg(unix)]
mod unix {
    use std::env;
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::path::{Path, PathBuf};

    use crate::embedded::account::Account;
    use crate::embedded::error::{Error, at};

    /// The longest path of a Unix socket on every system we run on.
    const LONGEST: usize = 103;
    const SOCKET: &str = "/.s.PGSQL.5432";

    /// The private directory of the server's socket.
    #[derive(Debug)]
    pub(in crate::embedded) struct Place(PathBuf);

    impl Place {
        /// A directory within the data directory; when that lies too deep for a socket, one
        /// under the user's runtime directory or the system's temporary one.
        pub(in crate::embedded) fn prepare(data_dir: &Path, account: &Account) -> Result<Self, Error> {
            let inside = data_dir.join("socket");
            if fits(&inside) {
                return Self::claim(inside, account);
            }
            let runtime = env::var_os("XDG_RUNTIME_DIR").filter(|_| account.is_ourselves());
            let base = runtime.map_or_else(env::temp_dir, PathBuf::from);
            let mut hasher = DefaultHasher::new();
            data_dir.hash(&mut hasher);
            let fallback = base.join(format!("cds-{:016x}", hasher.finish()));
            if !fits(&fallback) {
                return Err(Error::SocketTooDeep { data_dir: data_dir.to_owned(), fallback });
            }
            Self::claim(fallback, account)
        }

        fn claim(dir: PathBuf, account: &Account) -> Result<Self, Error> {
            match account.create_dir(&dir) {
                Ok(()) => Ok(Self(dir)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    if account.owns_dir(&dir) {
                        Ok(Self(dir))
                    } else {
                        Err(Error::SocketTaken(dir))
                    }
                }
                Err(error) => Err(at("create", &dir)(error)),
            }
        }

        /// The lines of the server's configuration.
        pub(in crate::embedded) fn settings(&self) -> Vec<u8> {
            let mut text = b"listen_addresses = ''\nport = 5432\n".to_vec();
            // A running query ends soon after the service that asked for it is gone.
            if cfg!(target_os = "linux") {
                text.extend_from_slice(b"client_connection_check_interval = '2s'\n");
            }
            text.extend_from_slice(b"unix_socket_permissions = 0700\nunix_socket_directories = '");
            // A list of names: quoted as one name, within a quoted value.
            text.push(b'"');
            for &byte in self.0.as_os_str().as_bytes() {
                if matches!(byte, b'\'' | b'"' | b'\\') {
                    text.push(byte);
                }
                text.push(byte);
            }
            text.extend_from_slice(b"\"'\n");
            text
        }
    }

    fn fits(dir: &Path) -> bool {
        dir.as_os_str().len() + SOCKET.len() <= LONGEST
    }
}

#[cfg(not(unix))]
mod windows {
    use std::net::{Ipv4Addr, TcpListener};
    use std::path::Path;

    use crate::embedded::account::Account;
    use crate::embedded::error::{Error, at};

    /// The loopback port of the server.
    #[derive(Debug)]
    pub(in crate::embedded) struct Place(u16);

    impl Place {
        pub(in crate::embedded) fn prepare(data_dir: &Path, _: &Account) -> Result<Self, Error> {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .and_then(|listener| listener.local_addr())
                .map_err(at("find a free port for", data_dir))?
                .port();
            Ok(Self(port))
        }

        pub(in crate::embedded) fn settings(&self) -> Vec<u8> {
            format!("listen_addresses = '127.0.0.1'\nport = {}\n", self.0).into_bytes()
        }
    }
}
