//! What a file holds of its entity: only what it claims to hold can be missing from it.

use chrono::{Datelike, Months, NaiveDate};

use super::Reading;
use crate::sage300::mapping::{Claim, Reach};

/// What a file holds of its entity: only what it claims to hold can be seen as deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Holds {
    /// Some rows; the others are as they were.
    #[default]
    Changes,
    /// Every row there is.
    Everything,
    /// Every row of these days.
    Window {
        /// The date field that says on which day a row is.
        field: &'static str,
        /// The first day.
        from: NaiveDate,
        /// The last day, inclusive.
        to: NaiveDate,
    },
}

/// What the rows of a file show it to hold. Only good rows do: a date that cannot be relied on widens nothing.
pub(super) fn held(claim: Claim, reading: &Reading) -> Holds {
    let (field, reach) = match claim {
        Claim::Changes => return Holds::Changes,
        Claim::Everything => return Holds::Everything,
        Claim::Window { field, reach } => (field, reach),
    };
    let days =
        || reading.records.iter().filter_map(|record| record.payload.get(field)?.as_str()?.parse().ok());
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Holds::Changes;
    };
    let (from, to) = match reach {
        Reach::Days => (first, last),
        Reach::Month => (first_of_month(first), last_of_month(last)),
    };
    Holds::Window { field, from, to }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    let next = first_of_month(day).checked_add_months(Months::new(1));
    next.and_then(|first| first.pred_opt()).unwrap_or(day)
}
