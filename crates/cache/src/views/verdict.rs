//! The plain rule's verdict as prose: what a project manager can repeat in a meeting, and what stands behind it.

use chrono::NaiveDate;

use super::{Application, Light, Month, Verdict, Version};

pub(super) fn verdict(months: &[Month], versions: &[Version], applications: &[Application]) -> Verdict {
    let Some(latest) = months.last() else {
        return Verdict {
            sentence: "There is no schedule and no pay application for this job yet.".into(),
            note: "The plain rule needs both.".into(),
        };
    };
    Verdict { sentence: sentence(latest), note: note(latest, months, versions, applications) }
}

fn sentence(latest: &Month) -> String {
    let (Some(schedule), Some(billed)) = (latest.schedule_bp, latest.financial_bp) else {
        return without_light(latest);
    };
    let variance = latest.variance_bp.unwrap_or_default();
    let comparison = match variance {
        0 => "schedule and money agree".to_owned(),
        ahead if ahead > 0 => format!("the schedule is {} ahead of the money", points(ahead)),
        behind => format!("the money is {} ahead of the schedule", points(-behind)),
    };
    format!(
        "The schedule claims {}, and {} of the contract is billed: {comparison}, {}.",
        percent(schedule),
        percent(billed),
        colour(latest)
    )
}

fn without_light(latest: &Month) -> String {
    match (latest.schedule_bp, latest.financial_bp, latest.application) {
        (Some(schedule), None, None) => {
            format!("The schedule claims {}; there is no pay application yet to hold it against.", percent(schedule))
        }
        (Some(schedule), None, Some(_)) => format!(
            "The schedule claims {}; money cannot be set against it, for the books have no contract sum.",
            percent(schedule)
        ),
        (None, Some(billed), _) if latest.data_date.is_none() => {
            format!("{} of the contract is billed; there is no schedule yet to hold it against.", percent(billed))
        }
        (None, Some(billed), _) => {
            format!("{} of the contract is billed; the schedule has no task with a duration.", percent(billed))
        }
        _ => "Neither the schedule nor the billing gives a percentage yet.".into(),
    }
}

fn colour(latest: &Month) -> String {
    match latest.light {
        Some(Light::Green) => "Green by the plain rule".into(),
        Some(Light::Yellow) => "Yellow by the plain rule".into(),
        Some(Light::Red) if latest.red_months > 1 => {
            format!("Red by the plain rule for the {} month running", ordinal(latest.red_months))
        }
        Some(Light::Red) => "Red by the plain rule for the first month".into(),
        None => "without a light".into(),
    }
}

fn note(latest: &Month, months: &[Month], versions: &[Version], applications: &[Application]) -> String {
    let mut parts = Vec::new();
    if let Some(data_date) = latest.data_date {
        let source = versions.iter().rev().find(|v| v.of_record && v.data_date == data_date);
        let source = source.map_or("its data date", |v| date_source(&v.data_date_source));
        parts.push(format!("Schedule as of {}, from {source}", long(data_date)));
    }
    if let (Some(number), Some(period_to)) = (latest.application, latest.period_to) {
        let source = applications.iter().find(|a| a.application == number);
        let stand_in = source.and_then(|a| stand_in(&a.period_to_source));
        let stand_in = stand_in.map(|which| format!(" ({which}: it has no period-to date)"));
        parts.push(format!(
            "pay application {number} to {}{}",
            long(period_to),
            stand_in.unwrap_or_default()
        ));
    }
    let mut text = capitalised(&parts.join(", "));
    let repeated = months.iter().rev().take_while(|m| m.carried).count();
    if repeated > 0 {
        let months = if repeated == 1 { "month" } else { "months" };
        text.push_str(&format!(". Nothing new for {repeated} {months}: the figures are carried"));
    }
    text.push('.');
    text
}

fn date_source(source: &str) -> &'static str {
    match source {
        "status_date" => "its status date",
        "name" => "the date in its name",
        "last_saved" => "its save date",
        "file_time" => "the file's time",
        _ => "a person's correction",
    }
}

fn stand_in(source: &str) -> Option<&'static str> {
    match source {
        "submitted" => Some("the day it was submitted"),
        "published" => Some("the day it was published"),
        "certified" => Some("the day it was certified"),
        "paid" => Some("the day it was paid"),
        _ => None,
    }
}

/// Hundredths of a point as a percentage with one decimal, or none where it is whole.
fn percent(bp: i32) -> String {
    format!("{} %", decimal(bp))
}

fn points(bp: i32) -> String {
    let unit = if bp == 100 { "point" } else { "points" };
    format!("{} {unit}", decimal_at_threshold(bp))
}

/// One decimal, but two where rounding would put the number on a threshold it is not on.
fn decimal_at_threshold(bp: i32) -> String {
    let rounded = rounded_tenths(bp);
    if [50, 150].contains(&rounded.abs()) && rounded * 10 != bp {
        return format!("{}{}.{:02}", sign(bp), bp.abs() / 100, bp.abs() % 100);
    }
    decimal(bp)
}

fn decimal(bp: i32) -> String {
    let tenths = rounded_tenths(bp);
    let whole = tenths.abs() / 10;
    match tenths.abs() % 10 {
        0 => format!("{}{whole}", sign(tenths)),
        tenth => format!("{}{whole}.{tenth}", sign(tenths)),
    }
}

fn rounded_tenths(bp: i32) -> i32 {
    (bp.abs() + 5) / 10 * bp.signum()
}

fn sign(value: i32) -> &'static str {
    if value < 0 { "\u{2212}" } else { "" }
}

fn ordinal(n: i32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    match n {
        2 => "second".into(),
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        _ => format!("{n}{suffix}"),
    }
}

fn long(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
