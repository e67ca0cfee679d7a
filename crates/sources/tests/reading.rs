//! From the bytes of an export to records: what is read, what is rejected, what fails the file.

use cds_sources::sage300::{ExportError, Mapping, Reading, read_export, read_file};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

const MAPPING: &str = r##"instance = "demo"
[dates]
formats = ["%m/%d/%Y", "%Y-%m-%d", "%m/%d/%Y %I:%M:%S %p"]
[crosswalk]
"2582A" = "25-1-082"
[[export]]
entity = "change_order"
files = "changes*.csv"
[export.columns]
job = "Job"
number = "CO"
description = "Description"
status = "Status"
amount = "CO Amount"
executed_on = "Executed"
[export.values.status]
"Approved" = "executed"
"Rejected by owner" = "void"
[export.values.executed_on]
"n/a" = ""
[[export]]
entity = "pay_application"
files = "apps.csv"
[export.columns]
job = "Job"
application = "App"
retainage = "Held"
[[export]]
entity = "pay_application_line"
files = "apps.csv"
billed = "this_period"
[export.columns]
job = "Job"
application = "App"
line = "Item"
this_period = "This Period"
"##;

const HEADER: &str = "Job,CO,Description,Status,CO Amount,Executed\n";

fn mapping() -> Mapping {
    Mapping::parse(MAPPING, "demo.toml").unwrap()
}

fn try_read(bytes: &[u8]) -> Result<Reading, ExportError> {
    let mapping = mapping();
    let exports = mapping.exports_for("changes.csv").unwrap();
    read_export(bytes, &mapping, exports[0])
}

fn read(bytes: impl AsRef<[u8]>) -> Reading {
    try_read(bytes.as_ref()).unwrap()
}

/// Reads change orders, one for each row below the header.
fn rows(rows: &str) -> Reading {
    read(format!("{HEADER}{rows}"))
}

fn amount(text: &str) -> Value {
    let reading = rows(&format!("2582A,1,,pending,\"{text}\",\n"));
    reading.records.first().map_or(Value::Null, |record| record.payload["amount"].clone())
}

fn executed(text: &str) -> Result<Value, String> {
    let reading = rows(&format!("2582A,1,,executed,5,{text}\n"));
    match reading.rejected.first() {
        Some(rejected) => Err(rejected.reason.clone()),
        None => Ok(reading.records[0].payload.get("executed_on").cloned().unwrap_or_default()),
    }
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "expected {part:?} in: {text}");
    }
}

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
fn amounts_are_read_exactly_however_accounting_writes_them() {
    let ways = [
        ("0", "0"),
        ("1234.50", "1234.50"),
        ("1,234.5", "1234.5"),
        ("$1,234,567.89", "1234567.89"),
        ("-5", "-5"),
        ("5-", "-5"),
        ("+5", "5"),
        ("(5.00)", "-5.00"),
        ("$(1,200)", "-1200"),
        ("($1,200)", "-1200"),
        ("-$5", "-5"),
        ("$ -5", "-5"),
        (".5", "0.5"),
        ("007", "7"),
        ("\u{2212}5", "-5"),
        ("$ -", "0"),
        ("-", "0"),
        ("-0.00", "0.00"),
        ("999999999999.99", "999999999999.99"),
    ];
    for (text, expected) in ways {
        assert_eq!(amount(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_amount_is_rejected_and_not_guessed() {
    let texts = [
        "12,34",
        "1,2345",
        ",123",
        "1234,567",
        "1.2.3",
        "1E+05",
        "--5",
        "-(5)",
        "(5",
        "5%",
        "$",
        "$$5",
        "()",
        "(-5)",
        "five",
        "1 234",
        "1000000000000",
        "0.00000000000000000000000000001",
        "123*",
    ];
    for text in texts {
        assert_eq!(amount(text), Value::Null, "{text}");
    }
}

#[test]
fn other_signs_for_thousands_and_decimals_are_a_setting() {
    let text = MAPPING.replace("[crosswalk]", "[numbers]\ndecimal = \",\"\nthousands = \" \"\n[crosswalk]");
    let mapping = Mapping::parse(&text, "demo.toml").unwrap();
    let export = mapping.exports_for("changes.csv").unwrap()[0];
    let csv = format!("{HEADER}2582A,1,,pending,\"1\u{a0}234 567,89\",\n2582A,2,,pending,1.5,\n");
    let reading = read_export(csv.as_bytes(), &mapping, export).unwrap();
    assert_eq!(reading.records[0].payload["amount"], "1234567.89");
    assert_says(&reading.rejected[0].reason, &["\"1.5\"", "1 234,56"]);
}

#[test]
fn dates_are_read_by_the_formats_of_the_mapping() {
    assert_eq!(executed("1/5/2025"), Ok("2025-01-05".into()));
    assert_eq!(executed("2025-01-05"), Ok("2025-01-05".into()));
    assert_eq!(executed("1/5/2025 12:00:00 AM"), Ok("2025-01-05".into()));
    for nothing in ["00/00/0000", "  /  /    ", "0000-00-00", "N/A"] {
        assert_eq!(executed(nothing), Ok(Value::Null), "{nothing}");
    }
    for no_date in ["02/30/2025", "1/5/25", "13/01/2025", "45688", "01/05/20255"] {
        let reason = executed(no_date).unwrap_err();
        assert_says(&reason, &["column \"Executed\"", no_date, "%m/%d/%Y or %Y-%m-%d"]);
    }
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
fn a_status_is_canonical_or_listed_in_the_mapping() {
    let reading = rows("2582A,1,,VOID,5,\n2582A,2,, rejected by OWNER ,5,\n2582A,3,,Lost,5,\n");
    assert_eq!(
        [&reading.records[0], &reading.records[1]].map(|r| r.payload["status"].clone()),
        ["void", "void"]
    );
    assert_says(&reading.rejected[0].reason, &["\"Lost\"", "pending, executed, void", "\"approved\""]);
}

#[test]
fn a_job_is_in_the_crosswalk_or_a_job_number() {
    let reading =
        rows("25-1-1234,1,,pending,5,\n9999Z,1,,pending,5,\n25-1-82,1,,pending,5,\n,1,,pending,5,\n");
    assert_eq!(reading.records.len(), 1);
    assert_eq!(reading.records[0].payload["job_number"], "25-1-1234");
    assert_says(&reading.rejected[0].reason, &["\"9999Z\"", "[crosswalk] of demo.toml"]);
    assert_eq!(reading.rejected[1].field.as_deref(), Some("job"));
    assert_says(&reading.rejected[2].reason, &["column \"Job\" is empty"]);
}

#[test]
fn a_missing_required_cell_rejects_the_row() {
    let reading = rows("2582A,,,pending,5,\n2582A,2,,,5,\n2582A,3,,pending,,\n");
    let fields: Vec<_> = reading.rejected.iter().map(|rejected| rejected.field.as_deref().unwrap()).collect();
    assert_eq!(fields, ["number", "status", "amount"]);
}

#[test]
fn an_application_is_a_whole_number() {
    let mapping = mapping();
    let csv =
        "Job,App,Item,Held,This Period\n2582A,002,A,1,1\n2582A,3.00,A,1,1\n2582A,1.5,A,1,1\n2582A,-4,A,1,1\n";
    let readings = read_file(csv.as_bytes(), "apps.csv", &mapping).unwrap();
    let applications: Vec<&Value> =
        readings[0].1.records.iter().map(|record| &record.payload["application"]).collect();
    assert_eq!(applications, [2, 3]);
    let rejected = &readings[0].1.rejected;
    assert_eq!((rejected.len(), rejected[0].field.as_deref()), (2, Some("application")));
}

#[test]
fn the_parts_of_one_record_in_one_file_name_the_same_key() {
    let mapping = mapping();
    let csv = "Job,App,Item,Held,This Period\n2582A,1,A,10,100\n2582A,1,B/2,10,200\n2582A,2,A,30,50\n";
    let readings = read_file(csv.as_bytes(), "apps.csv", &mapping).unwrap();
    let ids = |index: usize| -> Vec<&str> {
        let (_, reading): &(_, Reading) = &readings[index];
        reading.records.iter().map(|record| record.source_id.as_str()).collect()
    };
    assert_eq!(ids(0), ["2582A/1", "2582A/2"]);
    assert_eq!(readings[0].1.repeated, 1, "the header's fields stand on each line");
    assert_eq!(ids(1), ["2582A/1/A", "2582A/1/B%2F2", "2582A/2/A"]);
    assert_eq!(readings[1].1.records[0].payload["billed"], "this_period");
}

#[test]
fn a_row_said_twice_is_counted_and_a_row_that_contradicts_is_rejected() {
    let reading =
        rows("2582A,1,,pending,5,\n2582A,1,,pending,5,\n2582A,1,,executed,6,\n2582A,1,,pending,5,\n");
    assert_eq!((reading.received, reading.repeated, reading.records.len()), (4, 2, 1));
    assert_eq!(reading.records[0].payload["amount"], "5");
    let rejected = &reading.rejected[0];
    assert_eq!((rejected.row, rejected.field.as_deref()), (Some(4), None));
    assert_says(&rejected.reason, &["\"2582A/1\"", "line 2", "amount and status"]);
}

#[test]
fn headers_are_matched_trimmed_and_in_any_case() {
    let csv = " JOB ,co,DESCRIPTION,status,\"co amount\", executed,Note,Note,\n2582A,1,,pending,5,,a,b,\n";
    let record = read(csv).records.remove(0);
    assert_eq!(
        (&record.payload["row"]["Note"], &record.payload["row"]["Note (2)"]),
        (&json!("a"), &json!("b"))
    );
}

#[test]
fn missing_columns_fail_the_file_and_are_named_with_the_headers_seen() {
    let error =
        try_read(b"Job,CO,Description,State,Amount,Executed\n2582A,1,,pending,5,\n").unwrap_err().to_string();
    assert_says(
        &error,
        &[
            "\"CO Amount\" ([[export]] 1, columns.amount)",
            "columns.status",
            "\"State\", \"Amount\"",
            "demo.toml",
        ],
    );
}

#[test]
fn a_mapped_column_that_is_there_twice_fails_the_file() {
    let error = try_read(b"Job,CO,Description,Status,CO Amount,Executed,job\n").unwrap_err().to_string();
    assert_says(&error, &["more than one column \"Job\"", "[[export]] 1, columns.job"]);
}

#[test]
fn an_empty_file_fails_and_a_header_alone_does_not() {
    for empty in ["", "\r\n\r\n", "\u{feff}", "#TYPE System.Data.DataRow\r\n"] {
        assert!(matches!(try_read(empty.as_bytes()), Err(ExportError::Empty)), "{empty:?}");
    }
    assert_eq!(read(HEADER), Reading::default());
}

#[test]
fn a_file_that_is_no_text_fails() {
    let utf16: Vec<u8> = "\u{feff}Job,CO\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16.as_slice(), b"PK\x03\x04\0\0\x08\0", b"Job,\x81\n"] {
        assert!(matches!(try_read(bytes), Err(ExportError::Undecodable(_))), "{bytes:?}");
    }
}

#[test]
fn utf_8_with_its_mark_and_windows_1252_read_the_same() {
    let utf8 = read(format!("\u{feff}{HEADER}2582A,1,Caf\u{e9} \u{2013} \u{20ac},pending,5,\n"));
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend_from_slice(b"2582A,1,Caf\xe9 \x96 \x80,pending,5,\n");
    assert_eq!(read(bytes), utf8);
    assert_eq!(utf8.records[0].payload["description"], "Caf\u{e9} \u{2013} \u{20ac}");
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
fn the_type_line_of_powershell_is_passed_over_and_counted() {
    let reading = read(format!("#TYPE System.Data.DataRow\r\n{HEADER}2582A,1,,pending,5,\n"));
    assert_eq!(reading.records[0].row, Some(3));
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

/// A cell of a change order, sound or not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("2582A".to_owned()),
        Just("25-1-001".to_owned()),
        Just(String::new()),
        Just("pending".to_owned()),
        Just("1".to_owned()),
        Just("2".to_owned()),
        Just("1/5/2025".to_owned()),
        "[a-z0-9 $.,()\"\n-]{0,8}",
    ]
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Rows that are mostly sound and often of the same key, so that each way a row can go is taken.
fn row() -> impl Strategy<Value = Vec<String>> {
    let sound = (1..4u32, 1..3u32).prop_map(|(number, amount)| {
        vec![
            "2582A".to_owned(),
            number.to_string(),
            String::new(),
            "void".to_owned(),
            amount.to_string(),
            String::new(),
        ]
    });
    prop_oneof![3 => sound, 2 => proptest::collection::vec(cell(), 1..8)]
}

proptest! {
    #[test]
    fn every_row_received_ends_in_exactly_one_place(rows in proptest::collection::vec(row(), 0..30)) {
        let mut csv = HEADER.to_owned();
        for row in &rows {
            csv += &row.iter().map(|cell| quote(cell)).collect::<Vec<_>>().join(",");
            csv += "\r\n";
        }
        let blank = |row: &&Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
        let sent = rows.len() - rows.iter().filter(blank).count();
        let reading = read(&csv);
        prop_assert_eq!(reading.received, sent as u64);
        let ended = reading.records.len() + reading.rejected.len() + usize::try_from(reading.repeated).unwrap();
        prop_assert_eq!(ended, sent);
        let ids: std::collections::HashSet<_> = reading.records.iter().map(|record| &record.source_id).collect();
        prop_assert_eq!(ids.len(), reading.records.len(), "no key twice");
    }

    #[test]
    fn bytes_of_any_kind_never_panic_and_always_add_up(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut file = HEADER.as_bytes().to_vec();
        file.extend_from_slice(&bytes);
        if let Ok(reading) = try_read(&file) {
            let ended = reading.records.len() + reading.rejected.len() + usize::try_from(reading.repeated).unwrap();
            prop_assert_eq!(reading.received, ended as u64);
        }
        let _ = try_read(&bytes);
    }

    #[test]
    fn an_amount_comes_back_however_it_was_written(
        cents in -99_999_999_999_999i64..=99_999_999_999_999, scale in 0u32..=4, style in 0usize..6,
    ) {
        let value = Decimal::new(cents, scale);
        prop_assume!(value.abs() <= Decimal::new(99_999_999_999_999, 2));
        let plain = value.abs().to_string();
        let grouped = group(&plain);
        let text = match (style, value.is_sign_negative()) {
            (0, true) => format!("-{plain}"),
            (1, true) => format!("{grouped}-"),
            (2, true) => format!("(${grouped})"),
            (3, true) => format!("-${plain}"),
            (_, true) => format!(" ( {grouped} ) "),
            (0, false) => plain,
            (1, false) => grouped,
            (2, false) => format!("${grouped}"),
            (3, false) => format!("+{plain}"),
            (_, false) => format!("  $ {grouped} "),
        };
        prop_assert_eq!(amount(&text), Value::from(value.to_string()), "{}", text);
    }
}

/// Puts commas between the thousands.
fn group(plain: &str) -> String {
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default()
}
