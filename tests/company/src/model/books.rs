use chrono::NaiveDate;
use serde::Serialize;

/// A cost code of the company's standard list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CostCode {
    /// `03-300`.
    pub code: String,
    /// The work.
    pub description: String,
    /// The code above it; none for a division.
    pub parent: Option<String>,
}

/// Somebody on the payroll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Employee {
    /// The payroll's own number.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// First day at work.
    pub hired_on: NaiveDate,
    /// What they were, one after another; never empty. Each begins on the day of an export.
    pub standings: Vec<Standing>,
}

/// What an employee is from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The first day.
    pub since: NaiveDate,
    /// Department.
    pub department: String,
    /// Title.
    pub title: String,
    /// Dollars an hour, in ten-thousandths.
    pub rate: i64,
}

/// A part of a job that is budgeted by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extra {
    /// `001`.
    pub extra: String,
    /// What it is for.
    pub description: String,
}

/// Where a cost belongs: job → extra → cost code → category. The base job has no extra.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The sub-job.
    pub extra: Option<String>,
    /// The cost code.
    pub cost_code: String,
    /// `L`abor, `M`aterial, `S`ubcontract, `E`quipment or `O`ther.
    pub category: char,
}

/// A line of a job's budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BudgetLine {
    /// Where it belongs.
    #[serde(flatten)]
    pub account: Account,
    /// The estimate the job began with.
    pub original_cents: i64,
    /// What approved changes add.
    pub changes_cents: i64,
    /// Units estimated, in hundredths.
    pub units: i64,
}

/// The key of a posted line, within its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Posting {
    /// Number of the posting run.
    pub run: u32,
    /// Line of the run.
    pub sequence: u32,
    /// Part of a line that was distributed.
    pub distribution: u32,
}

/// Hours of an employee on a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaborLine {
    /// Its key.
    #[serde(flatten)]
    pub posting: Posting,
    /// Where it belongs.
    #[serde(flatten)]
    pub account: Account,
    /// Who worked.
    pub employee: String,
    /// When.
    pub work_date: NaiveDate,
    /// Hours, in hundredths.
    pub hours: i64,
    /// What they cost.
    pub amount_cents: i64,
}

/// A line of the job-cost ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CostLine {
    /// Its key.
    #[serde(flatten)]
    pub posting: Posting,
    /// Where it belongs.
    #[serde(flatten)]
    pub account: Account,
    /// `AP cost`, `PR cost`…
    pub transaction_type: &'static str,
    /// The day whose month it counts in.
    pub accounting_date: NaiveDate,
    /// The day of the invoice or the work.
    pub transaction_date: NaiveDate,
    /// Who is paid.
    pub vendor: Option<&'static str>,
    /// What for.
    pub description: String,
    /// Units, in hundredths.
    pub units: i64,
    /// What it cost; negative for a reversal.
    pub amount_cents: i64,
    /// Whether accounting deleted it after the earlier export: today's has it no more.
    pub deleted: bool,
}

/// What was planted in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlantedInBooks {
    /// An employee's title changed between two exports.
    Promoted {
        /// Who.
        employee: String,
    },
    /// A ledger line was taken back by another.
    Reversed {
        /// Accounting's code of the job.
        job: String,
        /// The line.
        posting: Posting,
        /// The one that takes it back.
        by: Posting,
    },
    /// A ledger line is in the earlier export and not in today's.
    Deleted {
        /// Accounting's code of the job.
        job: String,
        /// The line.
        posting: Posting,
    },
}

impl Employee {
    /// What they were on a day; before the first they were not there.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Standing> {
        self.standings.iter().rev().find(|standing| standing.since <= day)
    }
}
