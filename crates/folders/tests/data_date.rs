//! Which clue gives the data date, and in which order.

use cds_folders::{DataDate, DataDateSettings, DataDateSource, DateClues, DatePattern, data_date};
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

const NEW_YORK: Tz = Tz::America__New_York;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Option<NaiveDateTime> {
    Some(text.parse().unwrap())
}

/// Every clue at once, each with a day of its own.
fn clues() -> DateClues<'static> {
    DateClues {
        file: "Schedules/Master 2025-11-02.xml",
        status_date: at("2025-11-01T17:00:00"),
        last_saved: at("2025-11-03T23:59:00"),
        modified: "2025-11-05T03:30:00Z".parse().unwrap(),
        corrected: None,
    }
}

fn found(clues: &DateClues<'_>) -> DataDate {
    data_date(clues, &DataDateSettings::default(), NEW_YORK)
}

fn known(date: &str, source: DataDateSource) -> DataDate {
    DataDate { date: day(date), source }
}

#[test]
fn status_date_then_name_then_last_saved_then_file_time() {
    let mut clues = clues();
    assert_eq!(found(&clues), known("2025-11-01", DataDateSource::StatusDate));
    clues.status_date = None;
    assert_eq!(found(&clues), known("2025-11-02", DataDateSource::Name));
    clues.file = "Schedules/Master.xml";
    assert_eq!(found(&clues), known("2025-11-03", DataDateSource::LastSaved));
    clues.last_saved = None;
    assert_eq!(found(&clues), known("2025-11-04", DataDateSource::FileTime));
}

#[test]
fn the_file_time_is_the_day_in_the_company_s_time_zone() {
    let clues = DateClues { file: "Master.xml", status_date: None, last_saved: None, ..clues() };
    let in_zone = |zone| data_date(&clues, &DataDateSettings::default(), zone).date;
    assert_eq!(in_zone(NEW_YORK), day("2025-11-04"));
    assert_eq!(in_zone(Tz::UTC), day("2025-11-05"));
}

#[test]
fn what_a_person_said_comes_before_everything() {
    let clues = DateClues { corrected: Some(day("2025-10-31")), ..clues() };
    assert_eq!(found(&clues), known("2025-10-31", DataDateSource::Person));
}

#[test]
fn the_order_can_be_set_and_the_file_time_is_always_left() {
    let settings: DataDateSettings = toml::from_str(r#"order = ["last_saved", "name"]"#).unwrap();
    let all = clues();
    assert_eq!(data_date(&all, &settings, NEW_YORK), known("2025-11-03", DataDateSource::LastSaved));
    let bare = DateClues { file: "Master.xml", last_saved: None, ..all };
    assert_eq!(data_date(&bare, &settings, NEW_YORK), known("2025-11-04", DataDateSource::FileTime));
}

#[test]
fn a_date_that_stands_for_none_is_passed_over() {
    let clues = DateClues {
        file: "Master.xml",
        status_date: at("1984-01-01T00:00:00"),
        last_saved: at("2025-11-03T23:59:00"),
        ..clues()
    };
    assert_eq!(found(&clues).source, DataDateSource::LastSaved);
}

#[test]
fn patterns_come_from_the_configuration() {
    let settings: DataDateSettings = toml::from_str(r#"patterns = ["DD.MM.YYYY", "upd YYYYMMDD"]"#).unwrap();
    let named = |file| {
        let clues = DateClues { file, status_date: None, last_saved: None, ..clues() };
        let DataDate { date, source } = data_date(&clues, &settings, NEW_YORK);
        (source == DataDateSource::Name).then_some(date)
    };
    assert_eq!(named("Bauplan 30.11.2025.xml"), Some(day("2025-11-30")));
    assert_eq!(named("Master upd 20251031.xml"), Some(day("2025-10-31")));
    assert_eq!(named("Master 20251031.xml"), None);
    assert_eq!(named("Zeitplan März 2025-11-30.xml"), None);
}

#[test]
fn a_pattern_must_hold_year_month_and_day_once_each() {
    for wrong in ["YYYY-MM", "YYYY-MM-DD-DD", "", "date"] {
        let error = DatePattern::try_from(wrong.to_owned()).unwrap_err();
        assert!(error.to_string().contains("YYYY-MM-DD"), "{error}");
    }
    assert!(toml::from_str::<DataDateSettings>(r#"patterns = ["YY-MM-DD"]"#).is_err());
}

#[test]
fn settings_survive_being_written_and_read() {
    let settings = DataDateSettings::default();
    let text = toml::to_string(&settings).unwrap();
    assert!(text.contains(r#""YYYY-MM-DD", "YYYY_MM_DD", "YYYYMMDD", "MM-DD-YYYY""#), "{text}");
    assert_eq!(toml::from_str::<DataDateSettings>(&text).unwrap(), settings);
}

#[test]
fn sources_are_written_in_snake_case() {
    assert_eq!(serde_json::to_string(&DataDateSource::StatusDate).unwrap(), r#""status_date""#);
    assert_eq!(serde_json::to_string(&DataDateSource::FileTime).unwrap(), r#""file_time""#);
}
