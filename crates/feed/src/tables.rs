//! The fed tables, one struct each. A row is what a laptop keeps of it.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A table of the feed.
pub trait Fed: Serialize + DeserializeOwned {
    /// The table's name on the wire, in the warehouse's `gold` schema and in the cache.
    const NAME: &'static str;
    /// The names of the primary key's columns, in order.
    const KEY: &'static [&'static str];
}

/// One job, as the portfolio lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Durable key, given once and never reused.
    pub project_key: i64,
    /// `YY-C-###`; not unique over all time.
    pub job_number: String,
    /// The job's name in the books.
    pub project_name: String,
    /// `active` or `closed`.
    pub status: String,
    /// The project manager's name.
    pub project_manager: Option<String>,
    /// The owner the job is built for.
    pub client: Option<String>,
    /// Contract before change orders.
    pub original_contract: Option<Decimal>,
    /// Original contract and every executed change order.
    pub contract_to_date: Option<Decimal>,
    /// The file of record, relative to the job folder.
    pub schedule_file: Option<String>,
    /// Why that file: `pinned`, `pattern`, `continues` or `newest`.
    pub schedule_file_reason: Option<String>,
}

/// One pay application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PayApplication {
    /// The job.
    pub project_key: i64,
    /// 1 for the job's first application.
    pub application: i32,
    /// The date the application bills to, or the next best date there is.
    pub period_to: NaiveDate,
    /// Which date that is: `period_to`, `submitted`, `published`, `certified` or `paid`.
    pub period_to_source: String,
    /// Completed and stored to date, gross of retainage (G702 line 4); absent when its lines are.
    pub billed_to_date: Option<Decimal>,
    /// Retainage held to date (G702 line 5).
    pub retainage: Option<Decimal>,
    /// The day it went to the owner.
    pub submitted_on: Option<NaiveDate>,
    /// The day the architect certified it.
    pub certified_on: Option<NaiveDate>,
    /// The day it was paid.
    pub paid_on: Option<NaiveDate>,
}

/// One change order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeOrder {
    /// The job.
    pub project_key: i64,
    /// Its number on the job, as the books write it.
    pub number: String,
    /// What it is for.
    pub description: Option<String>,
    /// `pending`, `executed` or `void`.
    pub status: String,
    /// What it adds to the contract; negative for a deduct.
    pub amount: Decimal,
    /// The day both sides had signed it.
    pub executed_on: Option<NaiveDate>,
}

/// One version of one schedule file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleVersion {
    /// Durable key of (job, schedule file, content).
    pub version_key: i64,
    /// The job.
    pub project_key: i64,
    /// The file, relative to the job folder.
    pub file: String,
    /// The day the schedule's progress stands for.
    pub data_date: NaiveDate,
    /// Where that day came from: `status_date`, `name`, `last_saved`, `file_time` or `person`.
    pub data_date_source: String,
    /// Duration-weighted progress in points; absent when no task counts.
    pub schedule_percent: Option<Decimal>,
    /// Start of the project in the schedule.
    pub start: Option<NaiveDate>,
    /// Forecast finish of the project in the schedule.
    pub finish: Option<NaiveDate>,
    /// Tasks in the file, summaries and blank rows included.
    pub task_count: i32,
    /// Whether the months are read from it.
    pub of_record: bool,
    /// The day it was seen to be gone from the share.
    pub removed_on: Option<NaiveDate>,
}

/// One month of one job, by the plain rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleHealth {
    /// The job.
    pub project_key: i64,
    /// The month's last day.
    pub month_end: NaiveDate,
    /// The schedule version the month uses.
    pub version_key: Option<i64>,
    /// Its data date.
    pub data_date: Option<NaiveDate>,
    /// The pay application the month uses.
    pub application: Option<i32>,
    /// The date it bills to.
    pub period_to: Option<NaiveDate>,
    /// Points.
    pub schedule_percent: Option<Decimal>,
    /// Points.
    pub financial_percent: Option<Decimal>,
    /// Billed by the basis the installation has chosen.
    pub billed: Option<Decimal>,
    /// Original contract and change orders executed by `period_to`.
    pub contract_sum: Option<Decimal>,
    /// Schedule less financial, in points, rounded half away from zero to 0.01.
    pub variance: Option<Decimal>,
    /// `green`, `yellow` or `red`; absent without a schedule or a bill.
    pub light: Option<String>,
    /// The month repeats the one before: nothing new arrived.
    pub carried: bool,
    /// Consecutive uncarried Red months up to this one.
    pub red_months: i32,
    /// Red in two consecutive uncarried months.
    pub alert: bool,
}

macro_rules! fed {
    ($row:ty, $name:literal, $($key:literal),+) => {
        impl Fed for $row {
            const NAME: &'static str = $name;
            const KEY: &'static [&'static str] = &[$($key),+];
        }
    };
}

fed!(Project, "gold_projects", "project_key");
fed!(PayApplication, "gold_pay_applications", "project_key", "application");
fed!(ChangeOrder, "gold_change_orders", "project_key", "number");
fed!(ScheduleVersion, "gold_schedule_versions", "version_key");
fed!(ScheduleHealth, "gold_schedule_health", "project_key", "month_end");

/// Every fed table's name, in the order a snapshot sends them.
pub const TABLES: [&str; 5] =
    [Project::NAME, PayApplication::NAME, ChangeOrder::NAME, ScheduleVersion::NAME, ScheduleHealth::NAME];
