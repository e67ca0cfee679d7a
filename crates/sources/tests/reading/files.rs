//! Headers and encodings: what fails a file as a whole.

use serde_json::json;

use super::*;

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
    let exported_on = file("changes.csv", "").written_on;
    assert_eq!(read(HEADER).reading, Reading { exported_on, ..Reading::default() });
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
fn the_type_line_of_powershell_is_passed_over_and_counted() {
    let reading = read(format!("#TYPE System.Data.DataRow\r\n{HEADER}2582A,1,,pending,5,\n"));
    assert_eq!(reading.records[0].row, Some(3));
}

/// Reads a file of 20 rows by a mapping of the default limit, 25 %.
fn read_with_bad_rows(bad: usize) -> Result<Read, ExportError> {
    let rows = (1..=20).map(|row| {
        let amount = if row <= bad { "oops" } else { "5" };
        format!("2582A,{row},,pending,{amount},\n")
    });
    let csv = HEADER.to_owned() + &rows.collect::<String>();
    let mapping = mapping();
    read_file(csv.as_bytes(), "changes.csv", mapping).map(|mut readings| readings.remove(0).1)
}

#[test]
fn up_to_the_limit_of_bad_rows_the_good_ones_are_read() {
    for bad in [2, 5] {
        let reading = read_with_bad_rows(bad).unwrap();
        assert_eq!((reading.records.len(), reading.rejected.len()), (20 - bad, bad));
    }
}

#[test]
fn over_the_limit_of_bad_rows_the_file_fails_and_the_limit_the_counts_and_the_first_are_named() {
    assert!(matches!(read_with_bad_rows(6), Err(ExportError::TooManyBadRows { bad: 6, received: 20, .. })));
    let error = read_with_bad_rows(8).unwrap_err().to_string();
    assert_says(&error, &["8 of 20 rows of change_order", "25 %", "limits.bad_rows_percent", "demo.toml"]);
    assert_says(&error, &["Line 2, amount: the column \"CO Amount\" holds \"oops\"", "Line 4, amount"]);
}
