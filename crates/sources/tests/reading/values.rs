//! Amounts, dates, words and numbers in a cell.

use super::*;

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
        ("1234.5000", "1234.50"),
        ("1234.5600000000002", "1234.56"),
        ("1234.5599999999999", "1234.56"),
        ("-0.0000000001", "0.00"),
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
        "12.345",
        "0.001",
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
    let csv = format!("{HEADER}2582A,1,,pending,\"1\u{a0}234 567,89\",\n2582A,2,,pending,1.5,\n");
    let reading = try_read_by(&mapping, "changes.csv", csv).unwrap();
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
    let reading = try_read_by(mapping, "apps.csv", csv).unwrap();
    let applications: Vec<&Value> =
        reading.records.iter().map(|record| &record.payload["application"]).collect();
    assert_eq!(applications, [2, 3]);
    let rejected = &reading.rejected;
    assert_eq!((rejected.len(), rejected[0].field.as_deref()), (2, Some("application")));
}
