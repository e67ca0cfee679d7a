use cds_cache::views::{PortfolioJob, Verdict};
use cds_charts::SeriesGeometry;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A month's end, what the schedule says and what is billed.
type Figures<'a> = (&'a str, Option<(&'a str, i32)>, Option<(&'a str, i32)>);

fn month((end, schedule, billed): &Figures<'_>, light: Option<Light>) -> Month {
    Month {
        month_end: day(end),
        data_date: schedule.map(|(date, _)| day(date)),
        application: billed.map(|_| 1),
        period_to: billed.map(|(date, _)| day(date)),
        schedule_bp: schedule.map(|(_, bp)| bp),
        financial_bp: billed.map(|(_, bp)| bp),
        billed_cents: None,
        contract_cents: None,
        variance_bp: None,
        light,
        carried: false,
        red_months: 0,
        alert: false,
    }
}

fn page(months: &[Figures<'_>], light: Option<Light>) -> ProjectPage {
    ProjectPage {
        job: PortfolioJob {
            project_key: 1,
            job_number: "25-C-082".into(),
            name: "Harbor & Main".into(),
            status: "active".into(),
            project_manager: None,
            client: None,
            contract_cents: None,
            latest: None,
            months: Vec::new(),
        },
        verdict: Verdict { sentence: "The schedule claims 62 %.".into(), note: "As of 14 Nov.".into() },
        months: months.iter().map(|figures| month(figures, light)).collect(),
        versions: Vec::new(),
        applications: Vec::new(),
        change_orders: Vec::new(),
        schedule_file: None,
        schedule_file_reason: None,
        pin: None,
    }
}

const AUTUMN: [Figures<'_>; 3] = [
    ("2025-09-30", Some(("2025-09-15", 4900)), Some(("2025-08-31", 3400))),
    ("2025-10-31", Some(("2025-10-15", 5600)), Some(("2025-10-31", 4100))),
    ("2025-11-30", Some(("2025-11-14", 6200)), Some(("2025-10-31", 4100))),
];

/// A job of three months whose lines run to November.
pub(crate) fn autumn() -> ProjectPage {
    page(&AUTUMN, Some(Light::Red))
}

fn values(series: &SeriesGeometry) -> Vec<(NaiveDate, i32)> {
    series.points.iter().map(|point| (point.date, point.value_bp)).collect()
}

#[test]
fn each_line_has_the_months_values_at_their_own_dates_and_a_repeated_one_once() {
    let ChartImage { geometry, .. } = draw(&page(&AUTUMN, Some(Light::Red)), 740, 348);
    assert_eq!(
        values(&geometry.series[0]),
        [(day("2025-09-15"), 4900), (day("2025-10-15"), 5600), (day("2025-11-14"), 6200)]
    );
    assert_eq!(values(&geometry.series[1]), [(day("2025-08-31"), 3400), (day("2025-10-31"), 4100)]);
}

#[test]
fn a_side_without_a_percentage_is_left_out() {
    let months = [("2025-10-31", Some(("2025-10-15", 5600)), None), ("2025-11-30", None, None)];
    let ChartImage { geometry, .. } = draw(&page(&months, None), 740, 348);
    assert_eq!(geometry.series.len(), 1);
    assert_eq!(values(&geometry.series[0]), [(day("2025-10-15"), 5600)]);
}

#[test]
fn the_gap_has_the_light_of_the_latest_month() {
    let mut page = page(&AUTUMN, Some(Light::Green));
    page.months[2].light = Some(Light::Yellow);
    assert!(draw(&page, 740, 348).svg.contains("--chart-gap-yellow"));
    page.months[2].light = None;
    assert!(draw(&page, 740, 348).svg.contains("--chart-gap-none"));
}

#[test]
fn a_screen_reader_hears_the_job_and_the_verdict() {
    let svg = draw(&page(&AUTUMN, None), 740, 348).svg;
    assert!(svg.contains("<title>25-C-082 Harbor &amp; Main</title>"));
    assert!(svg.contains("<desc>The schedule claims 62 %. As of 14 Nov.</desc>"));
}

#[test]
fn a_job_without_months_still_has_a_chart() {
    let ChartImage { geometry, .. } = draw(&page(&[], None), 740, 348);
    assert!(geometry.series.is_empty());
    assert!(png(&page(&[], None), 740, 348, Theme::Light, None).is_ok());
}

#[test]
fn an_absurd_size_is_drawn_at_one_that_can_be() {
    let ChartImage { geometry, .. } = draw(&page(&AUTUMN, None), 0, u32::MAX);
    assert!(geometry.width > 0 && geometry.plot.width > 0.0);
    assert!(geometry.height < 10_000);
}
