use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

/// Where a chart's points are, in CSS pixels of the size that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Geometry {
    /// Width of the chart.
    pub width: u32,
    /// Height of the chart.
    pub height: u32,
    /// The area between the axes.
    pub plot: Rectangle,
    /// One entry per line, in drawing order.
    pub series: Vec<SeriesGeometry>,
}

/// A rectangle in CSS pixels, its origin at the top left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub struct Rectangle {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rectangle {
    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// This rectangle with `by` more on every side.
    pub(crate) fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }
}

/// The points of one line.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SeriesGeometry {
    /// The value of `data-series` on the line's group in the SVG.
    pub id: String,
    /// What it measures, in words.
    pub label: String,
    /// Its points, oldest first.
    pub points: Vec<PointGeometry>,
}

/// One point of a line.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PointGeometry {
    /// The point's own date.
    pub date: NaiveDate,
    /// Hundredths of a point.
    pub value_bp: i32,
    /// CSS pixels from the left.
    pub x: f64,
    /// CSS pixels from the top.
    pub y: f64,
}
