use std::ops::Range;

use plotters::coord::{
    CoordTranslate,
    cartesian::Cartesian2d,
    types::{RangedCoordi32, RangedCoordi64},
};

use crate::{
    axes::{TimeAxis, ValueAxis},
    geometry::{PointGeometry, Rectangle},
    labels::{self, Label},
    scene::{Point, SCurve, Size},
    shape::{Corner, corner},
    text::{HEADING, TICK},
};

/// plotters counts in whole units; ten to a CSS pixel keep slopes smooth.
pub(crate) const UNITS_PER_PIXEL: u32 = 10;
/// Round a chart in a page, where the page has an edge of its own.
const EDGE: f64 = 4.0;
/// Round a picture.
const PICTURE_EDGE: f64 = 16.0;
/// From a tick's label to the plot.
pub(crate) const TICK_GAP: f64 = 8.0;
/// The row that says what the axis measures.
const MEASURE_ROW: f64 = 22.0;
/// The row of a picture's title.
const HEADING_ROW: f64 = 26.0;
/// The row of the months.
const MONTH_ROW: f64 = 22.0;

/// Days and hundredths of a point to units of plotters.
pub(crate) type Coordinates = Cartesian2d<RangedCoordi32, RangedCoordi64>;

/// Where everything is.
pub(crate) struct Frame {
    pub(crate) size: Size,
    pub(crate) values: ValueAxis,
    pub(crate) time: Option<TimeAxis>,
    pub(crate) plot: Rectangle,
    edge: f64,
    heading: bool,
}

impl Frame {
    /// The plot gets what the ticks and the labels at the ends of the lines leave.
    pub(crate) fn new(scene: &SCurve, size: Size, heading: bool) -> Self {
        let (width, height) = (f64::from(size.width()), f64::from(size.height()));
        let edge = if heading { PICTURE_EDGE } else { EDGE };
        let top = edge + MEASURE_ROW + if heading { HEADING_ROW } else { 0.0 };
        let height = height - top - MONTH_ROW - edge;
        let values = ValueAxis::over(scene.all_points().map(|point| point.value_bp), height);
        let ticks = values.ticks().map(|tick| TICK.width(&ValueAxis::label(tick)));
        let left = edge + ticks.fold(0.0, f64::max) + TICK_GAP;
        let time = TimeAxis::over(scene.all_points().map(|point| point.date));
        let room = width - edge - left;
        let width = time.as_ref().map_or(room, |time| plot_width(scene, time, width, room));
        Self {
            size,
            values,
            time,
            plot: Rectangle { x: left.ceil(), y: top, width: width.floor(), height },
            edge,
            heading,
        }
    }

    /// Where the labels may be: beside the lines, not on what the axis measures nor on the months.
    pub(crate) fn label_area(&self) -> Rectangle {
        let Rectangle { x, y, height, .. } = self.plot;
        let width = f64::from(self.size.width()) - self.edge + 2.0 - x;
        Rectangle { x, y: y - 6.0, width, height: height + 8.0 }
    }

    /// Where a row of text over the whole chart starts, and its room.
    pub(crate) fn row(&self) -> (f64, f64) {
        (self.edge, f64::from(self.size.width()) - 2.0 * self.edge)
    }

    pub(crate) fn heading_y(&self) -> Option<f64> {
        self.heading.then_some(self.edge + HEADING.size / 2.0)
    }

    pub(crate) fn measure_y(&self) -> f64 {
        self.plot.y - MEASURE_ROW + TICK.size / 2.0
    }

    pub(crate) fn months_y(&self) -> f64 {
        self.plot.bottom() + TICK_GAP + TICK.size / 2.0
    }

    pub(crate) fn days(&self) -> Range<i32> {
        self.time.as_ref().map_or(0..1, TimeAxis::range)
    }

    pub(crate) fn coordinates(&self) -> Coordinates {
        let (left, right) = (units(self.plot.x), units(self.plot.right()));
        let (top, bottom) = (units(self.plot.y), units(self.plot.bottom()));
        Cartesian2d::new(self.days(), self.values.range.clone(), (left..right, bottom..top))
    }

    /// CSS pixels of a corner.
    pub(crate) fn position(&self, at: Corner) -> labels::Position {
        let (x, y) = self.coordinates().translate(&at);
        (pixels(x), pixels(y))
    }

    /// The middle of the row of pixels a gridline is in. Between two rows it would be drawn in either, by some
    /// engines now in one and now in the other.
    pub(crate) fn gridline_y(&self, tick: i64) -> f64 {
        self.position((self.days().start, tick)).1.floor() + 0.5
    }

    pub(crate) fn point(&self, point: &Point) -> PointGeometry {
        let (x, y) = self.position(corner(point));
        PointGeometry { date: point.date, value_bp: point.value_bp, x, y }
    }
}

/// The widest plot at which each line's label fits between the line's end and the edge of the chart.
fn plot_width(scene: &SCurve, time: &TimeAxis, width: f64, room: f64) -> f64 {
    let ends = scene.lines().filter_map(|line| scene.points(line).last().map(|last| (line, last)));
    let limits = ends.map(|(line, last)| {
        let label = Label::new(line, last, width);
        (room - labels::GAP - label.width) / time.fraction(last.date).max(f64::EPSILON)
    });
    limits.fold(room - TICK_GAP, f64::min)
}

/// CSS pixels in units of plotters.
#[expect(clippy::cast_possible_truncation, reason = "a chart is a few thousand pixels wide")]
pub(crate) fn units(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS_PER_PIXEL)).round() as i32
}

/// Units of plotters in CSS pixels.
pub(crate) fn pixels(units: i32) -> f64 {
    f64::from(units) / f64::from(UNITS_PER_PIXEL)
}
