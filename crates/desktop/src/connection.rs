//! Which service this laptop belongs to: `connection.toml` beside the cache, and the development token in a file
//! of its own that only its owner may read.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::contract::{Problem, ProblemKind};

/// A service and how to sign in to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connection {
    /// `http://127.0.0.1:8787`.
    pub(crate) server: String,
    /// Where the token is; relative to the folder of this file.
    token_file: PathBuf,
}

impl Connection {
    /// The development token, read anew each time: the service may have written another.
    pub(crate) fn token(&self, folder: &Path) -> Result<String, Problem> {
        let file = folder.join(&self.token_file);
        fs::read_to_string(&file).map(|text| text.trim().to_owned()).map_err(|e| Problem {
            kind: ProblemKind::SignIn,
            message: format!("The token in {} could not be read ({e}); connect again.", file.display()),
        })
    }
}

/// The connection kept in `folder`, if there is one.
pub(crate) fn load(folder: &Path) -> Option<Connection> {
    let text = fs::read_to_string(folder.join(FILE)).ok()?;
    toml::from_str(&text)
        .inspect_err(|e| tracing::warn!(error = %e, "connection.toml is not readable and is left out"))
        .ok()
}

/// Keeps a connection. A development token goes to this machine only: anyone on the way could read it.
pub(crate) fn keep(folder: &Path, server: &str, token: &str) -> Result<(), Problem> {
    let server = server.trim().trim_end_matches('/');
    if !is_loopback(server) {
        return Err(Problem {
            kind: ProblemKind::Invalid,
            message: format!(
                "A development token is for a service on this machine; {server} is not one. Give an address \
                 such as http://127.0.0.1:8787."
            ),
        });
    }
    let connection = Connection { server: server.to_owned(), token_file: TOKEN.into() };
    let text = toml::to_string(&connection).unwrap_or_default();
    write_private(&folder.join(TOKEN), token.trim())
        .and_then(|()| fs::write(folder.join(FILE), text))
        .map_err(|e| Problem {
            kind: ProblemKind::Internal,
            message: format!("The connection could not be kept in {}: {e}.", folder.display()),
        })
}

const FILE: &str = "connection.toml";
const TOKEN: &str = "development-token";

pub(crate) fn is_loopback(server: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(server) else { return false };
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
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
    fn a_development_token_is_kept_for_this_machine_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let refused = keep(folder.path(), "http://warehouse.example.com:8787", "secret");
        assert_eq!(refused.map_err(|p| p.kind), Err(ProblemKind::Invalid));
        assert!(load(folder.path()).is_none());

        keep(folder.path(), "http://127.0.0.1:8787/", " secret\n").expect("kept");
        let kept = load(folder.path()).expect("a connection");
        assert_eq!(kept.server, "http://127.0.0.1:8787");
        assert_eq!(kept.token(folder.path()).as_deref(), Ok("secret"));
    }

    #[test]
    fn loopback_is_told_by_the_host_alone() {
        for (server, expected) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://localhost", true),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_loopback(server), expected, "{server}");
        }
    }
}
