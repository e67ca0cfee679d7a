//! Whether the service has what it needs, each answer with what to do.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use cds_sources::sage300::Mapping;
use cds_warehouse::{
    connect,
    embedded::{self, Embedded},
};

use crate::{config::Config, running, status::Status};

/// One thing that was looked at.
#[derive(Debug)]
pub struct Check {
    /// What.
    what: String,
    /// What is so, or what is wrong and what to do.
    finding: Result<String, String>,
}

impl Check {
    fn new<E: fmt::Display>(what: impl Into<String>, finding: Result<impl Into<String>, E>) -> Self {
        // The alternate form tells an error with its causes.
        Self { what: what.into(), finding: finding.map(Into::into).map_err(|error| format!("{error:#}")) }
    }

    /// Whether something is wrong.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        self.finding.is_err()
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.finding {
            Ok(so) => write!(f, "ok       {}: {so}", self.what),
            Err(wrong) => write!(f, "problem  {}: {wrong}", self.what),
        }
    }
}

/// Looks at everything that the configuration names.
pub async fn examine(config: &Config) -> Vec<Check> {
    let mut checks = vec![Check::new("configuration", Ok::<_, String>(config.file.display().to_string()))];
    checks.extend(secrets(config).into_iter().map(|(what, path)| Check::new(what, kept_secret(&path))));
    checks.push(Check::new("warehouse", reach(config).await));
    if let Some(sage) = &config.sage300 {
        let mapping = Mapping::load(&sage.mapping).map(|_| sage.mapping.display().to_string());
        checks.push(Check::new("sage300.mapping", mapping));
        checks.push(Check::new("sage300.drop", list(&sage.drop)));
    }
    let roots = config.folders.iter().flat_map(|folders| &folders.roots);
    checks.extend(roots.map(|root| Check::new("folders.roots", list(root))));
    checks
}

/// The files that hold something nobody else may read.
fn secrets(config: &Config) -> Vec<(&'static str, PathBuf)> {
    let mut secrets = vec![("token", config.serve.development_token_file.clone())];
    if config.holds_secret {
        secrets.push(("password in the configuration", config.file.clone()));
    }
    let warehouse = &config.warehouse;
    secrets.extend(warehouse.password_file.iter().map(|file| ("warehouse.password_file", file.clone())));
    if warehouse.url.is_none() {
        secrets.push(("password of the warehouse", warehouse.data.join("warehouse.password")));
    }
    secrets
}

fn kept_secret(path: &Path) -> Result<String, String> {
    let shown = path.display();
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(format!("{shown} is not made yet")),
        Err(error) => Err(format!("{shown} cannot be looked at as {}: {error}", account())),
        Ok(data) if is_open_to_others(&data) => {
            Err(format!("{shown} can be read by others; close it with `chmod 600 '{shown}'`"))
        }
        Ok(data) if is_of_another(&data) => {
            let account = account();
            Err(format!(
                "{shown} belongs to another account than {account}; give it back with `chown {account} '{shown}'`"
            ))
        }
        Ok(_) if cfg!(unix) => Ok(format!("{shown} is its owner's alone")),
        Ok(_) => Ok(format!("{shown} is there; who may read it is for its folder's properties to say")),
    }
}

#[cfg(unix)]
fn is_open_to_others(data: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(data) & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// Root reads everything, and runs the private warehouse as an account of its own.
#[cfg(unix)]
fn is_of_another(data: &fs::Metadata) -> bool {
    let ourselves = nix::unistd::Uid::effective();
    !ourselves.is_root() && std::os::unix::fs::MetadataExt::uid(data) != ourselves.as_raw()
}

#[cfg(not(unix))]
fn is_of_another(_: &fs::Metadata) -> bool {
    false
}

/// Through the service that runs here, if one does: its private warehouse is its own.
async fn reach(config: &Config) -> anyhow::Result<String> {
    if running::look::<Status>(&config.serve, "/v1/status").await?.is_some() {
        return Ok(format!("the service on {} has it", config.serve.listen));
    }
    let warehouse = &config.warehouse;
    if let Some((target, tls)) = warehouse.target()? {
        connect::connect(&target, &tls).await?;
        return Ok("the server of warehouse.url answers".to_owned());
    }
    let data_dir = warehouse.data.clone();
    let shown = data_dir.display().to_string();
    if !data_dir.exists() {
        return Ok(format!("{shown} is not made yet; the first run makes it"));
    }
    let server =
        Embedded::start(&embedded::Settings { data_dir, bin_dir: warehouse.programs.clone() }).await?;
    server.stop().await?;
    Ok(format!("the private server in {shown} starts and stops"))
}

fn list(folder: &Path) -> Result<String, String> {
    let (shown, account) = (folder.display(), account());
    match fs::read_dir(folder).and_then(|mut entries| entries.next().transpose()) {
        Ok(_) => Ok(format!("{shown} can be listed as {account}")),
        Err(error) => Err(format!(
            "{shown} cannot be listed as {account}: {error}. Correct the path, mount the share, or give {account} \
             the right to read it"
        )),
    }
}

#[cfg(unix)]
fn account() -> String {
    let uid = nix::unistd::Uid::effective();
    let user = nix::unistd::User::from_uid(uid).ok().flatten();
    user.map_or_else(|| format!("user {uid}"), |user| user.name)
}

#[cfg(not(unix))]
fn account() -> String {
    std::env::var("USERNAME").unwrap_or_else(|_| "this account".to_owned())
}
