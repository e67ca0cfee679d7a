//! The rest of the books: cost codes, sub-jobs, budgets, people, labor and the job-cost ledger.

use serde_json::json;

use super::*;

const BOOKS: &str = r#"instance = "demo"
[crosswalk]
"2582A" = "25-1-082"
[[export]]
entity = "cost_code"
files = "codes.csv"
columns = { cost_code = "Code", parent = "Group" }
[[export]]
entity = "extra"
files = "extras.csv"
columns = { job = "Job", extra = "Extra", status = "Status" }
[[export]]
entity = "job_cost_code"
files = "budget.csv"
columns = { job = "Job", extra = "Extra", cost_code = "Code", category = "Cat", total_estimate = "Total", estimated_units = "Units" }
[[export]]
entity = "employee"
files = "people.csv"
columns = { employee = "Id", name = "Name", hourly_rate = "Rate", status = "Status" }
[[export]]
entity = "labor"
files = "labor.csv"
columns = { job = "Job", transaction = ["Run", "Seq"], cost_code = "Code", employee = "Emp", work_date = "Date", hours = "Hours" }
[[export]]
entity = "job_cost"
files = "ledger.csv"
columns = { job = ["Job", "Part"], transaction = ["Run", "Seq", "Dist"], cost_code = "Code", transaction_type = "Type", accounting_date = "Date", units = "Units", amount = "Amount" }
"#;

fn read_books(name: &str, csv: &str) -> Read {
    let mapping = Mapping::parse(BOOKS, "demo.toml").unwrap();
    try_read_by(&mapping, name, csv).unwrap()
}

fn ids(reading: &Read) -> Vec<&str> {
    reading.records.iter().map(|record| record.source_id.as_str()).collect()
}

#[test]
fn each_entity_has_its_own_key() {
    assert_eq!(ids(&read_books("codes.csv", "Code,Group\n01-100,01\n")), ["01-100"]);
    assert_eq!(ids(&read_books("extras.csv", "Job,Extra,Status\n2582A,A,active\n")), ["2582A/A"]);
    assert_eq!(ids(&read_books("people.csv", "Id,Name,Rate,Status\n00417,,,inactive\n")), ["00417"]);
    let labor = read_books("labor.csv", "Job,Run,Seq,Code,Emp,Date,Hours\n2582A,12,1,01-100,7,1/5/2026,8\n");
    assert_eq!(ids(&labor), ["2582A/12-1"]);
}

#[test]
fn a_budget_line_of_the_base_job_and_one_of_a_sub_job_are_two() {
    let budget =
        "Job,Extra,Code,Cat,Total,Units\n2582A,,01-100,L,5,1\n2582A,A,01-100,L,5,1\n2582A,,01-100,,5,1\n";
    let reading = read_books("budget.csv", budget);
    assert_eq!(ids(&reading), ["2582A//01-100/L", "2582A/A/01-100/L", "2582A//01-100/"]);
    assert!(reading.records[0].payload.get("extra").is_none());
}

#[test]
fn a_ledger_line_keeps_the_type_as_it_is_written_and_its_name_from_several_columns() {
    let header = "Job,Part,Run,Seq,Dist,Code,Type,Date,Units,Amount\n";
    let row = "25-1,082, 12 ,5,,01-100,Odd type,1/5/2026,2.5,\"1,200.00-\"\n";
    let record = read_books("ledger.csv", &format!("{header}{row}")).records.remove(0);
    let mut payload = record.payload;
    payload.as_object_mut().unwrap().remove("row");
    let expected = json!({
        "job": "25-1-082", "job_number": "25-1-082", "transaction": "12-5-", "cost_code": "01-100",
        "transaction_type": "Odd type", "accounting_date": "2026-01-05", "units": "2.5", "amount": "-1200.00",
    });
    assert_eq!(payload, expected);
}

#[test]
fn several_columns_that_are_all_blank_are_blank() {
    let header = "Job,Run,Seq,Code,Emp,Date,Hours\n";
    let reading = read_books("labor.csv", &format!("{header}2582A, ,,01-100,7,1/5/2026,8\n"));
    assert_says(&reading.rejected[0].reason, &["the text of the columns \"Run\" and \"Seq\" is empty"]);
}

#[test]
fn hours_and_rates_have_up_to_four_decimals() {
    let rate = |text: &str| {
        let reading = read_books("people.csv", &format!("Id,Name,Rate,Status\n7,DOE; JANE,{text},\n"));
        match reading.rejected.first() {
            Some(rejected) => rejected.reason.clone(),
            None => reading.records[0].payload["hourly_rate"].as_str().unwrap().to_owned(),
        }
    };
    assert_eq!([rate("41.2575"), rate("8"), rate("41.257500000000003")], ["41.2575", "8", "41.2575"]);
    assert_says(&rate("41.25751"), &["\"41.25751\"", "at most 4 decimals"]);
    assert_says(&rate("forty"), &["a number such as 1,234.56"]);
}
