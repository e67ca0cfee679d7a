//! The drawing calls of plotters as SVG. plotters' own SVG writer knows hex colours and bare shapes only; here a colour is
//! a variable of the page, and shapes are in groups the page can find. Only attributes, never `style`: a strict
//! content security policy refuses those.

use std::{cell::RefCell, convert::Infallible, fmt::Display, rc::Rc};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    text_anchor::{HPos, VPos},
};

use crate::{
    frame::{UNITS_PER_PIXEL, pixels},
    ink::{Ink, Palette},
    scene::{SCurve, Size},
    text::TICK,
};

/// Height of a capital in ems, in Inter.
const CAPITAL: f64 = 0.727;

/// An SVG in the making, shared between the backend, which plotters owns, and whoever groups its shapes.
#[derive(Clone)]
pub(crate) struct Document {
    text: Rc<RefCell<String>>,
    size: Size,
    palette: Palette,
}

impl Document {
    pub(crate) fn new(scene: &SCurve, size: Size, palette: Palette) -> Self {
        let (width, height) = (size.width(), size.height());
        let text = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-size="{}"><title>{}</title><desc>{}</desc>"#,
            TICK.size,
            escaped(&scene.title),
            escaped(&scene.description)
        );
        Self { text: Rc::new(RefCell::new(text)), size, palette }
    }

    /// What is drawn inside becomes one group with these attributes.
    pub(crate) fn group<T>(&self, attributes: &str, draw: impl FnOnce() -> T) -> T {
        self.write(format_args!("<g {attributes}>"));
        let drawn = draw();
        self.write("</g>");
        drawn
    }

    pub(crate) fn finish(self) -> String {
        self.write("</svg>");
        self.text.take()
    }

    fn write(&self, markup: impl Display) {
        self.text.borrow_mut().push_str(&markup.to_string());
    }

    fn paint(&self, attribute: &str, color: BackendColor) -> String {
        format!(r#"{attribute}="{}""#, self.palette.paint(Ink::of(color)))
    }

    fn stroke(&self, style: &impl BackendStyle) -> String {
        let width = f64::from(style.stroke_width()) / f64::from(UNITS_PER_PIXEL);
        let paint = self.paint("stroke", style.color());
        format!(r#"fill="none" {paint} stroke-width="{width}" stroke-linejoin="round""#)
    }

    fn interior(&self, style: &impl BackendStyle, fill: bool) -> String {
        if fill { self.paint("fill", style.color()) } else { self.stroke(style) }
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Document {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.width() * UNITS_PER_PIXEL, self.size.height() * UNITS_PER_PIXEL)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let (x, y) = position(point);
        let side = pixels(1);
        let fill = self.paint("fill", color);
        self.write(format_args!(r#"<rect x="{x}" y="{y}" width="{side}" height="{side}" {fill}/>"#));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let stroke = self.stroke(style);
        self.write(format_args!(r#"<polyline points="{}" {stroke}/>"#, points(path)));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = position(center);
        let radius = f64::from(radius) / f64::from(UNITS_PER_PIXEL);
        let interior = self.interior(style, fill);
        self.write(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" {interior}/>"#));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        let fill = self.paint("fill", style.color());
        self.write(format_args!(r#"<polygon points="{}" {fill}/>"#, points(vert)));
        Ok(())
    }

    /// Bold text lies over lines, so it gets a halo; the rest stands where nothing else is.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        let size = style.size() / f64::from(UNITS_PER_PIXEL);
        let anchor = style.anchor();
        let below_anchor = match anchor.v_pos {
            VPos::Top => CAPITAL,
            VPos::Center => CAPITAL / 2.0,
            VPos::Bottom => 0.0,
        };
        let align = match anchor.h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let halo = self.palette.paint(Ink::Halo);
        let weight = match style.style() {
            FontStyle::Bold => {
                format!(
                    r#"font-weight="600" paint-order="stroke" stroke="{halo}" stroke-width="3" stroke-linejoin="round""#
                )
            }
            _ => r#"font-weight="400""#.to_owned(),
        };
        let (x, y) = position(pos);
        let baseline = format!("{:.1}", y + below_anchor * size);
        let fill = self.paint("fill", style.color());
        self.write(format_args!(
            r#"<text x="{x}" y="{baseline}" text-anchor="{align}" font-size="{size}" {weight} {fill}>{}</text>"#,
            escaped(text)
        ));
        Ok(())
    }
}

fn position((x, y): BackendCoord) -> (f64, f64) {
    (pixels(x), pixels(y))
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let corners = path.into_iter().map(position).map(|(x, y)| format!("{x},{y}"));
    corners.collect::<Vec<_>>().join(" ")
}

/// Text for XML. Characters XML 1.0 cannot hold at all are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}
