//! The data date of a schedule version: the day whose progress it describes, and how that is known.
//!
//! Real files rarely carry a status date, so other clues serve in its place, in an order that can be set. The
//! date a file was opened on (`CurrentDate` in Microsoft Project) is no clue at all and is not taken.

mod pattern;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use pattern::{DatePattern, PatternError};

/// Project writes 1984 for "no date", and no schedule here reaches into the next century.
const YEARS: std::ops::Range<i32> = 1990..2100;

/// Where a data date came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataDateSource {
    /// The status date in the file.
    StatusDate,
    /// A date in the name of the file or of the nearest folder that has one.
    Name,
    /// The last-saved date in the file.
    LastSaved,
    /// The time of the file on the share.
    FileTime,
    /// A person said so.
    Person,
}

/// The day a version describes, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataDate {
    /// The day.
    pub date: NaiveDate,
    /// How it is known.
    pub source: DataDateSource,
}

/// How to find a data date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataDateSettings {
    /// Which clue to try first, second and so on. What a person said comes before all, and the time of the
    /// file after all, whether or not they are named here.
    pub order: Vec<DataDateSource>,
    /// What a date in a name looks like, the most trusted first.
    pub patterns: Vec<DatePattern>,
}

impl Default for DataDateSettings {
    fn default() -> Self {
        use DataDateSource::{FileTime, LastSaved, Name, StatusDate};
        Self { order: vec![StatusDate, Name, LastSaved, FileTime], patterns: DatePattern::usual() }
    }
}

/// What may tell a version's data date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateClues<'a> {
    /// The file, relative to the job folder, `/` separated.
    pub file: &'a str,
    /// The status date in the file.
    pub status_date: Option<NaiveDateTime>,
    /// The last-saved date in the file.
    pub last_saved: Option<NaiveDateTime>,
    /// The time of the file on the share.
    pub modified: DateTime<Utc>,
    /// The day a person has given.
    pub corrected: Option<NaiveDate>,
}

/// The data date of a version. Dates inside a file are in the time zone of whoever saved it and are taken as
/// written; the time of the file is an instant and is read in the company's `time_zone`.
#[must_use]
pub fn data_date(clues: &DateClues<'_>, settings: &DataDateSettings, time_zone: Tz) -> DataDate {
    let file_time = clues.modified.with_timezone(&time_zone).date_naive();
    let day = |source: DataDateSource| match source {
        DataDateSource::StatusDate => clues.status_date.map(|at| at.date()).filter(is_plausible),
        DataDateSource::Name => date_in_names(clues.file, &settings.patterns),
        DataDateSource::LastSaved => clues.last_saved.map(|at| at.date()).filter(is_plausible),
        DataDateSource::FileTime => Some(file_time),
        DataDateSource::Person => clues.corrected,
    };
    std::iter::once(DataDateSource::Person)
        .chain(settings.order.iter().copied())
        .find_map(|source| day(source).map(|date| DataDate { date, source }))
        .unwrap_or(DataDate { date: file_time, source: DataDateSource::FileTime })
}

/// The date in the name of the file, else in that of the nearest folder that has one.
fn date_in_names(file: &str, patterns: &[DatePattern]) -> Option<NaiveDate> {
    file.rsplit('/').find_map(|name| {
        patterns.iter().find_map(|pattern| pattern.dates_in(name).filter(is_plausible).last())
    })
}

fn is_plausible(date: &NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(file: &str) -> Option<String> {
        date_in_names(file, &DatePattern::usual()).map(|date| date.to_string())
    }

    #[test]
    fn the_usual_dates_in_a_file_name_are_read() {
        for name in [
            "Master 2025-11-30.xml",
            "2025_11_30 update.xml",
            "Master_20251130.xml",
            "Master 11-30-2025 (final).xml",
            "25-1-082 schedule 2025-11-30 v3.xml",
            "25-1-082-2025-11-30.xml",
        ] {
            assert_eq!(named(name).as_deref(), Some("2025-11-30"), "{name}");
        }
    }

    #[test]
    fn digits_that_are_no_date_are_not_read_as_one() {
        for name in [
            "25-1-082 schedule.xml",
            "2025-13-30.xml",
            "2025-02-30.xml",
            "120251130.xml",
            "202511301.xml",
            "1984-01-01.xml",
            "11-30-25.xml",
            "2025.11.30.xml",
            "",
        ] {
            assert_eq!(named(name), None, "{name}");
        }
    }

    #[test]
    fn the_file_name_comes_before_the_nearest_folder_and_that_before_the_next() {
        assert_eq!(named("2025-10-31/Update 2025-11-30.xml").as_deref(), Some("2025-11-30"));
        assert_eq!(named("2025-09-30/2025-10-31/Update.xml").as_deref(), Some("2025-10-31"));
        assert_eq!(named("2025-09-30/Schedules/Update.xml").as_deref(), Some("2025-09-30"));
    }

    #[test]
    fn of_two_dates_in_a_name_the_last_one_counts() {
        assert_eq!(named("Baseline 2025-01-15, update 2025-11-30.xml").as_deref(), Some("2025-11-30"));
    }
}
