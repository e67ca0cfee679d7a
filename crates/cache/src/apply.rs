//! From the feed's lines to the cache's tables.

use std::{collections::BTreeSet, path::Path};

use cds_feed::{
    Change, Line, Operation,
    tables::{ChangeOrder, Fed, PayApplication, Project, ScheduleHealth, ScheduleVersion},
};
use rusqlite::{Transaction, params};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde_json::{Map, Value};

use crate::{Error, files::sqlite_error};

/// Applies every staged page and names the tables that changed.
pub(crate) fn staged_pages(transaction: &Transaction<'_>, file: &Path) -> Result<Vec<String>, Error> {
    let failed = sqlite_error(file);
    let mut changed = BTreeSet::new();
    let mut pages =
        transaction.prepare("select lines from staged_page order by page").map_err(&failed)?;
    let bodies = pages.query_map([], |row| row.get::<_, String>(0)).map_err(&failed)?;
    for body in bodies {
        for line in body.map_err(&failed)?.lines() {
            let line = serde_json::from_str(line).map_err(|e| Error::Line(e.to_string()))?;
            if let Line::Change(change) = line {
                apply(transaction, &change, file)?;
                changed.insert(change.table);
            }
        }
    }
    Ok(changed.into_iter().collect())
}

fn apply(transaction: &Transaction<'_>, change: &Change, file: &Path) -> Result<(), Error> {
    let upsert = change.op == Operation::Upsert;
    let done = match change.table.as_str() {
        Project::NAME if upsert => project(transaction, &row(&change.row)?),
        PayApplication::NAME if upsert => pay_application(transaction, &row(&change.row)?),
        ChangeOrder::NAME if upsert => change_order(transaction, &row(&change.row)?),
        ScheduleVersion::NAME if upsert => schedule_version(transaction, &row(&change.row)?),
        ScheduleHealth::NAME if upsert => schedule_health(transaction, &row(&change.row)?),
        Project::NAME => remove(transaction, include_str!("apply/remove_project.sql"), &change.row, Project::KEY),
        PayApplication::NAME => {
            remove(transaction, include_str!("apply/remove_pay_application.sql"), &change.row, PayApplication::KEY)
        }
        ChangeOrder::NAME => {
            remove(transaction, include_str!("apply/remove_change_order.sql"), &change.row, ChangeOrder::KEY)
        }
        ScheduleVersion::NAME => {
            remove(transaction, include_str!("apply/remove_schedule_version.sql"), &change.row, ScheduleVersion::KEY)
        }
        ScheduleHealth::NAME => {
            remove(transaction, include_str!("apply/remove_schedule_health.sql"), &change.row, ScheduleHealth::KEY)
        }
        other => return Err(Error::Line(format!("the table {other} is not known"))),
    };
    done.map(drop).map_err(sqlite_error(file))
}

fn row<T: Fed>(columns: &Map<String, Value>) -> Result<T, Error> {
    serde_json::from_value(Value::Object(columns.clone()))
        .map_err(|e| Error::Line(format!("a row of {}: {e}", T::NAME)))
}

fn remove(
    transaction: &Transaction<'_>,
    sql: &str,
    columns: &Map<String, Value>,
    key: &[&str],
) -> Result<usize, rusqlite::Error> {
    let part = |name: &&str| match columns.get(*name) {
        Some(Value::Number(number)) => rusqlite::types::Value::Integer(number.as_i64().unwrap_or_default()),
        Some(Value::String(text)) => rusqlite::types::Value::Text(text.clone()),
        _ => rusqlite::types::Value::Null,
    };
    transaction.prepare_cached(sql)?.execute(rusqlite::params_from_iter(key.iter().map(part)))
}

fn project(transaction: &Transaction<'_>, row: &Project) -> Result<usize, rusqlite::Error> {
    transaction.prepare_cached(include_str!("apply/project.sql"))?.execute(params![
        row.project_key,
        row.job_number,
        row.project_name,
        row.status,
        row.project_manager,
        row.client,
        row.original_contract.map(hundredths),
        row.contract_to_date.map(hundredths),
        row.schedule_file,
        row.schedule_file_reason,
    ])
}

fn pay_application(transaction: &Transaction<'_>, row: &PayApplication) -> Result<usize, rusqlite::Error> {
    transaction.prepare_cached(include_str!("apply/pay_application.sql"))?.execute(params![
        row.project_key,
        row.application,
        row.period_to.to_string(),
        row.period_to_source,
        row.billed_to_date.map(hundredths),
        row.retainage.map(hundredths),
        row.submitted_on.map(|d| d.to_string()),
        row.certified_on.map(|d| d.to_string()),
        row.paid_on.map(|d| d.to_string()),
    ])
}

fn change_order(transaction: &Transaction<'_>, row: &ChangeOrder) -> Result<usize, rusqlite::Error> {
    transaction.prepare_cached(include_str!("apply/change_order.sql"))?.execute(params![
        row.project_key,
        row.number,
        row.description,
        row.status,
        hundredths(row.amount),
        row.executed_on.map(|d| d.to_string()),
    ])
}

fn schedule_version(transaction: &Transaction<'_>, row: &ScheduleVersion) -> Result<usize, rusqlite::Error> {
    transaction.prepare_cached(include_str!("apply/schedule_version.sql"))?.execute(params![
        row.version_key,
        row.project_key,
        row.file,
        row.data_date.to_string(),
        row.data_date_source,
        row.schedule_percent.map(hundredths),
        row.start.map(|d| d.to_string()),
        row.finish.map(|d| d.to_string()),
        row.task_count,
        row.of_record,
        row.removed_on.map(|d| d.to_string()),
    ])
}

fn schedule_health(transaction: &Transaction<'_>, row: &ScheduleHealth) -> Result<usize, rusqlite::Error> {
    transaction.prepare_cached(include_str!("apply/schedule_health.sql"))?.execute(params![
        row.project_key,
        row.month_end.to_string(),
        row.version_key,
        row.data_date.map(|d| d.to_string()),
        row.application,
        row.period_to.map(|d| d.to_string()),
        row.schedule_percent.map(hundredths),
        row.financial_percent.map(hundredths),
        row.billed.map(hundredths),
        row.contract_sum.map(hundredths),
        row.variance.map(hundredths),
        row.light,
        row.carried,
        row.red_months,
        row.alert,
    ])
}

/// Dollars to cents, points to hundredths of a point. The feed has two decimals: nothing is lost.
fn hundredths(value: Decimal) -> i64 {
    let scaled = value * Decimal::ONE_HUNDRED;
    scaled.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().unwrap_or(i64::MAX)
}
