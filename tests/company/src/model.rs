mod books;
mod schedule;

use chrono::NaiveDate;
use serde::Serialize;

pub use self::{
    books::{
        Account, BudgetLine, CostCode, CostLine, Employee, Extra, LaborLine, PlantedInBooks, Posting,
        Standing,
    },
    schedule::{DataDateSource, Link, LinkKind, Row, ScheduleVersion, Series, Task},
};

/// A contractor. Money is in whole cents, working time in minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The seed it was made from.
    pub seed: u64,
    /// What it calls itself.
    pub name: String,
    /// The business day on which its files stand as they are.
    pub as_of: NaiveDate,
    /// Its jobs, by number.
    pub jobs: Vec<Job>,
    /// The standard list of cost codes, by code.
    pub cost_codes: Vec<CostCode>,
    /// The people on the payroll, by number.
    pub employees: Vec<Employee>,
    /// What was planted in the books.
    pub planted: Vec<PlantedInBooks>,
}

/// A job, from the first folder to the last bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// `26-1-014`.
    pub number: String,
    /// Accounting's own code; none while the job is known from its folder only.
    pub accounting_code: Option<String>,
    /// What the books call it.
    pub name: String,
    /// Who pays.
    pub client: String,
    /// Who runs it.
    pub manager: Person,
    /// Whether it is still under way.
    pub status: JobStatus,
    /// Its folder on the share, `/` separated.
    pub folder: String,
    /// Notice to proceed.
    pub start: NaiveDate,
    /// Completion by the contract.
    pub finish: NaiveDate,
    /// The contract sum before changes.
    pub original_contract_cents: i64,
    /// Changes to the contract, in the order they were raised.
    pub change_orders: Vec<ChangeOrder>,
    /// Applications for payment, by number.
    pub applications: Vec<PayApplication>,
    /// Sub-jobs.
    pub extras: Vec<Extra>,
    /// The budget.
    pub budget: Vec<BudgetLine>,
    /// Hours worked, as posted.
    pub labor: Vec<LaborLine>,
    /// The job-cost ledger, as posted; labor is in it too.
    pub costs: Vec<CostLine>,
    /// Schedule files on the share; those of one series by data date.
    pub schedules: Vec<ScheduleVersion>,
    /// Lies told about it.
    pub planted: Vec<Planted>,
    /// Honest irregularities of its files.
    pub habits: Vec<Habit>,
}

/// Somebody of the contractor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// Whether a job is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Under way.
    Active,
    /// Done and billed.
    Closed,
}

/// A change to the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeOrder {
    /// `CO-03`.
    pub number: String,
    /// What for.
    pub description: String,
    /// Where it stands.
    pub status: ChangeOrderStatus,
    /// What it adds; negative for a deduct.
    pub amount_cents: i64,
    /// When it was asked for.
    pub submitted_on: NaiveDate,
    /// When it was signed; a void one may have been signed before.
    pub executed_on: Option<NaiveDate>,
}

/// Where a change order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOrderStatus {
    /// Asked for.
    Pending,
    /// Signed.
    Executed,
    /// Withdrawn, signed or not.
    Void,
}

/// An application for payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayApplication {
    /// 1, 2, 3…
    pub number: u32,
    /// The day up to which work is billed.
    pub period_to: Option<NaiveDate>,
    /// When it was handed in.
    pub submitted_on: Option<NaiveDate>,
    /// When the architect certified it.
    pub certified_on: Option<NaiveDate>,
    /// When it was paid.
    pub paid_on: Option<NaiveDate>,
    /// The G703.
    pub lines: Vec<BilledLine>,
    /// The G703 as the export before the last one had it, for an application corrected since.
    pub first_exported: Option<Vec<BilledLine>>,
}

/// A line of the G703. Completed and stored to date, column G, is the sum of `previous`, `this_period` and
/// `stored`; `previous` holds work in place only, so material leaves `stored` when it is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledLine {
    /// The item number.
    pub line: String,
    /// The work.
    pub description: String,
    /// Column C.
    pub scheduled_value_cents: i64,
    /// Column D.
    pub previous_cents: i64,
    /// Column E.
    pub this_period_cents: i64,
    /// Column F.
    pub stored_cents: i64,
    /// Held back of columns D to F.
    pub retainage_cents: i64,
}

/// A lie told about a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Planted {
    /// Which.
    pub kind: Lie,
    /// From when on.
    pub since: NaiveDate,
}

/// The lies a contractor's files can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lie {
    /// Reported progress goes with the calendar, while work, and so billing, has stalled.
    MarchesWithCalendar,
    /// Reported progress is well above the work done.
    Inflated,
    /// Reported progress is well below the work done.
    Sandbagged,
    /// Early lines of the schedule of values carry the money of late ones.
    FrontLoaded,
    /// The baseline is moved to wherever the work stands.
    Rebaselined,
}

/// Honest irregularities of a job's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Habit {
    /// A month without a bill; the next one makes up for it.
    SkippedMonth,
    /// Two applications with one period-to.
    TwoOnOneDay,
    /// Periods end in the middle of the month.
    MidMonthCutOff,
    /// A later export corrects an application downwards.
    Corrected,
    /// An application takes back what the one before had billed too much.
    Credited,
    /// Some applications have no period-to.
    NoPeriodTo,
    /// Some applications have neither a period-to nor a day on which they were handed in.
    NoSubmittedDate,
    /// A month without a bill and without a schedule update.
    QuietMonth,
    /// Each update overwrites the one schedule file.
    OverwritesSchedule,
}

impl Company {
    /// The job of a number, to be edited.
    pub fn job_mut(&mut self, number: &str) -> Option<&mut Job> {
        self.jobs.iter_mut().find(|job| job.number == number)
    }
}

impl Job {
    /// The contract sum on a day: the original contract and the change orders executed by then.
    #[must_use]
    pub fn contract_sum_cents(&self, on: NaiveDate) -> i64 {
        let executed = self.change_orders.iter().filter(|change| change.counts_on(on));
        self.original_contract_cents + executed.map(|change| change.amount_cents).sum::<i64>()
    }
}

impl ChangeOrder {
    /// Whether it is part of the contract on a day.
    #[must_use]
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        self.status == ChangeOrderStatus::Executed && self.executed_on.is_some_and(|executed| executed <= day)
    }
}

impl PayApplication {
    /// Completed and stored to date over all lines, gross of retainage: line 4 of the G702.
    #[must_use]
    pub fn completed_to_date_cents(&self) -> i64 {
        self.lines.iter().map(BilledLine::completed_to_date_cents).sum()
    }

    /// What is held back: line 5 of the G702.
    #[must_use]
    pub fn retainage_cents(&self) -> i64 {
        self.lines.iter().map(|line| line.retainage_cents).sum()
    }
}

impl BilledLine {
    /// Column G.
    #[must_use]
    pub fn completed_to_date_cents(&self) -> i64 {
        self.previous_cents + self.this_period_cents + self.stored_cents
    }
}
