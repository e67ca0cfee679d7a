//! What the two axes span, and where their ticks are.

use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::text::TICK;

/// Hundredths of a point in a percent.
const PERCENT: i64 = 100;

/// The axis of percentages, in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueAxis {
    pub(crate) range: Range<i64>,
    step: i64,
}

impl ValueAxis {
    /// 0 to 100 %, extended in whole steps to hold every value; wider steps where there is no room for all.
    pub(crate) fn over(values: impl Iterator<Item = i32>, height: f64) -> Self {
        let (lowest, highest) = values.fold((0, 100 * PERCENT), |(low, high), value| {
            (low.min(i64::from(value)), high.max(i64::from(value)))
        });
        let rounded = |step: i64| {
            let start = lowest.div_euclid(step) * step;
            let end = -(-highest).div_euclid(step) * step;
            Self { range: start..end, step }
        };
        let fits = |axis: &Self| {
            let rows = (axis.range.end - axis.range.start) / axis.step;
            rows <= 4 || rows as f64 * 24.0 <= height
        };
        let quarters = rounded(25 * PERCENT);
        let wider = (0..).flat_map(|zeros| [50, 100, 250].map(|step| step * PERCENT * 10_i64.pow(zeros)));
        std::iter::once(quarters.clone()).chain(wider.map(rounded)).find(fits).unwrap_or(quarters)
    }

    /// Where the gridlines are.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = i64> + use<> {
        let (step, range) = (self.step, self.range.clone());
        (0..).map(move |n| range.start + n * step).take_while(move |tick| *tick <= range.end)
    }

    pub(crate) fn label(tick: i64) -> String {
        signed(tick, &(tick.abs() / PERCENT).to_string())
    }
}

/// A value to one decimal, or none where it is whole.
pub(crate) fn percent(value_bp: i32) -> String {
    let tenths = (value_bp.unsigned_abs() + 5) / 10;
    let digits = match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    };
    let negative = value_bp.is_negative() && tenths > 0;
    format!("{} %", signed(if negative { -1 } else { 1 }, &digits))
}

fn signed(value: i64, digits: &str) -> String {
    let sign = if value < 0 { "\u{2212}" } else { "" };
    format!("{sign}{digits}")
}

/// The axis of time, in whole months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeAxis {
    first: NaiveDate,
    last: NaiveDate,
}

/// The first day of a month that is labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MonthTick {
    pub(crate) first: NaiveDate,
    pub(crate) label: String,
}

impl TimeAxis {
    /// From the month of the first date through the month of the last.
    pub(crate) fn over(dates: impl Iterator<Item = NaiveDate> + Clone) -> Option<Self> {
        Some(Self { first: month_start(dates.clone().min()?), last: month_end(dates.max()?) })
    }

    pub(crate) fn range(&self) -> Range<i32> {
        day(self.first)..day(self.last)
    }

    /// Where a date is between the start (0) and the end (1).
    pub(crate) fn fraction(&self, date: NaiveDate) -> f64 {
        let range = self.range();
        f64::from(day(date) - range.start) / f64::from(range.end - range.start)
    }

    /// The first of every month, or of every second, third, sixth, twelfth… where the labels would touch. January
    /// and the first tick carry the year.
    pub(crate) fn ticks(&self, width: f64) -> Vec<MonthTick> {
        let range = self.range();
        let shortest_month = width * 28.0 / f64::from(range.end - range.start);
        let needed = TICK.width("May 88") + 10.0;
        let step = [1, 2, 3, 6]
            .into_iter()
            .chain((0..20).map(|doublings| 12 << doublings))
            .find(|months| f64::from(*months) * shortest_month >= needed)
            .unwrap_or(12 << 20);
        let mut ticks: Vec<MonthTick> = Vec::new();
        let mut month = next_multiple(self.first, step);
        while let Some(first) = month.filter(|first| *first <= self.last) {
            let year = ticks.is_empty() || first.month() == 1;
            let label = first.format(if year { "%b %y" } else { "%b" }).to_string();
            ticks.push(MonthTick { first, label });
            month = first.checked_add_months(Months::new(step));
        }
        ticks
    }
}

/// The first month from `month` on whose number, counted from the year 0, `step` divides.
fn next_multiple(month: NaiveDate, step: u32) -> Option<NaiveDate> {
    let number = i64::from(month.year()) * 12 + i64::from(month.month0());
    let missing = (-number).rem_euclid(i64::from(step));
    month.checked_add_months(Months::new(u32::try_from(missing).ok()?))
}

fn month_start(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

fn month_end(date: NaiveDate) -> NaiveDate {
    let next = month_start(date).checked_add_months(Months::new(1));
    next.and_then(|first| first.checked_sub_days(Days::new(1))).unwrap_or(date)
}

/// A date as the number plotters counts in.
pub(crate) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}
