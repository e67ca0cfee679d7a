use cds_charts::{Gap, Point, SCurve, Size};
use chrono::{Days, NaiveDate};
use proptest::{collection::vec, prelude::*};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(crate) fn points(values: &[(&str, i32)]) -> Vec<Point> {
    values.iter().map(|(date, value_bp)| Point { date: day(date), value_bp: *value_bp }).collect()
}

/// A job whose schedule runs ahead of its bills, the last of them two weeks older than the schedule.
pub(crate) fn ahead_of_its_bills() -> SCurve {
    SCurve {
        title: "25-1-082 Mesa Gateway".into(),
        description: "Schedule 62 %, billed 41 %.".into(),
        schedule: points(&[("2025-01-15", 100), ("2025-06-15", 2800), ("2025-11-14", 6200)]),
        billed: points(&[("2025-01-31", 0), ("2025-05-31", 1600), ("2025-10-31", 4100)]),
        gap: Gap::Red,
    }
}

fn line(values: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = Vec<Point>> {
    let start = day("2019-01-01");
    vec((1_u64..70, values), 0..40).prop_map(move |steps| {
        let mut date = start;
        let mut points = Vec::new();
        for (days, value_bp) in steps {
            date = date + Days::new(days);
            points.push(Point { date, value_bp });
        }
        points
    })
}

/// Any two lines: with none, one or many points, over and under the axis of 0 to 100 %.
pub(crate) fn any_scene() -> impl Strategy<Value = SCurve> {
    let values =
        prop_oneof![4 => Just(0..=10_000), 1 => Just(-3_000..=40_000), 1 => Just(i32::MIN..=i32::MAX)];
    let gap = prop_oneof![Just(Gap::Green), Just(Gap::Yellow), Just(Gap::Red), Just(Gap::None)];
    let lines = values.prop_flat_map(|values| (line(values.clone()), line(values)));
    (lines, gap).prop_map(|((schedule, billed), gap)| SCurve {
        title: "A job".into(),
        description: "Its curve.".into(),
        schedule,
        billed,
        gap,
    })
}

/// From the smallest card to a large window.
pub(crate) fn any_size() -> impl Strategy<Value = Size> {
    (0_u32..1400, 0_u32..900).prop_map(|(width, height)| Size::nearest(width, height))
}
