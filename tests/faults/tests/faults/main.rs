//! The real service, disturbed: what it leaves must be what an undisturbed one leaves.

#![cfg(unix)]

mod decisions;
mod equality;
mod fail_points;
mod kills;
mod laptop;
mod manager;
mod network;
mod replay;
mod server_stops;
mod shipped;

use std::time::Duration;

use anyhow::Context;
use cds_faults::{Contents, Contractor, Office, Server};
use tokio::time::timeout;

/// The service, with fail points.
const PROGRAM: &str = env!("CARGO_BIN_EXE_cds-sync-with-fail-points");

/// How long a test waits at most for what has to come about by itself: many times what it takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the warehouse holds after each of the contractor's days, when nothing disturbs the service.
struct Undisturbed {
    first: Contents,
    corrected: Contents,
}

impl Undisturbed {
    async fn of(contractor: &Contractor, server: &mut Server) -> anyhow::Result<Self> {
        let database = server.new_database().await?;
        let office = Office::open(PROGRAM, contractor, Some(&server.url(&database)?))?;
        let client = server.client(&database).await?;
        office.run()?;
        let first = Contents::read(&client).await?;
        contractor.lay_second_day(office.path())?;
        // A file is gone when two scans in a row have missed it.
        office.run()?;
        office.run()?;
        Ok(Self { first, corrected: Contents::read(&client).await? })
    }
}

/// Fails with what differs, as a person reads it.
fn assert_same(expected: &Contents, found: &Contents, after: &str) {
    let difference = expected.difference(found);
    assert!(
        difference.is_empty(),
        "after {after} the warehouse is not that of an undisturbed service:\n{difference}"
    );
}

/// Waits for `what`, and fails with its name where it does not come about.
async fn in_time(what: &str, coming: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    timeout(PATIENCE, coming).await.with_context(|| format!("{what} was waited for in vain"))?
}
