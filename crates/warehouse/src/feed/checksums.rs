//! What is fed, summed up: a laptop that holds the same rows has the same checksums.

use cds_feed::{Checksums, Summing, tables::Fed};
use tokio_postgres::{IsolationLevel, Row, Transaction};

use super::{read_as, rows};
use crate::{Error, Warehouse, error::while_doing};

impl Warehouse {
    /// The checksum of each fed table over the rows that an account may see.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn checksums(&self, user_key: i64) -> Result<Checksums, Error> {
        let failed = while_doing("summing up what is fed");
        let mut client = self.client().await?;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await
            .map_err(&failed)?;
        read_as(&transaction, user_key).await.map_err(&failed)?;
        let mut sums = Summing::default();
        add(&transaction, &mut sums, "select * from gold.gold_projects", rows::project).await?;
        add(&transaction, &mut sums, "select * from gold.gold_pay_applications", rows::pay_application)
            .await?;
        add(&transaction, &mut sums, "select * from gold.gold_change_orders", rows::change_order).await?;
        add(&transaction, &mut sums, "select * from gold.gold_schedule_versions", rows::schedule_version)
            .await?;
        add(&transaction, &mut sums, "select * from gold.gold_schedule_health", rows::schedule_health)
            .await?;
        Ok(sums.done())
    }
}

async fn add<T: Fed>(
    transaction: &Transaction<'_>,
    sums: &mut Summing,
    sql: &str,
    from: fn(&Row) -> T,
) -> Result<(), Error> {
    for row in transaction.query(sql, &[]).await.map_err(while_doing("summing up what is fed"))? {
        sums.add(&from(&row)).map_err(|cause| Error::Encoding { table: T::NAME, cause })?;
    }
    Ok(())
}
