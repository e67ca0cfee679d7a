use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Application, ChangeOrderLine, ProjectPage, Version, day, month, points, portfolio::job, required_day,
    verdict::verdict,
};
use crate::{Cache, Error};

impl Cache {
    /// One job, whole; nothing when the cache has no such job.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn project(&self, project_key: i64) -> Result<Option<ProjectPage>, Error> {
        Ok(self.read(|connection| page(connection, project_key))?.flatten())
    }
}

fn page(connection: &Connection, project_key: i64) -> Result<Option<ProjectPage>, rusqlite::Error> {
    let months = rows(connection, include_str!("months.sql"), project_key, month)?;
    let found = connection
        .query_row(include_str!("project.sql"), [project_key], |row| {
            Ok((job(row, &months)?, row.get("schedule_file")?, row.get("schedule_file_reason")?))
        })
        .optional()?;
    let Some((job, schedule_file, schedule_file_reason)) = found else {
        return Ok(None);
    };
    let versions = rows(connection, include_str!("versions.sql"), project_key, version)?;
    let applications = rows(connection, include_str!("applications.sql"), project_key, application)?;
    let change_orders = rows(connection, include_str!("change_orders.sql"), project_key, change_order)?;
    let verdict = verdict(&months, &versions, &applications);
    Ok(Some(ProjectPage {
        job,
        verdict,
        months,
        versions,
        applications,
        change_orders,
        schedule_file,
        schedule_file_reason,
        pin: None,
    }))
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    project_key: i64,
    read: fn(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, rusqlite::Error> {
    connection.prepare(sql)?.query_map([project_key], read)?.collect()
}

fn version(row: &Row<'_>) -> Result<Version, rusqlite::Error> {
    Ok(Version {
        version_key: row.get("version_key")?,
        file: row.get("file")?,
        data_date: required_day(row, "data_date")?,
        data_date_source: row.get("data_date_source")?,
        schedule_bp: points(row, "schedule_percent_bp")?,
        finish: day(row, "finish")?,
        task_count: row.get("task_count")?,
        of_record: row.get("of_record")?,
        removed_on: day(row, "removed_on")?,
    })
}

fn application(row: &Row<'_>) -> Result<Application, rusqlite::Error> {
    Ok(Application {
        application: row.get("application")?,
        period_to: required_day(row, "period_to")?,
        period_to_source: row.get("period_to_source")?,
        billed_cents: row.get("billed_to_date_cents")?,
        retainage_cents: row.get("retainage_cents")?,
    })
}

fn change_order(row: &Row<'_>) -> Result<ChangeOrderLine, rusqlite::Error> {
    Ok(ChangeOrderLine {
        number: row.get("number")?,
        description: row.get("description")?,
        status: row.get("status")?,
        amount_cents: row.get("amount_cents")?,
        executed_on: day(row, "executed_on")?,
    })
}
