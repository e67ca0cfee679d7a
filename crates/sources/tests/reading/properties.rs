//! Whatever an export holds, its rows add up.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

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
        let keyless = usize::try_from(reading.keyless).unwrap();
        prop_assert_eq!(reading.set_aside.len() + keyless, reading.rejected.len(), "each row put aside is known");
    }

    #[test]
    fn an_export_in_parts_comes_to_what_one_file_of_its_rows_does(
        rows in proptest::collection::vec(row(), 0..20), cut in 0usize..20,
    ) {
        let line = |row: &Vec<String>| {
            row.iter().map(|cell| quote(cell)).collect::<Vec<_>>().join(",") + "\n"
        };
        let lines: Vec<String> = rows.iter().map(line).collect();
        let (before, after) = lines.split_at(cut.min(lines.len()));
        let part = |lines: &[String]| file("changes.csv", HEADER.to_owned() + &lines.concat());
        let export = mapping().exports_for("changes.csv").unwrap()[0];
        let whole = try_read_export(vec![part(&lines)], mapping(), export).unwrap();
        let parts = try_read_export(vec![part(before), part(after)], mapping(), export).unwrap();
        let said = |reading: &Read| {
            let records: Vec<_> = reading.records.iter().map(|record| record.payload.clone()).collect();
            (reading.received, reading.repeated, records, reading.set_aside.clone(), reading.keyless)
        };
        prop_assert_eq!(said(&whole), said(&parts));
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
        cents in -99_999_999_999_999i64..=99_999_999_999_999, scale in 0u32..=2, style in 0usize..6,
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
