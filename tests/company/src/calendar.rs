//! Days, months and the working week, Monday to Friday.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// Working minutes of a day.
pub(crate) const DAY: i64 = 480;

pub(crate) fn plus_days(day: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day - by } else { day + by }
}

pub(crate) fn first_of_month(day: NaiveDate) -> NaiveDate {
    plus_days(day, 1 - i64::from(day.day()))
}

pub(crate) fn month_end(day: NaiveDate) -> NaiveDate {
    plus_days(first_of_month(day) + Months::new(1), -1)
}

pub(crate) fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The day itself, or the next day of work.
pub(crate) fn workday_from(mut day: NaiveDate) -> NaiveDate {
    while !is_workday(day) {
        day = plus_days(day, 1);
    }
    day
}

/// The day itself, or the last day of work before it.
pub(crate) fn workday_until(mut day: NaiveDate) -> NaiveDate {
    while !is_workday(day) {
        day = plus_days(day, -1);
    }
    day
}

/// The last of so many days of work that begin with this one.
pub(crate) fn last_workday(first: NaiveDate, workdays: i64) -> NaiveDate {
    let mut day = workday_from(first);
    for _ in 1..workdays {
        day = workday_from(plus_days(day, 1));
    }
    day
}

pub(crate) fn at(day: NaiveDate, hour: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}
