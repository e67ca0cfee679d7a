//! A chart's scene drawn as themed SVG with hover geometry, or as PNG.
//!
//! The SVG is drawn to the pixel for the size asked for and is put into the page as it is. The page gives it its
//! font (Inter) and its colours, as CSS variables: `--chart-schedule` and `--chart-billed` for the lines and their
//! labels, `--chart-grid`, `--chart-axis` for the upright line at the date up to which both are known,
//! `--chart-text` for text that belongs to neither line, `--chart-halo` for what lies behind, and
//! `--chart-gap-green`, `-yellow`, `-red` and `-none`, which have to let the grid through.
//! The page must not set the size of text in it: the labels have been measured.

mod axes;
mod canvas;
mod draw;
mod frame;
mod geometry;
mod ink;
mod labels;
mod png;
mod scene;
mod shape;
mod svg;
mod text;

pub use geometry::{Geometry, PointGeometry, Rectangle, SeriesGeometry};
pub use png::Error;
pub use scene::{Gap, Line, Point, SCurve, Size, Theme};

/// An `<svg>` element whose colours are CSS variables, and where its points are.
#[must_use]
pub fn svg(scene: &SCurve, size: Size) -> (String, Geometry) {
    draw::draw(scene, size, ink::Palette::Variables, None)
}

/// A PNG with the scene's title, two pixels to a CSS pixel, without the line that is `hidden` and the gap to it. The
/// other line stays where it was.
///
/// # Errors
/// When there is no memory for the picture.
pub fn png(scene: &SCurve, size: Size, theme: Theme, hidden: Option<Line>) -> Result<Vec<u8>, Error> {
    let (svg, _) = draw::draw(scene, size, ink::Palette::Picture(theme), hidden);
    png::paint(&svg, theme)
}
