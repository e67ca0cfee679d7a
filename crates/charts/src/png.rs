use std::sync::Arc;

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

use crate::{
    scene::Theme,
    text::{REGULAR, SEMI_BOLD},
};

/// Why a chart could not be made a picture.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The SVG was not understood.
    #[error("the chart could not be made a picture: its SVG was not understood: {cause}")]
    Svg {
        /// What the reader of SVG said.
        cause: resvg::usvg::Error,
    },
    /// No memory for so many pixels.
    #[error("the chart could not be made a picture of {width} x {height} pixels: ask for a smaller one")]
    Size {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// The PNG could not be written.
    #[error("the chart could not be made a picture: {0}")]
    Encode(String),
}

/// Pixels to a CSS pixel: sharp on paper and on dense screens.
const SCALE: u32 = 2;

/// Paints an SVG on the theme's surface, with the fonts of this crate and no other.
pub(crate) fn paint(svg: &str, theme: Theme) -> Result<Vec<u8>, Error> {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    let options = Options { font_family: "Inter".into(), fontdb: Arc::new(fonts), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|cause| Error::Svg { cause })?;

    let size = tree.size().to_int_size();
    let (width, height) = (size.width() * SCALE, size.height() * SCALE);
    let mut picture = Pixmap::new(width, height).ok_or(Error::Size { width, height })?;
    picture.fill(match theme {
        Theme::Light => Color::WHITE,
        Theme::Dark => Color::from_rgba8(0x19, 0x1f, 0x27, 0xff),
    });
    let scale = Transform::from_scale(SCALE as f32, SCALE as f32);
    resvg::render(&tree, scale, &mut picture.as_mut());
    picture.encode_png().map_err(|error| Error::Encode(error.to_string()))
}
