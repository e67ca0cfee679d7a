//! What an export claims to hold, when it was true, and the totals that prove it.

use cds_sources::sage300::Holds;

use super::*;

const HEADER: &str = "Job,Run,Code,Date,Units,Amount\n";

/// A ledger whose export has these further keys.
fn ledger(keys: &str) -> Mapping {
    let text = format!(
        r#"instance = "demo"
[crosswalk]
"2582A" = "25-1-082"
[[export]]
entity = "job_cost"
files = "ledger*.csv"
{keys}
[export.columns]
job = "Job"
transaction = "Run"
cost_code = "Code"
accounting_date = "Date"
units = "Units"
amount = "Amount"
"#
    );
    Mapping::parse(&text, "demo.toml").unwrap()
}

fn try_ledger(keys: &str, rows: &str) -> Result<Read, ExportError> {
    try_read_by(&ledger(keys), "ledger.csv", format!("{HEADER}{rows}"))
}

fn read_ledger(keys: &str, rows: &str) -> Read {
    try_ledger(keys, rows).unwrap()
}

fn window(from: &str, to: &str) -> Holds {
    Holds::Window { field: "accounting_date", from: from.parse().unwrap(), to: to.parse().unwrap() }
}

const IN_A_WINDOW: &str = "holds = \"window\"\nwindow = \"accounting_date\"";
const FEBRUARY_TO_MARCH: &str = "2582A,1,01-100,3/9/2024,,5\n2582A,2,01-100,2/10/2024,,5\n";

#[test]
fn an_export_holds_changes_unless_the_mapping_says_more() {
    for (keys, holds) in [
        ("", Holds::Changes),
        ("holds = \"changes\"", Holds::Changes),
        ("holds = \"everything\"", Holds::Everything),
    ] {
        assert_eq!(read_ledger(keys, FEBRUARY_TO_MARCH).holds, holds, "{keys}");
    }
}

#[test]
fn a_window_reaches_over_whole_months_or_from_the_first_day_to_the_last() {
    let months = read_ledger(IN_A_WINDOW, FEBRUARY_TO_MARCH).holds;
    assert_eq!(months, window("2024-02-01", "2024-03-31"));
    let days = read_ledger(&format!("{IN_A_WINDOW}\nreach = \"days\""), FEBRUARY_TO_MARCH).holds;
    assert_eq!(days, window("2024-02-10", "2024-03-09"));
    let december = read_ledger(IN_A_WINDOW, "2582A,1,01-100,12/31/2024,,5\n").holds;
    assert_eq!(december, window("2024-12-01", "2024-12-31"));
}

#[test]
fn a_bad_row_widens_no_window() {
    let bad = "2582A,3,01-100,12/9/2023,,oops\n";
    assert_eq!(
        read_ledger(IN_A_WINDOW, &format!("{FEBRUARY_TO_MARCH}{bad}")).holds,
        window("2024-02-01", "2024-03-31")
    );
}

#[test]
fn a_header_alone_holds_everything_or_no_window() {
    assert_eq!(read_ledger("holds = \"everything\"", "").holds, Holds::Everything);
    assert_eq!(read_ledger(IN_A_WINDOW, "").holds, Holds::Changes);
}

#[test]
fn a_row_put_aside_is_told_by_its_key_or_counted_when_the_key_is_bad() {
    let rows = "2582A,1,01-100,1/5/2026,,oops\n\
                9999Z,2,01-100,1/5/2026,,5\n\
                2582A,,01-100,1/5/2026,,5\n\
                2582A,4,01-100\n\
                2582A,5,01-100,1/5/2026,,5\n";
    let reading = read_ledger("", rows);
    assert_eq!(
        (reading.set_aside.as_slice(), reading.keyless),
        (["2582A/1".to_owned(), "9999Z/2".to_owned()].as_slice(), 2)
    );
}

#[test]
fn the_day_of_an_export_is_in_its_name_or_is_the_day_it_was_written() {
    assert_eq!(read_ledger("", "").exported_on.to_string(), "2026-01-01");
    let mapping = ledger("exported_on = \"ledger_%Y-%m-%d*.csv\"");
    let day = |name: &str| Ok::<_, ExportError>(try_read_by(&mapping, name, HEADER)?.exported_on.to_string());
    assert_eq!(day("LEDGER_2025-11-03 (2).csv").unwrap(), "2025-11-03");
    for no_day in ["ledger.csv", "ledger_2025-13-03.csv"] {
        let refused = day(no_day).unwrap_err().to_string();
        assert_says(&refused, &[no_day, "ledger_%Y-%m-%d*.csv", "[[export]] 1, exported_on", "demo.toml"]);
    }
}

const CONTROL: &str = "control = { column = \"Job\", text = \"Total\", rows = \"Run\", sums = [\"units\", \"amount\"] }\nholds = \"everything\"";

#[test]
fn a_trailer_that_agrees_with_the_rows_is_no_record() {
    let rows = "2582A,1,01-100,1/5/2026,2.5,10.10\n2582A,2,01-100,1/5/2026,,(0.10)\n2582A,1,01-100,1/5/2026,2.5,10.10\n";
    let reading = read_ledger(CONTROL, &format!("{rows}TOTAL,3,,,5,20.10\n"));
    assert_eq!((reading.received, reading.records.len(), reading.repeated), (3, 2, 1));
    assert_eq!(reading.holds, Holds::Everything);
}

#[test]
fn a_trailer_that_says_another_number_or_sum_fails_the_file_with_both() {
    let refused = |trailer: &str| {
        let rows = format!("2582A,1,01-100,1/5/2026,2,10\n2582A,2,01-100,1/5/2026,,5.25\n{trailer}\n");
        try_ledger(CONTROL, &rows).unwrap_err().to_string()
    };
    assert_says(&refused("Total,3,,,2,15.25"), &["line 4", "\"3\" for rows", "come to 2"]);
    assert_says(&refused("Total,2,,,2,\"1,015.25\""), &["\"1,015.25\" for amount", "come to 15.25"]);
    assert_says(&refused("Total,2,,,,15.25"), &["\"\" for units", "come to 2"]);
    assert_says(&refused("Total,2,,,2,?"), &["\"?\" for amount"]);
    assert_says(&refused("Total"), &["for rows"]);
}

#[test]
fn without_a_trailer_at_its_end_the_file_fails() {
    let row = "2582A,1,01-100,1/5/2026,2,10\n";
    assert_says(
        &try_ledger(CONTROL, row).unwrap_err().to_string(),
        &["\"Total\"", "\"Job\"", "the end may be missing"],
    );
    let after = try_ledger(CONTROL, &format!("{row}Total,1,,,2,10\n{row}")).unwrap_err().to_string();
    assert_says(&after, &["line 4 stands after the trailer in line 3"]);
}

#[test]
fn a_bad_row_counts_in_the_totals() {
    let rows = "2582A,1,01-100,1/5/2026,2,10\n9999Z,2,01-100,1/5/2026,1,5\nTotal,2,,,3,15\n";
    let reading = read_ledger(CONTROL, rows);
    assert_eq!((reading.records.len(), reading.rejected.len(), reading.holds), (1, 1, Holds::Everything));
}

#[test]
fn a_total_over_an_amount_that_cannot_be_read_is_not_checked_and_nothing_is_seen_as_deleted() {
    let rows = "2582A,1,01-100,1/5/2026,2,10\n2582A,2,01-100,1/5/2026,1,oops\n";
    let reading = read_ledger(CONTROL, &format!("{rows}Total,2,,,3,15\n"));
    assert_eq!((reading.records.len(), reading.rejected.len(), reading.holds), (1, 1, Holds::Changes));
    let missing = try_ledger(CONTROL, &format!("{rows}Total,3,,,3,15\n")).unwrap_err().to_string();
    assert_says(&missing, &["\"3\" for rows", "come to 2"]);
}

#[test]
fn a_trailer_needs_its_columns() {
    let mapping = ledger("control = { column = \"Kind\", text = \"Total\", rows = \"Count\" }");
    let refused = try_read_by(&mapping, "ledger.csv", HEADER).unwrap_err().to_string();
    assert_says(
        &refused,
        &["\"Count\" ([[export]] 1, control.rows), \"Kind\" ([[export]] 1, control.column)"],
    );
}

#[test]
fn the_parts_of_an_export_are_read_as_one() {
    let mapping =
        ledger("control = { column = \"Job\", text = \"Total\", rows = \"Run\", sums = [\"amount\"] }");
    let first = || {
        let rows = "2582A,1,01-100,1/5/2026,,10\n2582A,2,01-100,1/5/2026,,x\n";
        file("ledger_0.csv", format!("{HEADER}{rows}"))
    };
    // Its columns stand in another order.
    let second = file(
        "ledger_1.csv",
        "Amount,Job,Run,Code,Date,Units\n10,2582A,1,01-100,1/5/2026,\n7,2582A,1,01-100,1/5/2026,\n5,2582A,3,01-100,2/5/2026,\n22,Total,5,,,\n",
    );
    let export = mapping.exports_for("ledger_0.csv").unwrap()[0];
    let reading = try_read_export(vec![first(), second], &mapping, export).unwrap();
    assert_eq!((reading.received, reading.records.len(), reading.repeated), (5, 2, 1));
    let places: Vec<_> =
        reading.rejected.iter().map(|row| (row.file.as_deref().unwrap(), row.row.unwrap())).collect();
    assert_eq!(places, [("ledger_0.csv", 3), ("ledger_1.csv", 3)]);
    assert_says(&reading.rejected[1].reason, &["stands in line 2 of ledger_0.csv already"]);

    let torn = file("ledger_1.csv", "Job,Run\n");
    let refused = try_read_files(vec![first(), torn], &mapping).unwrap_err().to_string();
    assert_says(&refused, &["ledger_1.csv: the file has no column for", "\"Code\""]);
}

#[test]
fn parts_that_different_exports_read_are_refused() {
    let text = "instance = \"demo\"\n\
        [[export]]\nentity = \"cost_code\"\nfiles = \"codes_{0}.csv\"\nclosed_by = \"codes.done\"\ncolumns = { cost_code = \"Code\" }\n\
        [[export]]\nentity = \"job\"\nfiles = \"*_1.csv\"\ncolumns = { job = \"Code\" }\n";
    let mapping = Mapping::parse(text, "demo.toml").unwrap();
    let parts = vec![file("codes_0.csv", "Code\n01\n"), file("codes_1.csv", "Code\n02\n")];
    let refused = try_read_files(parts, &mapping).unwrap_err().to_string();
    assert_says(
        &refused,
        &["codes_0.csv is read by [[export]] 1 and codes_1.csv by [[export]] 1 and [[export]] 2"],
    );
}
