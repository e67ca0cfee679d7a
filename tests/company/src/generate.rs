//! From a seed to a contractor's three years.

mod billing;
mod clock;
mod contract;
mod cost_codes;
mod ledger;
mod names;
mod naming;
mod payroll;
mod plan;
mod roster;
mod schedules;
mod work;

use chrono::{Datelike, NaiveDate};

use self::{
    billing::{Billing, applications},
    clock::{Course, WHOLE},
    contract::{change_orders, contract_sum_cents, schedule_of_values},
    cost_codes::standard_list,
    ledger::Books,
    names::Name,
    payroll::payroll,
    roster::{Part, Role, parts},
    schedules::{Outline, schedules},
    work::{BUILDING, CIVIL, TENANT_IMPROVEMENT, Trade},
};
use crate::{
    calendar::{month_end, plus_days},
    dice::Dice,
    model::{Company, Job, JobStatus, Lie, PayApplication, Person, Planted},
};

/// The last day of every contractor made here, a Friday.
const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 10, 30).expect("a day");
/// Time from the last work to closing the books.
const CLOSING_DAYS: i64 = 75;
/// Streams of chance: each job has two, the payroll one.
const BOOKS: u64 = 1 << 32;
const PAYROLL: u64 = 1 << 33;

/// How large a contractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// 40 jobs over three years.
    Small,
    /// 400 jobs over ten years, of which the books have some 350,000 ledger lines.
    Medium,
}

impl Size {
    fn jobs(self) -> usize {
        match self {
            Self::Small => 40,
            Self::Medium => 400,
        }
    }

    /// Days before the last one from which on jobs began.
    fn days(self) -> i64 {
        match self {
            Self::Small => 1_060,
            Self::Medium => 3_650,
        }
    }

    fn field_employees(self) -> usize {
        match self {
            Self::Small => 24,
            Self::Medium => 240,
        }
    }

    fn codes_of_a_job(self) -> usize {
        match self {
            Self::Small => 8,
            Self::Medium => 40,
        }
    }

    fn labor_lines_a_month(self) -> usize {
        match self {
            Self::Small => 3,
            Self::Medium => 25,
        }
    }

    fn invoices_a_month(self) -> usize {
        match self {
            Self::Small => 3,
            Self::Medium => 25,
        }
    }
}

impl Company {
    /// Makes a contractor; the same size and seed make the same one.
    #[must_use]
    pub fn generate(size: Size, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 0);
        let parts = parts(size.jobs(), size.days(), &mut dice);
        let mut names = Names::shuffled(&mut dice);
        let mut numbers = Numbers::default();
        let cost_codes = standard_list();
        let employees = payroll(size.field_employees(), &mut Dice::new(seed, PAYROLL));
        let books = Books { codes: &cost_codes, payroll: &employees, size };
        let jobs = (1..).zip(&parts).map(|(stream, part)| {
            let number = numbers.next(part.start, &mut dice);
            let (mut job, end) = job(number, names.next(part.trade), part, &mut Dice::new(seed, stream));
            books.draw(&mut job, end, &mut Dice::new(seed, BOOKS + stream));
            job
        });
        let mut jobs: Vec<Job> = jobs.collect();
        let planted = ledger::plant(&mut jobs);
        let planted = payroll::promoted(&employees).into_iter().chain(planted).collect();
        Self { seed, name: "Demo contractor".into(), as_of: AS_OF, jobs, cost_codes, employees, planted }
    }
}

/// Gives each job a name of its trade; when all are given, they come again as the next package.
struct Names {
    left: Vec<(&'static Trade, Name)>,
    given: Vec<(&'static Trade, Name)>,
}

impl Names {
    fn shuffled(dice: &mut Dice) -> Self {
        let trades: [&Trade; 3] = [&BUILDING, &CIVIL, &TENANT_IMPROVEMENT];
        let mut names: Vec<_> =
            trades.iter().flat_map(|trade| trade.names.iter().map(|name| (*trade, *name))).collect();
        dice.shuffle(&mut names);
        Self { left: names, given: Vec::new() }
    }

    fn next(&mut self, trade: &'static Trade) -> (String, &'static str) {
        let of_trade = |(of, _): &(&Trade, Name)| std::ptr::eq(*of, trade);
        let package = self.given.iter().filter(|given| of_trade(given)).count() / trade.names.len() + 1;
        if !self.left.iter().any(of_trade) {
            self.left.extend(trade.names.iter().map(|name| (trade, *name)));
        }
        let at = self.left.iter().position(of_trade).expect("a trade has names");
        let (of, (name, client)) = self.left.swap_remove(at);
        self.given.push((of, (name, client)));
        (if package == 1 { name.to_owned() } else { format!("{name}, package {package}") }, client)
    }
}

/// Gives numbers of the year, with gaps for the jobs of others.
#[derive(Default)]
struct Numbers {
    year: i32,
    sequence: i64,
}

impl Numbers {
    fn next(&mut self, start: NaiveDate, dice: &mut Dice) -> String {
        if start.year() != self.year {
            *self = Self { year: start.year(), sequence: 0 };
        }
        self.sequence += dice.between(2, 9);
        format!("{:02}-1-{:03}", self.year % 100, self.sequence)
    }
}

/// A job without its costs, and the day on which its work ends.
fn job(number: String, (name, client): (String, &str), part: &Part, dice: &mut Dice) -> (Job, NaiveDate) {
    let planned_days = match part.role {
        // Liars are under way to the last day.
        Role::Liar(_) => dice.between(430, 520),
        _ => dice.between(part.trade.days.0, part.trade.days.1),
    };
    let course = Course::new(part.start, planned_days, part.role, dice);
    let end = course.real.day(WHOLE);
    let status = match end {
        Some(end) if plus_days(end, CLOSING_DAYS) <= AS_OF => JobStatus::Closed,
        _ => JobStatus::Active,
    };
    let (manager, mailbox) = *dice.pick(&names::MANAGERS);
    let mut job = Job {
        accounting_code: accounting_code(&number, part.role, dice),
        name: name.clone(),
        client: client.to_owned(),
        manager: Person { name: manager.to_owned(), email: mailbox.to_owned() },
        status,
        folder: format!("Jobs 20{}/{number} {name}", &number[..2]),
        number,
        start: part.start,
        finish: plus_days(part.start, planned_days),
        original_contract_cents: contract_sum_cents(part.trade, dice),
        change_orders: Vec::new(),
        applications: Vec::new(),
        extras: Vec::new(),
        budget: Vec::new(),
        labor: Vec::new(),
        costs: Vec::new(),
        schedules: Vec::new(),
        planted: Vec::new(),
        habits: part.habits.to_vec(),
    };
    if let (Role::Liar(kind), Some(since)) = (part.role, course.since) {
        let since = if kind == Lie::FrontLoaded { job.start } else { since };
        job.planted.push(Planted { kind, since });
    }
    let odd_month = month_end(plus_days(job.start, dice.between(90, 150)));
    let outline = Outline {
        number: &job.number,
        name: &job.name,
        part,
        planned_days,
        course: &course,
        quiet_month: odd_month,
    };
    job.schedules = schedules(&outline, dice);
    if !matches!(part.role, Role::FolderOnly) {
        let until = end.unwrap_or(AS_OF);
        job.change_orders = change_orders(job.original_contract_cents, job.start, until, status, dice);
    }
    if !matches!(part.role, Role::FolderOnly | Role::NoBills) {
        job.applications = bills(&job, part, &course, odd_month, dice);
    }
    (job, end.unwrap_or(AS_OF))
}

fn bills(
    job: &Job,
    part: &Part,
    course: &Course,
    odd_month: NaiveDate,
    dice: &mut Dice,
) -> Vec<PayApplication> {
    let front_loaded = part.role == Role::Liar(Lie::FrontLoaded);
    let lines = schedule_of_values(part.trade, job.original_contract_cents, front_loaded, dice);
    let ahead = dice.chance(40);
    let billing = Billing {
        job,
        real: &course.real,
        lines: &lines,
        habits: part.habits,
        odd_month,
        lag_days: if front_loaded { 0 } else { dice.between(3, 24) },
        submitted_after: if ahead { -dice.between(4, 6) } else { dice.between(3, 9) },
    };
    applications(&billing, dice)
}

/// Accounting cuts the number short and puts a letter behind it; some jobs go by their number.
fn accounting_code(number: &str, role: Role, dice: &mut Dice) -> Option<String> {
    let letter = *dice.pick(&['A', 'A', 'B', 'J']);
    let by_number = dice.chance(12);
    match role {
        Role::FolderOnly => None,
        _ if by_number => Some(number.to_owned()),
        _ => Some(format!("{}{}{letter}", &number[..2], number[5..].trim_start_matches('0'))),
    }
}
