//! `truth.json`: what is so, for programs that know nothing of this one. Money is in whole cents, working time in
//! minutes, days are `2026-10-30`.

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{
    BudgetLine, ChangeOrder, Company, CostCode, CostLine, Employee, Extra, Habit, Job, JobStatus, LaborLine,
    PayApplication, Person, Planted, PlantedInBooks, ScheduleVersion,
};

#[derive(Serialize)]
struct Truth<'a> {
    seed: u64,
    company: &'a str,
    time_zone: &'static str,
    as_of: NaiveDate,
    /// Which amount counts as billed.
    billed_basis: &'static str,
    jobs: Vec<TrueJob<'a>>,
    cost_codes: &'a [CostCode],
    employees: &'a [Employee],
    planted: &'a [PlantedInBooks],
}

#[derive(Serialize)]
struct TrueJob<'a> {
    number: &'a str,
    /// Whether accounting knows the job; its name, client, manager, contract and bills are unknown otherwise.
    in_books: bool,
    accounting_code: Option<&'a str>,
    name: &'a str,
    client: &'a str,
    manager: &'a Person,
    status: JobStatus,
    folder: &'a str,
    start: NaiveDate,
    finish: NaiveDate,
    original_contract_cents: Option<i64>,
    change_orders: &'a [ChangeOrder],
    applications: Vec<TrueApplication>,
    extras: &'a [Extra],
    budget: &'a [BudgetLine],
    /// Hours, in hundredths.
    labor: &'a [LaborLine],
    /// The ledger with the lines deleted since the earlier export.
    costs: &'a [CostLine],
    /// What is on the share; the series `master` is of record.
    schedules: &'a [ScheduleVersion],
    planted: &'a [Planted],
    habits: &'a [Habit],
}

#[derive(Serialize)]
struct TrueApplication {
    number: u32,
    period_to: Option<NaiveDate>,
    submitted_on: Option<NaiveDate>,
    certified_on: Option<NaiveDate>,
    paid_on: Option<NaiveDate>,
    completed_to_date_cents: i64,
    retainage_cents: i64,
    /// What the earlier export said, where the later one corrected it.
    first_completed_to_date_cents: Option<i64>,
}

impl Company {
    /// The text of `truth.json`.
    #[must_use]
    pub fn truth(&self) -> String {
        let truth = Truth {
            seed: self.seed,
            company: &self.name,
            time_zone: Self::TIME_ZONE,
            as_of: self.as_of,
            billed_basis: "gross",
            jobs: self.jobs.iter().map(TrueJob::from).collect(),
            cost_codes: &self.cost_codes,
            employees: &self.employees,
            planted: &self.planted,
        };
        serde_json::to_string(&truth).expect("plain values have a JSON form")
    }
}

impl<'a> From<&'a Job> for TrueJob<'a> {
    fn from(job: &'a Job) -> Self {
        let in_books = job.accounting_code.is_some();
        Self {
            number: &job.number,
            in_books,
            accounting_code: job.accounting_code.as_deref(),
            name: &job.name,
            client: &job.client,
            manager: &job.manager,
            status: job.status,
            folder: &job.folder,
            start: job.start,
            finish: job.finish,
            original_contract_cents: in_books.then_some(job.original_contract_cents),
            change_orders: &job.change_orders,
            applications: job.applications.iter().map(TrueApplication::from).collect(),
            extras: &job.extras,
            budget: &job.budget,
            labor: &job.labor,
            costs: &job.costs,
            schedules: &job.schedules,
            planted: &job.planted,
            habits: &job.habits,
        }
    }
}

impl From<&PayApplication> for TrueApplication {
    fn from(application: &PayApplication) -> Self {
        let first = application.first_exported.as_ref();
        Self {
            number: application.number,
            period_to: application.period_to,
            submitted_on: application.submitted_on,
            certified_on: application.certified_on,
            paid_on: application.paid_on,
            completed_to_date_cents: application.completed_to_date_cents(),
            retainage_cents: application.retainage_cents(),
            first_completed_to_date_cents: first
                .map(|lines| lines.iter().map(crate::BilledLine::completed_to_date_cents).sum()),
        }
    }
}
