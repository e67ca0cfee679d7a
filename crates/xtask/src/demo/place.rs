use std::{
    fs::{self, File, TryLockError},
    io::read_to_string,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::Duration,
};

use anyhow::{Context, bail};

use super::product;
use crate::commands::{self, Running};

/// Where the demo keeps everything; without it the next demo starts anew.
pub(super) const DEMO: &str = "target/demo";

/// The files of one seed's demo, claimed for this task. What a stopped demo left is gone on with.
pub(super) struct Place {
    folder: PathBuf,
    seed: u64,
    warehouse: PathBuf,
    _claim: File,
}

impl Place {
    /// Claims the folder.
    pub(super) fn claim(seed: u64) -> anyhow::Result<Self> {
        let folder = Path::new(DEMO).join(format!("seed-{seed}"));
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let claim = File::create(Path::new(DEMO).join("demo.lock"))?;
        match claim.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another `cargo xtask demo` is running here; end it first")
            }
            Err(TryLockError::Error(problem)) => {
                return Err(problem).context("the demo's folder cannot be locked");
            }
        }
        let warehouse = warehouse(&folder)?;
        await_end(&warehouse.join("service.lock"))?;
        Ok(Self { folder, seed, warehouse, _claim: claim })
    }

    /// Makes the contractor, once, and returns the business day its files end with.
    pub(super) fn make_company(&self) -> anyhow::Result<String> {
        let as_of = self.folder.join("as-of");
        let told = match fs::read_to_string(&as_of) {
            Ok(told) => told,
            Err(_) => {
                let told = self.write_company()?;
                fs::write(&as_of, &told).with_context(|| format!("{} cannot be written", as_of.display()))?;
                told
            }
        };
        print!("{told}");
        self.configure().with_context(|| format!("{} cannot be written", self.configuration().display()))?;
        told.split_whitespace().last().map(str::to_owned).context("cds-company did not tell its last day")
    }

    /// Writes the contractor's files, over those that a stopped demo left half written.
    fn write_company(&self) -> anyhow::Result<String> {
        let mut make = product("cds-company");
        make.args(["--force", "--seed", &self.seed.to_string(), "--out"]).arg(self.company());
        make.stdout(Stdio::piped());
        let mut make = Running::start(make)?;
        let told = read_to_string(make.child().stdout.take().context("its output is piped")?)?;
        let status = make.wait()?;
        if !status.success() {
            bail!("cds-company ended with {status}");
        }
        Ok(told)
    }

    /// The contractor's configuration, and what it leaves open: where the service listens, and where its data is.
    fn configure(&self) -> anyhow::Result<()> {
        let given = fs::read_to_string(self.company().join("cds-sync.toml"))?;
        let (listen, data) = (free_address()?, self.warehouse.display());
        let own = format!("\n[serve]\nlisten = \"{listen}\"\n\n[warehouse]\ndata = '{data}'\n");
        Ok(fs::write(self.configuration(), given + &own)?)
    }

    fn company(&self) -> PathBuf {
        self.folder.join("company")
    }

    /// Of the service.
    pub(super) fn configuration(&self) -> PathBuf {
        self.company().join("demo.toml")
    }

    /// What laptops sign in with.
    pub(super) fn token(&self) -> PathBuf {
        self.company().join("development-token")
    }

    /// Data of the private PostgreSQL.
    pub(super) fn warehouse(&self) -> &Path {
        &self.warehouse
    }

    pub(super) fn laptop(&self) -> PathBuf {
        self.folder.join("laptop")
    }
}

#[cfg(unix)]
fn warehouse(folder: &Path) -> anyhow::Result<PathBuf> {
    let own = std::path::absolute(folder.join("warehouse"))?;
    Ok(super::warehouse::elsewhere(folder)?.unwrap_or(own))
}

#[cfg(not(unix))]
fn warehouse(folder: &Path) -> anyhow::Result<PathBuf> {
    Ok(std::path::absolute(folder.join("warehouse"))?)
}

/// The service of a demo that was killed takes a moment to stop its PostgreSQL. One that does not end is named by
/// the service that comes next.
fn await_end(lock: &Path) -> anyhow::Result<()> {
    for _ in 0..150 {
        let held =
            File::open(lock).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
        if !held {
            break;
        }
        if commands::stopped() {
            bail!("stopped");
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// The usual one, unless somebody has it.
fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:8787").or_else(|_| TcpListener::bind("127.0.0.1:0"))?.local_addr()
}
