use std::{fmt, str::FromStr};

use thiserror::Error;

/// A job number `YY-C-###`: two digits of the year, one of the category (1 = operations, 4 = estimating), a
/// sequence of three digits, or more in a year that runs over 999.
///
/// Ordered by year, category, sequence. Displays as it is written: `25-1-082`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobNumber {
    year: u8,
    category: u8,
    sequence: u32,
}

/// Why a text is no job number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a job number: expected YY-C-###, for example 25-1-082")]
pub struct JobNumberError(pub String);

impl JobNumber {
    /// The number at the start of a folder name such as `25-1-082 Mesa Gateway` or `25-1-082-Mesa`, if there is one.
    #[must_use]
    pub fn leading(text: &str) -> Option<Self> {
        let mut dashes = 0;
        let ends = |c: char| {
            dashes += usize::from(c == '-');
            dashes > 2 || !(c == '-' || c.is_ascii_digit())
        };
        let end = text.find(ends).unwrap_or(text.len());
        text.get(..end)?.parse().ok()
    }
}

impl FromStr for JobNumber {
    type Err = JobNumberError;

    fn from_str(text: &str) -> Result<Self, JobNumberError> {
        let error = || JobNumberError(text.to_owned());
        let mut parts = text.split('-');
        let (Some(year), Some(category), Some(sequence), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(error());
        };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let well_formed = year.len() == 2
            && category.len() == 1
            && (sequence.len() == 3 || (sequence.len() > 3 && !sequence.starts_with('0')))
            && [year, category, sequence].into_iter().all(digits);
        if !well_formed {
            return Err(error());
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| error());
        Ok(Self {
            year: u8::try_from(number(year)?).map_err(|_| error())?,
            category: u8::try_from(number(category)?).map_err(|_| error())?,
            sequence: number(sequence)?,
        })
    }
}

impl fmt::Display for JobNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{}-{:03}", self.year, self.category, self.sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_strictly_reads_and_displays_the_same() {
        for text in ["25-1-082", "05-4-001", "25-1-1204"] {
            assert_eq!(text.parse::<JobNumber>().map(|n| n.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn anything_looser_is_refused() {
        for text in
            ["", "25-1-82", "25-1-0082", "2025-1-082", "25-1-082 ", "25-1-082-3", "a5-1-082", "25--082"]
        {
            assert_eq!(text.parse::<JobNumber>(), Err(JobNumberError(text.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn a_folder_name_gives_its_leading_number() {
        for (name, number) in [
            ("25-1-082 Harbor Tower", Some("25-1-082")),
            ("25-1-082", Some("25-1-082")),
            ("25-1-082 - Mesa", Some("25-1-082")),
            ("25-1-082-Mesa", Some("25-1-082")),
            ("25-1-082-2 Second phase", Some("25-1-082")),
            ("25-1-1082_Annex", Some("25-1-1082")),
            ("25-1-082Ä", Some("25-1-082")),
            ("25-1-82 Short", None),
            ("25-1-0082 Not as numbers are written", None),
            ("2025-1-082 Long year", None),
            ("2025-10-31 backup", None),
            ("25-12-082 Two digit category", None),
            (" 25-1-082 Leading blank", None),
            ("Jobs 2025", None),
            ("٢٥-1-082", None),
            ("", None),
        ] {
            assert_eq!(JobNumber::leading(name).map(|n| n.to_string()).as_deref(), number, "{name:?}");
        }
    }

    #[test]
    fn numbers_order_by_year_category_sequence() {
        let mut numbers: Vec<JobNumber> =
            ["25-1-1000", "25-1-999", "24-4-001", "24-1-500"].iter().filter_map(|t| t.parse().ok()).collect();
        numbers.sort();
        let shown: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["24-1-500", "24-4-001", "25-1-999", "25-1-1000"]);
    }
}
