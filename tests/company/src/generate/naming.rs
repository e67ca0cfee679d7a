//! How a job names and dates its schedule files.

use chrono::{NaiveDate, TimeDelta};

use super::AS_OF;
use crate::{
    calendar::{at, plus_days},
    dice::Dice,
    model::{DataDateSource, ScheduleVersion, Series, Task},
};

/// Phoenix is seven hours behind all year, so an evening there is the next day in UTC.
const PHOENIX_BEHIND: TimeDelta = TimeDelta::hours(7);

/// A job's way of naming and dating.
pub(super) struct Naming {
    number: String,
    folder: &'static str,
    source: DataDateSource,
    date_format: &'static str,
    overwrites: bool,
}

impl Naming {
    pub(super) fn new(number: &str, overwrites: bool, dice: &mut Dice) -> Self {
        use DataDateSource::{FileTime, LastSaved, Name, StatusDate};
        let source = match *dice.pick(&[Name, StatusDate, LastSaved, FileTime]) {
            Name if overwrites => LastSaved,
            source => source,
        };
        Self {
            number: number.to_owned(),
            folder: *dice.pick(&["Schedule", "Schedule", "02 Schedule/Updates"]),
            source,
            date_format: *dice.pick(&["Master %Y-%m-%d", "Update %m-%d-%Y", "%Y%m%d Master"]),
            overwrites,
        }
    }

    pub(super) fn version(
        &self,
        series: Series,
        guid: &str,
        update: usize,
        data_date: NaiveDate,
        tasks: Vec<Task>,
        dice: &mut Dice,
    ) -> ScheduleVersion {
        let source = if series == Series::Master { self.source } else { DataDateSource::LastSaved };
        let later = |days: i64| at(plus_days(data_date, days).min(AS_OF), 18);
        let saved = match source {
            DataDateSource::StatusDate | DataDateSource::Name => Some(later(dice.between(0, 4))),
            DataDateSource::LastSaved => Some(later(0)),
            DataDateSource::FileTime => None,
        };
        let written = match source {
            DataDateSource::LastSaved => later(dice.between(0, 2)),
            _ => saved.unwrap_or(later(0)),
        };
        ScheduleVersion {
            file: self.file(series, update, data_date),
            series,
            guid: guid.to_owned(),
            data_date,
            data_date_source: source,
            status_date: (source == DataDateSource::StatusDate).then(|| at(data_date, 17)),
            last_saved: saved,
            opened: later(dice.between(5, 9)),
            written_at: (written + PHOENIX_BEHIND).and_utc(),
            tasks,
        }
    }

    fn file(&self, series: Series, update: usize, data_date: NaiveDate) -> String {
        let Self { number, folder, .. } = self;
        match series {
            Series::Bid => format!("{folder}/{number} Bid schedule.xml"),
            Series::LookAhead => format!("{folder}/Three week look-ahead.xml"),
            Series::Master if self.overwrites => format!("{folder}/{number} Master schedule.xml"),
            Series::Master if self.source == DataDateSource::Name => {
                format!("{folder}/{number} {}.xml", data_date.format(self.date_format))
            }
            Series::Master => format!("{folder}/{number} Update {update:02}.xml"),
        }
    }
}

pub(super) fn guid(dice: &mut Dice) -> String {
    let (a, b) = (dice.bits(), dice.bits());
    let (high, low) = (a >> 32, a & 0xffff_ffff);
    format!("{high:08X}-{:04X}-{:04X}-{:04X}-{:012X}", low >> 16, low & 0xffff, b >> 48, b & 0xffff_ffff_ffff)
}
