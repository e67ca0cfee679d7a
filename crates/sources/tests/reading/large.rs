//! Files of any size: they are read in pieces, and nobody can tell.

use super::*;

/// Files are read in pieces of this many bytes, give or take what stands before the header.
const PIECE: usize = 1 << 16;

#[test]
fn a_row_may_be_longer_than_what_is_read_at_once() {
    let long = "x".repeat(3 * PIECE);
    let reading = rows(&format!(
        "2582A,1,{long},pending,5,\n2582A,2,\"{long}\r\n{long}\",pending,x,\n2582A,3,,void,7,\n"
    ));
    assert_eq!(reading.records[0].payload["description"], long);
    assert_eq!((reading.records[1].row, reading.rejected[0].row), (Some(5), Some(3)));
    let original = format!("2582A,2,\"{long}\r\n{long}\",pending,x,");
    assert!(reading.rejected[0].original == original.as_bytes(), "it is kept as it came");
}

#[test]
fn a_line_break_may_stand_where_one_piece_ends_and_the_next_begins() {
    for ending in ["\r\n", "\r", "\n"] {
        for at in PIECE - 12..PIECE + 12 {
            let before = format!("{HEADER}2582A,1,,pending,5,").replace('\n', ending);
            let filled = before.replace(",,pending", &format!(",{},pending", "x".repeat(at - before.len())));
            assert_eq!(filled.len(), at);
            let reading = read(format!("{filled}{ending}2582A,2,,pending,x,{ending}2582A,3,,void,7,"));
            let lines = [reading.records[0].row, reading.rejected[0].row, reading.records[1].row];
            assert_eq!(lines, [2, 3, 4].map(Some), "{ending:?} at {at}");
            assert_eq!(reading.rejected[0].original, b"2582A,2,,pending,x,", "{ending:?} at {at}");
        }
    }
}

#[test]
fn any_number_of_blank_rows_is_passed_over() {
    let reading = rows(&format!("2582A,1,,pending,5,\n{}2582A,2,,pending,x,\n", ",,,,,\n\n".repeat(PIECE)));
    assert_eq!((reading.received, reading.rejected[0].row), (2, Some(2 * 65536 + 3)));
}

#[test]
fn a_contradiction_far_behind_is_told_by_the_line_of_the_first_row_and_that_one_stays() {
    let mut text = "2582A,first,,pending,5,\n".to_owned();
    for number in 0..4000 {
        text += &format!("2582A,{number},,pending,5,\n");
    }
    text += "2582A,first,,void,6,\n2582A,3,,pending,5,\n2582A,3,,pending,6,\n2582A,first,new,pending,5,\n\
        2582A,first,,void,6,\n";
    let reading = rows(&text);
    let counted = (reading.received, reading.records.len(), reading.repeated, reading.rejected.len());
    assert_eq!(counted, (4006, 4001, 1, 4));
    assert_eq!(reading.records[0].payload["amount"], "5");
    assert_eq!(reading.set_aside, ["2582A/first", "2582A/3", "2582A/first", "2582A/first"]);
    let reasons: Vec<&str> = reading.rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    assert_says(reasons[0], &["\"2582A/first\"", "line 2 already", "another amount and status;"]);
    assert_says(reasons[1], &["\"2582A/3\"", "line 6 already", "another amount;"]);
    assert_says(reasons[2], &["\"2582A/first\"", "line 2 already", "another description;"]);
    assert_eq!(reasons[3], reasons[0], "said twice, it is still not what the first row says");
}

#[test]
fn whoever_takes_the_records_may_end_the_reading_without_the_file_being_at_fault() {
    let mut files = [file("changes.csv", format!("{HEADER}2582A,1,,void,5,\n2582A,2,,void,5,\n"))];
    let mut taken = 0;
    let ended = read_files(&mut files, mapping(), &mut |_| {
        taken += 1;
        Err("the disk is full".into())
    });
    assert!(matches!(ended, Err(ReadError::Sink(_))), "{ended:?}");
    assert_eq!(taken, 1);
}
