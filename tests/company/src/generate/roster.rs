//! Who plays which part, so that every seed has every kind of job.

use chrono::NaiveDate;

use super::{
    AS_OF,
    work::{BUILDING, CIVIL, TENANT_IMPROVEMENT, Trade},
};
use crate::{
    calendar::{plus_days, workday_from},
    dice::Dice,
    model::{Habit, Lie},
};

/// What a job is there for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Honest,
    Liar(Lie),
    /// Known from its folder, not yet in the books.
    FolderOnly,
    NoSchedule,
    NoBills,
}

/// A job before anything has happened on it.
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) trade: &'static Trade,
    pub(super) start: NaiveDate,
    pub(super) habits: &'static [Habit],
}

/// A part to be played by a job that began so many days before the last day, at least and at most.
#[derive(Clone, Copy)]
struct Casting {
    role: Role,
    trade: &'static Trade,
    age: (i64, i64),
    habits: &'static [Habit],
}

const fn cast(role: Role, trade: &'static Trade, age: (i64, i64)) -> Casting {
    Casting { role, trade, age, habits: &[] }
}

const fn liar(lie: Lie) -> Casting {
    cast(Role::Liar(lie), &BUILDING, (290, 360))
}

/// The jobs that are not honest through and through, or not whole.
const SPECIAL: [Casting; 14] = [
    liar(Lie::MarchesWithCalendar),
    liar(Lie::MarchesWithCalendar),
    liar(Lie::Inflated),
    liar(Lie::Inflated),
    liar(Lie::Sandbagged),
    Casting { habits: &[Habit::QuietMonth], ..liar(Lie::FrontLoaded) },
    liar(Lie::Rebaselined),
    cast(Role::FolderOnly, &BUILDING, (10, 80)),
    cast(Role::FolderOnly, &BUILDING, (10, 80)),
    cast(Role::FolderOnly, &TENANT_IMPROVEMENT, (10, 80)),
    cast(Role::NoSchedule, &TENANT_IMPROVEMENT, (70, 160)),
    cast(Role::NoSchedule, &BUILDING, (70, 300)),
    cast(Role::NoBills, &BUILDING, (30, 60)),
    cast(Role::NoBills, &CIVIL, (30, 60)),
];

/// Honest jobs are of these trades in turn,
const TRADES: [&Trade; 5] = [&BUILDING, &BUILDING, &CIVIL, &BUILDING, &TENANT_IMPROVEMENT];

/// and have these habits in turn.
const HABITS: [&[Habit]; 9] = [
    &[],
    &[Habit::SkippedMonth],
    &[Habit::Corrected],
    &[Habit::NoPeriodTo],
    &[Habit::TwoOnOneDay],
    &[Habit::OverwritesSchedule],
    &[Habit::MidMonthCutOff, Habit::Credited],
    &[Habit::QuietMonth],
    &[Habit::NoSubmittedDate],
];

/// The youngest honest job began so many days before the last day; the others evenly over the days before.
const YOUNGEST: i64 = 75;

/// The parts, by start; the oldest began so many days before the last day.
pub(super) fn parts(jobs: usize, oldest: i64, dice: &mut Dice) -> Vec<Part> {
    let honest = jobs.saturating_sub(SPECIAL.len());
    let mut trades: Vec<&Trade> = TRADES.into_iter().cycle().take(honest).collect();
    dice.shuffle(&mut trades);
    let mut castings = SPECIAL.to_vec();
    let turns = i64::try_from(honest).unwrap_or_default().max(1);
    for ((turn, trade), habits) in (0..).zip(trades).zip(HABITS.into_iter().cycle()) {
        let youngest = YOUNGEST + (oldest - YOUNGEST) * turn / turns;
        castings.push(Casting { habits, ..cast(Role::Honest, trade, (youngest, youngest + 20)) });
    }
    let part = |Casting { role, trade, age, habits }| {
        let start = workday_from(plus_days(AS_OF, -dice.between(age.0, age.1)));
        Part { role, trade, start, habits }
    };
    let mut parts: Vec<Part> = castings.into_iter().map(part).collect();
    parts.sort_by_key(|part| part.start);
    parts
}
