//! What the cache holds, summed up as the warehouse sums it: row by row as it came over the wire.

use cds_feed::{
    Checksums, Summing,
    tables::{ChangeOrder, Fed, PayApplication, Project, ScheduleHealth, ScheduleVersion},
};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, types::Type};
use rust_decimal::Decimal;

use crate::{Cache, Error};

impl Cache {
    /// The checksum of each fed table; without a copy those of empty ones. After a pull they equal those of the
    /// warehouse for the same account.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn checksums(&self) -> Result<Checksums, Error> {
        Ok(self.read(sums)?.unwrap_or_else(|| Summing::default().done()))
    }
}

fn sums(connection: &Connection) -> rusqlite::Result<Checksums> {
    let mut sums = Summing::default();
    add(connection, &mut sums, "select * from gold_projects", project)?;
    add(connection, &mut sums, "select * from gold_pay_applications", pay_application)?;
    add(connection, &mut sums, "select * from gold_change_orders", change_order)?;
    add(connection, &mut sums, "select * from gold_schedule_versions", schedule_version)?;
    add(connection, &mut sums, "select * from gold_schedule_health", schedule_health)?;
    Ok(sums.done())
}

fn add<T: Fed>(
    connection: &Connection,
    sums: &mut Summing,
    sql: &str,
    from: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(sql)?;
    for row in statement.query_map([], from)? {
        sums.add(&row?).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()))?;
    }
    Ok(())
}

/// Cents and hundredths of a point, as the wire writes them.
fn decimal(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Decimal>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(|hundredths| Decimal::new(hundredths, 2)))
}

fn date(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<NaiveDate>> {
    let parse = |text: String| {
        text.parse().map_err(|cause| {
            rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::<chrono::ParseError>::new(cause))
        })
    };
    row.get::<_, Option<String>>(column)?.map(parse).transpose()
}

/// A value of a column that is never null.
fn there<V>(value: Option<V>, column: &str) -> rusqlite::Result<V> {
    value.ok_or_else(|| rusqlite::Error::InvalidColumnType(0, column.to_owned(), Type::Null))
}

fn project(row: &Row<'_>) -> rusqlite::Result<Project> {
    Ok(Project {
        project_key: row.get("project_key")?,
        job_number: row.get("job_number")?,
        project_name: row.get("project_name")?,
        status: row.get("status")?,
        project_manager: row.get("project_manager")?,
        client: row.get("client")?,
        original_contract: decimal(row, "original_contract_cents")?,
        contract_to_date: decimal(row, "contract_to_date_cents")?,
        schedule_file: row.get("schedule_file")?,
        schedule_file_reason: row.get("schedule_file_reason")?,
    })
}

fn pay_application(row: &Row<'_>) -> rusqlite::Result<PayApplication> {
    Ok(PayApplication {
        project_key: row.get("project_key")?,
        application: row.get("application")?,
        period_to: there(date(row, "period_to")?, "period_to")?,
        period_to_source: row.get("period_to_source")?,
        billed_to_date: decimal(row, "billed_to_date_cents")?,
        retainage: decimal(row, "retainage_cents")?,
        submitted_on: date(row, "submitted_on")?,
        certified_on: date(row, "certified_on")?,
        paid_on: date(row, "paid_on")?,
    })
}

fn change_order(row: &Row<'_>) -> rusqlite::Result<ChangeOrder> {
    Ok(ChangeOrder {
        project_key: row.get("project_key")?,
        number: row.get("number")?,
        description: row.get("description")?,
        status: row.get("status")?,
        amount: there(decimal(row, "amount_cents")?, "amount_cents")?,
        executed_on: date(row, "executed_on")?,
    })
}

fn schedule_version(row: &Row<'_>) -> rusqlite::Result<ScheduleVersion> {
    Ok(ScheduleVersion {
        version_key: row.get("version_key")?,
        project_key: row.get("project_key")?,
        file: row.get("file")?,
        data_date: there(date(row, "data_date")?, "data_date")?,
        data_date_source: row.get("data_date_source")?,
        schedule_percent: decimal(row, "schedule_percent_bp")?,
        start: date(row, "start")?,
        finish: date(row, "finish")?,
        task_count: row.get("task_count")?,
        of_record: row.get("of_record")?,
        removed_on: date(row, "removed_on")?,
    })
}

fn schedule_health(row: &Row<'_>) -> rusqlite::Result<ScheduleHealth> {
    Ok(ScheduleHealth {
        project_key: row.get("project_key")?,
        month_end: there(date(row, "month_end")?, "month_end")?,
        version_key: row.get("version_key")?,
        data_date: date(row, "data_date")?,
        application: row.get("application")?,
        period_to: date(row, "period_to")?,
        schedule_percent: decimal(row, "schedule_percent_bp")?,
        financial_percent: decimal(row, "financial_percent_bp")?,
        billed: decimal(row, "billed_cents")?,
        contract_sum: decimal(row, "contract_sum_cents")?,
        variance: decimal(row, "variance_bp")?,
        light: row.get("light")?,
        carried: row.get("carried")?,
        red_months: row.get("red_months")?,
        alert: row.get("alert")?,
    })
}
