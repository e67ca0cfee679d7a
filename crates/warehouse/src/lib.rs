//! The PostgreSQL warehouse: connect, migrate, land bronze, build silver and gold, serve the feed.

pub mod access;
pub mod backup;
pub mod bronze;
pub mod connect;
mod copy_in;
mod decisions;
mod doubts;
pub mod embedded;
mod error;
mod fail_point;
mod feed;
mod gold;
pub mod originals;
mod run;
mod silver;
mod touched;

pub use error::Error;
pub use fail_point::fail_point;
pub use feed::Page;
pub use gold::BilledBasis;
pub use run::{AssetOutcome, FailedAsset, Failure, LastRun, RunClaim, SourceStanding, Standing, UnderWay};
pub use silver::silver_assets;

use deadpool_postgres::{
    Client, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime, Transaction,
};

mod migrations {
    refinery::embed_migrations!("../../migrations/warehouse");
}

/// The warehouse, reached through a pool of connections.
#[derive(Debug, Clone)]
pub struct Warehouse {
    pool: Pool,
    config: tokio_postgres::Config,
}

impl Warehouse {
    /// Connects and brings the tables up to date.
    ///
    /// # Errors
    /// When the server cannot be reached, or refuses a migration.
    pub async fn open(config: &tokio_postgres::Config, tls: connect::Tls) -> Result<Self, Error> {
        // A connection that has gone silent meanwhile is not handed out.
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Verified };
        let manager = Manager::from_config(config.clone(), tls, recycling);
        let patience = Some(connect::patience(config));
        let pool = Pool::builder(manager).max_size(8).runtime(Runtime::Tokio1);
        let pool = pool.create_timeout(patience).recycle_timeout(patience).build();
        let pool = pool.map_err(|e| Error::Pool(e.to_string()))?;
        let warehouse = Self { pool, config: config.clone() };
        let mut client = warehouse.client().await?;
        migrations::migrations::runner().run_async(&mut **client).await?;
        Ok(warehouse)
    }

    /// Gives up the connections, before the server they lead to is stopped.
    pub fn close(&self) {
        self.pool.close();
    }

    pub(crate) async fn client(&self) -> Result<Client, Error> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(refusal) => connect::Error::explain(&self.config, &refusal).into(),
            PoolError::Timeout(_) => {
                connect::Error::silent(&self.config, connect::patience(&self.config)).into()
            }
            other => Error::Pool(other.to_string()),
        })
    }
}

/// Begins a transaction in turn. Those that land, build and pin follow one another in whichever service they run:
/// so batches become visible in the order of their numbers, and no note of a changed job is lost.
pub(crate) async fn in_turn(client: &mut Client) -> Result<Transaction<'_>, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction.execute("select pg_advisory_xact_lock(hashtext('cds.warehouse'))", &[]).await?;
    Ok(transaction)
}

/// Ends a transaction well. `what` names it for [`fail_point`].
pub(crate) async fn commit(transaction: Transaction<'_>, what: &str) -> Result<(), tokio_postgres::Error> {
    fail_point(what, "before_commit");
    transaction.commit().await?;
    fail_point(what, "after_commit");
    Ok(())
}
