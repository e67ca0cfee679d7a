use cds_charts::{Gap, Geometry, SCurve, SeriesGeometry, Size, svg};
use chrono::NaiveDate;
use proptest::prelude::*;

use crate::{
    drawing::{self, Corners},
    scenes::{ahead_of_its_bills, any_scene, any_size, day, points},
};

const GRID: (&str, &str) = ("class", "chart-grid");
const GAP: (&str, &str) = ("class", "chart-gap");
const SCHEDULE: (&str, &str) = ("data-series", "schedule");
const BILLED: (&str, &str) = ("data-series", "billed");

fn drawn(scene: &SCurve) -> (String, Geometry) {
    svg(scene, Size::nearest(740, 348))
}

/// Where a value belongs on an axis of 0 to 100 % over whole months, counted from the plot's edges.
fn belongs(geometry: &Geometry, months: (NaiveDate, NaiveDate), date: NaiveDate, percent: f64) -> (f64, f64) {
    let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days() as f64;
    let plot = geometry.plot;
    let x = plot.x + plot.width * days(months.0, date) / days(months.0, months.1);
    (x, plot.y + plot.height * (1.0 - percent / 100.0))
}

fn near(a: (f64, f64), b: (f64, f64)) -> bool {
    (a.0 - b.0).abs() <= 0.1 && (a.1 - b.1).abs() <= 0.1
}

fn positions(series: &SeriesGeometry) -> Corners {
    series.points.iter().map(|point| (point.x, point.y)).collect()
}

#[test]
fn a_point_is_where_its_date_and_value_belong() {
    let (_, geometry) = drawn(&ahead_of_its_bills());
    let months = (day("2025-01-01"), day("2025-11-30"));
    let schedule = positions(&geometry.series[0]);
    assert!(near(schedule[0], belongs(&geometry, months, day("2025-01-15"), 1.0)));
    assert!(near(schedule[2], belongs(&geometry, months, day("2025-11-14"), 62.0)));
    let billed = positions(&geometry.series[1]);
    assert!(near(billed[0], belongs(&geometry, months, day("2025-01-31"), 0.0)));
    assert!(near(billed[1], belongs(&geometry, months, day("2025-05-31"), 16.0)));
}

#[test]
fn the_schedule_runs_straight_from_point_to_point() {
    let (svg, geometry) = drawn(&ahead_of_its_bills());
    let line = drawing::corners(&svg, SCHEDULE, "polyline").expect("a line");
    assert_eq!(line, positions(&geometry.series[0]));
}

#[test]
fn a_bill_stands_until_the_next_one() {
    let (svg, geometry) = drawn(&ahead_of_its_bills());
    let bills = positions(&geometry.series[1]);
    let steps = vec![bills[0], (bills[1].0, bills[0].1), bills[1], (bills[2].0, bills[1].1), bills[2]];
    assert_eq!(drawing::corners(&svg, BILLED, "polyline").expect("a line"), steps);
}

#[test]
fn the_gap_is_shaded_up_to_the_last_bill_when_the_schedule_goes_on() {
    let (svg, geometry) = drawn(&ahead_of_its_bills());
    let last_bill = geometry.series[1].points[2].x;
    assert_eq!(last(&drawing::corners(&svg, GAP, "polygon").expect("shading")), last_bill);
    let upright = drawing::corners(&svg, GAP, "polyline").expect("an upright");
    let plot = geometry.plot;
    assert_eq!(upright, vec![(last_bill, plot.y + plot.height), (last_bill, plot.y)]);
}

#[test]
fn the_gap_is_shaded_up_to_the_data_date_when_the_bills_go_on() {
    let mut scene = ahead_of_its_bills();
    scene.billed.extend(points(&[("2025-11-30", 7000)]));
    let (svg, geometry) = drawn(&scene);
    let outline = drawing::corners(&svg, GAP, "polygon").expect("shading");
    assert_eq!(last(&outline), geometry.series[0].points[2].x);
    let bill_of_october = geometry.series[1].points[2].y;
    assert!(outline.contains(&(last(&outline), bill_of_october)), "a bill to come is not in the gap yet");
}

#[test]
fn the_gap_ends_on_the_schedule_between_two_of_its_points() {
    let (svg, geometry) = drawn(&ahead_of_its_bills());
    let outline = drawing::corners(&svg, GAP, "polygon").expect("shading");
    let (from, to) = (&geometry.series[0].points[1], &geometry.series[0].points[2]);
    let x = last(&outline);
    let y = from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x);
    assert!(outline.iter().any(|corner| near(*corner, (x, y))), "{outline:?} has no corner at {x}, {y}");
}

#[test]
fn the_gap_has_the_tint_asked_for() {
    for (gap, variable) in [
        (Gap::Green, "var(--chart-gap-green)"),
        (Gap::Yellow, "var(--chart-gap-yellow)"),
        (Gap::Red, "var(--chart-gap-red)"),
        (Gap::None, "var(--chart-gap-none)"),
    ] {
        let (svg, _) = drawn(&SCurve { gap, ..ahead_of_its_bills() });
        assert_eq!(svg.matches("var(--chart-gap").count(), 1);
        assert!(svg.contains(variable));
    }
}

#[test]
fn one_line_alone_has_no_gap() {
    let (svg, geometry) = drawn(&SCurve { billed: Vec::new(), ..ahead_of_its_bills() });
    assert_eq!(drawing::corners(&svg, GAP, "polygon"), None);
    assert_eq!(drawing::corners(&svg, GAP, "polyline"), None);
    assert_eq!(geometry.series.iter().map(|series| series.id.as_str()).collect::<Vec<_>>(), ["schedule"]);
}

#[test]
fn a_job_with_neither_line_says_so() {
    let (svg, geometry) = drawn(&SCurve { schedule: Vec::new(), billed: Vec::new(), ..ahead_of_its_bills() });
    assert!(drawing::texts(&svg).contains(&"No schedule and no bill yet".to_owned()));
    assert!(geometry.series.is_empty());
}

fn last(outline: &Corners) -> f64 {
    outline.iter().map(|corner| corner.0).fold(f64::MIN, f64::max)
}

proptest! {
    #[test]
    fn points_lie_in_the_plot_in_the_order_of_their_dates_and_values(scene in any_scene(), size in any_size()) {
        let (_, Geometry { width, height, plot, series }) = svg(&scene, size);
        prop_assert!(plot.x > 0.0 && plot.x + plot.width < f64::from(width));
        prop_assert!(plot.y > 0.0 && plot.y + plot.height < f64::from(height));
        let points: Vec<_> = series.iter().flat_map(|series| &series.points).collect();
        prop_assert_eq!(points.len(), scene.schedule.len() + scene.billed.len());
        for point in &points {
            prop_assert!((plot.x..=plot.x + plot.width).contains(&point.x), "{point:?} beside {plot:?}");
            prop_assert!((plot.y..=plot.y + plot.height).contains(&point.y), "{point:?} beside {plot:?}");
            for other in &points {
                prop_assert!(point.date > other.date || point.x <= other.x);
                prop_assert!(point.value_bp < other.value_bp || point.y <= other.y);
            }
        }
    }

    #[test]
    fn every_gridline_fills_one_row_of_pixels(scene in any_scene(), size in any_size()) {
        let (svg, Geometry { plot, .. }) = svg(&scene, size);
        let gridlines = drawing::shapes(&svg, GRID, "polyline");
        prop_assert!(gridlines.len() > 1);
        for (x, y) in gridlines.concat() {
            prop_assert_eq!(y.fract(), 0.5);
            prop_assert!(x == plot.x || x == plot.x + plot.width, "{x} is no edge of {plot:?}");
        }
    }

    #[test]
    fn every_step_is_level_or_upright(scene in any_scene(), size in any_size()) {
        let (svg, _) = svg(&scene, size);
        for pair in drawing::corners(&svg, BILLED, "polyline").unwrap_or_default().windows(2) {
            prop_assert!(pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1, "{pair:?} slopes");
        }
    }

    #[test]
    fn shading_never_goes_beyond_what_both_lines_know(scene in any_scene(), size in any_size()) {
        let (svg, geometry) = svg(&scene, size);
        if let Some(outline) = drawing::corners(&svg, GAP, "polygon") {
            let ends = geometry.series.iter().filter_map(|series| series.points.last());
            let starts = geometry.series.iter().filter_map(|series| series.points.first());
            let until = ends.map(|end| end.x).fold(f64::MAX, f64::min);
            let from = starts.map(|start| start.x).fold(f64::MIN, f64::max);
            prop_assert_eq!(last(&outline), until);
            prop_assert!(outline.iter().all(|corner| corner.0 >= from));
        }
    }
}
