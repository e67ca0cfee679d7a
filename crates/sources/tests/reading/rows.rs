//! Rows into records, repeats and rejects.

use serde_json::json;

use super::*;

#[test]
fn a_row_becomes_canonical_fields_and_the_row_as_received() {
    let reading = rows(" 2582A ,7,\"Rock, extra\",approved,\"$1,200.50-\",01/31/2025\n");
    assert_eq!(reading.received, 1);
    let record = &reading.records[0];
    assert_eq!(
        (record.entity.as_str(), record.source_id.as_str(), record.row),
        ("change_order", "2582A/7", Some(2))
    );
    let expected = json!({
        "job": "2582A", "job_number": "25-1-082", "number": "7", "description": "Rock, extra",
        "status": "executed", "amount": "-1200.50", "executed_on": "2025-01-31",
        "row": {
            "Job": " 2582A ", "CO": "7", "Description": "Rock, extra", "Status": "approved",
            "CO Amount": "$1,200.50-", "Executed": "01/31/2025",
        },
    });
    assert_eq!(record.payload, expected);
}

#[test]
fn blank_cells_are_left_out() {
    let record = &rows("2582A,7, ,pending,5,  \n").records[0];
    assert!(record.payload.get("description").is_none() && record.payload.get("executed_on").is_none());
}

#[test]
fn a_bad_row_is_rejected_with_line_field_and_reason_and_the_rest_goes_on() {
    let reading = rows("2582A,1,,pending,5,\n2582A,2,caf\u{e9},pending,abc,\r\n2582A,3,,pending,6,\n");
    assert_eq!(reading.records.len(), 2);
    let rejected = &reading.rejected[0];
    assert_eq!((rejected.row, rejected.field.as_deref()), (Some(3), Some("amount")));
    assert_says(
        &rejected.reason,
        &["column \"CO Amount\" holds \"abc\"", "expected an amount such as 1,234.56"],
    );
    assert_eq!(rejected.original, "2582A,2,caf\u{e9},pending,abc,".as_bytes());
}

#[test]
fn the_parts_of_one_record_in_one_file_name_the_same_key() {
    let mapping = mapping();
    let csv = "Job,App,Item,Held,This Period\n2582A,1,A,10,100\n2582A,1,B/2,10,200\n2582A,2,A,30,50\n";
    let readings = read_file(csv.as_bytes(), "apps.csv", mapping).unwrap();
    let ids = |index: usize| -> Vec<&str> {
        let (_, reading): &(_, Read) = &readings[index];
        reading.records.iter().map(|record| record.source_id.as_str()).collect()
    };
    assert_eq!(ids(0), ["2582A/1", "2582A/2"]);
    assert_eq!(readings[0].1.repeated, 1, "the header's fields stand on each line");
    assert_eq!(ids(1), ["2582A/1/A", "2582A/1/B%2F2", "2582A/2/A"]);
    assert_eq!(readings[1].1.records[0].payload["billed"], "this_period");
}

#[test]
fn a_row_said_twice_is_counted_and_a_row_that_contradicts_is_rejected() {
    let reading = rows("2582A,1,,pending,5,\n2582A,1,,pending,5,\n2582A,1,,void,6,\n2582A,1,,pending,5,\n");
    assert_eq!((reading.received, reading.repeated, reading.records.len()), (4, 2, 1));
    assert_eq!(reading.records[0].payload["amount"], "5");
    let rejected = &reading.rejected[0];
    assert_eq!((rejected.row, rejected.field.as_deref()), (Some(4), None));
    assert_says(&rejected.reason, &["\"2582A/1\"", "line 2", "amount and status"]);
}

#[test]
fn an_executed_change_order_without_the_day_it_was_executed_is_rejected() {
    let reading = rows("2582A,1,,executed,5,n/a\n2582A,2,,void,5,\n2582A,3,,approved,5,01/31/2025\n");
    assert_eq!(reading.records.len(), 2);
    let rejected = &reading.rejected[0];
    assert_eq!((rejected.row, rejected.field.as_deref()), (Some(2), Some("executed_on")));
    assert_says(&rejected.reason, &["executed needs executed_on", "map its column in demo.toml"]);
}

#[test]
fn a_row_that_is_no_text_is_rejected_and_the_rest_goes_on() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend_from_slice(b"2582A,1,a\0b,pending,5,\n2582A,2,\x81,pending,5,\n2582A,3,,pending,5,\n");
    let reading = read(&bytes);
    assert_eq!((reading.records.len(), reading.rejected.len()), (1, 2));
    assert_eq!(reading.rejected[1].original, b"2582A,2,\x81,pending,5,");
}

#[test]
fn line_numbers_hold_through_blank_lines_line_breaks_in_texts_and_any_line_ending() {
    for ending in ["\n", "\r\n", "\r"] {
        let csv = "Job,CO,Description,Status,CO Amount,Executed\n\n2582A,1,\"two\nlines\",pending,5,\n,,,,,\n\n2582A,2,,pending,x,\n2582A,3,,pending,7,";
        let reading = read(csv.replace('\n', ending));
        assert_eq!(reading.received, 3, "blank rows are not received");
        assert_eq!(
            [reading.records[0].row, reading.rejected[0].row, reading.records[1].row],
            [3, 7, 8].map(Some)
        );
        assert_eq!(reading.rejected[0].original, b"2582A,2,,pending,x,");
    }
}

#[test]
fn a_torn_or_overfull_row_is_rejected() {
    let reading = rows("2582A,1,Rock, void,executed,5,\n2582A,2,,pending,1\n2582A,3,,pending,5,,\n");
    assert_eq!(reading.records, []);
    let reasons: Vec<&str> = reading.rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    assert_says(reasons[0], &["7 cells", "header 6", "quotation marks"]);
    assert_says(reasons[1], &["5 cells"]);
    assert_says(reasons[2], &["7 cells"]);
}

#[test]
fn a_column_without_a_header_is_kept() {
    let reading = read("Job,CO,Description,Status,CO Amount,Executed,\n2582A,1,,pending,5,,left over\n");
    assert_eq!(reading.records[0].payload["row"]["column 7"], "left over");
}

#[test]
fn a_quotation_mark_left_open_does_not_swallow_rows_unseen() {
    let reading =
        rows("2582A,1,\"6 pipe,pending,5,\n2582A,2,\"rock\",pending,5,\n2582A,3,6\" pipe,pending,5,\n");
    assert_says(&reading.rejected[0].reason, &["quotation mark is opened and not closed"]);
    assert_eq!(reading.records[0].payload["description"], "6\" pipe", "a mark for inches is a text");
    let open_to_the_end = read(
        "Job,CO,Status,Executed,CO Amount,Description\n2582A,1,pending,,5,\"open\n2582A,2,pending,,5,x\n",
    );
    assert_eq!(open_to_the_end.records, []);
    assert_eq!(open_to_the_end.rejected[0].original, b"2582A,1,pending,,5,\"open\n2582A,2,pending,,5,x");
}

#[test]
fn a_text_in_quotation_marks_that_is_torn_at_the_end_of_the_file_is_rejected() {
    let header = "Job,CO,Status,Executed,Description,CO Amount\n";
    for torn in ["\"1,234", "\"1,234\n", "\"", "\"1,234\"\"5"] {
        let reading = read(format!("{header}2582A,1,pending,,\"a \"\"b\"\"\",5\n2582A,2,pending,,,{torn}"));
        assert_eq!(reading.records.len(), 1, "{torn}");
        assert_says(&reading.rejected[0].reason, &["quotation mark is opened and not closed"]);
    }
    let whole = read(format!("{header}2582A,2,pending,,6\" pipe,\"1,234\""));
    assert_eq!(whole.records[0].payload["amount"], "1234");
}
