//! The plain rule's verdict as prose: what a project manager can repeat in a meeting, and what stands behind it. It
//! compares the schedule with billing and says nothing of lateness, which the rule does not know.

mod figures;

use chrono::NaiveDate;
use figures::{ordinal, percent, points, stands_beside_a_turn};

use super::{Application, Light, Month, Verdict, Version};

pub(super) fn verdict(months: &[Month], versions: &[Version], applications: &[Application]) -> Verdict {
    let Some(latest) = months.last() else {
        return Verdict {
            sentence: "There is no schedule and no pay application for this job yet.".into(),
            note: "The plain rule compares the two.".into(),
        };
    };
    Verdict { sentence: sentence(latest), note: note(latest, months, versions, applications) }
}

fn sentence(latest: &Month) -> String {
    // Beside a threshold the figures are exact, so that they still add up.
    let exact = latest.variance_bp.is_some_and(stands_beside_a_turn);
    let claim = latest.schedule_bp.map(|bp| format!("The schedule claims {}", percent(bp, exact)));
    let billed = latest.financial_bp.map(|bp| format!("{} of the contract is billed", percent(bp, exact)));
    let unscheduled = if latest.data_date.is_none() {
        "there is no schedule"
    } else {
        "none of the schedule's tasks has a duration"
    };
    let unbilled = if latest.application.is_none() {
        "there is no pay application with an amount"
    } else {
        "the books give no contract sum above zero"
    };
    match (claim, billed) {
        (Some(claim), Some(billed)) => {
            format!("{claim}, and {billed}. {}: {}.", comparison(latest), colour(latest))
        }
        (Some(claim), None) => format!("{claim}. It cannot be compared with billing: {unbilled}."),
        (None, Some(billed)) => format!("{billed}. It cannot be compared with the schedule: {unscheduled}."),
        (None, None) => format!("{}, and {unbilled}.", capitalised(unscheduled)),
    }
}

fn comparison(latest: &Month) -> String {
    match latest.variance_bp.unwrap_or_default() {
        0 => "The two agree".to_owned(),
        ahead if ahead > 0 => format!("The schedule is {} ahead of billing", points(ahead)),
        behind => format!("Billing is {} ahead of the schedule", points(-behind)),
    }
}

fn colour(latest: &Month) -> String {
    match latest.light {
        Some(Light::Green) => "Green by the plain rule".into(),
        Some(Light::Yellow) => "Yellow by the plain rule".into(),
        // A carried month is no further month of Red.
        Some(Light::Red) if latest.carried => "Red by the plain rule".into(),
        Some(Light::Red) if latest.red_months > 1 => {
            format!("Red by the plain rule, for the {} month running", ordinal(latest.red_months))
        }
        Some(Light::Red) => "Red by the plain rule, for the first month".into(),
        None => "no light by the plain rule".into(),
    }
}

fn note(latest: &Month, months: &[Month], versions: &[Version], applications: &[Application]) -> String {
    let schedule = latest.data_date.map(|data_date| {
        let version = versions.iter().rev().find(|v| v.of_record && v.data_date == data_date);
        let source = version.map_or("its data date", |v| date_source(&v.data_date_source));
        format!("schedule as of {} ({source})", long(data_date))
    });
    let bill = latest.application.zip(latest.period_to).map(|(number, period_to)| {
        let application = applications.iter().find(|a| a.application == number);
        let stand_in = application.and_then(|a| stand_in(&a.period_to_source)).unwrap_or_default();
        format!("pay application {number} to {}{stand_in}", long(period_to))
    });
    let mut text = capitalised(&schedule.into_iter().chain(bill).collect::<Vec<_>>().join("; "));
    text.push('.');
    match months.iter().rev().take_while(|m| m.carried).count() {
        0 => {}
        1 => text.push_str(" Nothing new arrived in the last month: its figures are carried."),
        carried => text.push_str(&format!(
            " Nothing new arrived in the last {carried} months: their figures are carried."
        )),
    }
    if let Some(newer) = newer_elsewhere(versions) {
        text.push_str(&format!(
            " {} of {} is newer, but not of record; an administrator can pin it (`cds-sync pin`).",
            newer.file,
            long(newer.data_date)
        ));
    }
    text
}

/// A file with a later data date than any version of record.
fn newer_elsewhere(versions: &[Version]) -> Option<&Version> {
    let newest = versions.iter().filter(|v| v.of_record).map(|v| v.data_date).max()?;
    let others = versions.iter().filter(|v| !v.of_record && v.removed_on.is_none());
    others.filter(|v| v.data_date > newest).max_by_key(|v| v.data_date)
}

fn date_source(source: &str) -> &'static str {
    match source {
        "status_date" => "its status date",
        "name" => "the date in its name",
        "last_saved" => "the day it was last saved",
        "file_time" => "the time of the file",
        _ => "corrected by a person",
    }
}

/// What the reader is told when another date stands in for the period-to date.
fn stand_in(source: &str) -> Option<&'static str> {
    match source {
        "submitted" => Some(" (the day it was submitted; it has no period-to date)"),
        "published" => Some(" (the day it was published; it has no period-to date)"),
        "certified" => Some(" (the day it was certified; it has no period-to date)"),
        "paid" => Some(" (the day it was paid; it has no period-to date)"),
        _ => None,
    }
}

fn long(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
