//! Gold: what laptops read, recomputed for the jobs that silver noted and written only where it differs. The
//! months' rule itself is [`cds_domain::scurve::plain`].

use std::collections::BTreeMap;
use std::pin::pin;

use cds_domain::scurve::plain::{self, ChangeOrder, History, PayApplication, ScheduleVersion};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use tokio_postgres::{Row, Transaction, binary_copy::BinaryCopyInWriter, types::Type};

use crate::{Error, Warehouse, access, commit, error::while_doing, in_turn, touched};

/// The tables that are plain selections from silver, in order.
const SELECTIONS: [&str; 4] = [
    include_str!("gold_projects.sql"),
    include_str!("gold_pay_applications.sql"),
    include_str!("gold_change_orders.sql"),
    include_str!("gold_schedule_versions.sql"),
];

/// Which amount the installation's books call billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BilledBasis {
    /// Completed and stored to date.
    #[default]
    Gross,
    /// The same less retainage.
    Net,
}

impl Warehouse {
    /// Brings gold up to date with silver, and with the month of `as_of`.
    ///
    /// # Errors
    /// When the database refuses; nothing is changed then.
    pub async fn build_gold(&self, as_of: NaiveDate, basis: BilledBasis) -> Result<(), Error> {
        let failed = while_doing("building gold");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        build(&transaction, as_of, basis).await.map_err(&failed)?;
        // The triggers have noted the changes; the commit publishes them.
        commit(transaction, "gold").await.map_err(&failed)
    }
}

async fn build(
    transaction: &Transaction<'_>,
    as_of: NaiveDate,
    basis: BilledBasis,
) -> Result<(), tokio_postgres::Error> {
    let basis = match basis {
        BilledBasis::Gross => "gross",
        BilledBasis::Net => "net",
    };
    let decided_by = format!("{} {basis}", plain::month_end(as_of));
    touched::all_when_changed(transaction, "months", &decided_by).await?;
    transaction.execute("select set_config('cds.as_of', $1::date::text, true)", &[&as_of]).await?;
    transaction.execute(include_str!("come_into_force.sql"), &[&as_of]).await?;
    for sql in SELECTIONS {
        transaction.batch_execute(sql).await?;
    }
    let facts = transaction.query(include_str!("history.sql"), &[&basis]).await?;
    write_months(transaction, &histories(&facts), as_of).await?;
    transaction.batch_execute(include_str!("gold_schedule_health.sql")).await?;
    transaction.execute("delete from ops.touched_project", &[]).await?;
    access::resolve(transaction).await
}

struct Job {
    history: History,
    finished: bool,
}

fn histories(facts: &[Row]) -> BTreeMap<i64, Job> {
    let mut jobs: BTreeMap<i64, Job> = BTreeMap::new();
    for fact in facts {
        let job = jobs
            .entry(fact.get("project_key"))
            .or_insert_with(|| Job { history: History::default(), finished: false });
        let amount: Option<Decimal> = fact.get("amount");
        let day: Option<NaiveDate> = fact.get("day");
        match (fact.get("fact"), day, amount) {
            ("project", _, original) => {
                job.history.original_contract = original;
                job.finished = fact.get("finished");
            }
            ("version", Some(data_date), Some(actual_minutes)) => {
                job.history.versions.push(ScheduleVersion {
                    key: fact.get("key"),
                    data_date,
                    actual_minutes,
                    duration_minutes: fact.get("duration"),
                });
            }
            ("application", Some(period_to), Some(billed)) => {
                let number = i32::try_from(fact.get::<_, i64>("key")).unwrap_or(i32::MAX);
                job.history.applications.push(PayApplication { number, period_to, billed });
            }
            ("change_order", Some(executed_on), Some(amount)) => {
                job.history.change_orders.push(ChangeOrder { executed_on, amount });
            }
            _ => {}
        }
    }
    jobs
}

async fn write_months(
    transaction: &Transaction<'_>,
    jobs: &BTreeMap<i64, Job>,
    as_of: NaiveDate,
) -> Result<(), tokio_postgres::Error> {
    transaction.batch_execute(include_str!("stage_health.sql")).await?;
    let sink = transaction.copy_in("copy desired_health from stdin binary").await?;
    let types = [
        Type::INT8,
        Type::DATE,
        Type::INT8,
        Type::DATE,
        Type::INT4,
        Type::DATE,
        Type::NUMERIC,
        Type::NUMERIC,
        Type::NUMERIC,
        Type::NUMERIC,
        Type::NUMERIC,
        Type::TEXT,
        Type::BOOL,
        Type::INT4,
        Type::BOOL,
    ];
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    for (project_key, job) in jobs {
        for month in plain::months(&job.history, as_of, job.finished) {
            let (version_key, data_date) = month.version.unzip();
            let (application, period_to) = month.application.unzip();
            writer
                .as_mut()
                .write(&[
                    project_key,
                    &month.month_end,
                    &version_key,
                    &data_date,
                    &application,
                    &period_to,
                    &month.schedule_percent,
                    &month.financial_percent,
                    &month.billed,
                    &month.contract_sum,
                    &month.variance,
                    &month.light.map(plain::Light::word),
                    &month.carried,
                    &month.red_months,
                    &month.alert(),
                ])
                .await?;
        }
    }
    writer.finish().await?;
    Ok(())
}
