//! What each screen shows, read from the cache alone.

mod model;
mod portfolio;
mod project;
mod verdict;

use chrono::{DateTime, NaiveDate, Utc};
pub use model::{
    Application, ChangeOrderLine, CopyState, Freshness, Light, Month, MonthMark, PinDecision, Portfolio,
    PortfolioJob, ProjectPage, Verdict, Version,
};
use rusqlite::{Connection, Row, types::FromSqlError};

use crate::{Cache, Error};

impl Cache {
    /// How fresh this copy is.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn freshness(&self) -> Result<Freshness, Error> {
        let read = self.read(|connection| {
            Ok((
                feed_state(connection, "pulled_at")?.as_deref().and_then(instant),
                feed_state(connection, "refreshed_at")?.as_deref().and_then(instant),
                feed_state(connection, "as_of")?.and_then(|text| text.parse().ok()),
            ))
        })?;
        let (pulled_at, refreshed_at, as_of) = read.unwrap_or_default();
        Ok(Freshness { copy: self.copy_state()?, pulled_at, refreshed_at, as_of })
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

fn feed_state(connection: &Connection, name: &str) -> Result<Option<String>, rusqlite::Error> {
    use rusqlite::OptionalExtension;
    connection.query_row("select value from feed_state where name = ?1", [name], |row| row.get(0)).optional()
}

/// A day kept as ISO text.
fn day(row: &Row<'_>, column: &str) -> Result<Option<NaiveDate>, rusqlite::Error> {
    let text: Option<String> = row.get(column)?;
    let parse = |text: String| text.parse().map_err(|e| FromSqlError::other(e).into());
    text.map(parse).transpose()
}

/// A day that is always there.
fn required_day(row: &Row<'_>, column: &str) -> Result<NaiveDate, rusqlite::Error> {
    day(row, column)?.ok_or_else(|| FromSqlError::InvalidType.into())
}

/// Hundredths of a point. Against a contract of a dollar a bill is a number beyond all reason, which is shown as the
/// limit: its job is to be looked at, and the others to be seen.
fn points(row: &Row<'_>, column: &str) -> Result<Option<i32>, rusqlite::Error> {
    const LIMIT: i64 = 1_000_000_000;
    let kept: Option<i64> = row.get(column)?;
    Ok(kept.map(|bp| i32::try_from(bp.clamp(-LIMIT, LIMIT)).unwrap_or_default()))
}

fn light(row: &Row<'_>) -> Result<Option<Light>, rusqlite::Error> {
    let word: Option<String> = row.get("light")?;
    Ok(match word.as_deref() {
        Some("green") => Some(Light::Green),
        Some("yellow") => Some(Light::Yellow),
        Some("red") => Some(Light::Red),
        _ => None,
    })
}

/// A row of `gold_schedule_health`.
fn month(row: &Row<'_>) -> Result<Month, rusqlite::Error> {
    Ok(Month {
        month_end: required_day(row, "month_end")?,
        data_date: day(row, "data_date")?,
        application: row.get("application")?,
        period_to: day(row, "period_to")?,
        schedule_bp: points(row, "schedule_percent_bp")?,
        financial_bp: points(row, "financial_percent_bp")?,
        billed_cents: row.get("billed_cents")?,
        contract_cents: row.get("contract_sum_cents")?,
        variance_bp: points(row, "variance_bp")?,
        light: light(row)?,
        carried: row.get("carried")?,
        red_months: row.get("red_months")?,
        alert: row.get("alert")?,
    })
}
