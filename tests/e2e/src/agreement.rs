use std::collections::BTreeMap;

use cds_cache::views::{Light, Month};
use cds_company::naive;
use chrono::NaiveDate;

/// What is compared of a month: the light, and what it was decided on.
#[derive(Debug, PartialEq, Eq)]
struct Figures {
    light: Option<naive::Light>,
    variance_bp: Option<i64>,
    schedule_bp: Option<i64>,
    financial_bp: Option<i64>,
    data_date: Option<NaiveDate>,
    application: Option<i64>,
    period_to: Option<NaiveDate>,
    carried: bool,
    red_months: i64,
    alert: bool,
}

/// Where the months a laptop shows are not those that the naive program makes of the truth: one sentence for each.
///
/// # Errors
/// When the truth is not readable.
pub fn disagreements(shown: &[(String, Month)], truth: &str) -> anyhow::Result<Vec<String>> {
    let naive = naive::months(truth)?;
    let expected: BTreeMap<_, _> =
        naive.iter().map(|month| ((month.job_number.clone(), month.month_end), of_naive(month))).collect();
    let shown: BTreeMap<_, _> =
        shown.iter().map(|(job, month)| ((job.clone(), month.month_end), of_laptop(month))).collect();
    let months = expected.keys().chain(shown.keys().filter(|month| !expected.contains_key(month)));
    Ok(months
        .filter(|month| expected.get(month) != shown.get(month))
        .map(|month| {
            let (job, end) = month;
            format!(
                "{job}, {end}: the laptop has {:?}, the naive program {:?}",
                shown.get(month),
                expected.get(month)
            )
        })
        .collect())
}

fn of_laptop(month: &Month) -> Figures {
    Figures {
        light: month.light.map(|light| match light {
            Light::Green => naive::Light::Green,
            Light::Yellow => naive::Light::Yellow,
            Light::Red => naive::Light::Red,
        }),
        variance_bp: month.variance_bp.map(i64::from),
        schedule_bp: month.schedule_bp.map(i64::from),
        financial_bp: month.financial_bp.map(i64::from),
        data_date: month.data_date,
        application: month.application.map(i64::from),
        period_to: month.period_to,
        carried: month.carried,
        red_months: i64::from(month.red_months),
        alert: month.alert,
    }
}

fn of_naive(month: &naive::Month) -> Figures {
    Figures {
        light: month.light,
        variance_bp: month.variance_bp,
        schedule_bp: month.schedule_bp,
        financial_bp: month.financial_bp,
        data_date: month.data_date,
        application: month.application.map(i64::from),
        period_to: month.period_to,
        carried: month.carried,
        red_months: i64::from(month.red_run),
        alert: month.alert,
    }
}
