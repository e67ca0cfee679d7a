//! Where the label of a line's end goes: beside the end, clear of the other label and, if there is room, of the
//! lines.

use chrono::NaiveDate;

use crate::{
    axes,
    geometry::Rectangle,
    scene::{Line, Point},
    text::LABEL,
};

/// From a line's end to its label.
pub(crate) const GAP: f64 = 10.0;
/// From one line of a label to the next.
pub(crate) const LEADING: f64 = 13.0;
/// A chart narrower than this many label widths sets its labels in two lines.
const LABELS_PER_WIDTH: f64 = 5.0;

/// What stands at the end of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    pub(crate) line: Line,
    pub(crate) rows: Vec<String>,
    pub(crate) width: f64,
}

impl Label {
    pub(crate) fn new(line: Line, last: &Point, chart_width: f64) -> Self {
        let value = format!("{} {}", line.name(), axes::percent(last.value_bp));
        let date = day_and_month(last.date);
        let one_row = format!("{value}, {date}");
        let rows = if LABEL.width(&one_row) * LABELS_PER_WIDTH > chart_width {
            vec![value, date]
        } else {
            vec![one_row]
        };
        let width = rows.iter().map(|row| LABEL.width(row)).fold(0.0, f64::max);
        Self { line, rows, width }
    }

    fn height(&self) -> f64 {
        self.rows.len() as f64 * LEADING
    }
}

fn day_and_month(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// A point in CSS pixels.
pub(crate) type Position = (f64, f64);

/// A label, and the end of its line.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) label: Label,
    pub(crate) at: Position,
}

/// A label's place, and how far it is from the ideal.
#[derive(Debug, Clone, Copy)]
struct Place {
    bounds: Rectangle,
    cost: f64,
}

/// The bounds of every label, in the order of `ends`. No two overlap and none leaves `within`.
pub(crate) fn place(ends: &[End], lines: &[Vec<Position>], within: Rectangle) -> Vec<Rectangle> {
    let places: Vec<Vec<Place>> = ends.iter().map(|end| candidates(end, lines, within)).collect();
    match places.as_slice() {
        [first, second] => apart(first, second),
        one_or_none => one_or_none.iter().filter_map(|places| cheapest(places)).collect(),
    }
}

fn cheapest(places: &[Place]) -> Option<Rectangle> {
    places.iter().min_by(|a, b| a.cost.total_cmp(&b.cost)).map(|place| place.bounds)
}

/// The cheapest two places that do not overlap.
fn apart(first: &[Place], second: &[Place]) -> Vec<Rectangle> {
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| !a.bounds.grown(1.0).overlaps(&b.bounds))
        .min_by(|a, b| (a.0.cost + a.1.cost).total_cmp(&(b.0.cost + b.1.cost)))
        .map_or_else(
            || [first, second].into_iter().filter_map(cheapest).collect(),
            |(a, b)| vec![a.bounds, b.bounds],
        )
}

/// Heights beside the end, at its right and at its left. Three labels away is always far enough to clear another.
fn candidates(end: &End, lines: &[Vec<Position>], within: Rectangle) -> Vec<Place> {
    let (width, height) = (end.label.width, end.label.height());
    let right = (end.at.0 + GAP).min(within.right() - width);
    let left = (end.at.0 - GAP - width).max(within.x);
    let lowest = within.bottom() - height;
    let ideal = (end.at.1 - height / 2.0).clamp(within.y, lowest);
    let heights = (0..).map(|n| f64::from(n) * 3.0).take_while(|away| *away <= 3.0 * height);
    let heights = heights.flat_map(|away| [ideal - away, ideal + away]);
    heights
        .filter(|y| (within.y..=lowest).contains(y))
        .flat_map(|y| [(right, y, 0.0), (left, y, 60.0)])
        .map(|(x, y, side)| {
            let bounds = Rectangle { x, y, width, height };
            let crossed = lines.iter().flat_map(|line| line.windows(2));
            let crossed = crossed.filter(|s| crosses((s[0], s[1]), bounds.grown(2.0))).count();
            Place { bounds, cost: (y - ideal).abs() + side + crossed as f64 * 40.0 }
        })
        .collect()
}

/// Whether a straight piece of a line has a point inside a rectangle: what is left of the piece after each side has
/// cut off what lies beyond it.
fn crosses((from, to): (Position, Position), bounds: Rectangle) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let sides = [
        (-dx, from.0 - bounds.x),
        (dx, bounds.right() - from.0),
        (-dy, from.1 - bounds.y),
        (dy, bounds.bottom() - from.1),
    ];
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (outward, room) in sides {
        if outward == 0.0 && room < 0.0 {
            return false;
        } else if outward < 0.0 {
            start = start.max(room / outward);
        } else if outward > 0.0 {
            end = end.min(room / outward);
        }
    }
    start <= end
}
