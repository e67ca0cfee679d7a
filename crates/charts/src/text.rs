//! Measures text with the fonts the chart is drawn in, so that a layout is the same on every machine.

use skrifa::{FontRef, MetadataProvider, instance::LocationRef, instance::Size};

/// Inter, Latin.
pub(crate) const REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
/// Inter semi-bold, Latin.
pub(crate) const SEMI_BOLD: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");

/// A font, and the size it is set in, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Type {
    pub(crate) bold: bool,
    pub(crate) size: f64,
}

/// Ticks and what the axis measures.
pub(crate) const TICK: Type = Type { bold: false, size: 11.0 };
/// A line's name and last value.
pub(crate) const LABEL: Type = Type { bold: true, size: 11.0 };
/// The head of a picture.
pub(crate) const HEADING: Type = Type { bold: true, size: 14.0 };

const WIDEST_FIGURE: char = '4';

impl Type {
    /// The width of a line of text. A figure counts as wide as a four, the widest of them, for a page may set
    /// figures of one width; so does a letter the font does not have.
    pub(crate) fn width(self, text: &str) -> f64 {
        let data = if self.bold { SEMI_BOLD } else { REGULAR };
        let font = FontRef::new(data).expect("the font shipped in the crate is one");
        #[expect(clippy::cast_possible_truncation, reason = "a font size is small")]
        let metrics = font.glyph_metrics(Size::new(self.size as f32), LocationRef::default());
        let glyphs = font.charmap();
        let advance = |letter: char| {
            let letter = if letter.is_ascii_digit() { WIDEST_FIGURE } else { letter };
            let glyph = glyphs.map(letter).or_else(|| glyphs.map(WIDEST_FIGURE))?;
            metrics.advance_width(glyph)
        };
        text.chars().filter_map(advance).map(f64::from).sum()
    }

    /// As much of the text as the width takes, with an ellipsis where something is left out.
    pub(crate) fn fit(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut kept = text.to_owned();
        while kept.pop().is_some() {
            let short = format!("{}…", kept.trim_end());
            if self.width(&short) <= width {
                return short;
            }
        }
        String::new()
    }
}
