//! A drawing read back by those who have nothing to do with writing it: an XML parser, and a font engine.

use std::{fs, path::Path, sync::Arc};

use resvg::usvg::{Group, Node, Options, Rect, TextChunk, Tree, fontdb::Database, roxmltree::Document};

/// Corners of a shape in CSS pixels.
pub(crate) type Corners = Vec<(f64, f64)>;

/// The corners of the only shape of that name in the group with that attribute.
pub(crate) fn corners(svg: &str, group: (&str, &str), shape: &str) -> Option<Corners> {
    let mut shapes = shapes(svg, group, shape);
    assert!(shapes.len() < 2, "more than one {shape}");
    shapes.pop()
}

/// The corners of every shape of that name in the group with that attribute.
pub(crate) fn shapes(svg: &str, group: (&str, &str), shape: &str) -> Vec<Corners> {
    let document = Document::parse(svg).expect("XML");
    let group = document.descendants().find(|node| node.attribute(group.0) == Some(group.1));
    let shapes = group.into_iter().flat_map(|group| group.children()).filter(|node| node.has_tag_name(shape));
    shapes.filter_map(|node| node.attribute("points").map(pairs)).collect()
}

fn pairs(points: &str) -> Corners {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let pair = |pair: &str| pair.split_once(',').map(|(x, y)| (number(x), number(y))).expect("x,y");
    points.split(' ').map(pair).collect()
}

/// Every text, in drawing order.
pub(crate) fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text().map(str::to_owned)).collect()
}

/// The texts of a line's label.
pub(crate) fn label(svg: &str, series: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("XML");
    let group = document.descendants().find(|node| node.attribute("data-series") == Some(series));
    let rows = group.into_iter().flat_map(|group| group.children());
    rows.filter_map(|node| node.text().map(str::to_owned)).collect()
}

/// The ink of every text, as the glyphs of the shipped fonts fill it.
pub(crate) fn ink(svg: &str) -> Vec<(String, Rect)> {
    let options = Options { font_family: "Inter".into(), fontdb: Arc::new(fonts()), ..Options::default() };
    let tree = Tree::from_str(&in_black(svg), &options).expect("SVG");
    let mut found = Vec::new();
    collect(tree.root(), &mut found);
    found
}

/// The fonts shipped with the crate and no other.
pub(crate) fn fonts() -> Database {
    let mut fonts = Database::new();
    for font in ["Inter-Regular.ttf", "Inter-SemiBold.ttf"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(font);
        fonts.load_font_data(fs::read(file).expect("a font"));
    }
    fonts
}

/// The font engine knows no variables.
fn in_black(svg: &str) -> String {
    let mut parts = svg.split("var(");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once(')')).fold(first, |text, (_, rest)| text + "black" + rest)
}

fn collect(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, found),
            Node::Text(text) => {
                let words = text.chunks().iter().map(TextChunk::text).collect();
                found.push((words, text.flattened().abs_bounding_box()));
            }
            _ => {}
        }
    }
}
