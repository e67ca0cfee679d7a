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

pub(crate) fn jobs(count: usize) -> String {
    format!("{count} {}", if count == 1 { "job" } else { "jobs" })
}

/// A month's light in words, with what makes it weaker or stronger.
pub(crate) fn months_light(month: &Month) -> String {
    let colour = month.light.map(|light| match light {
        Light::Green => "Green",
        Light::Yellow => "Yellow",
        Light::Red => "Red",
    });
    let words: Vec<&str> = colour
        .into_iter()
        .chain(month.alert.then_some("alert"))
        .chain(month.carried.then_some("carried"))
        .collect();
    if words.is_empty() { NONE.into() } else { words.join(", ") }
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
    fn what_there_is_one_of_is_singular() {
        assert_eq!([0, 1, 2].map(jobs), ["0 jobs", "1 job", "2 jobs"]);
    }

    #[test]
    fn a_month_without_a_light_says_what_else_there_is_to_say() {
        let red = Month { light: Some(Light::Red), alert: true, ..nothing_new() };
        assert_eq!(months_light(&red), "Red, alert, carried");
        assert_eq!(months_light(&nothing_new()), "carried");
        assert_eq!(months_light(&Month { carried: false, ..nothing_new() }), NONE);
    }

    fn nothing_new() -> Month {
        Month {
            month_end: NaiveDate::default(),
            data_date: None,
            application: None,
            period_to: None,
            schedule_bp: None,
            financial_bp: None,
            billed_cents: None,
            contract_cents: None,
            variance_bp: None,
            light: None,
            carried: true,
            red_months: 0,
            alert: false,
        }
    }

    #[test]
    fn a_variance_has_a_sign_and_a_percentage_has_none() {
        assert_eq!(signed_points(Some(1505)), "+15.05");
        assert_eq!(signed_points(Some(-5)), "-0.05");
        assert_eq!(points(Some(10_000)), "100.00");
    }
}
