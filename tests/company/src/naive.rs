//! Every project's light for every month, and the sums of the books, computed a second time and as simply as can be,
//! from `truth.json` alone.
//!
//! Written from the words of the plain rule and from nothing of the product, to be held against what a laptop shows.
//! Where the words leave a choice:
//!
//! - "Executed by that date" is the date of the bill: change orders count that were executed by its period-to, or by
//!   the date that stands in for it.
//! - A job's first month is that of its first schedule or bill. Its last is the month of the last day for a job under
//!   way, and the last month with something new for a closed one.
//! - A carried month leaves the run of Red months as it is, and with it the alert.

mod books;

use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

pub use books::{BookSums, JobCode, JobEmployee, book_sums, title_on};

/// A job's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The job.
    pub job_number: String,
    /// The last day of the month.
    pub month_end: NaiveDate,
    /// Data date of the schedule used.
    pub data_date: Option<NaiveDate>,
    /// The bill used.
    pub application: Option<u32>,
    /// Period-to of the bill used, or what stands in for it.
    pub period_to: Option<NaiveDate>,
    /// Hundredths of a point.
    pub schedule_bp: Option<i64>,
    /// Hundredths of a point.
    pub financial_bp: Option<i64>,
    /// Schedule less financial, rounded once, in hundredths of a point.
    pub variance_bp: Option<i64>,
    /// None without a schedule or without a bill.
    pub light: Option<Light>,
    /// Whether the month brought nothing new.
    pub carried: bool,
    /// How many uncarried months have been Red in a row.
    pub red_run: u32,
    /// Whether the project manager is told.
    pub alert: bool,
}

/// A light of the plain rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Up to 5 points.
    Green,
    /// Up to 15.
    Yellow,
    /// More.
    Red,
}

#[derive(Deserialize)]
struct Truth {
    as_of: NaiveDate,
    billed_basis: String,
    jobs: Vec<Job>,
}

#[derive(Deserialize)]
struct Job {
    number: String,
    status: String,
    original_contract_cents: Option<i64>,
    change_orders: Vec<ChangeOrder>,
    applications: Vec<Application>,
    schedules: Vec<Schedule>,
}

#[derive(Deserialize)]
struct ChangeOrder {
    status: String,
    amount_cents: i64,
    executed_on: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Application {
    number: u32,
    period_to: Option<NaiveDate>,
    submitted_on: Option<NaiveDate>,
    certified_on: Option<NaiveDate>,
    paid_on: Option<NaiveDate>,
    completed_to_date_cents: i64,
    retainage_cents: i64,
}

#[derive(Deserialize)]
struct Schedule {
    file: String,
    series: String,
    data_date: NaiveDate,
    written_at: String,
    tasks: Vec<Task>,
}

#[derive(Deserialize)]
struct Task {
    row: String,
    duration_minutes: i64,
    actual_minutes: i64,
}

/// All months of all jobs, by job and month.
///
/// # Errors
/// When the text is no `truth.json`.
pub fn months(truth: &str) -> serde_json::Result<Vec<Month>> {
    let truth: Truth = serde_json::from_str(truth)?;
    let mut months: Vec<Month> = truth.jobs.iter().flat_map(|job| months_of(job, &truth)).collect();
    months.sort_by(|a, b| (&a.job_number, a.month_end).cmp(&(&b.job_number, b.month_end)));
    Ok(months)
}

fn months_of(job: &Job, truth: &Truth) -> Vec<Month> {
    let mut dates: Vec<NaiveDate> = job.applications.iter().filter_map(Application::date).collect();
    dates.extend(job.schedules.iter().filter(|schedule| schedule.series == "master").map(|s| s.data_date));
    let (Some(first), Some(newest)) = (dates.iter().min(), dates.iter().max()) else { return Vec::new() };
    let last = if job.status == "closed" { newest } else { newest.max(&truth.as_of) };

    let mut months = Vec::new();
    let mut red_run = 0;
    let mut end = month_end(*first);
    while end <= month_end(*last) {
        let mut month = job.month(end, truth.billed_basis == "net");
        month.carried = !dates.iter().any(|date| month_end(*date) == end);
        if !month.carried {
            red_run = if month.light == Some(Light::Red) { red_run + 1 } else { 0 };
        }
        month.red_run = red_run;
        month.alert = red_run >= 2;
        months.push(month);
        end = month_end(end.succ_opt().expect("a day after"));
    }
    months
}

impl Job {
    /// The month's figures, without what depends on the months before.
    fn month(&self, end: NaiveDate, net: bool) -> Month {
        let of_record = self.schedules.iter().filter(|schedule| schedule.series == "master");
        let schedule = of_record
            .filter(|schedule| schedule.data_date <= end)
            .max_by_key(|schedule| (schedule.data_date, &schedule.written_at, &schedule.file));
        let bill = self
            .applications
            .iter()
            .filter(|application| application.date().is_some_and(|date| date <= end))
            .max_by_key(|application| (application.date(), application.number));

        let done = schedule.and_then(Schedule::done);
        let billed = bill.and_then(|bill| Some((bill.billed(net), self.contract_sum(bill.date()?)?)));
        let variance_bp = done.zip(billed).map(|((actual, planned), (amount, contract))| {
            rounded(10_000 * (actual * contract - amount * planned), planned * contract)
        });
        Month {
            job_number: self.number.clone(),
            month_end: end,
            data_date: schedule.map(|schedule| schedule.data_date),
            application: bill.map(|bill| bill.number),
            period_to: bill.and_then(Application::date),
            schedule_bp: done.map(|(actual, planned)| rounded(10_000 * actual, planned)),
            financial_bp: billed.map(|(amount, contract)| rounded(10_000 * amount, contract)),
            variance_bp,
            light: variance_bp.map(light),
            carried: false,
            red_run: 0,
            alert: false,
        }
    }

    /// Original contract and the change orders executed by a date.
    fn contract_sum(&self, date: NaiveDate) -> Option<i128> {
        let executed = self.change_orders.iter().filter(|change| {
            change.status == "executed" && change.executed_on.is_some_and(|executed| executed <= date)
        });
        let changes: i64 = executed.map(|change| change.amount_cents).sum();
        Some(i128::from(self.original_contract_cents? + changes)).filter(|sum| *sum > 0)
    }
}

impl Application {
    fn date(&self) -> Option<NaiveDate> {
        self.period_to.or(self.submitted_on).or(self.certified_on).or(self.paid_on)
    }

    fn billed(&self, net: bool) -> i128 {
        let held = if net { self.retainage_cents } else { 0 };
        i128::from(self.completed_to_date_cents - held)
    }
}

impl Schedule {
    /// Minutes done and minutes planned over the tasks that are work.
    fn done(&self) -> Option<(i128, i128)> {
        let work = || self.tasks.iter().filter(|task| task.row == "work");
        let actual = work().map(|task| i128::from(task.actual_minutes)).sum();
        let planned = work().map(|task| i128::from(task.duration_minutes)).sum();
        Some((actual, planned)).filter(|_| planned > 0)
    }
}

fn light(variance_bp: i64) -> Light {
    match variance_bp.abs() {
        0..=500 => Light::Green,
        501..=1500 => Light::Yellow,
        _ => Light::Red,
    }
}

/// A quotient rounded half away from zero; what it is divided by is positive.
fn rounded(dividend: i128, divisor: i128) -> i64 {
    let half_up = (2 * dividend.abs() + divisor) / (2 * divisor);
    i64::try_from(half_up * dividend.signum()).expect("percentages are small")
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).expect("months begin with 1");
    (first + Months::new(1)).pred_opt().expect("a day before")
}
