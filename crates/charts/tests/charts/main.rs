//! What an S-curve looks like, read from its SVG, its geometry and its picture.

mod drawing;
mod labels;
mod lines;
mod markup;
mod picture;
mod scenes;
