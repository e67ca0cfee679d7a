//! Sums of the books, line by line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

/// A job's number and a cost code.
pub type JobCode = (String, String);

/// What each job's cost codes come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeSums {
    /// Hours worked, in hundredths.
    pub hours: BTreeMap<JobCode, i64>,
    /// Cost of the ledger, in cents, without the lines that were deleted.
    pub cost_cents: BTreeMap<JobCode, i64>,
    /// Budget with its approved changes, in cents.
    pub budget_cents: BTreeMap<String, i64>,
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
}

#[derive(Deserialize)]
struct BudgetLine {
    original_cents: i64,
    changes_cents: i64,
}

#[derive(Deserialize)]
struct LaborLine {
    cost_code: String,
    hours: i64,
}

#[derive(Deserialize)]
struct CostLine {
    cost_code: String,
    amount_cents: i64,
    deleted: bool,
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

/// Hours and cost by job and cost code, over all extras and categories, and budget by job.
///
/// # Errors
/// When the text is no `truth.json`.
pub fn code_sums(truth: &str) -> serde_json::Result<CodeSums> {
    let truth: Truth = serde_json::from_str(truth)?;
    let mut sums = CodeSums::default();
    for job in truth.jobs {
        for line in job.labor {
            *sums.hours.entry((job.number.clone(), line.cost_code)).or_default() += line.hours;
        }
        for line in job.costs {
            if !line.deleted {
                *sums.cost_cents.entry((job.number.clone(), line.cost_code)).or_default() +=
                    line.amount_cents;
            }
        }
        for line in job.budget {
            *sums.budget_cents.entry(job.number.clone()).or_default() +=
                line.original_cents + line.changes_cents;
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
