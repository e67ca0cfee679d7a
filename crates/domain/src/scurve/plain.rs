//! The plain rule (R18–R20), named `plain` in code and on screen. It is the owner's rule to the letter and stays
//! as it is whatever better engine stands beside it.
//!
//! - `schedule_percent` = Σ actual duration ÷ Σ duration, over the tasks that count, in working minutes.
//! - `financial_percent` = billed ÷ (original contract + change orders executed by the date billed to).
//! - `variance` = schedule − financial, in points, rounded half away from zero to 0.01; the light is decided on
//!   that number: |v| ≤ 5 Green, ≤ 15 Yellow, else Red.
//! - A month uses the latest schedule version with a data date, and the latest pay application with a period-to,
//!   up to the month's end. A month with nothing new repeats the one before and is *carried*.
//! - Red in two consecutive uncarried months raises the alert.

use chrono::{Days, Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

/// A schedule version of record.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleVersion {
    /// Durable key.
    pub key: i64,
    /// The day its progress stands for.
    pub data_date: NaiveDate,
    /// Σ actual duration of the tasks that count, working minutes.
    pub actual_minutes: Decimal,
    /// Σ duration of the tasks that count, working minutes.
    pub duration_minutes: Decimal,
}

/// A pay application.
#[derive(Debug, Clone, PartialEq)]
pub struct PayApplication {
    /// Its number on the job.
    pub number: i32,
    /// The date it bills to.
    pub period_to: NaiveDate,
    /// Billed to date by the basis the installation has chosen.
    pub billed: Decimal,
}

/// An executed change order.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeOrder {
    /// The day both sides had signed it.
    pub executed_on: NaiveDate,
    /// What it adds to the contract.
    pub amount: Decimal,
}

/// What the rule needs of a job. Order does not matter, but between versions of one data date the later in the
/// list counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Contract before change orders; without it there is no financial side.
    pub original_contract: Option<Decimal>,
    /// Versions of record only.
    pub versions: Vec<ScheduleVersion>,
    /// Pay applications that have an amount and a date.
    pub applications: Vec<PayApplication>,
    /// Executed change orders only.
    pub change_orders: Vec<ChangeOrder>,
}

/// The colour of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// Within 5 points: aligned.
    Green,
    /// Over 5 to 15 points: warning.
    Yellow,
    /// Over 15 points: critical.
    Red,
}

impl Light {
    /// The light of a variance that has been rounded to 0.01 point.
    #[must_use]
    pub fn of(variance: Decimal) -> Self {
        match variance.abs() {
            size if size <= Decimal::from(5) => Self::Green,
            size if size <= Decimal::from(15) => Self::Yellow,
            _ => Self::Red,
        }
    }

    /// The word stored and sent: `green`, `yellow`, `red`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// One month of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    /// The month's last day.
    pub month_end: NaiveDate,
    /// Key and data date of the version used.
    pub version: Option<(i64, NaiveDate)>,
    /// Number and period-to of the pay application used.
    pub application: Option<(i32, NaiveDate)>,
    /// Points, rounded to 0.01; the variance is taken before rounding.
    pub schedule_percent: Option<Decimal>,
    /// Points, rounded to 0.01; the variance is taken before rounding.
    pub financial_percent: Option<Decimal>,
    /// Billed to date.
    pub billed: Option<Decimal>,
    /// Original contract and change orders executed by the date billed to.
    pub contract_sum: Option<Decimal>,
    /// Points, rounded half away from zero to 0.01.
    pub variance: Option<Decimal>,
    /// Absent without a schedule or a bill.
    pub light: Option<Light>,
    /// Nothing new arrived: the month repeats the one before.
    pub carried: bool,
    /// Consecutive uncarried Red months up to this one.
    pub red_months: i32,
}

impl Month {
    /// Red in two consecutive uncarried months.
    #[must_use]
    pub fn alert(&self) -> bool {
        self.red_months >= 2
    }
}

/// A part of a whole in points; nothing where the whole is not positive.
#[must_use]
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (whole > Decimal::ZERO).then(|| part / whole * Decimal::ONE_HUNDRED)
}

/// Rounded half away from zero to 0.01 point.
#[must_use]
pub fn to_hundredths(points: Decimal) -> Decimal {
    points.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// The month's last day.
#[must_use]
pub fn month_end(day: NaiveDate) -> NaiveDate {
    let first = chrono::Datelike::with_day(&day, 1).unwrap_or(day);
    first + Months::new(1) - Days::new(1)
}

/// Every month of a job, oldest first: from the first with a schedule or a bill to the month of `through`. A
/// finished job stops at the last month in which something arrived, since nothing more is to be expected of it.
#[must_use]
pub fn months(history: &History, through: NaiveDate, finished: bool) -> Vec<Month> {
    let end = month_end(through);
    let dates = || {
        let versions = history.versions.iter().map(|v| v.data_date);
        versions.chain(history.applications.iter().map(|a| a.period_to)).filter(|d| *d <= end)
    };
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else {
        return Vec::new();
    };
    let end = if finished { month_end(last) } else { end };
    let mut months: Vec<Month> = Vec::new();
    let mut at = month_end(first);
    while at <= end {
        let month = point(history, at, months.last());
        months.push(month);
        at = month_end(at + Days::new(1));
    }
    months
}

fn point(history: &History, month_end: NaiveDate, before: Option<&Month>) -> Month {
    let version = history.versions.iter().filter(|v| v.data_date <= month_end).max_by_key(|v| v.data_date);
    let application = history
        .applications
        .iter()
        .filter(|a| a.period_to <= month_end)
        .max_by_key(|a| (a.period_to, a.number));
    let used = (version.map(|v| (v.key, v.data_date)), application.map(|a| (a.number, a.period_to)));
    if let Some(before) = before.filter(|b| (b.version, b.application) == used) {
        return Month { month_end, carried: true, ..before.clone() };
    }

    let schedule = version.and_then(|v| percent(v.actual_minutes, v.duration_minutes));
    let contract_sum = application.and_then(|a| contract_sum(history, a.period_to));
    let financial = application.zip(contract_sum).and_then(|(a, sum)| percent(a.billed, sum));
    let variance = schedule.zip(financial).map(|(s, f)| to_hundredths(s - f));
    let light = variance.map(Light::of);
    let red_before = before.map_or(0, |b| b.red_months);
    Month {
        month_end,
        version: used.0,
        application: used.1,
        schedule_percent: schedule.map(to_hundredths),
        financial_percent: financial.map(to_hundredths),
        billed: application.map(|a| a.billed),
        contract_sum,
        variance,
        light,
        carried: false,
        red_months: if light == Some(Light::Red) { red_before + 1 } else { 0 },
    }
}

/// Original contract and the change orders executed by a day.
fn contract_sum(history: &History, by: NaiveDate) -> Option<Decimal> {
    let executed = history.change_orders.iter().filter(|c| c.executed_on <= by).map(|c| c.amount);
    Some(history.original_contract? + executed.sum::<Decimal>())
}

#[cfg(test)]
mod tests;
