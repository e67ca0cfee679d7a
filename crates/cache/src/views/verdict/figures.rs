//! Numbers as the verdict speaks them: one decimal at most, unless that would put one where it is not.

/// A job is not done before 100 %, nor without any progress above 0 %.
const ENDS: [i32; 2] = [0, 1000];
/// Where the light turns, and where there is no difference.
const TURNS: [i32; 3] = [0, 50, 150];

/// Hundredths of a point as a percentage.
pub(super) fn percent(bp: i32, exact: bool) -> String {
    let number = if exact || rounds_onto(bp, &ENDS) { hundredths(bp) } else { tenths(bp) };
    format!("{number} %")
}

/// Hundredths of a point as points of difference.
pub(super) fn points(bp: i32) -> String {
    let number = if stands_beside_a_turn(bp) { hundredths(bp) } else { tenths(bp) };
    let unit = if number == "1" { "point" } else { "points" };
    format!("{number} {unit}")
}

/// Whether a tenth more or less would be another light, or no difference.
pub(super) fn stands_beside_a_turn(bp: i32) -> bool {
    rounds_onto(bp, &TURNS)
}

/// Whether rounding would say one of the `marks` (in tenths) that the number is not on.
fn rounds_onto(bp: i32, marks: &[i32]) -> bool {
    let tenths = rounded_tenths(bp);
    marks.contains(&tenths) && tenths * 10 != bp.abs()
}

fn rounded_tenths(bp: i32) -> i32 {
    (bp.abs() + 5) / 10
}

fn tenths(bp: i32) -> String {
    hundredths(rounded_tenths(bp) * 10 * bp.signum())
}

/// Exact, without the zeros that say nothing.
fn hundredths(bp: i32) -> String {
    let sign = if bp < 0 { "\u{2212}" } else { "" };
    let whole = bp.abs() / 100;
    match bp.abs() % 100 {
        0 => format!("{sign}{whole}"),
        part if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        part => format!("{sign}{whole}.{part:02}"),
    }
}

/// `second`, `third`, … and from the sixth on in figures.
pub(super) fn ordinal(n: i32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    match n {
        2 => "second".into(),
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        _ => format!("{n}{suffix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_points_never_stands_on_a_threshold_it_is_not_on() {
        for bp in 0..3000 {
            let said = points(bp);
            let number = said.split(' ').next().unwrap_or_default();
            for (mark, at) in [("0", 0), ("5", 500), ("15", 1500)] {
                assert_eq!(number == mark, bp == at, "{bp} is said as {said}");
            }
        }
        assert_eq!([points(499), points(501), points(1496)], ["4.99 points", "5.01 points", "14.96 points"]);
        assert_eq!([points(100), points(104), points(106)], ["1 point", "1 point", "1.1 points"]);
    }

    #[test]
    fn a_percentage_is_whole_or_nothing_only_when_it_is() {
        assert_eq!([0, 4, 5].map(|bp| percent(bp, false)), ["0 %", "0.04 %", "0.1 %"]);
        assert_eq!([9994, 9996, 10_000].map(|bp| percent(bp, false)), ["99.9 %", "99.96 %", "100 %"]);
        assert_eq!([6000, 6249, 10_436].map(|bp| percent(bp, false)), ["60 %", "62.5 %", "104.4 %"]);
        assert_eq!([6501, 6510, 6500].map(|bp| percent(bp, true)), ["65.01 %", "65.1 %", "65 %"]);
        assert_eq!([-500, -3].map(|bp| percent(bp, false)), ["\u{2212}5 %", "\u{2212}0.03 %"]);
    }

    #[test]
    fn ordinals_follow_the_language() {
        let said: Vec<String> = [2, 5, 11, 12, 13, 21, 22, 23, 24, 101, 111].map(ordinal).to_vec();
        assert_eq!(
            said,
            ["second", "fifth", "11th", "12th", "13th", "21st", "22nd", "23rd", "24th", "101st", "111th"]
        );
    }
}
