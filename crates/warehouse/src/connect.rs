//! Reaching a PostgreSQL server: who must speak TLS, whom we believe, and what a refusal means.
//!
//! A connection that leaves this machine is always encrypted and the server's certificate is
//! always checked, name included. Loopback and Unix sockets go without TLS unless the address
//! asks for it with `sslmode=require`.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use thiserror::Error;
use tokio_postgres::Client;
pub use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;

/// The TLS side of every connection to a warehouse, for [`connect`] or a pool.
pub type Tls = tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take to be set up, unless the address says it with `connect_timeout`.
const ATTEMPT: Duration = Duration::from_secs(10);
/// A connection on which nothing passes is asked for a sign of life after so long, so often, and so many times: a
/// machine that lost its power, or a firewall that forgot the connection, tells nobody.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_RETRIES: u32 = 3;
/// The driver's own, which is of no use.
const NO_KEEPALIVE: Duration = Duration::from_secs(2 * 60 * 60);

/// Where the warehouse is, as configured.
#[derive(Clone)]
pub struct Settings {
    /// `postgres://user:password@host:port/database`, or `key=value` pairs.
    pub url: String,
    /// PEM file of the authority that signed the server's certificate, when it is the company's
    /// own. Without it the authorities the operating system trusts are believed.
    pub ca_file: Option<PathBuf>,
}

/// Why the warehouse could not be reached.
#[derive(Debug, Error)]
pub enum Error {
    /// `warehouse.url` cannot be read.
    #[error("warehouse.url cannot be read ({0}). Write it as postgres://user:password@host:5432/database")]
    Url(String),
    /// TLS was switched off for a server that is not on this machine.
    #[error(
        "warehouse.url has sslmode=disable, but {server} is not on this machine and its traffic would be readable. Remove sslmode=disable"
    )]
    TlsDisabled {
        /// The host.
        server: String,
    },
    /// The file of the company's authority is missing or not PEM.
    #[error("the certificate file {} cannot be used: {reason}. Give a PEM file with the authority's certificate", .path.display())]
    CaFile {
        /// The configured file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system trusts no authority.
    #[error(
        "no trusted certificate authorities were found on this machine. Install them (on Debian: ca-certificates), or set the warehouse's CA file"
    )]
    NoAuthorities,
    /// The certificate is for another host.
    #[error(
        "the certificate of {server} is not for that name{}. Use the name on the certificate in warehouse.url, or give the server a certificate for this one",
        presented(.names)
    )]
    WrongName {
        /// The host.
        server: String,
        /// The names the certificate is for, where known.
        names: Vec<String>,
    },
    /// The certificate is signed by nobody we believe.
    #[error(
        "the certificate of {server} is signed by an authority this machine does not trust. Set the warehouse's CA file to the PEM file of the company's authority"
    )]
    UnknownAuthority {
        /// The host.
        server: String,
    },
    /// The certificate is refused for another reason.
    #[error("the certificate of {server} was refused: {reason}. Renew or replace it on the server")]
    Certificate {
        /// The host.
        server: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The server speaks no TLS, or the handshake broke.
    #[error(
        "{server} did not set up TLS ({reason}), and its traffic would be readable. Switch on `ssl` in the server's postgresql.conf"
    )]
    NoTls {
        /// The host.
        server: String,
        /// What the handshake said.
        reason: String,
    },
    /// Wrong user or password.
    #[error("{server} refused the password of user {user}. Check the user and the password in warehouse.url")]
    Password {
        /// The host.
        server: String,
        /// The user.
        user: String,
    },
    /// The server's `pg_hba.conf` does not let us in.
    #[error(
        "{server} does not let user {user} in: {reason}. Add a matching line to the server's pg_hba.conf, or add sslmode=require to warehouse.url if the server takes encrypted connections only"
    )]
    NotAdmitted {
        /// The host.
        server: String,
        /// The user.
        user: String,
        /// What the server said.
        reason: String,
    },
    /// The database does not exist.
    #[error("{server} has no database of that name: {reason}. Create it, or correct warehouse.url")]
    NoDatabase {
        /// The host.
        server: String,
        /// What the server said.
        reason: String,
    },
    /// The server is starting, stopping or full: worth another try.
    #[error(
        "{server} takes no connections now: {reason}. It is tried again; if it stays so, look at the server's log"
    )]
    NotNow {
        /// The host.
        server: String,
        /// What the server said.
        reason: String,
    },
    /// Nothing answers there: worth another try.
    #[error(
        "{server} cannot be reached: {reason}. Check that the server runs, the host and port in warehouse.url, and the firewall"
    )]
    Unreachable {
        /// The host.
        server: String,
        /// What the network said.
        reason: String,
    },
}

impl Error {
    /// The server keeps a connection open and says nothing.
    pub(crate) fn silent(config: &Config, waited: Duration) -> Self {
        let reason = format!("it has not answered for {} s", waited.as_secs());
        Self::Unreachable { server: server_name(config), reason }
    }

    /// Reads a driver's error at connecting as one of ours.
    #[must_use]
    pub fn explain(config: &Config, error: &tokio_postgres::Error) -> Self {
        let server = server_name(config);
        if let Some(db) = error.as_db_error() {
            let reason = db.message().to_owned();
            let user = config.get_user().unwrap_or_default().to_owned();
            return match db.code() {
                code if *code == SqlState::INVALID_PASSWORD => Self::Password { server, user },
                code if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                    Self::NotAdmitted { server, user, reason }
                }
                code if *code == SqlState::INVALID_CATALOG_NAME => Self::NoDatabase { server, reason },
                _ => Self::NotNow { server, reason },
            };
        }
        let reason = innermost(error);
        match refused_certificate(error) {
            Some(CertificateError::NotValidForNameContext { presented, .. }) => {
                Self::WrongName { server, names: presented.clone() }
            }
            Some(CertificateError::NotValidForName) => Self::WrongName { server, names: vec![] },
            // A signature that does not fit: another authority of the same name.
            Some(CertificateError::UnknownIssuer | CertificateError::BadSignature) => {
                Self::UnknownAuthority { server }
            }
            Some(other) => Self::Certificate { server, reason: other.to_string() },
            // The driver keeps the kind of its errors to itself; this text is the only sign.
            None if error.to_string() == "error performing TLS handshake" => Self::NoTls { server, reason },
            None => Self::Unreachable { server, reason },
        }
    }
}

impl Settings {
    /// Reads the address and decides on TLS.
    ///
    /// # Errors
    /// When the address cannot be read, switches TLS off for a distant server, or no trusted
    /// authority can be loaded.
    pub fn resolve(&self) -> Result<(Config, Tls), Error> {
        // The driver knows only `require`; ours checks the certificate as libpq's `verify-full`.
        let url = self.url.replace("sslmode=verify-full", "sslmode=require");
        let url = url.replace("sslmode=verify-ca", "sslmode=require");
        let mut config: Config = url.parse().map_err(|e: tokio_postgres::Error| Error::Url(innermost(&e)))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(Error::Url("it names no host".to_owned()));
        }
        let encrypted = match config.get_ssl_mode() {
            SslMode::Require => true,
            SslMode::Disable if !is_local(&config) => {
                return Err(Error::TlsDisabled { server: server_name(&config) });
            }
            _ => !is_local(&config),
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(ATTEMPT);
        }
        if config.get_keepalives_idle() == NO_KEEPALIVE {
            config.keepalives_idle(KEEPALIVE_IDLE);
            config.keepalives_interval(KEEPALIVE_INTERVAL).keepalives_retries(KEEPALIVE_RETRIES);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(KEEPALIVE_IDLE + KEEPALIVE_INTERVAL * KEEPALIVE_RETRIES);
        }
        if config.get_application_name().is_none() {
            config.application_name("cds-sync");
        }
        let tls = match (&self.ca_file, encrypted) {
            (Some(file), true) => tls(authority(file)?),
            (None, true) => tls(system_authorities()?),
            (_, false) => no_tls(),
        };
        Ok((config, tls))
    }
}

/// The TLS side of connections that use none, such as those to the embedded server.
#[must_use]
pub fn no_tls() -> Tls {
    tls(RootCertStore::empty())
}

/// Connects, and drives the connection in a task of its own until the client is dropped.
///
/// # Errors
/// With the reason the server or the network gave, as a sentence for the operator.
pub async fn connect(config: &Config, tls: &Tls) -> Result<Client, Error> {
    let patience = patience(config);
    let attempt = tokio::time::timeout(patience, config.connect(tls.clone()));
    let (client, connection) = match attempt.await {
        Ok(outcome) => outcome.map_err(|e| Error::explain(config, &e))?,
        Err(_) => return Err(Error::silent(config, patience)),
    };
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the warehouse ended");
        }
    });
    Ok(client)
}

/// How long the server may take to let us in, and to answer a question that costs it nothing.
pub(crate) fn patience(config: &Config) -> Duration {
    2 * config.get_connect_timeout().copied().unwrap_or(ATTEMPT)
}

/// Whether every host and every address of the configuration is this machine.
fn is_local(config: &Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn server_name(config: &Config) -> String {
    let mut names: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    if names.is_empty() {
        names = config.get_hostaddrs().iter().map(IpAddr::to_string).collect();
    }
    format!("the warehouse server {}", names.join(", "))
}

fn tls(roots: RootCertStore) -> Tls {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the protocol versions that rustls enables")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Tls::new(config)
}

fn authority(file: &Path) -> Result<RootCertStore, Error> {
    let unusable = |reason: String| Error::CaFile { path: file.to_owned(), reason };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|e| unusable(e.to_string()))? {
        let certificate = certificate.map_err(|e| unusable(e.to_string()))?;
        roots.add(certificate).map_err(|e| unusable(e.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unusable("it holds no certificate".to_owned()));
    }
    Ok(roots)
}

fn system_authorities() -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() { Err(Error::NoAuthorities) } else { Ok(roots) }
}

/// What lies at the bottom of an error; those above it say where it happened, at most.
pub(crate) fn innermost(error: &dyn StdError) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Finds the verdict on the server's certificate in what the driver passed on.
fn refused_certificate(error: &tokio_postgres::Error) -> Option<&CertificateError> {
    let mut source = error.source();
    while let Some(error) = source {
        // An `io::Error` hides the error it wraps from `source`.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = match wrapped {
            Some(inner) => inner.downcast_ref::<rustls::Error>(),
            None => error.downcast_ref::<rustls::Error>(),
        };
        if let Some(rustls::Error::InvalidCertificate(reason)) = tls {
            return Some(reason);
        }
        source = error.source();
    }
    None
}

fn presented(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (it is for {})", names.join(", ")) }
}
