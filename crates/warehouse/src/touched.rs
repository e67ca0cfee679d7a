//! Jobs noted for gold, beyond those whose silver changed.

use tokio_postgres::Transaction;

/// Notes every job when a decision that concerns all of them is made by something else than the last time: the
/// month of today, the billed basis, the pattern of the schedules of record.
pub(crate) async fn all_when_changed(
    transaction: &Transaction<'_>,
    decision: &str,
    decided_by: &str,
) -> Result<(), tokio_postgres::Error> {
    transaction.execute(include_str!("touched.sql"), &[&decision, &decided_by]).await.map(drop)
}
