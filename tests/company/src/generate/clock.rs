use chrono::NaiveDate;

use super::roster::Role;
use crate::{calendar::plus_days, dice::Dice, model::Lie};

/// The whole of a job, in the unit of positions.
pub(super) const WHOLE: i64 = 10_000;
const STEP_DAYS: i64 = 30;
const STEPS: usize = 60;

/// How far along its plan a job is, day by day: positions in ten-thousandths, between which it goes evenly.
#[derive(Clone)]
pub(super) struct Clock {
    start: NaiveDate,
    positions: Vec<i64>,
}

/// How a job goes: in truth, and as its schedules report it.
pub(super) struct Course {
    pub(super) real: Clock,
    pub(super) reported: Clock,
    /// The day from which the two differ.
    pub(super) since: Option<NaiveDate>,
}

impl Course {
    pub(super) fn new(start: NaiveDate, planned_days: i64, role: Role, dice: &mut Dice) -> Self {
        let lie_from = usize::try_from(dice.between(3, 5)).unwrap_or_default();
        let since = plus_days(start, STEP_DAYS * i64::try_from(lie_from).unwrap_or_default());
        let pace = match role {
            Role::Liar(Lie::Rebaselined) => dice.between(70, 76),
            _ => dice.between(88, 106),
        };
        let stall = (role == Role::Liar(Lie::MarchesWithCalendar)).then_some(lie_from);
        let real = Clock::uneven(start, planned_days, pace, stall, dice);
        let reported = match role {
            Role::Liar(Lie::MarchesWithCalendar) => Clock::even(start, planned_days),
            Role::Liar(Lie::Inflated) => real.shifted(lie_from, dice.between(2_200, 2_700)),
            Role::Liar(Lie::Sandbagged) => real.shifted(lie_from, -dice.between(2_200, 2_700)),
            _ => real.clone(),
        };
        let since = matches!(role, Role::Liar(_)).then_some(since);
        Self { real, reported, since }
    }
}

impl Clock {
    fn even(start: NaiveDate, planned_days: i64) -> Self {
        let steps = (0..).take(STEPS).map(|step| (step * STEP_DAYS * WHOLE / planned_days).min(WHOLE));
        Self { start, positions: steps.collect() }
    }

    /// Some months go better than others; from the step of a stall on, hardly anything goes.
    fn uneven(start: NaiveDate, planned_days: i64, pace: i64, stall: Option<usize>, dice: &mut Dice) -> Self {
        let mut position = 0;
        let mut positions = vec![0];
        for step in 1..STEPS {
            let share = if stall.is_some_and(|stall| step > stall) { 15 } else { dice.between(82, 118) };
            position += STEP_DAYS * WHOLE * pace * share / (planned_days * WHOLE);
            positions.push(position.min(WHOLE));
        }
        Self { start, positions }
    }

    /// The same, ahead or behind by so much within three months of a step, until the end is reached.
    fn shifted(&self, from: usize, by: i64) -> Self {
        let mut last = 0;
        let shift = |(step, real): (usize, &i64)| {
            let months = i64::try_from(step.saturating_sub(from)).unwrap_or(i64::MAX).min(3);
            let told = if *real == WHOLE { WHOLE } else { (real + by * months / 3).min(WHOLE - 300) };
            last = told.max(last);
            last
        };
        Self { start: self.start, positions: self.positions.iter().enumerate().map(shift).collect() }
    }

    pub(super) fn position(&self, day: NaiveDate) -> i64 {
        let days = (day - self.start).num_days().max(0);
        let step = usize::try_from(days / STEP_DAYS).unwrap_or_default();
        match self.positions.get(step..step + 2) {
            Some(&[before, after]) => before + (after - before) * (days % STEP_DAYS) / STEP_DAYS,
            _ => self.positions.last().copied().unwrap_or_default(),
        }
    }

    /// The first day at or past a position, if it is ever reached.
    pub(super) fn day(&self, position: i64) -> Option<NaiveDate> {
        let step = self.positions.iter().position(|at| *at >= position)?;
        let Some(before) = step.checked_sub(1) else { return Some(self.start) };
        let (low, high) = (self.positions[before], self.positions[step]);
        let days = ((position - low) * STEP_DAYS + (high - low) - 1) / (high - low);
        Some(plus_days(self.start, i64::try_from(before).unwrap_or_default() * STEP_DAYS + days))
    }
}
