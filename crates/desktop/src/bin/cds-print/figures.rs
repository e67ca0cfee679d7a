use cds_cache::views::{Light, Month};
use chrono::NaiveDate;

/// Stands for what is not known.
pub(crate) const NONE: &str = "–";

pub(crate) fn date(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| NONE.into(), |date| date.to_string())
}

/// Dollars and cents, with thousands apart.
pub(crate) fn money(cents: Option<i64>) -> String {
    let Some(cents) = cents else { return NONE.into() };
    let sign = if cents < 0 { "-" } else { "" };
    let (dollars, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    format!("{sign}${}.{rest:02}", in_thousands(dollars))
}

fn in_thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| str::from_utf8(g).ok()).collect();
    groups.join(",")
}

/// Hundredths of a point as points.
pub(crate) fn points(hundredths: Option<i32>) -> String {
    hundredths.map_or_else(|| NONE.into(), |value| format!("{:.2}", f64::from(value) / 100.0))
}

pub(crate) fn signed_points(hundredths: Option<i32>) -> String {
    hundredths.map_or_else(|| NONE.into(), |value| format!("{:+.2}", f64::from(value) / 100.0))
}

/// A month's light in words, with what makes it weaker or stronger.
pub(crate) fn months_light(month: &Month) -> String {
    let colour = match month.light {
        Some(Light::Green) => "Green",
        Some(Light::Yellow) => "Yellow",
        Some(Light::Red) => "Red",
        None => NONE,
    };
    let alert = if month.alert { ", alert" } else { "" };
    let carried = if month.carried { ", carried" } else { "" };
    format!("{colour}{alert}{carried}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_its_thousands_apart_and_its_cents() {
        assert_eq!(money(Some(123_456_789)), "$1,234,567.89");
        assert_eq!(money(Some(-100_005)), "-$1,000.05");
        assert_eq!(money(Some(7)), "$0.07");
        assert_eq!(money(None), NONE);
    }

    #[test]
    fn a_variance_has_a_sign_and_a_percentage_has_none() {
        assert_eq!(signed_points(Some(1505)), "+15.05");
        assert_eq!(signed_points(Some(-5)), "-0.05");
        assert_eq!(points(Some(10_000)), "100.00");
    }
}
