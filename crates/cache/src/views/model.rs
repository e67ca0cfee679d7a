//! What each screen shows, read from the cache alone. Money in cents, percentages and variances in hundredths of
//! a point (`_bp`), so that nothing is rounded on the way to the screen.

use cds_feed::decisions::Outcome;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use ts_rs::TS;

/// The portfolio: every job the laptop knows, worst first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
pub struct Portfolio {
    /// The contractor.
    pub company: String,
    /// The newest date a bill runs to, over all jobs.
    pub billed_to: Option<NaiveDate>,
    /// The newest data date of a schedule, over all jobs.
    pub scheduled_to: Option<NaiveDate>,
    /// One row per job.
    pub jobs: Vec<PortfolioJob>,
}

/// A job's line in the portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PortfolioJob {
    /// Durable key.
    #[ts(type = "number")]
    pub project_key: i64,
    /// `YY-C-###`.
    pub job_number: String,
    /// The job's name.
    pub name: String,
    /// `active` or `closed`.
    pub status: String,
    /// The project manager.
    pub project_manager: Option<String>,
    /// The owner.
    pub client: Option<String>,
    /// Original contract and executed change orders, in cents.
    #[ts(type = "number | null")]
    pub contract_cents: Option<i64>,
    /// The latest month, absent for a job without schedule and bill.
    pub latest: Option<Month>,
    /// Up to nine months, oldest first.
    pub months: Vec<MonthMark>,
}

/// A month reduced to its mark in the nine-month strip.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MonthMark {
    /// The month's last day.
    pub month_end: NaiveDate,
    /// Hundredths of a point.
    pub variance_bp: Option<i32>,
    /// Absent: no schedule or no bill.
    pub light: Option<Light>,
    /// Nothing new arrived in the month.
    pub carried: bool,
}

/// The plain rule's colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Within 5 points.
    Green,
    /// Over 5 to 15 points.
    Yellow,
    /// Over 15 points.
    Red,
}

/// One month of a job by the plain rule.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Month {
    /// The month's last day.
    pub month_end: NaiveDate,
    /// Data date of the schedule version used.
    pub data_date: Option<NaiveDate>,
    /// Number of the pay application used.
    pub application: Option<i32>,
    /// The date that application bills to.
    pub period_to: Option<NaiveDate>,
    /// Hundredths of a point.
    pub schedule_bp: Option<i32>,
    /// Hundredths of a point.
    pub financial_bp: Option<i32>,
    /// Billed to date, cents.
    #[ts(type = "number | null")]
    pub billed_cents: Option<i64>,
    /// Contract sum by that date, cents.
    #[ts(type = "number | null")]
    pub contract_cents: Option<i64>,
    /// Schedule less financial, hundredths of a point.
    pub variance_bp: Option<i32>,
    /// Absent: no schedule or no bill.
    pub light: Option<Light>,
    /// Nothing new arrived in the month.
    pub carried: bool,
    /// Consecutive uncarried Red months up to this one.
    pub red_months: i32,
    /// Two or more of them.
    pub alert: bool,
}

/// One job, whole.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ProjectPage {
    /// Its line in the portfolio.
    pub job: PortfolioJob,
    /// The verdict by the plain rule, in a sentence or two.
    pub verdict: Verdict,
    /// Every month, oldest first.
    pub months: Vec<Month>,
    /// Schedule versions, oldest data date first.
    pub versions: Vec<Version>,
    /// Pay applications in order.
    pub applications: Vec<Application>,
    /// Change orders in order.
    pub change_orders: Vec<ChangeOrderLine>,
    /// The schedule file of record.
    pub schedule_file: Option<String>,
    /// Why it is: `pinned`, `pattern`, `continues` or `newest`.
    pub schedule_file_reason: Option<String>,
    /// What was last decided about it on this laptop. The copy of the feed does not know it: the app adds it.
    pub pin: Option<PinDecision>,
}

/// A decision of this laptop on a job's schedule of record.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PinDecision {
    /// The file that was pinned; none where the pin was taken away.
    pub file: Option<String>,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// What came of it; none while it waits to be sent.
    pub outcome: Option<Outcome>,
}

/// What the plain rule says of the latest month, as prose.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Verdict {
    /// The sentence a project manager can repeat in a meeting.
    pub sentence: String,
    /// What stands behind it: dates, carried months, missing dates.
    pub note: String,
}

/// A schedule version.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Version {
    /// Durable key.
    #[ts(type = "number")]
    pub version_key: i64,
    /// Relative to the job folder.
    pub file: String,
    /// The day its progress stands for.
    pub data_date: NaiveDate,
    /// `status_date`, `name`, `last_saved`, `file_time` or `person`.
    pub data_date_source: String,
    /// Hundredths of a point.
    pub schedule_bp: Option<i32>,
    /// Forecast finish.
    pub finish: Option<NaiveDate>,
    /// Tasks in the file.
    pub task_count: i32,
    /// Whether the months are read from it.
    pub of_record: bool,
    /// The day it was seen to be gone from the share.
    pub removed_on: Option<NaiveDate>,
}

/// A pay application.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Application {
    /// Its number.
    pub application: i32,
    /// The date it bills to, or the next best.
    pub period_to: NaiveDate,
    /// Which date that is.
    pub period_to_source: String,
    /// Gross of retainage, cents.
    #[ts(type = "number | null")]
    pub billed_cents: Option<i64>,
    /// Held to date, cents.
    #[ts(type = "number | null")]
    pub retainage_cents: Option<i64>,
}

/// A change order.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ChangeOrderLine {
    /// As the books write it.
    pub number: String,
    /// What it is for.
    pub description: Option<String>,
    /// `pending`, `executed` or `void`.
    pub status: String,
    /// Cents; negative for a deduct.
    #[ts(type = "number")]
    pub amount_cents: i64,
    /// The day both sides had signed.
    pub executed_on: Option<NaiveDate>,
}

/// How fresh the laptop is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Freshness {
    /// Whether there is a copy to show.
    pub copy: CopyState,
    /// When the laptop last pulled to the end.
    pub pulled_at: Option<DateTime<Utc>>,
    /// When the warehouse last finished a run.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// The business day that run took for today.
    pub as_of: Option<NaiveDate>,
}

/// Whether the laptop has a copy of the feed that this app can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// It has.
    Readable,
    /// Nothing has been pulled yet.
    Missing,
    /// The one there is was made by another version of the app: it needs one sync.
    OtherVersion,
    /// The one there is is broken: it needs one sync.
    Damaged,
}
