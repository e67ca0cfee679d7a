use cds_charts::{Line, SCurve, Size, Theme, png};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use crate::{drawing::fonts, scenes::ahead_of_its_bills};

fn picture(scene: &SCurve, width: u32, height: u32) -> Pixmap {
    painted(scene, Size::nearest(width, height), Theme::Light, None)
}

fn painted(scene: &SCurve, size: Size, theme: Theme, hidden: Option<Line>) -> Pixmap {
    Pixmap::decode_png(&png(scene, size, theme, hidden).expect("a picture")).expect("PNG")
}

fn count(picture: &Pixmap, (red, green, blue): (u8, u8, u8)) -> usize {
    let colour = PremultipliedColorU8::from_rgba(red, green, blue, 255);
    picture.pixels().iter().filter(|pixel| Some(**pixel) == colour).count()
}

const SCHEDULE: (u8, u8, u8) = (0x24, 0x58, 0xc5);
const BILLED: (u8, u8, u8) = (0xb4, 0x58, 0x1a);
const TITLE: (u8, u8, u8) = (0x1b, 0x24, 0x30);

#[test]
fn a_picture_has_two_pixels_to_a_css_pixel() {
    let picture = picture(&ahead_of_its_bills(), 740, 348);
    assert_eq!((picture.width(), picture.height()), (1480, 696));
}

#[test]
fn a_picture_shows_both_lines_on_white() {
    let picture = picture(&ahead_of_its_bills(), 740, 348);
    assert!(count(&picture, SCHEDULE) > 1000);
    assert!(count(&picture, BILLED) > 1000);
    assert!(picture.pixels().iter().all(|pixel| pixel.alpha() == 255), "it is seen on any background");
    assert_eq!(
        picture.pixel(0, 0).map(|pixel| (pixel.red(), pixel.green(), pixel.blue())),
        Some((255, 255, 255))
    );
}

#[test]
fn a_picture_in_the_dark_colours_is_dark_all_over() {
    let picture = painted(&ahead_of_its_bills(), Size::nearest(740, 348), Theme::Dark, None);
    assert!(count(&picture, (0x7a, 0xa5, 0xff)) > 1000 && count(&picture, (0xf0, 0xa0, 0x60)) > 1000);
    assert_eq!(count(&picture, (255, 255, 255)), 0);
    assert!(picture.pixels().iter().all(|pixel| pixel.alpha() == 255));
}

#[test]
fn a_hidden_line_is_not_in_the_picture_and_the_other_stays_where_it_was() {
    let size = Size::nearest(740, 348);
    let both = painted(&ahead_of_its_bills(), size, Theme::Light, None);
    let schedule = painted(&ahead_of_its_bills(), size, Theme::Light, Some(Line::Billed));
    let billed = painted(&ahead_of_its_bills(), size, Theme::Light, Some(Line::Schedule));
    assert_eq!((count(&schedule, BILLED), count(&billed, SCHEDULE)), (0, 0));
    let moved = both.pixels().iter().zip(schedule.pixels()).filter(|(with, without)| {
        **without == PremultipliedColorU8::from_rgba(0x24, 0x58, 0xc5, 255).expect("a colour")
            && with != without
    });
    // Where the other line lay over it.
    assert!(moved.count() < count(&schedule, SCHEDULE) / 10);
}

#[test]
fn a_picture_says_whose_curve_it_is() {
    let scene = ahead_of_its_bills();
    let titled = count(&picture(&scene, 740, 348), TITLE);
    let untitled = count(&picture(&SCurve { title: String::new(), ..scene }, 740, 348), TITLE);
    assert!(titled > 100 && untitled == 0, "{titled} pixels with a title, {untitled} without");
}

#[test]
fn the_fonts_of_a_picture_are_one_family_in_two_weights() {
    let fonts = fonts();
    let mut faces: Vec<_> = fonts.faces().map(|face| (face.families[0].0.as_str(), face.weight.0)).collect();
    faces.sort_unstable();
    assert_eq!(faces, [("Inter", 400), ("Inter", 600)]);
}

#[test]
fn a_picture_without_data_is_still_one() {
    let scene = SCurve { schedule: Vec::new(), billed: Vec::new(), ..ahead_of_its_bills() };
    let picture = picture(&scene, 420, 200);
    assert_eq!(count(&picture, SCHEDULE), 0);
    assert!(count(&picture, (0x5c, 0x68, 0x76)) > 100, "the axes and a sentence");
}

#[test]
fn a_size_that_cannot_be_drawn_becomes_the_nearest_that_can() {
    let least = Size::nearest(0, 0);
    assert_eq!(least, Size::nearest(least.width(), least.height()));
    let picture = picture(&ahead_of_its_bills(), 0, 0);
    assert_eq!((picture.width(), picture.height()), (2 * least.width(), 2 * least.height()));
    let most = Size::nearest(u32::MAX, u32::MAX);
    assert!(most.width() <= 4000 && most.height() <= 4000);
}
