//! `pg_dump` and `pg_restore` of a version that knows the server's.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

use super::{Error, Source};
use crate::embedded::{NEWEST, OLDEST, client_major, client_places};

/// The folder of both programs.
pub(super) struct Programs(PathBuf);

impl Programs {
    /// The server's own version, else the next newer one: an older `pg_dump` refuses the server.
    pub(super) fn find(configured: Option<&Path>, server: u32) -> Result<Self, Error> {
        let mut found: BTreeMap<u32, PathBuf> = BTreeMap::new();
        for dir in client_places(configured) {
            if let Some(major) = client_major(&dir) {
                found.entry(major).or_insert(dir);
            }
        }
        let suits = found.range(server..).next().map(|(_, dir)| dir.clone());
        suits.map(Self).ok_or_else(|| {
            let found: Vec<String> = found.keys().map(u32::to_string).collect();
            let found = if found.is_empty() {
                "none was found".to_owned()
            } else {
                format!("found {}", found.join(", "))
            };
            Error::NoPrograms { server, found, oldest: OLDEST, newest: NEWEST }
        })
    }

    /// A program that reaches the server. The password goes by the environment: a command line is for all to see.
    pub(super) fn command(&self, name: &'static str, source: &Source<'_>) -> Command {
        let mut command = Command::new(self.0.join(format!("{name}{}", env::consts::EXE_SUFFIX)));
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        command.envs(access(source.config)).env("LC_ALL", "C").stdin(Stdio::null());
        if source.config.get_ssl_mode() == SslMode::Require {
            command.env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", authority(source.ca_file));
        }
        command
    }
}

fn access(config: &Config) -> Vec<(&'static str, String)> {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let list = |items: Vec<String>| items.join(",");
    let mut access = vec![("PGHOST", list(hosts.collect()))];
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    let addresses: Vec<String> = config.get_hostaddrs().iter().map(ToString::to_string).collect();
    access.extend((!ports.is_empty()).then(|| ("PGPORT", list(ports))));
    access.extend((!addresses.is_empty()).then(|| ("PGHOSTADDR", list(addresses))));
    access.extend(config.get_user().map(|user| ("PGUSER", user.to_owned())));
    access.extend(config.get_dbname().map(|name| ("PGDATABASE", name.to_owned())));
    let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
    access.extend(password.map(|password| ("PGPASSWORD", password)));
    access
}

/// The company's own authority, else those the machine trusts, where these programs look for neither.
fn authority(ca_file: Option<&Path>) -> PathBuf {
    let of_the_machine =
        || ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"].map(PathBuf::from);
    let of_the_machine = || of_the_machine().into_iter().find(|file| file.is_file());
    ca_file.map(Path::to_owned).or_else(of_the_machine).unwrap_or_else(|| "system".into())
}
