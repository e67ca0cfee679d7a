//! Sums of the books, line by line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

/// A job's number and a cost code.
pub type JobCode = (String, String);
/// A job's number and an employee's.
pub type JobEmployee = (String, String);

/// What the books come to, by job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookSums {
    /// Hours worked on each cost code, in hundredths.
    pub hours: BTreeMap<JobCode, i64>,
    /// Hours worked by each employee, in hundredths.
    pub hours_by_employee: BTreeMap<JobEmployee, i64>,
    /// Cost of the ledger on each cost code, in cents, without the lines that were deleted.
    pub cost_cents: BTreeMap<JobCode, i64>,
    /// Budget with its approved changes, in cents.
    pub budget_cents: BTreeMap<String, i64>,
    /// Completed and stored to date by the last application, in cents, gross of retainage.
    pub billed_cents: BTreeMap<String, i64>,
    /// Retainage held by the last application, in cents.
    pub retainage_cents: BTreeMap<String, i64>,
}

#[derive(Deserialize)]
struct Truth {
    jobs: Vec<Job>,
    employees: Vec<Employee>,
}

#[derive(Deserialize)]
struct Job {
    number: String,
    budget: Vec<BudgetLine>,
    labor: Vec<LaborLine>,
    costs: Vec<CostLine>,
    applications: Vec<Application>,
}

#[derive(Deserialize)]
struct BudgetLine {
    original_cents: i64,
    changes_cents: i64,
}

#[derive(Deserialize)]
struct LaborLine {
    cost_code: String,
    employee: String,
    hours: i64,
}

#[derive(Deserialize)]
struct CostLine {
    cost_code: String,
    amount_cents: i64,
    deleted: bool,
}

#[derive(Deserialize)]
struct Application {
    number: u32,
    completed_to_date_cents: i64,
    retainage_cents: i64,
}

#[derive(Deserialize)]
struct Employee {
    id: String,
    standings: Vec<Standing>,
}

#[derive(Deserialize)]
struct Standing {
    since: NaiveDate,
    title: String,
}

/// Hours, cost, budget and billing, over all extras and categories.
///
/// # Errors
/// When the text is no `truth.json`.
pub fn book_sums(truth: &str) -> serde_json::Result<BookSums> {
    let truth: Truth = serde_json::from_str(truth)?;
    let mut sums = BookSums::default();
    for job in truth.jobs {
        let with = |part: String| (job.number.clone(), part);
        for line in job.labor {
            *sums.hours.entry(with(line.cost_code)).or_default() += line.hours;
            *sums.hours_by_employee.entry(with(line.employee)).or_default() += line.hours;
        }
        for line in job.costs.into_iter().filter(|line| !line.deleted) {
            *sums.cost_cents.entry(with(line.cost_code)).or_default() += line.amount_cents;
        }
        for line in job.budget {
            *sums.budget_cents.entry(job.number.clone()).or_default() +=
                line.original_cents + line.changes_cents;
        }
        if let Some(last) = job.applications.iter().max_by_key(|application| application.number) {
            sums.billed_cents.insert(job.number.clone(), last.completed_to_date_cents);
            sums.retainage_cents.insert(job.number.clone(), last.retainage_cents);
        }
    }
    Ok(sums)
}

/// An employee's title on a day; none before the first export that has them.
///
/// # Errors
/// When the text is no `truth.json`.
pub fn title_on(truth: &str, employee: &str, day: NaiveDate) -> serde_json::Result<Option<String>> {
    let truth: Truth = serde_json::from_str(truth)?;
    let person = truth.employees.into_iter().find(|person| person.id == employee);
    let standings = person.map(|person| person.standings).unwrap_or_default();
    let until_then = standings.into_iter().filter(|standing| standing.since <= day);
    Ok(until_then.max_by_key(|standing| standing.since).map(|standing| standing.title))
}
