//! From a seed to a contractor's three years.

mod billing;
mod clock;
mod contract;
mod names;
mod naming;
mod plan;
mod roster;
mod schedules;
mod work;

use chrono::{Datelike, NaiveDate};

use self::{
    billing::{Billing, applications},
    clock::{Course, WHOLE},
    contract::{change_orders, contract_sum_cents, schedule_of_values},
    names::Name,
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

/// How large a contractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 40 jobs over three years.
    Small,
}

impl Size {
    fn jobs(self) -> usize {
        match self {
            Self::Small => 40,
        }
    }
}

impl Company {
    /// Makes a contractor; the same size and seed make the same one.
    #[must_use]
    pub fn generate(size: Size, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 0);
        let parts = parts(size.jobs(), &mut dice);
        let mut names = Names::shuffled(&mut dice);
        let mut numbers = Numbers::default();
        let jobs = (1..).zip(&parts).map(|(stream, part)| {
            let number = numbers.next(part.start, &mut dice);
            job(number, names.next(part.trade), part, &mut Dice::new(seed, stream))
        });
        Self { seed, name: "Demo contractor".into(), as_of: AS_OF, jobs: jobs.collect() }
    }
}

/// Gives each job a name of its trade.
struct Names(Vec<(&'static Trade, Name)>);

impl Names {
    fn shuffled(dice: &mut Dice) -> Self {
        let trades: [&Trade; 3] = [&BUILDING, &CIVIL, &TENANT_IMPROVEMENT];
        let mut names: Vec<_> =
            trades.iter().flat_map(|trade| trade.names.iter().map(|name| (*trade, *name))).collect();
        dice.shuffle(&mut names);
        Self(names)
    }

    /// # Panics
    /// When there are more jobs of the trade than names.
    fn next(&mut self, trade: &Trade) -> Name {
        let at = self.0.iter().position(|(of, _)| std::ptr::eq(*of, trade)).expect("a name is left");
        self.0.swap_remove(at).1
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

fn job(number: String, (name, client): Name, part: &Part, dice: &mut Dice) -> Job {
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
        name: name.to_owned(),
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
    job
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
