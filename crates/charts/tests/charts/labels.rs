use cds_charts::{SCurve, Size, svg};
use proptest::prelude::*;

use crate::{
    drawing::{ink, label, texts},
    scenes::{ahead_of_its_bills, any_scene, any_size, points},
};

#[test]
fn a_label_names_the_line_its_last_value_and_that_values_date() {
    let (svg, _) = svg(&ahead_of_its_bills(), Size::nearest(740, 348));
    assert_eq!(label(&svg, "schedule"), ["Schedule 62 %, 14 Nov"]);
    assert_eq!(label(&svg, "billed"), ["Billed 41 %, 31 Oct"]);
}

#[test]
fn a_narrow_chart_sets_its_labels_in_two_rows() {
    let (svg, _) = svg(&ahead_of_its_bills(), Size::nearest(420, 200));
    assert_eq!(label(&svg, "schedule"), ["Schedule 62 %", "14 Nov"]);
}

#[test]
fn a_label_rounds_half_away_from_zero_to_a_tenth() {
    for (value_bp, said) in [
        (6_000, "60 %"),
        (6_004, "60 %"),
        (6_005, "60.1 %"),
        (6_225, "62.3 %"),
        (-4, "0 %"),
        (-205, "\u{2212}2.1 %"),
    ] {
        let scene = SCurve { billed: points(&[("2025-10-31", value_bp)]), ..ahead_of_its_bills() };
        let (svg, _) = svg(&scene, Size::nearest(740, 348));
        assert_eq!(label(&svg, "billed"), [format!("Billed {said}, 31 Oct")]);
    }
}

#[test]
fn months_thin_out_where_they_would_touch_and_january_keeps_its_year() {
    let months = |width| {
        let (svg, _) = svg(&ahead_of_its_bills(), Size::nearest(width, 348));
        let all = texts(&svg);
        let from = all.iter().position(|text| text == "Jan 25").expect("January");
        let until = all.iter().position(|text| text.starts_with("Schedule 62")).expect("a label");
        all[from..until].to_vec()
    };
    assert_eq!(months(1000).len(), 11);
    assert_eq!(months(420), ["Jan 25", "Mar", "May", "Jul", "Sep", "Nov"]);
    assert_eq!(months(280), ["Jan 25", "Jul"]);
}

#[test]
fn the_axis_of_values_says_what_it_measures_and_goes_on_where_a_value_does() {
    let (svg_to_hundred, _) = svg(&ahead_of_its_bills(), Size::nearest(740, 348));
    assert_eq!(
        texts(&svg_to_hundred)[..6],
        ["Schedule: % of work · Billed: % of contract", "0", "25", "50", "75", "100"]
    );
    let over = SCurve { billed: points(&[("2025-10-31", 10_001)]), ..ahead_of_its_bills() };
    let (svg, _) = svg(&over, Size::nearest(740, 348));
    assert_eq!(texts(&svg)[5..7], ["100", "125"]);
}

proptest! {
    #[test]
    fn no_text_touches_another_nor_the_edge(scene in any_scene(), size in any_size()) {
        let (svg, geometry) = svg(&scene, size);
        let texts = ink(&svg);
        prop_assert!(texts.len() >= 6);
        for (at, (text, bounds)) in texts.iter().enumerate() {
            prop_assert!(bounds.left() >= 0.0 && bounds.right() <= geometry.width as f32, "{text} is clipped: {bounds:?}");
            prop_assert!(bounds.top() >= 0.0 && bounds.bottom() <= geometry.height as f32, "{text} is clipped: {bounds:?}");
            for (other, beside) in &texts[at + 1..] {
                let apart = bounds.right() < beside.left()
                    || beside.right() < bounds.left()
                    || bounds.bottom() < beside.top()
                    || beside.bottom() < bounds.top();
                prop_assert!(apart, "{text} ({bounds:?}) lies on {other} ({beside:?})");
            }
        }
    }
}
