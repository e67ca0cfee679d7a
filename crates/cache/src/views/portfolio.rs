use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::{Light, Month, MonthMark, Portfolio, PortfolioJob, day, feed_state, month};
use crate::{Cache, Error};

/// How many months the strip shows.
const STRIP: u8 = 9;

impl Cache {
    /// Every job, worst first; none where there is no copy to read.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn portfolio(&self) -> Result<Portfolio, Error> {
        Ok(self.read(portfolio)?.unwrap_or_default())
    }
}

fn portfolio(connection: &Connection) -> Result<Portfolio, rusqlite::Error> {
    let mut months = recent_months(connection)?;
    let mut statement = connection.prepare(include_str!("portfolio.sql"))?;
    let jobs = statement.query_map([], |row| {
        let recent = months.remove(&row.get("project_key")?).unwrap_or_default();
        job(row, &recent)
    })?;
    let mut jobs = jobs.collect::<Result<Vec<_>, _>>()?;
    jobs.sort_by_key(severity);
    let (billed_to, scheduled_to) = connection.query_row(include_str!("as_of.sql"), [], |row| {
        Ok((day(row, "billed_to")?, day(row, "scheduled_to")?))
    })?;
    let company = feed_state(connection, "company")?.unwrap_or_default();
    Ok(Portfolio { company, billed_to, scheduled_to, jobs })
}

/// The last months of every job, oldest first.
fn recent_months(connection: &Connection) -> Result<HashMap<i64, Vec<Month>>, rusqlite::Error> {
    let mut statement = connection.prepare(include_str!("recent_months.sql"))?;
    let rows = statement.query_map([STRIP], |row| Ok((row.get("project_key")?, month(row)?)))?;
    let mut months: HashMap<i64, Vec<Month>> = HashMap::new();
    for row in rows {
        let (project_key, month) = row?;
        months.entry(project_key).or_default().push(month);
    }
    Ok(months)
}

/// A job's line: `row` is one of `gold_projects`, `months` oldest first.
pub(super) fn job(row: &Row<'_>, months: &[Month]) -> Result<PortfolioJob, rusqlite::Error> {
    let mark = |month: &Month| MonthMark {
        month_end: month.month_end,
        variance_bp: month.variance_bp,
        light: month.light,
        carried: month.carried,
    };
    Ok(PortfolioJob {
        project_key: row.get("project_key")?,
        job_number: row.get("job_number")?,
        name: row.get("project_name")?,
        status: row.get("status")?,
        project_manager: row.get("project_manager")?,
        client: row.get("client")?,
        contract_cents: row.get("contract_to_date_cents")?,
        latest: months.last().cloned(),
        months: months[months.len().saturating_sub(usize::from(STRIP))..].iter().map(mark).collect(),
    })
}

/// Red before Yellow before Green before none; within a light the widest variance first.
fn severity(job: &PortfolioJob) -> (u8, i32, String) {
    let light = job.latest.as_ref().and_then(|month| month.light);
    let rank = match light {
        Some(Light::Red) => 0,
        Some(Light::Yellow) => 1,
        Some(Light::Green) => 2,
        None => 3,
    };
    let variance = job.latest.as_ref().and_then(|month| month.variance_bp).unwrap_or_default();
    (rank, -variance.abs(), job.job_number.clone())
}
