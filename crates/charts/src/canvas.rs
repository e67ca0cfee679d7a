use std::{convert::Infallible, ops::Range};

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea},
    element::{Circle, PathElement, Polygon, Text},
    series::LineSeries,
    style::{
        Color, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    frame::{Coordinates, Frame, UNITS_PER_PIXEL, units},
    ink::Ink,
    labels::Position,
    shape::Corner,
    svg::Document,
    text::Type,
};

pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

/// Draws marks in an ink: data in days and hundredths of a point, text and sizes in CSS pixels.
pub(crate) struct Canvas {
    page: DrawingArea<Document, Shift>,
    plot: DrawingArea<Document, Coordinates>,
}

impl Canvas {
    pub(crate) fn new(document: Document, frame: &Frame) -> Self {
        let page = document.into_drawing_area();
        let plot = page.apply_coord_spec(frame.coordinates());
        Self { page, plot }
    }

    pub(crate) fn line(&self, corners: &[Corner], ink: Ink, width: f64) -> Drawn {
        let mut line = LineSeries::new(corners.iter().copied(), stroke(ink, width));
        line.try_for_each(|path| self.plot.draw(&path))
    }

    /// A level line, in CSS pixels.
    pub(crate) fn level(&self, xs: Range<f64>, y: f64, ink: Ink, width: f64) -> Drawn {
        let ends = [xs.start, xs.end].map(|x| (units(x), units(y)));
        self.page.draw(&PathElement::new(ends, stroke(ink, width)))
    }

    pub(crate) fn area(&self, outline: Vec<Corner>, ink: Ink) -> Drawn {
        self.plot.draw(&Polygon::new(outline, ink.color().filled()))
    }

    pub(crate) fn dot(&self, at: Corner, ink: Ink, radius: f64) -> Drawn {
        self.plot.draw(&Circle::new(at, length(radius), ink.color().filled()))
    }

    /// One row of text; its position is the middle of its height.
    pub(crate) fn text(&self, text: &str, at: Position, set_in: Type, ink: Ink, align: HPos) -> Drawn {
        let weight = if set_in.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name("Inter"), set_in.size * f64::from(UNITS_PER_PIXEL), weight);
        let color = ink.color();
        let style = TextStyle::from(font).color(&color).pos(Pos::new(align, VPos::Center));
        self.page.draw(&Text::new(text, (units(at.0), units(at.1)), style))
    }
}

fn stroke(ink: Ink, width: f64) -> ShapeStyle {
    ShapeStyle { color: ink.color().to_rgba(), filled: false, stroke_width: length(width) }
}

fn length(pixels: f64) -> u32 {
    units(pixels).unsigned_abs()
}
