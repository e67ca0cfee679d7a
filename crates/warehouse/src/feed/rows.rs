//! The fed tables' rows by key, from SQL to the contract's structs.

use cds_feed::tables::{ChangeOrder, Fed, PayApplication, Project, ScheduleHealth, ScheduleVersion};
use serde_json::{Map, Value};
use tokio_postgres::{Row, Transaction};

use crate::{Error, error::while_doing};

/// The rows of `table` with these keys, each with the key it was asked by.
pub(super) async fn of(
    transaction: &Transaction<'_>,
    table: &str,
    keys: &[&str],
) -> Result<Vec<(String, Map<String, Value>)>, Error> {
    match table {
        Project::NAME => read(transaction, include_str!("gold_projects.sql"), keys, project).await,
        PayApplication::NAME => {
            read(transaction, include_str!("gold_pay_applications.sql"), keys, pay_application).await
        }
        ChangeOrder::NAME => {
            read(transaction, include_str!("gold_change_orders.sql"), keys, change_order).await
        }
        ScheduleVersion::NAME => {
            read(transaction, include_str!("gold_schedule_versions.sql"), keys, schedule_version).await
        }
        ScheduleHealth::NAME => {
            read(transaction, include_str!("gold_schedule_health.sql"), keys, schedule_health).await
        }
        _ => Ok(Vec::new()),
    }
}

async fn read<T: Fed>(
    transaction: &Transaction<'_>,
    sql: &str,
    keys: &[&str],
    from: fn(&Row) -> T,
) -> Result<Vec<(String, Map<String, Value>)>, Error> {
    let rows = transaction.query(sql, &[&keys]).await.map_err(while_doing("reading rows of the feed"))?;
    rows.iter()
        .map(|row| match serde_json::to_value(from(row)) {
            Ok(Value::Object(map)) => Ok((row.get("asked_by"), map)),
            Ok(_) => Ok((row.get("asked_by"), Map::new())),
            Err(cause) => Err(Error::Encoding { table: T::NAME, cause }),
        })
        .collect()
}

pub(super) fn project(row: &Row) -> Project {
    Project {
        project_key: row.get("project_key"),
        job_number: row.get("job_number"),
        project_name: row.get("project_name"),
        status: row.get("status"),
        project_manager: row.get("project_manager"),
        client: row.get("client"),
        original_contract: row.get("original_contract"),
        contract_to_date: row.get("contract_to_date"),
        schedule_file: row.get("schedule_file"),
        schedule_file_reason: row.get("schedule_file_reason"),
    }
}

pub(super) fn pay_application(row: &Row) -> PayApplication {
    PayApplication {
        project_key: row.get("project_key"),
        application: row.get("application"),
        period_to: row.get("period_to"),
        period_to_source: row.get("period_to_source"),
        billed_to_date: row.get("billed_to_date"),
        retainage: row.get("retainage"),
        submitted_on: row.get("submitted_on"),
        certified_on: row.get("certified_on"),
        paid_on: row.get("paid_on"),
    }
}

pub(super) fn change_order(row: &Row) -> ChangeOrder {
    ChangeOrder {
        project_key: row.get("project_key"),
        number: row.get("number"),
        description: row.get("description"),
        status: row.get("status"),
        amount: row.get("amount"),
        executed_on: row.get("executed_on"),
    }
}

pub(super) fn schedule_version(row: &Row) -> ScheduleVersion {
    ScheduleVersion {
        version_key: row.get("version_key"),
        project_key: row.get("project_key"),
        file: row.get("file"),
        data_date: row.get("data_date"),
        data_date_source: row.get("data_date_source"),
        schedule_percent: row.get("schedule_percent"),
        start: row.get("start"),
        finish: row.get("finish"),
        task_count: row.get("task_count"),
        of_record: row.get("of_record"),
        removed_on: row.get("removed_on"),
    }
}

pub(super) fn schedule_health(row: &Row) -> ScheduleHealth {
    ScheduleHealth {
        project_key: row.get("project_key"),
        month_end: row.get("month_end"),
        version_key: row.get("version_key"),
        data_date: row.get("data_date"),
        application: row.get("application"),
        period_to: row.get("period_to"),
        schedule_percent: row.get("schedule_percent"),
        financial_percent: row.get("financial_percent"),
        billed: row.get("billed"),
        contract_sum: row.get("contract_sum"),
        variance: row.get("variance"),
        light: row.get("light"),
        carried: row.get("carried"),
        red_months: row.get("red_months"),
        alert: row.get("alert"),
    }
}
