//! Which service this laptop belongs to: its address among the laptop's settings, and the development token in a file
//! of its own that only its owner may read.

use std::{fs, io, path::Path};

use cds_cache::Local;

use crate::contract::{Problem, ProblemKind};

const SERVER: &str = "server";
const TOKEN: &str = "development-token";

/// A service and how to sign in to it.
#[derive(Debug)]
pub(crate) struct Connection {
    /// `http://127.0.0.1:8787`.
    pub(crate) server: String,
    pub(crate) token: String,
}

/// The address of the service, once connected.
pub(crate) fn server(local: &Local) -> Result<Option<String>, cds_cache::Error> {
    local.setting(SERVER)
}

impl Connection {
    /// As a person gives it. A development token goes to this machine only: anyone on the way could read it.
    pub(crate) fn on_this_machine(server: &str, token: &str) -> Result<Self, Problem> {
        let server = server.trim().trim_end_matches('/');
        if is_loopback(server) {
            return Ok(Self { server: server.to_owned(), token: token.trim().to_owned() });
        }
        Err(Problem {
            kind: ProblemKind::Invalid,
            message: format!(
                "A development token is for a service on this machine; {server} is not one. Give an address such as \
                 http://127.0.0.1:8787."
            ),
        })
    }

    /// The one that was kept.
    pub(crate) fn kept(local: &Local, folder: &Path) -> Result<Self, Problem> {
        let server = server(local)?.ok_or_else(|| Problem {
            kind: ProblemKind::Invalid,
            message: "No service is named yet; connect first.".into(),
        })?;
        let file = folder.join(TOKEN);
        let token = fs::read_to_string(&file).map_err(|e| Problem {
            kind: ProblemKind::SignIn,
            message: format!("The token in {} could not be read ({e}); connect again.", file.display()),
        })?;
        Ok(Self { server, token })
    }

    pub(crate) fn keep(&self, local: &Local, folder: &Path) -> Result<(), Problem> {
        write_private(&folder.join(TOKEN), &self.token).map_err(|e| Problem {
            kind: ProblemKind::Internal,
            message: format!("The token could not be kept in {}: {e}.", folder.display()),
        })?;
        Ok(local.keep_setting(SERVER, &self.server)?)
    }
}

fn is_loopback(server: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(server) else { return false };
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        None => false,
    }
}

fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(file)?, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_kept_as_it_was_meant() {
        let folder = tempfile::tempdir().expect("a folder");
        let local = Local::open(folder.path(), chrono::Utc::now()).expect("opened");
        let kept = || Connection::kept(&local, folder.path());
        assert_eq!(kept().map_err(|p| p.kind).err(), Some(ProblemKind::Invalid));

        let given = Connection::on_this_machine("http://127.0.0.1:8787/", " secret\n").expect("loopback");
        given.keep(&local, folder.path()).expect("kept");
        let connection = kept().expect("a connection");
        assert_eq!(
            (connection.server.as_str(), connection.token.as_str()),
            ("http://127.0.0.1:8787", "secret")
        );

        fs::remove_file(folder.path().join(TOKEN)).expect("removed");
        assert_eq!(kept().map_err(|p| p.kind).err(), Some(ProblemKind::SignIn));
    }

    #[test]
    fn a_development_token_goes_to_this_machine_only_told_by_the_host_alone() {
        for (server, expected) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://localhost", true),
            ("http://127.0.0.1.example.com", false),
            ("http://127.0.0.1@example.com", false),
            ("http://10.0.0.1", false),
            ("nonsense", false),
        ] {
            let given = Connection::on_this_machine(server, "secret");
            assert_eq!(given.is_ok(), expected, "{server}");
        }
    }
}
