//! A project's S-curve.
//!
//! Both lines are read from the months, not from the versions and pay applications beside them. A month holds the
//! version and the application the plain rule used, with the contract as it then stood, so the lines end on exactly
//! the two numbers and dates that the verdict names. The price is that of two updates within a month only the later
//! is a point. Each value stands at its own date and not at the month's end: the gap would be wrong by the weeks
//! between a data date and a period-to.

use std::collections::BTreeMap;

use cds_cache::views::{Light, Month, ProjectPage};
use cds_charts::{Gap, Line, Point, SCurve, Size, Theme};
use chrono::NaiveDate;

use crate::contract::{ChartImage, Problem, ProblemKind};

pub(crate) fn draw(page: &ProjectPage, width: u32, height: u32) -> ChartImage {
    let (svg, geometry) = cds_charts::svg(&scene(page), Size::nearest(width, height));
    ChartImage { svg, geometry }
}

pub(crate) fn png(
    page: &ProjectPage,
    width: u32,
    height: u32,
    theme: Theme,
    hidden: Option<Line>,
) -> Result<Vec<u8>, Problem> {
    cds_charts::png(&scene(page), Size::nearest(width, height), theme, hidden)
        .map_err(|error| Problem { kind: ProblemKind::Internal, message: error.to_string() })
}

fn scene(page: &ProjectPage) -> SCurve {
    SCurve {
        title: format!("{} {}", page.job.job_number, page.job.name),
        description: format!("{} {}", page.verdict.sentence, page.verdict.note),
        schedule: line(&page.months, |month| month.data_date.zip(month.schedule_bp)),
        billed: line(&page.months, |month| month.period_to.zip(month.financial_bp)),
        gap: page.months.last().and_then(|month| month.light).map_or(Gap::None, tint),
    }
}

/// A month with nothing new on this side repeats the date of the one before, which is one point.
fn line(months: &[Month], value: impl Fn(&Month) -> Option<(NaiveDate, i32)>) -> Vec<Point> {
    let values: BTreeMap<NaiveDate, i32> = months.iter().filter_map(value).collect();
    values.into_iter().map(|(date, value_bp)| Point { date, value_bp }).collect()
}

fn tint(light: Light) -> Gap {
    match light {
        Light::Green => Gap::Green,
        Light::Yellow => Gap::Yellow,
        Light::Red => Gap::Red,
    }
}

#[cfg(test)]
pub(crate) mod tests;
