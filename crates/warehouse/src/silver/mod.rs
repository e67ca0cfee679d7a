//! Silver: the conformed model. Each asset is a SQL file over the bronze batches it has not seen, in one
//! transaction with its mark; the jobs it changes are noted for gold.

mod of_record;

pub(crate) use of_record::job_of_number;

use std::collections::BTreeSet;

use cds_folders::FilePattern;
use chrono::NaiveDate;

use serde_json::Value;
use tokio_postgres::Transaction;

use crate::{Error, Warehouse, commit, error::while_doing, in_turn, touched};

/// The assets in the order of their dependencies.
const ASSETS: [(&str, &str); 12] = [
    ("dim_person", include_str!("dim_person.sql")),
    ("managers", include_str!("managers.sql")),
    ("dim_project", include_str!("dim_project.sql")),
    ("folder_projects", include_str!("folder_projects.sql")),
    ("dim_cost_code", include_str!("dim_cost_code.sql")),
    ("job_extras", include_str!("job_extras.sql")),
    ("job_cost_codes", include_str!("job_cost_codes.sql")),
    ("fact_labor_hours", include_str!("fact_labor_hours.sql")),
    ("fact_job_cost", include_str!("fact_job_cost.sql")),
    ("fact_change_orders", include_str!("fact_change_orders.sql")),
    ("fact_pay_apps", include_str!("fact_pay_apps.sql")),
    ("fact_schedules", include_str!("fact_schedules.sql")),
];

/// Their names, in that order.
pub fn silver_assets() -> impl Iterator<Item = &'static str> {
    ASSETS.iter().map(|(name, _)| *name)
}

impl Warehouse {
    /// Notes what the configuration says that silver follows, once before the assets of a run are built: the instances
    /// of the shares that are scanned, and the month in which the fiscal year begins (1–12). Every job is noted where
    /// the shares are others than the last time.
    ///
    /// # Errors
    /// When the database refuses; nothing is changed then.
    pub async fn note_configuration(
        &self,
        roots: &BTreeSet<String>,
        first_fiscal_month: u8,
    ) -> Result<(), Error> {
        let failed = while_doing("noting the configuration");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let roots = Value::from_iter(roots.iter().cloned());
        touched::all_when_changed(&transaction, "roots", &roots.to_string()).await.map_err(&failed)?;
        let begins = include_str!("first_fiscal_month.sql");
        transaction.execute(begins, &[&first_fiscal_month.to_string()]).await.map_err(&failed)?;
        commit(transaction, "roots").await.map_err(&failed)
    }

    /// Brings one asset of silver, which one of [`silver_assets`] names, up to date with bronze. `roots` as for
    /// [`Warehouse::note_configuration`]: what another root last said of a file counts only where none of these knows
    /// the file.
    ///
    /// # Errors
    /// When the database refuses; nothing is changed then.
    pub async fn build_silver_asset(
        &self,
        asset: &str,
        as_of: NaiveDate,
        roots: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let roots = Value::from_iter(roots.iter().cloned());
        for (asset, sql) in ASSETS.iter().filter(|(name, _)| *name == asset) {
            self.build_asset(asset, sql, as_of, &roots).await?;
        }
        Ok(())
    }

    /// Decides which file of each noted job is of record. `pattern` names the schedule files of record, where the
    /// installation has such a pattern.
    ///
    /// # Errors
    /// When the database refuses; nothing is changed then.
    pub async fn decide_schedules_of_record(&self, pattern: Option<&FilePattern>) -> Result<(), Error> {
        let failed = while_doing("deciding the schedules of record");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        of_record::decide(&transaction, pattern).await.map_err(&failed)?;
        commit(transaction, "schedule_of_record").await.map_err(&failed)
    }

    async fn build_asset(
        &self,
        asset: &str,
        sql: &str,
        as_of: NaiveDate,
        roots: &Value,
    ) -> Result<(), Error> {
        let failed = while_doing("building silver");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let open = include_str!("open_asset.sql");
        let newest: Option<i64> =
            transaction.query_one(open, &[&asset, &as_of, roots]).await.map_err(&failed)?.get(0);
        if let Some(newest) = newest {
            analyze_when_grown(&transaction, newest).await.map_err(&failed)?;
            transaction.batch_execute(sql).await.map_err(&failed)?;
            mark(&transaction, asset, newest).await.map_err(&failed)?;
        }
        commit(transaction, asset).await.map_err(&failed)
    }
}

/// Autovacuum comes too late: until bronze is analyzed, the planner knows nothing of a new kind of record, and reads
/// all of bronze for each of its rows.
async fn analyze_when_grown(transaction: &Transaction<'_>, newest: i64) -> Result<(), tokio_postgres::Error> {
    let has_grown = transaction.query_one(include_str!("bronze_has_grown.sql"), &[]).await?;
    if has_grown.get(0) {
        transaction.batch_execute("analyze bronze.record").await?;
        mark(transaction, "statistics", newest).await?;
    }
    Ok(())
}

async fn mark(transaction: &Transaction<'_>, asset: &str, newest: i64) -> Result<(), tokio_postgres::Error> {
    transaction.execute(include_str!("mark_asset.sql"), &[&asset, &newest]).await.map(drop)
}
