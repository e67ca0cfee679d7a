//! What a date in a name looks like.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The shape of a date in a name: `YYYY`, `MM` and `DD` once each, and anything else between them literally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatePattern {
    parts: Vec<Part>,
}

/// A pattern that does not describe a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the date pattern `{0}` must hold YYYY, MM and DD once each, as in `YYYY-MM-DD`")]
pub struct PatternError(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    Literal(char),
}

impl Part {
    const FIELDS: [(&'static str, Self); 3] = [("YYYY", Self::Year), ("MM", Self::Month), ("DD", Self::Day)];
}

impl DatePattern {
    /// `YYYY-MM-DD`, `YYYY_MM_DD`, `YYYYMMDD` and `MM-DD-YYYY`.
    #[must_use]
    pub(super) fn usual() -> Vec<Self> {
        use Part::{Day, Literal, Month, Year};
        let parted =
            |first, second, third, by| Self { parts: vec![first, Literal(by), second, Literal(by), third] };
        vec![
            parted(Year, Month, Day, '-'),
            parted(Year, Month, Day, '_'),
            Self { parts: vec![Year, Month, Day] },
            parted(Month, Day, Year, '-'),
        ]
    }

    /// The dates of this shape in a name, in order. Digits next to one mean that it is something else.
    pub(super) fn dates_in<'a>(&'a self, name: &'a str) -> impl Iterator<Item = NaiveDate> + 'a {
        name.char_indices().filter_map(move |(at, _)| {
            let before = name.get(..at)?;
            let (date, after) = self.read(name.get(at..)?)?;
            let among_digits = before.ends_with(|c: char| c.is_ascii_digit())
                || after.starts_with(|c: char| c.is_ascii_digit());
            (!among_digits).then_some(date)
        })
    }

    /// A date at the start of the text, and the text after it.
    fn read<'a>(&self, text: &'a str) -> Option<(NaiveDate, &'a str)> {
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut rest = text;
        for part in &self.parts {
            rest = match part {
                Part::Year => digits(rest, 4, &mut year)?,
                Part::Month => digits(rest, 2, &mut month)?,
                Part::Day => digits(rest, 2, &mut day)?,
                Part::Literal(literal) => rest.strip_prefix(*literal)?,
            };
        }
        Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
    }
}

/// Reads so many digits into the field, and returns the text after them.
fn digits<'a>(text: &'a str, count: usize, field: &mut u32) -> Option<&'a str> {
    let (number, rest) = text.split_at_checked(count)?;
    *field = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    Some(rest)
}

impl TryFrom<String> for DatePattern {
    type Error = PatternError;

    fn try_from(pattern: String) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = pattern.as_str();
        while let Some(literal) = rest.chars().next() {
            let field =
                Part::FIELDS.iter().find_map(|(field, part)| Some((rest.strip_prefix(field)?, *part)));
            let (after, part) =
                field.unwrap_or((rest.get(literal.len_utf8()..).unwrap_or_default(), Part::Literal(literal)));
            parts.push(part);
            rest = after;
        }
        let once = |wanted| parts.iter().filter(|part| **part == wanted).count() == 1;
        if once(Part::Year) && once(Part::Month) && once(Part::Day) {
            Ok(Self { parts })
        } else {
            Err(PatternError(pattern))
        }
    }
}

impl fmt::Display for DatePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Year => f.write_str("YYYY"),
            Part::Month => f.write_str("MM"),
            Part::Day => f.write_str("DD"),
            Part::Literal(literal) => write!(f, "{literal}"),
        })
    }
}

impl From<DatePattern> for String {
    fn from(pattern: DatePattern) -> Self {
        pattern.to_string()
    }
}
