//! From the feed's lines to the cache's tables.

mod hundredths;

use std::{collections::BTreeSet, path::Path};

use cds_feed::{
    Change, Line, Operation,
    tables::{ChangeOrder, Fed, PayApplication, Project, ScheduleHealth, ScheduleVersion},
};
use chrono::NaiveDate;
use hundredths::Hundredths;
use rusqlite::{Params, Transaction, params, params_from_iter, types};
use serde_json::Value;

use crate::{Error, files::sqlite_error};

/// Applies every staged page and names the tables that changed.
pub(crate) fn staged_pages(transaction: &Transaction<'_>, file: &Path) -> Result<Vec<String>, Error> {
    let failed = sqlite_error(file);
    let tables = Tables { transaction, file };
    let mut changed = BTreeSet::new();
    let mut pages = transaction.prepare("select lines from staged_page order by page").map_err(&failed)?;
    let bodies = pages.query_map([], |row| row.get::<_, String>(0)).map_err(&failed)?;
    for body in bodies {
        for line in body.map_err(&failed)?.lines() {
            let line = serde_json::from_str(line).map_err(|e| Error::Line(e.to_string()))?;
            if let Line::Change(change) = line {
                tables.apply(&change)?;
                changed.insert(change.table);
            }
        }
    }
    Ok(changed.into_iter().collect())
}

/// The cache's tables within the transaction of a pull.
struct Tables<'a> {
    transaction: &'a Transaction<'a>,
    file: &'a Path,
}

impl Tables<'_> {
    fn apply(&self, change: &Change) -> Result<(), Error> {
        use Operation::{Delete, Upsert};
        match (change.table.as_str(), change.op) {
            (Project::NAME, Upsert) => self.project(&row(change)?),
            (PayApplication::NAME, Upsert) => self.pay_application(&row(change)?),
            (ChangeOrder::NAME, Upsert) => self.change_order(&row(change)?),
            (ScheduleVersion::NAME, Upsert) => self.schedule_version(&row(change)?),
            (ScheduleHealth::NAME, Upsert) => self.schedule_health(&row(change)?),
            (Project::NAME, Delete) => {
                self.remove::<Project>(include_str!("apply/remove_project.sql"), change)
            }
            (PayApplication::NAME, Delete) => {
                self.remove::<PayApplication>(include_str!("apply/remove_pay_application.sql"), change)
            }
            (ChangeOrder::NAME, Delete) => {
                self.remove::<ChangeOrder>(include_str!("apply/remove_change_order.sql"), change)
            }
            (ScheduleVersion::NAME, Delete) => {
                self.remove::<ScheduleVersion>(include_str!("apply/remove_schedule_version.sql"), change)
            }
            (ScheduleHealth::NAME, Delete) => {
                self.remove::<ScheduleHealth>(include_str!("apply/remove_schedule_health.sql"), change)
            }
            (unknown, _) => Err(Error::Line(format!("the table {unknown} is not known"))),
        }
    }

    fn execute(&self, sql: &str, parameters: impl Params) -> Result<(), Error> {
        let done =
            self.transaction.prepare_cached(sql).and_then(|mut statement| statement.execute(parameters));
        match done {
            Ok(_) => Ok(()),
            Err(rusqlite::Error::ToSqlConversionFailure(why)) => Err(Error::Line(why.to_string())),
            Err(other) => Err(sqlite_error(self.file)(other)),
        }
    }

    fn remove<T: Fed>(&self, sql: &str, change: &Change) -> Result<(), Error> {
        let part = |column: &&str| match change.row.get(*column) {
            Some(Value::Number(number)) if number.is_i64() => {
                Ok(types::Value::Integer(number.as_i64().unwrap_or_default()))
            }
            Some(Value::String(text)) => Ok(types::Value::Text(text.clone())),
            _ => Err(Error::Line(format!("a row of {} is removed without its {column}", T::NAME))),
        };
        let key = T::KEY.iter().map(part).collect::<Result<Vec<_>, _>>()?;
        self.execute(sql, params_from_iter(key))
    }

    fn project(&self, row: &Project) -> Result<(), Error> {
        self.execute(
            include_str!("apply/project.sql"),
            params![
                row.project_key,
                row.job_number,
                row.project_name,
                row.status,
                row.project_manager,
                row.client,
                row.original_contract.map(Hundredths),
                row.contract_to_date.map(Hundredths),
                row.schedule_file,
                row.schedule_file_reason,
            ],
        )
    }

    fn pay_application(&self, row: &PayApplication) -> Result<(), Error> {
        self.execute(
            include_str!("apply/pay_application.sql"),
            params![
                row.project_key,
                row.application,
                row.period_to.to_string(),
                row.period_to_source,
                row.billed_to_date.map(Hundredths),
                row.retainage.map(Hundredths),
                iso(row.submitted_on),
                iso(row.certified_on),
                iso(row.paid_on),
            ],
        )
    }

    fn change_order(&self, row: &ChangeOrder) -> Result<(), Error> {
        self.execute(
            include_str!("apply/change_order.sql"),
            params![
                row.project_key,
                row.number,
                row.description,
                row.status,
                Hundredths(row.amount),
                iso(row.executed_on),
            ],
        )
    }

    fn schedule_version(&self, row: &ScheduleVersion) -> Result<(), Error> {
        self.execute(
            include_str!("apply/schedule_version.sql"),
            params![
                row.version_key,
                row.project_key,
                row.file,
                row.data_date.to_string(),
                row.data_date_source,
                row.schedule_percent.map(Hundredths),
                iso(row.start),
                iso(row.finish),
                row.task_count,
                row.of_record,
                iso(row.removed_on),
            ],
        )
    }

    fn schedule_health(&self, row: &ScheduleHealth) -> Result<(), Error> {
        self.execute(
            include_str!("apply/schedule_health.sql"),
            params![
                row.project_key,
                row.month_end.to_string(),
                row.version_key,
                iso(row.data_date),
                row.application,
                iso(row.period_to),
                row.schedule_percent.map(Hundredths),
                row.financial_percent.map(Hundredths),
                row.billed.map(Hundredths),
                row.contract_sum.map(Hundredths),
                row.variance.map(Hundredths),
                row.light,
                row.carried,
                row.red_months,
                row.alert,
            ],
        )
    }
}

fn row<T: Fed>(change: &Change) -> Result<T, Error> {
    serde_json::from_value(Value::Object(change.row.clone()))
        .map_err(|e| Error::Line(format!("a row of {}: {e}", T::NAME)))
}

fn iso(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}
