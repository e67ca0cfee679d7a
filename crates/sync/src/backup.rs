//! A backup: one dated folder with the warehouse, the configuration, the mapping, and a manifest written last. It gets
//! its name when it is complete.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use cds_warehouse::{
    backup::{self, Source, tables_version},
    connect::{self, Tls, no_tls},
    embedded::{self, Embedded},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::Config;

const MANIFEST: &str = "manifest.json";
const DUMP: &str = "warehouse.dump";

/// What is in a backup.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// Of the program that made it.
    version: String,
    made_at: DateTime<Utc>,
    /// The newest migration of its tables.
    tables: i32,
    files: Vec<Part>,
    /// The secret files that the installation needs, by their paths there.
    secrets: Vec<PathBuf>,
    /// What was left out, and why.
    left_out: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Part {
    name: String,
    bytes: u64,
    sha256: String,
}

/// The warehouse's server, reached for a backup or a restore.
struct Reached {
    config: connect::Config,
    tls: Tls,
    embedded: Option<Embedded>,
}

impl Reached {
    async fn of(config: &Config, beside_a_service: bool) -> anyhow::Result<Self> {
        let warehouse = &config.warehouse;
        if let Some((config, tls)) = warehouse.target()? {
            return Ok(Self { config, tls, embedded: None });
        }
        let settings =
            embedded::Settings { data_dir: warehouse.data.clone(), bin_dir: warehouse.programs.clone() };
        match Embedded::start(&settings).await {
            Ok(server) => Ok(Self { config: server.config(), tls: no_tls(), embedded: Some(server) }),
            Err(in_use @ embedded::Error::InUse { .. }) if beside_a_service => {
                let config = embedded::running(&warehouse.data)?.ok_or(in_use)?;
                Ok(Self { config, tls: no_tls(), embedded: None })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn source<'a>(&'a self, config: &'a Config) -> Source<'a> {
        let warehouse = &config.warehouse;
        Source {
            config: &self.config,
            tls: &self.tls,
            ca_file: warehouse.ca_file.as_deref(),
            programs: warehouse.programs.as_deref(),
        }
    }

    async fn leave(self) -> anyhow::Result<()> {
        match self.embedded {
            Some(server) => server.stop().await.context("the private warehouse did not stop"),
            None => Ok(()),
        }
    }
}

/// Makes a backup in a folder, beside a running service too, and returns its path and what was left out.
///
/// # Errors
/// When the warehouse or the disk refuses; then there is no backup of that name.
pub async fn make(
    config: &Config,
    into: &Path,
    with_secrets: bool,
    now: DateTime<Utc>,
) -> anyhow::Result<(PathBuf, Vec<String>)> {
    ensure!(
        config.warehouse.url.is_some() || config.warehouse.data.exists(),
        "there is no warehouse in {} yet; the first run makes it",
        config.warehouse.data.display()
    );
    let name = format!("cds-backup-{}", now.format("%Y-%m-%dT%H%M%SZ"));
    let (draft, whole) = (into.join(format!(".{name}.part")), into.join(&name));
    ensure!(!whole.exists(), "{} is there already", whole.display());
    private_folder(&draft)
        .with_context(|| format!("{} cannot be made; is there the right to write?", draft.display()))?;
    let made = async {
        let reached = Reached::of(config, true).await?;
        let dumped = backup::dump(&reached.source(config), &draft.join(DUMP)).await;
        reached.leave().await?;
        let left_out = fill(config, &draft, with_secrets, dumped?, now)?;
        fs::rename(&draft, &whole)?;
        Ok(left_out)
    };
    let made: anyhow::Result<Vec<String>> = made.await;
    if made.is_err() {
        // What is left of it has no name that a restore would take.
        let _ = fs::remove_dir_all(&draft);
    }
    made.map(|left_out| (whole, left_out))
}

/// The files beside the dump, and the manifest over all.
fn fill(
    config: &Config,
    folder: &Path,
    with_secrets: bool,
    tables: i32,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<String>> {
    let mut files = vec![DUMP.to_owned()];
    let mut left_out = Vec::new();
    let mut take = |from: &Path, name: String| {
        fs::copy(from, folder.join(&name)).with_context(|| format!("{} cannot be copied", from.display()))?;
        files.push(name);
        anyhow::Ok(())
    };
    if config.holds_secret && !with_secrets {
        left_out.push(format!(
            "the configuration {}, because a password stands in it: put that into a file of its own \
             (warehouse.password_file), or back up --with-secrets",
            config.file.display()
        ));
    } else {
        take(&config.file, "cds-sync.toml".to_owned())?;
    }
    if let Some(sage) = &config.sage300 {
        take(&sage.mapping, "mapping.toml".to_owned())?;
    }
    let secrets = secrets(config);
    for (number, secret) in secrets.iter().enumerate().filter(|_| with_secrets) {
        let name = secret.file_name().unwrap_or_default().to_string_lossy();
        take(secret, format!("secret-{number}-{name}"))?;
    }
    let files: anyhow::Result<Vec<Part>> = files.into_iter().map(|name| part(folder, name)).collect();
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        tables,
        files: files?,
        secrets,
        left_out: left_out.clone(),
    };
    fs::write(folder.join(MANIFEST), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(left_out)
}

/// The secret files there are. The private warehouse's password is made anew with a new one.
fn secrets(config: &Config) -> Vec<PathBuf> {
    let files = [Some(&config.serve.development_token_file), config.warehouse.password_file.as_ref()];
    files.into_iter().flatten().filter(|file| file.is_file()).cloned().collect()
}

/// Puts a backup in the place of the warehouse, and returns when it was made.
///
/// # Errors
/// When it is not whole, or newer than this program, or the warehouse holds data and `replace` is not said. The
/// warehouse is as it was then.
pub async fn restore(config: &Config, folder: &Path, replace: bool) -> anyhow::Result<DateTime<Utc>> {
    let manifest = verified(folder)?;
    ensure!(
        manifest.tables <= tables_version(),
        "{} was made by cds-sync {}, whose tables are newer than those of this one; install that version or a later \
         one",
        folder.display(),
        manifest.version
    );
    let reached = Reached::of(config, false).await?;
    let restored = backup::restore(&reached.source(config), &folder.join(DUMP), replace).await;
    reached.leave().await?;
    restored?;
    Ok(manifest.made_at)
}

/// The manifest, when every file is as it says.
fn verified(folder: &Path) -> anyhow::Result<Manifest> {
    let shown = folder.display();
    let is_draft = folder.extension().is_some_and(|extension| extension == "part");
    ensure!(!is_draft, "{shown} is a backup that was broken off; take a complete one");
    let text = fs::read(folder.join(MANIFEST))
        .with_context(|| format!("{shown} is no complete backup: its {MANIFEST} cannot be read"))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).with_context(|| format!("the {MANIFEST} of {shown} is damaged"))?;
    ensure!(manifest.files.iter().any(|part| part.name == DUMP), "{shown} holds no {DUMP}");
    for told in &manifest.files {
        let found = part(folder, told.name.clone())?;
        if found.sha256 != told.sha256 {
            bail!("{} of {shown} is not as it was written; take another backup", told.name);
        }
    }
    Ok(manifest)
}

fn part(folder: &Path, name: String) -> anyhow::Result<Part> {
    let path = folder.join(&name);
    let digest = || -> io::Result<(u64, String)> {
        let mut file = fs::File::open(&path)?;
        let (mut hasher, mut buffer, mut bytes) = (Sha256::new(), vec![0; 1 << 16], 0);
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            bytes += read as u64;
        }
        Ok((bytes, hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
    };
    let (bytes, sha256) = digest().with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(Part { name, bytes, sha256 })
}

/// For the account that makes the backup alone: it holds all that the company's books say.
fn private_folder(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
