//! What a job's work costs: its budget, the hours on it and its ledger.

use chrono::NaiveDate;

use super::{AS_OF, Size};
use crate::{
    calendar::{month_end, plus_days, workday_until},
    dice::Dice,
    drop::EARLIER_EXPORT,
    model::{
        Account, BudgetLine, CostCode, CostLine, Employee, Extra, Job, LaborLine, PlantedInBooks, Posting,
    },
};

const VENDORS: [&str; 10] = [
    "Sonoran Ready Mix",
    "Vega Steel Erectors",
    "Cañon Electric",
    "Palo Verde Plumbing",
    "Mesa Crane",
    "Tri-County Rental",
    "Desert Drywall",
    "Hassayampa Paving",
    "Roadrunner Roofing",
    "Ocotillo Lumber",
];
const EXTRAS: [&str; 3] = ["Owner's allowance work", "Off-site improvements", "Tenant package"];

/// The books of the whole company, from which a job's costs are drawn.
pub(super) struct Books<'a> {
    pub(super) codes: &'a [CostCode],
    pub(super) payroll: &'a [Employee],
    pub(super) size: Size,
}

impl Books<'_> {
    /// Draws the costs of a job that is in the books.
    pub(super) fn draw(&self, job: &mut Job, end: NaiveDate, dice: &mut Dice) {
        if job.accounting_code.is_none() {
            return;
        }
        if dice.chance(20) {
            let count = dice.between(1, 3).unsigned_abs();
            job.extras = (1..=count)
                .zip(EXTRAS)
                .map(|(number, description)| Extra {
                    extra: format!("{number:03}"),
                    description: description.to_owned(),
                })
                .collect();
        }
        job.budget = self.budget(job, dice);
        let mut postings = Postings::default();
        let mut month = month_end(job.start);
        while month <= month_end(end.min(AS_OF)) {
            let last = workday_until(month.min(AS_OF));
            postings.next_run();
            for _ in 0..self.size.labor_lines_a_month() {
                self.work(job, last, &mut postings, dice);
            }
            postings.next_run();
            for _ in 0..self.size.invoices_a_month() {
                invoice(job, last, &mut postings, dice);
            }
            month = month_end(plus_days(month, 1));
        }
    }

    /// An estimate of 85 per cent of the contract, over some of the standard codes.
    fn budget(&self, job: &Job, dice: &mut Dice) -> Vec<BudgetLine> {
        let mut leaves: Vec<&CostCode> = self.codes.iter().filter(|code| code.parent.is_some()).collect();
        dice.shuffle(&mut leaves);
        leaves.truncate(self.size.codes_of_a_job());
        leaves.sort_by(|a, b| a.code.cmp(&b.code));
        let share = job.original_contract_cents / 100 * 85 / i64::try_from(leaves.len()).unwrap_or(1);
        let executed: i64 = job
            .change_orders
            .iter()
            .filter(|change| change.counts_on(AS_OF))
            .map(|change| change.amount_cents)
            .sum();
        let mut lines = Vec::new();
        for (turn, code) in leaves.into_iter().enumerate() {
            let extra = some_extra(job, dice);
            for (category, per_cent) in [('L', 35), (*dice.pick(&['M', 'S', 'E', 'O']), 65)] {
                lines.push(BudgetLine {
                    account: Account { extra: extra.clone(), cost_code: code.code.clone(), category },
                    original_cents: share * per_cent / 100 * dice.between(60, 140) / 100,
                    changes_cents: if turn == 0 { executed * 85 / 100 * per_cent / 100 } else { 0 },
                    units: if category == 'L' {
                        dice.between(40, 900) * 100
                    } else {
                        dice.between(10, 4_000) * 25
                    },
                });
            }
        }
        lines
    }

    /// An employee's day, as hours and as what they cost.
    fn work(&self, job: &mut Job, last: NaiveDate, postings: &mut Postings, dice: &mut Dice) {
        let account = some_account(job, true, dice);
        let employee = dice.pick(self.payroll);
        let work_date = day_within(job, last, dice);
        let hours = dice.between(4, 40) * 25;
        let rate = employee.on(work_date).or(employee.standings.first()).map_or(0, |standing| standing.rate);
        let amount_cents = (hours * rate + 5_000).div_euclid(10_000);
        let posting = postings.next();
        job.costs.push(CostLine {
            posting,
            account: account.clone(),
            transaction_type: "PR cost",
            accounting_date: last,
            transaction_date: work_date,
            vendor: None,
            description: format!("{} {}", employee.first_name, employee.last_name),
            units: hours,
            amount_cents,
            deleted: false,
        });
        job.labor.push(LaborLine {
            posting,
            account,
            employee: employee.id.clone(),
            work_date,
            hours,
            amount_cents,
        });
    }
}

/// Plants a reversed and a deleted ledger line, each in the newest job that had one before the earlier export.
pub(super) fn plant(jobs: &mut [Job]) -> Vec<PlantedInBooks> {
    let mut planted = Vec::new();
    let from = plus_days(EARLIER_EXPORT, -25);
    let fits = |line: &CostLine| {
        line.transaction_type == "AP cost" && (from..=EARLIER_EXPORT).contains(&line.accounting_date)
    };
    let mut found = jobs.iter_mut().rev().filter_map(|job| {
        let at = job.costs.iter().position(fits)?;
        Some((job.accounting_code.clone()?, job, at))
    });
    if let Some((code, job, at)) = found.next() {
        job.costs[at].deleted = true;
        planted.push(PlantedInBooks::Deleted { job: code, posting: job.costs[at].posting });
    }
    if let Some((code, job, at)) = found.next() {
        let line = job.costs[at].clone();
        let run = job.costs.iter().map(|line| line.posting.run).max().unwrap_or_default() + 1;
        let by = Posting { run, sequence: 1, distribution: 1 };
        planted.push(PlantedInBooks::Reversed { job: code, posting: line.posting, by });
        job.costs.push(CostLine {
            posting: by,
            accounting_date: AS_OF,
            description: format!("Reverse {}", line.description),
            units: -line.units,
            amount_cents: -line.amount_cents,
            ..line
        });
    }
    planted
}

/// Numbers of runs and of their lines, within a job.
#[derive(Default)]
struct Postings {
    run: u32,
    sequence: u32,
}

impl Postings {
    fn next_run(&mut self) {
        self.run += 1;
        self.sequence = 0;
    }

    fn next(&mut self) -> Posting {
        self.sequence += 1;
        Posting { run: self.run, sequence: self.sequence, distribution: 1 }
    }
}

fn invoice(job: &mut Job, last: NaiveDate, postings: &mut Postings, dice: &mut Dice) {
    let account = some_account(job, false, dice);
    let transaction_type = match account.category {
        'E' => "EQ cost",
        'O' => "JC cost",
        _ => "AP cost",
    };
    let vendor = (transaction_type == "AP cost").then(|| *dice.pick(&VENDORS));
    // One in twenty is a credit.
    let amount = dice.between(4_000, 1_800_000) * if dice.chance(5) { -1 } else { 1 };
    job.costs.push(CostLine {
        posting: postings.next(),
        account,
        transaction_type,
        accounting_date: last,
        transaction_date: day_within(job, last, dice),
        vendor,
        description: format!("Invoice {}", dice.between(1_000, 99_999)),
        units: dice.between(0, 400) * 25,
        amount_cents: amount,
        deleted: false,
    });
}

/// A budget line's account of labor, or of anything else.
fn some_account(job: &Job, labor: bool, dice: &mut Dice) -> Account {
    let lines: Vec<_> = job.budget.iter().filter(|line| (line.account.category == 'L') == labor).collect();
    dice.pick(&lines).account.clone()
}

/// The base job, mostly.
fn some_extra(job: &Job, dice: &mut Dice) -> Option<String> {
    if job.extras.is_empty() || dice.chance(70) { None } else { Some(dice.pick(&job.extras).extra.clone()) }
}

/// A day of work of the month that ends so, and not before the job's start.
fn day_within(job: &Job, last: NaiveDate, dice: &mut Dice) -> NaiveDate {
    workday_until(plus_days(last, -dice.between(0, 25))).max(job.start).min(last)
}
