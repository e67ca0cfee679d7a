use cds_charts::{SCurve, Size, svg};
use resvg::usvg::roxmltree::Document;

use crate::scenes::ahead_of_its_bills;

#[test]
fn titles_with_the_characters_of_xml_survive() {
    let title = "Q&A <b>\"Lot 7\"</b> 'north' \u{1f3d7} ]]> &amp;";
    let scene =
        SCurve { title: title.into(), description: format!("{title}\u{0}\u{b}"), ..ahead_of_its_bills() };
    let (svg, _) = svg(&scene, Size::nearest(740, 348));
    let document = Document::parse(&svg).expect("XML");
    let text = |tag: &str| {
        let node = document.root_element().children().find(|node| node.has_tag_name(tag));
        node.and_then(|node| node.text()).map(str::to_owned)
    };
    assert_eq!(text("title").as_deref(), Some(title));
    assert_eq!(text("desc").as_deref(), Some(title), "characters that XML cannot hold are left out");
}

#[test]
fn a_screen_reader_is_told_that_it_is_a_picture() {
    let (svg, _) = svg(&ahead_of_its_bills(), Size::nearest(740, 348));
    let document = Document::parse(&svg).expect("XML");
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let first = root.first_element_child().expect("a child");
    assert!(first.has_tag_name("title"), "a title counts only as the first child");
}

#[test]
fn a_strict_page_gets_variables_for_colours_and_no_styles() {
    let (svg, _) = svg(&ahead_of_its_bills(), Size::nearest(740, 348));
    let document = Document::parse(&svg).expect("XML");
    for attribute in document.descendants().flat_map(|node| node.attributes()) {
        assert_ne!(attribute.name(), "style");
        if ["fill", "stroke"].contains(&attribute.name()) {
            let paint = attribute.value();
            assert!(paint == "none" || paint.starts_with("var(--chart-"), "{paint} is no variable");
        }
    }
}

#[test]
fn an_s_curve_is_drawn_as_it_was() {
    let (svg, _) = svg(&ahead_of_its_bills(), Size::nearest(420, 200));
    insta::assert_snapshot!(svg.replace("><", ">\n<"));
}
