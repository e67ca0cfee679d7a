//! Schedule versions: the plan with what is reported as done, month by month.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use super::{
    AS_OF,
    clock::{Clock, Course, WHOLE},
    naming::{Naming, guid},
    plan::{PlannedRow, plan},
    roster::{Part, Role},
    work::Trade,
};
use crate::{
    calendar::{DAY, at, last_workday, month_end, plus_days, workday_from, workday_until},
    dice::Dice,
    model::{Habit, Lie, Row, ScheduleVersion, Series, Task},
};

/// What schedules are made from.
pub(super) struct Outline<'a> {
    pub(super) number: &'a str,
    pub(super) name: &'a str,
    pub(super) part: &'a Part,
    pub(super) planned_days: i64,
    pub(super) course: &'a Course,
    /// End of the month in which nothing may be written.
    pub(super) quiet_month: NaiveDate,
}

/// Where tasks lie by what is known on a day.
struct Forecast<'a> {
    clock: &'a Clock,
    on: NaiveDate,
    planned_days: i64,
}

pub(super) fn schedules(outline: &Outline<'_>, dice: &mut Dice) -> Vec<ScheduleVersion> {
    if outline.part.role == Role::NoSchedule {
        return Vec::new();
    }
    let rows = plan(outline.part.trade, outline.name, outline.planned_days, dice);
    let days = update_days(outline, dice);
    let overwrites = outline.part.habits.contains(&Habit::OverwritesSchedule);
    let naming = Naming::new(outline.number, overwrites, dice);
    let guid = guid(dice);
    let mut versions: Vec<ScheduleVersion> = Vec::new();
    for (turn, day) in days.iter().enumerate() {
        let forecast = outline.forecast(*day);
        let baseline = outline.forecast(outline.baseline_day(&days, turn));
        let tasks = rows.iter().map(|row| task(row, &forecast, &baseline)).collect();
        versions.push(naming.version(Series::Master, &guid, turn + 1, *day, tasks, dice));
    }
    if overwrites {
        versions.drain(..versions.len().saturating_sub(1));
    }
    versions.extend(decoys(outline, &days, &naming, dice));
    versions
}

impl Outline<'_> {
    fn forecast(&self, on: NaiveDate) -> Forecast<'_> {
        Forecast { clock: &self.course.reported, on, planned_days: self.planned_days }
    }

    /// The day on which the baseline was last set, as of one of the updates.
    fn baseline_day(&self, updates: &[NaiveDate], turn: usize) -> NaiveDate {
        let moved = || updates.iter().take(turn + 1).enumerate().rev().find(|(at, _)| at % 4 == 3);
        match self.part.role {
            Role::Liar(Lie::Rebaselined) => moved().map_or(self.part.start, |(_, day)| *day),
            _ => self.part.start,
        }
    }
}

/// Data dates: once a month, until all is reported done.
fn update_days(outline: &Outline<'_>, dice: &mut Dice) -> Vec<NaiveDate> {
    let offset = dice.between(-6, 3);
    let quiet = outline.part.habits.contains(&Habit::QuietMonth);
    let mut days = vec![outline.part.start];
    let mut month = month_end(outline.part.start);
    loop {
        let day = workday_until(plus_days(month, offset + dice.between(-1, 1))).min(AS_OF);
        let last = days.last().copied().unwrap_or(day);
        if outline.course.reported.position(last) == WHOLE || month_end(month) > month_end(AS_OF) {
            return days;
        }
        if day > plus_days(last, 6) && !(quiet && month_end(day) == outline.quiet_month) {
            days.push(day);
        }
        month = month_end(plus_days(month, 1));
    }
}

impl Forecast<'_> {
    fn day(&self, position: i64) -> NaiveDate {
        let now = self.clock.position(self.on);
        match self.clock.day(position) {
            Some(day) if position <= now => day,
            _ => plus_days(self.on, (position - now) * self.planned_days / WHOLE),
        }
    }

    /// What is done of a span, in steps of five per cent, as people report it.
    fn percent(&self, from: i64, to: i64) -> i64 {
        let now = self.clock.position(self.on);
        if now >= to { 100 } else { (now - from).max(0) * 20 / (to - from).max(1) * 5 }
    }

    fn start(&self, row: &PlannedRow) -> NaiveDateTime {
        let day = workday_from(self.day(row.from));
        at(day, if row.workdays == 0 { 17 } else { 8 })
    }

    fn finish(&self, row: &PlannedRow) -> NaiveDateTime {
        let start = self.start(row);
        let percent = self.percent(row.from, row.to);
        let finish = match row.row {
            _ if row.workdays == 0 => return start,
            Row::Summary => workday_from(self.day(row.to)),
            _ if percent == 100 => workday_until(self.day(row.to)),
            _ if percent > 0 => {
                last_workday(plus_days(self.on, 1), (row.workdays * (100 - percent) / 100).max(1))
            }
            _ => last_workday(start.date(), row.workdays),
        };
        at(finish.max(start.date()), 17)
    }
}

fn task(row: &PlannedRow, forecast: &Forecast<'_>, baseline: &Forecast<'_>) -> Task {
    let percent = match row.row {
        Row::Inactive | Row::Blank => 0,
        _ => forecast.percent(row.from, row.to),
    };
    let duration_minutes = row.workdays * DAY;
    Task {
        uid: row.uid,
        name: row.name.clone(),
        level: row.level,
        row: row.row,
        start: forecast.start(row),
        finish: forecast.finish(row),
        duration_minutes,
        actual_minutes: duration_minutes * percent / 100,
        baseline_start: baseline.start(row),
        baseline_finish: baseline.finish(row),
        links: row.links.clone(),
    }
}

/// Schedules in the folder that are not the job's schedule: all older than its newest updates.
fn decoys(
    outline: &Outline<'_>,
    days: &[NaiveDate],
    naming: &Naming,
    dice: &mut Dice,
) -> Vec<ScheduleVersion> {
    let mut decoys = Vec::new();
    let guids = [guid(dice), guid(dice)];
    if dice.chance(30) {
        let day = workday_until(plus_days(outline.part.start, -dice.between(40, 90)));
        let tasks = bid_tasks(outline.part.trade, day, outline.planned_days);
        decoys.push(naming.version(Series::Bid, &guids[0], 0, day, tasks, dice));
    }
    if let Some(late) = days.len().checked_sub(4).filter(|_| dice.chance(30)) {
        let day = workday_until(plus_days(days[late], -3));
        decoys.push(naming.version(Series::LookAhead, &guids[1], 0, day, look_ahead_tasks(day), dice));
    }
    decoys
}

fn bid_tasks(trade: &Trade, day: NaiveDate, planned_days: i64) -> Vec<Task> {
    let from = plus_days(day, 60);
    let phase = |(uid, phase): (u32, &super::work::Phase)| {
        let start = plus_days(from, phase.from * planned_days / WHOLE);
        let workdays = ((phase.to - phase.from) * planned_days * 5 / (7 * WHOLE)).max(1);
        untouched(uid, format!("Bid: {}", phase.name), start, workdays)
    };
    (101..).zip(trade.phases).map(phase).collect()
}

fn look_ahead_tasks(day: NaiveDate) -> Vec<Task> {
    let week = |week: u32| {
        let start = day + TimeDelta::weeks(i64::from(week));
        untouched(200 + week, format!("Week of {}/{}", start.month(), start.day()), start, 5)
    };
    (0..3).map(week).collect()
}

fn untouched(uid: u32, name: String, start: NaiveDate, workdays: i64) -> Task {
    let first = workday_from(start);
    let (start, finish) = (at(first, 8), at(last_workday(first, workdays), 17));
    Task {
        uid,
        name,
        level: 1,
        row: Row::Work,
        start,
        finish,
        duration_minutes: workdays * DAY,
        actual_minutes: 0,
        baseline_start: start,
        baseline_finish: finish,
        links: Vec::new(),
    }
}
