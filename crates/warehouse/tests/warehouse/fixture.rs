//! A warehouse of its own for each test.

#[cfg(unix)]
use std::fs;
use std::path::Path;

use cds_folders::FilePattern;
use cds_warehouse::{
    BilledBasis, Warehouse,
    bronze::{Arrival, Arrivals, Batch, Landed, Quarantined},
    connect::{connect, no_tls},
    embedded::{Embedded, Settings},
    silver_assets,
};
use chrono::NaiveDate;
use tempfile::TempDir;
use tokio_postgres::Client;

use crate::replica::Replica;

/// A folder that the account which runs PostgreSQL may enter where the tests run as root.
pub(crate) fn folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("cds-").tempdir()?;
    #[cfg(unix)]
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok(folder)
}

/// The private server of a new data directory. `initdb` takes most of the time of a test that needs no more than
/// some server, so one directory is made and copied.
pub(crate) async fn start_copy(data_dir: &Path) -> anyhow::Result<Embedded> {
    #[cfg(unix)]
    {
        copy_of_template(data_dir).await?;
        match start(data_dir).await {
            // PostgreSQL was upgraded since the template was made.
            Err(cds_warehouse::embedded::Error::OtherMajor { .. }) => fs::remove_dir_all(data_dir)?,
            started => return Ok(started?),
        }
    }
    Ok(start(data_dir).await?)
}

#[cfg(unix)]
async fn copy_of_template(data_dir: &Path) -> anyhow::Result<()> {
    let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join("warehouse");
    let one_makes_it = fs::File::create(template.with_extension("lock"))?;
    one_makes_it.lock()?;
    if !template.exists() {
        let folder = folder()?;
        let made = folder.path().join("data");
        start(&made).await?.stop().await?;
        let draft = template.with_extension("draft");
        copy(&made, &draft)?;
        fs::rename(draft, &template)?;
    }
    copy(&template, data_dir)
}

/// With owners and permissions, which PostgreSQL looks at.
#[cfg(unix)]
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = std::process::Command::new("cp").arg("-a").arg("-T").arg(from).arg(to).status()?;
    anyhow::ensure!(copied.success(), "{} could not be copied", from.display());
    Ok(())
}

/// The private server of a data directory, with nothing configured.
pub(crate) async fn start(data_dir: &Path) -> Result<Embedded, cds_warehouse::embedded::Error> {
    Embedded::start(&Settings { data_dir: data_dir.to_owned(), bin_dir: None }).await
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A migrated warehouse, and what a laptop has of it.
pub(crate) struct World {
    pub(crate) warehouse: Warehouse,
    pub(crate) laptop: Replica,
    pub(crate) server: Embedded,
    pub(crate) basis: BilledBasis,
    /// Dropped after the server.
    _folder: TempDir,
}

impl World {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let folder = folder()?;
        let server = start_copy(&folder.path().join("data")).await?;
        let warehouse = Warehouse::open(&server.config(), no_tls()).await?;
        let laptop = Replica::default();
        Ok(Self { warehouse, laptop, server, basis: BilledBasis::default(), _folder: folder })
    }

    /// A connection of the test's own, to see what the warehouse's interface does not show.
    pub(crate) async fn client(&self) -> anyhow::Result<Client> {
        Ok(connect(&self.server.config(), &no_tls()).await?)
    }

    /// What an export of the books says.
    pub(crate) async fn books(&self, records: Vec<Arrival>) -> anyhow::Result<Landed> {
        self.land("sage300", records, vec![]).await
    }

    /// What a scan of the share says.
    pub(crate) async fn share(&self, records: Vec<Arrival>) -> anyhow::Result<Landed> {
        self.land("network_folder", records, vec![]).await
    }

    /// What a scan of one share of several says.
    pub(crate) async fn share_at(&self, root: &str, records: Vec<Arrival>) -> anyhow::Result<Landed> {
        self.land_at("network_folder", root, records, vec![]).await
    }

    pub(crate) async fn land(
        &self,
        source_system: &str,
        records: Vec<Arrival>,
        quarantined: Vec<Quarantined>,
    ) -> anyhow::Result<Landed> {
        self.land_at(source_system, "main", records, quarantined).await
    }

    async fn land_at(
        &self,
        source_system: &str,
        instance: &str,
        records: Vec<Arrival>,
        quarantined: Vec<Quarantined>,
    ) -> anyhow::Result<Landed> {
        let run_id = self.warehouse.begin_run(day("2025-12-31")).await?;
        let batch = Batch {
            run_id,
            source_system,
            instance,
            place: "a test",
            records: Arrivals::of(records)?,
            quarantined,
            repeated: 0,
            claims: vec![],
            state: None,
        };
        Ok(self.warehouse.land(batch).await?)
    }

    /// Builds silver and gold for a business day and pulls; returns how many changes went over the wire.
    pub(crate) async fn run(&mut self, as_of: &str) -> anyhow::Result<usize> {
        self.run_over(&["main"], as_of).await
    }

    /// The same where these roots are scanned.
    pub(crate) async fn run_over(&mut self, roots: &[&str], as_of: &str) -> anyhow::Result<usize> {
        self.build_silver(roots, as_of, None).await?;
        self.warehouse.build_gold(day(as_of), self.basis).await?;
        self.laptop.pull(&self.warehouse, 1000).await
    }

    /// Builds silver alone for a business day, as a run does.
    pub(crate) async fn build_silver(
        &self,
        roots: &[&str],
        as_of: &str,
        pattern: Option<&FilePattern>,
    ) -> anyhow::Result<()> {
        let roots = roots.iter().copied().map(str::to_owned).collect();
        self.warehouse.note_configuration(&roots, 1).await?;
        for asset in silver_assets() {
            self.warehouse.build_silver_asset(asset, day(as_of), &roots).await?;
        }
        Ok(self.warehouse.decide_schedules_of_record(pattern).await?)
    }

    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        Ok(self.server.stop().await?)
    }
}
