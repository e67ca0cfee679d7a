//! The explanation of what a mapping makes of a folder of exports.

use std::fs;

use cds_sources::sage300::drop::DropFolder;
use cds_sources::sage300::{Mapping, MappingCheck};
use chrono::{DateTime, Utc};

const MAPPING: &str = r#"instance = "demo"
[crosswalk]
"2582A" = "25-1-082"
[[export]]
entity = "job"
files = "jobs*.csv"
[export.columns]
job = "Job"
original_contract = "Original Contract"
client = "Owner"
[export.constants]
status = "active"
[[export]]
entity = "change_order"
files = "changes*.csv"
[export.columns]
job = "Job"
number = "CO"
status = "Status"
amount = "Amount"
"#;

fn check(mapping: &str, files: &[(&str, &str)]) -> MappingCheck {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let written: DateTime<Utc> = "2026-01-05T20:00:00Z".parse().unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(written.into()).unwrap();
    }
    let mapping = Mapping::parse(mapping, "demo.toml").unwrap();
    MappingCheck::of(&mapping, &DropFolder::new(folder.path()), &Utc).unwrap()
}

#[test]
fn a_good_file_is_told_with_its_unmapped_headers_a_sample_and_the_exports_that_found_none() {
    let jobs = "Job,Original Contract,Owner,Superintendent,Region\n2582A,\"1,000.00\",,Ray,West\n25-1-001,5,City,,\n";
    let check = check(MAPPING, &[("jobs.csv", jobs), ("jobs.csv.report.txt", "An earlier report.")]);
    assert_eq!(check.failing().count(), 0);
    insta::assert_snapshot!(check, @r#"
    jobs.csv
      [[export]] 1: job, files = "jobs*.csv"
        job = "Job": found
        client = "Owner": found
        original_contract = "Original Contract": found
        Not mapped, kept as received: "Superintendent", "Region"
        2 rows: 2 good, 0 repeated within the file, 0 bad
        Holds changes: what is not in it stays as it was
        Was true on 2026-01-05
        Line 2 would be read as
          job = 2582A
          job_number = 25-1-082
          status = active
          client is blank
          original_contract = 1000.00

    No file matches [[export]] 2: change_order, files = "changes*.csv".
    1 file checked; none would fail.
    "#);
}

#[test]
fn a_missing_column_is_told_with_the_closest_header_and_a_name_no_export_matches_with_the_patterns() {
    let changes = "Job,CO,Status,Amuont\n2582A,1,pending,5\n";
    let check = check(
        MAPPING,
        &[("changes.csv", changes), ("jobs.csv", "Job,Sum,Owner\n2582A,5,\n"), ("weather.csv", "Day\n")],
    );
    assert_eq!(check.failing().collect::<Vec<_>>(), ["changes.csv", "jobs.csv", "weather.csv"]);
    insta::assert_snapshot!(check, @r#"
    changes.csv
      [[export]] 2: change_order, files = "changes*.csv"
        job = "Job": found
        number = "CO": found
        status = "Status": found
        amount = "Amount": missing; the closest header is "Amuont"
        Not mapped, kept as received: "Amuont"
        Would fail: the file has no column for "Amount" ([[export]] 2, columns.amount); its headers are "Job", "CO", "Status", "Amuont"; correct the header in the mapping demo.toml, or export again with the column.

    jobs.csv
      [[export]] 1: job, files = "jobs*.csv"
        job = "Job": found
        client = "Owner": found
        original_contract = "Original Contract": missing; no header is like it
        Not mapped, kept as received: "Sum"
        Would fail: the file has no column for "Original Contract" ([[export]] 1, columns.original_contract); its headers are "Job", "Sum", "Owner"; correct the header in the mapping demo.toml, or export again with the column.

    weather.csv
      Would fail: no export of the mapping matches "weather.csv"; patterns are jobs*.csv, changes*.csv; rename the file, or add an [[export]] for it to the mapping.

    3 files checked; 3 would fail: changes.csv, jobs.csv, weather.csv.
    "#);
}

#[test]
fn bad_rows_are_told_with_line_and_reason_and_every_job_code_that_leads_nowhere_is_counted() {
    let good: String = (1..=9).map(|number| format!("2582A,{number},pending,5\n")).collect();
    let bad = "9999Z,10,pending,5\n9999Z,11,pending,5\n2582A,12,pending,oops\n";
    let check = check(MAPPING, &[("changes.csv", &format!("Job,CO,Status,Amount\n{good}{bad}"))]);
    assert_eq!(check.failing().count(), 0);
    insta::assert_snapshot!(check, @r#"
    changes.csv
      [[export]] 2: change_order, files = "changes*.csv"
        job = "Job": found
        number = "CO": found
        status = "Status": found
        amount = "Amount": found
        1 job code in 2 rows neither in the crosswalk nor a job number: "9999Z" (2 rows)
        12 rows: 9 good, 0 repeated within the file, 3 bad
          Line 11, job: the column "Job" holds "9999Z", which is neither in the crosswalk nor itself a job number; expected a job number such as 25-1-082, or a line for it under [crosswalk] of demo.toml.
          Line 12, job: the column "Job" holds "9999Z", which is neither in the crosswalk nor itself a job number; expected a job number such as 25-1-082, or a line for it under [crosswalk] of demo.toml.
          Line 13, amount: the column "Amount" holds "oops"; expected an amount such as 1,234.56, below a trillion.
        Holds changes: what is not in it stays as it was
        Was true on 2026-01-05
        Line 2 would be read as
          job = 2582A
          job_number = 25-1-082
          number = 1
          status = pending
          amount = 5

    No file matches [[export]] 1: job, files = "jobs*.csv".
    1 file checked; none would fail.
    "#);
}

#[test]
fn a_file_over_the_limit_of_bad_rows_would_fail_and_tells_each_reason_once() {
    let changes = "Job,CO,Status,Amount\n2582A,1,pending,5\n2582A,2,pending,oops\n";
    let check = check(MAPPING, &[("changes.csv", changes)]);
    assert_eq!(check.failing().collect::<Vec<_>>(), ["changes.csv"]);
    insta::assert_snapshot!(check, @r#"
    changes.csv
      [[export]] 2: change_order, files = "changes*.csv"
        job = "Job": found
        number = "CO": found
        status = "Status": found
        amount = "Amount": found
        2 rows: 1 good, 0 repeated within the file, 1 bad
        Holds changes: what is not in it stays as it was
        Was true on 2026-01-05
        Line 2 would be read as
          job = 2582A
          job_number = 25-1-082
          number = 1
          status = pending
          amount = 5
        Would fail: 1 of 2 rows of change_order cannot be read, over the 25 % that limits.bad_rows_percent of the mapping demo.toml allows; correct the export or the mapping; the first of them: Line 3, amount: the column "Amount" holds "oops"; expected an amount such as 1,234.56, below a trillion.

    No file matches [[export]] 1: job, files = "jobs*.csv".
    1 file checked; 1 would fail: changes.csv.
    "#);
}

const LEDGER: &str = r#"instance = "demo"
[[export]]
entity = "job_cost"
files = "ledger_{0}.csv"
closed_by = "ledger.done"
holds = "window"
window = "accounting_date"
control = { column = "Job", text = "TOTAL", rows = "Run", sums = ["amount"] }
[export.columns]
job = "Job"
transaction = ["Run", "Sequence"]
cost_code = "Code"
accounting_date = "Date"
amount = "Amount"
"#;

const HEADER: &str = "Job,Run,Sequence,Code,Date,Amount\n";

#[test]
fn an_export_in_parts_is_told_with_what_it_claims_its_totals_and_what_is_missing() {
    let first = format!("{HEADER}25-1-001,12,1,01-100,1/5/2026,5\n25-1-001,13,1,01-100,1/5/2026,1\n");
    let last = format!(
        "{HEADER}25-1-001,12,2,01-100,1/9/2026,7.50\n25-1-001,,,01-100,1/9/2026,0.50\nTOTAL,4,,,,14\n"
    );
    let incomplete = check(LEDGER, &[("ledger_0.csv", &first), ("ledger_1.csv", &last)]);
    assert_eq!(incomplete.failing().count(), 0, "it waits");
    insta::assert_snapshot!(incomplete, @r#"
    ledger_0.csv to ledger_1.csv
      Would wait for "ledger.done", which closes the export.
      [[export]] 1: job_cost, files = "ledger_{0}.csv"
        job = "Job": found
        transaction = "Run": found
        transaction = "Sequence": found
        cost_code = "Code": found
        accounting_date = "Date": found
        amount = "Amount": found
        4 rows: 3 good, 0 repeated within the file, 1 bad
          Line 3 of ledger_1.csv, transaction: the text of the columns "Run" and "Sequence" is empty; expected a value, without which no job_cost can be told.
        Holds every accounting_date from 2026-01-01 to 2026-01-31: what of these days is not in it is seen as deleted
        The key of 1 row cannot be read, so nothing is seen as deleted
        Was true on 2026-01-05
        Agrees with the trailer in line 4 of ledger_1.csv: rows 4, amount 14.00
        Line 2 would be read as
          job = 25-1-001
          job_number = 25-1-001
          transaction = 12-1
          cost_code = 01-100
          accounting_date = 2026-01-05
          amount = 5

    1 file checked; none would fail.
    "#);
    let off = check(LEDGER, &[("ledger_0.csv", &format!("{first}TOTAL,3,,,,6\n")), ("ledger.done", "1")]);
    assert_eq!(off.failing().collect::<Vec<_>>(), ["ledger_0.csv"]);
    let text = off.to_string();
    assert!(
        text.contains("Would fail: the trailer in line 4 says \"3\" for rows, and the rows come to 2"),
        "{text}"
    );
}
