//! The outlines of an S-curve in its own units: days and hundredths of a point.

use chrono::NaiveDate;

use crate::{
    axes::day,
    scene::{Line, Point, SCurve},
};

/// A corner: day, hundredths of a point.
pub(crate) type Corner = (i32, i64);

/// The corners a line runs through.
pub(crate) fn corners(scene: &SCurve, line: Line) -> Vec<Corner> {
    let points = scene.points(line);
    match line {
        Line::Schedule => points.iter().map(corner).collect(),
        Line::Billed => steps(points),
    }
}

/// Where a point is.
pub(crate) fn corner(point: &Point) -> Corner {
    (day(point.date), i64::from(point.value_bp))
}

/// A bill stands until the next one: level to the next date, then straight up or down.
fn steps(points: &[Point]) -> Vec<Corner> {
    let first = points.first().map(corner);
    let rest = points.windows(2).flat_map(|pair| [(day(pair[1].date), corner(&pair[0]).1), corner(&pair[1])]);
    first.into_iter().chain(rest).collect()
}

/// The outline of the gap between the lines, over the days both have a value for; nothing where there are none.
pub(crate) fn gap(scene: &SCurve) -> Option<Vec<Corner>> {
    let from = scene.schedule.first()?.date.max(scene.billed.first()?.date);
    let to = scene.comparable_to()?;
    if from >= to {
        return None;
    }
    let mut outline = cut(&corners(scene, Line::Schedule), from, to);
    outline.extend(cut(&corners(scene, Line::Billed), from, to).into_iter().rev());
    Some(outline)
}

/// The part of a line between two days, both included.
fn cut(corners: &[Corner], from: NaiveDate, to: NaiveDate) -> Vec<Corner> {
    let (from, to) = (day(from), day(to));
    let mut part: Vec<Corner> = Vec::new();
    part.extend(at(corners, from));
    part.extend(corners.iter().filter(|(day, _)| (from..=to).contains(day)));
    part.extend(at(corners, to));
    part.dedup();
    part
}

/// Where a line crosses a day that is none of its own.
fn at(corners: &[Corner], day: i32) -> Option<Corner> {
    let after = corners.iter().position(|corner| corner.0 >= day).filter(|after| corners[*after].0 > day)?;
    let (before, after) = (corners[after.checked_sub(1)?], corners[after]);
    let share = f64::from(day - before.0) / f64::from(after.0 - before.0);
    #[expect(clippy::cast_possible_truncation, reason = "it lies between two values that are i32")]
    let value = before.1 + ((after.1 - before.1) as f64 * share).round() as i64;
    Some((day, value))
}
