//! What a file holds of its entity: only what it claims to hold can be missing from it.

use chrono::{Datelike, Months, NaiveDate};

use crate::Record;
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

/// The first and the last day of the records of a window. Only good rows count: a date that cannot be relied on widens
/// nothing.
pub(super) struct Range {
    field: Option<&'static str>,
    days: Option<(NaiveDate, NaiveDate)>,
}

impl Range {
    pub(super) fn of(claim: Claim) -> Self {
        let field = match claim {
            Claim::Window { field, .. } => Some(field),
            Claim::Changes | Claim::Everything => None,
        };
        Self { field, days: None }
    }

    pub(super) fn widen(&mut self, record: &Record) {
        let day = self.field.and_then(|field| record.payload.get(field)?.as_str()?.parse().ok());
        if let Some(day) = day {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }
}

/// What the rows of a file show it to hold.
pub(super) fn held(claim: Claim, range: &Range) -> Holds {
    let (field, reach) = match claim {
        Claim::Changes => return Holds::Changes,
        Claim::Everything => return Holds::Everything,
        Claim::Window { field, reach } => (field, reach),
    };
    let Some((first, last)) = range.days else {
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
