//! The values of MSPDI elements. What cannot be read, or cannot be meant, is absent: third-party writers leave much
//! to be desired.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use crate::{DurationUnit, LinkType};

/// `2016-02-08T08:00:00`, with a zone or fractions that are left out, or a day alone.
pub(super) fn date(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let date = match text.get(..19) {
        Some(instant) => NaiveDateTime::parse_from_str(instant, "%Y-%m-%dT%H:%M:%S").ok(),
        None => match text.parse::<NaiveDate>() {
            Ok(day) => day.and_hms_opt(0, 0, 0),
            Err(_) => NaiveDateTime::parse_from_str(text.get(..16)?, "%Y-%m-%dT%H:%M").ok(),
        },
    };
    date.filter(|date| YEARS.contains(&date.year()))
}

/// Years that a project may mean. Project's own calendar runs from 1984 to 2149.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// Longer than any project, in minutes: some two thousand years.
const LONGEST: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

fn is_meant(minutes: &Decimal) -> bool {
    minutes.abs() <= LONGEST
}

pub(super) fn flag(text: &str) -> bool {
    matches!(text.trim(), "1" | "true")
}

pub(super) fn integer(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// An amount of time written as a number.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    text.trim().parse().ok().filter(is_meant)
}

/// 0 to 100.
pub(super) fn percent(text: &str) -> Option<Decimal> {
    text.trim().parse().ok().filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent))
}

/// ISO 8601, `PT8H0M0S` in Project's own files, in minutes. Days of general forms are 24 hours.
pub(super) fn minutes(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let text = text.strip_prefix('P')?;
    let (days, time) = text.split_once('T').unwrap_or((text, ""));
    let per_part = |parts, letters: &[(char, Decimal)]| sum(parts, letters);
    let days = per_part(days, &[('W', Decimal::from(7 * 24 * 60)), ('D', Decimal::from(24 * 60))])?;
    let time = per_part(
        time,
        &[('H', Decimal::from(60)), ('M', Decimal::ONE), ('S', Decimal::ONE / Decimal::from(60))],
    )?;
    let minutes = days.checked_add(time).filter(is_meant)?;
    Some(if negative { -minutes } else { minutes })
}

/// Σ number × size of the letter behind it. Seconds are divided last, so that 30 of them are half a minute exactly.
fn sum(text: &str, letters: &[(char, Decimal)]) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: Decimal = rest.get(..end)?.parse().ok()?;
        let letter = rest.get(end..)?.chars().next()?;
        let (_, size) = letters.iter().find(|(known, _)| *known == letter)?;
        let part =
            if letter == 'S' { number.checked_div(Decimal::from(60))? } else { number.checked_mul(*size)? };
        total = total.checked_add(part)?;
        rest = rest.get(end + letter.len_utf8()..)?;
    }
    Some(total)
}

/// `DurationFormat` and `LagFormat`: the unit, and whether the number is an estimate.
pub(super) fn unit(text: &str) -> Option<(DurationUnit, bool)> {
    let code = integer(text)?;
    if code == 53 {
        return Some((DurationUnit::Days, true));
    }
    let (code, estimated) = if (35..=52).contains(&code) { (code - 32, true) } else { (code, false) };
    let unit = match code {
        3 => DurationUnit::Minutes,
        4 => DurationUnit::ElapsedMinutes,
        5 => DurationUnit::Hours,
        6 => DurationUnit::ElapsedHours,
        7 | 21 => DurationUnit::Days,
        8 => DurationUnit::ElapsedDays,
        9 => DurationUnit::Weeks,
        10 => DurationUnit::ElapsedWeeks,
        11 => DurationUnit::Months,
        12 => DurationUnit::ElapsedMonths,
        19 => DurationUnit::Percent,
        20 => DurationUnit::ElapsedPercent,
        _ => return None,
    };
    Some((unit, estimated))
}

pub(super) fn link_type(text: &str) -> Option<LinkType> {
    match integer(text)? {
        0 => Some(LinkType::FinishFinish),
        1 => Some(LinkType::FinishStart),
        2 => Some(LinkType::StartFinish),
        3 => Some(LinkType::StartStart),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact_minutes() {
        let shown = |text| minutes(text).map(|m| m.normalize().to_string());
        assert_eq!(shown("PT8H0M0S").as_deref(), Some("480"));
        assert_eq!(shown("PT0H0M30S").as_deref(), Some("0.5"));
        assert_eq!(shown("P1DT2H").as_deref(), Some("1560"));
        assert_eq!(shown("-PT1H").as_deref(), Some("-60"));
        for broken in
            ["", "8 hours", "PT8", "PTH", "PT1Y", "PT99999999H", "PT99999999999999999999999999999999H"]
        {
            assert_eq!(minutes(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn zones_and_fractions_of_dates_are_left_out() {
        let plain = date("2016-02-08T08:00:00");
        assert!(plain.is_some());
        for text in [
            "2016-02-08T08:00:00Z",
            "2016-02-08T08:00:00.123",
            "2016-02-08T08:00:00+02:00",
            "2016-02-08T08:00",
        ] {
            assert_eq!(date(text), plain, "{text}");
        }
        assert_eq!(date("soon"), None);
        assert_eq!(date("ééééééééééééé"), None);
    }

    #[test]
    fn what_cannot_be_meant_is_absent() {
        for text in ["0001-01-01T00:00:00", "1899-12-31", "2200-01-01T00:00:00"] {
            assert_eq!(date(text), None, "{text}");
        }
        assert!(date("1984-01-01T08:00:00").is_some());
        assert_eq!(percent("250"), None);
        assert_eq!(percent("-1"), None);
        assert_eq!(percent(" 100 "), Some(Decimal::ONE_HUNDRED));
        assert_eq!(decimal("9999999999999"), None);
    }

    #[test]
    fn an_estimated_format_is_its_unit_and_a_mark() {
        assert_eq!(unit("7"), Some((DurationUnit::Days, false)));
        assert_eq!(unit("39"), Some((DurationUnit::Days, true)));
        assert_eq!(unit("53"), Some((DurationUnit::Days, true)));
        assert_eq!(unit("44"), Some((DurationUnit::ElapsedMonths, true)));
        assert_eq!(unit("99"), None);
    }
}
