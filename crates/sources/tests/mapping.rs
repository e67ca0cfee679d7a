//! What a mapping file may say, and how it is told that it says something else.

use cds_sources::sage300::{Billed, Entity, Mapping};

const SOUND: &str = r##"instance = "demo"
[dates]
formats = ["%m/%d/%Y", "%Y-%m-%d"]
[numbers]
decimal = "."
thousands = ","
[crosswalk]
"2582A" = "25-1-082"
[[export]]
entity = "job"
files = "jobs*.csv"
[export.columns]
job = "Job"
status = "Status"
[export.values.status]
"In progress" = "active"
[[export]]
entity = "pay_application_line"
files = "*lines*.csv"
[export.columns]
job = "Job"
application = "App"
line = "Item"
completed_to_date = "To Date"
[export.constants]
description = "as billed"
"##;

fn problem(text: &str) -> String {
    Mapping::parse(text, "demo.toml").expect_err("the mapping is not sound").to_string()
}

/// Puts one text of the sound mapping in the place of another, and says what is wrong with it then.
fn with(old: &str, new: &str) -> String {
    assert!(SOUND.contains(old), "{old}");
    problem(&SOUND.replacen(old, new, 1))
}

fn assert_says(problem: &str, parts: &[&str]) {
    for part in parts {
        assert!(problem.contains(part), "expected {part:?} in: {problem}");
    }
}

#[test]
fn a_sound_mapping_says_what_it_was_given() {
    let mapping = Mapping::parse(SOUND, "demo.toml").unwrap();
    assert_eq!((mapping.instance(), mapping.name()), ("demo", "demo.toml"));
    let jobs = mapping.exports_for("jobs 2025.csv").unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!((jobs[0].entity(), jobs[0].billed(), jobs[0].files()), (Entity::Job, None, "jobs*.csv"));
    assert_eq!(mapping.exports_for("app_lines.csv").unwrap()[0].billed(), Some(Billed::ToDate));
}

#[test]
fn two_exports_of_one_entity_for_one_file_are_refused() {
    let twice = SOUND.replace("files = \"*lines*.csv\"", "files = \"*.csv\"");
    let again = "[[export]]\nentity = \"job\"\nfiles = \"*2025.csv\"\n[export.columns]\njob = \"Job\"\n";
    let mapping = Mapping::parse(&format!("{twice}{again}"), "demo.toml").unwrap();
    let refused = mapping.exports_for("jobs 2025.csv").unwrap_err().to_string();
    assert_says(&refused, &["\"jobs 2025.csv\" as job", "[[export]] 1 and [[export]] 3", "narrow"]);
    assert_eq!(mapping.exports_for("jobs.csv").unwrap().len(), 2, "of two entities");
}

#[test]
fn the_pattern_of_a_file_name_knows_no_case() {
    let mapping = Mapping::parse(SOUND, "demo.toml").unwrap();
    assert_eq!(mapping.exports_for("JOBS_2025.CSV").unwrap().len(), 1);
}

#[test]
fn one_file_may_hold_several_exports() {
    let mapping = Mapping::parse(SOUND, "demo.toml").unwrap();
    let entities: Vec<Entity> =
        mapping.exports_for("jobs and lines.csv").unwrap().iter().map(|export| export.entity()).collect();
    assert_eq!(entities, [Entity::Job, Entity::PayApplicationLine]);
}

#[test]
fn a_file_that_no_export_matches_is_told_the_patterns() {
    let mapping = Mapping::parse(SOUND, "demo.toml").unwrap();
    let error = mapping.exports_for("vendors.csv").unwrap_err().to_string();
    assert_says(
        &error,
        &["no export of the mapping matches \"vendors.csv\"", "patterns are jobs*.csv, *lines*.csv"],
    );
}

#[test]
fn dates_and_numbers_have_a_default() {
    let text =
        "instance = \"demo\"\n[[export]]\nentity = \"job\"\nfiles = \"*\"\ncolumns = { job = \"Job\" }\n";
    assert!(Mapping::parse(text, "demo.toml").is_ok());
}

#[test]
fn a_slip_in_the_file_names_file_line_and_key() {
    assert_says(&with("[numbers]", "[number]"), &["demo.toml, line 4", "`number`", "numbers"]);
    assert_says(&with("decimal =", "point ="), &["demo.toml, line 5", "`point`", "decimal"]);
    assert_says(&with("files = \"jobs*.csv\"", "files = "), &["demo.toml, line 11", "docs/sage-mapping.md"]);
    assert_says(&with("files = \"jobs*.csv\"", "file = \"jobs*.csv\""), &["demo.toml, line 11", "`file`"]);
    assert_says(&with("entity = \"job\"", "entity = \"jobs\""), &["line 10", "`jobs`", "change_order"]);
    assert_says(&with("instance = \"demo\"", ""), &["instance", "add it"]);
}

#[test]
fn an_instance_and_an_export_are_needed() {
    assert_says(&with("\"demo\"", "\" \""), &["line 1, instance", "Sage data folder"]);
    assert_says(&problem("instance = \"demo\""), &["[[export]]", "add one"]);
}

#[test]
fn a_date_format_must_describe_a_date() {
    assert_says(&with("%m/%d/%Y", "MM/DD/YYYY"), &["line 3, dates.formats", "MM/DD/YYYY", "%m/%d/%Y"]);
    assert_says(&with("%m/%d/%Y", "%Q"), &["line 3, dates.formats"]);
    assert_says(&with("[\"%m/%d/%Y\", \"%Y-%m-%d\"]", "[]"), &["dates.formats", "empty"]);
}

#[test]
fn two_date_formats_that_read_one_text_as_two_dates_are_refused() {
    assert_says(&with("%Y-%m-%d", "%d/%m/%Y"), &["line 3, dates.formats", "04/03/2024", "%m/%d/%Y"]);
}

#[test]
fn the_signs_of_numbers_must_be_signs_and_differ() {
    assert_says(&with("decimal = \".\"", "decimal = \"point\""), &["line 5, numbers.decimal"]);
    assert_says(&with("thousands = \",\"", "thousands = \".\""), &["line 6, numbers.thousands", "differ"]);
}

#[test]
fn a_limit_is_a_percentage() {
    let problem = with("[crosswalk]", "[limits]\nbad_rows_percent = 101\n[crosswalk]");
    assert_says(&problem, &["demo.toml", "line 8", "limits.bad_rows_percent", "from 0 to 100"]);
}

#[test]
fn the_crosswalk_leads_to_job_numbers() {
    assert_says(&with("\"25-1-082\"", "\"25-082\""), &["line 8, crosswalk.\"2582A\"", "25-082", "25-1-082"]);
}

#[test]
fn a_field_the_entity_does_not_have_is_told_its_fields() {
    assert_says(
        &with("status = \"Status\"", "state = \"Status\""),
        &["line 14, [[export]] 1, columns.state", "status"],
    );
    assert_says(&with("description =", "colour ="), &["line 26, [[export]] 2, constants.colour"]);
    assert_says(&with("values.status", "values.state"), &["line 15, [[export]] 1, values.state"]);
}

#[test]
fn a_required_field_must_come_from_somewhere() {
    assert_says(
        &with("line = \"Item\"", ""),
        &["line 17, [[export]] 2, columns.line", "missing", "constant"],
    );
}

#[test]
fn a_field_comes_from_one_place() {
    assert_says(&with("description =", "line ="), &["[[export]] 2, constants.line", "under columns as well"]);
}

#[test]
fn constants_and_translations_must_be_canonical() {
    assert_says(
        &with("\"active\"", "\"open\""),
        &["line 16", "values.status.\"In progress\"", "active, closed"],
    );
    assert_says(
        &with("description = \"as billed\"", "retainage = \"ten\""),
        &["constants.retainage", "1,234.56"],
    );
    assert_says(
        &with("\"In progress\" = \"active\"", "\"Open\" = \"active\"\n\"OPEN\" = \"closed\""),
        &["line 1", "values.status", "twice"],
    );
    let unmapped = with("status = \"Status\"", "");
    assert_says(&unmapped, &["values.status", "no column is mapped"]);
}

#[test]
fn lines_carry_the_amount_that_billed_names() {
    let by_period = |rest: &str| with("completed_to_date = \"To Date\"", rest).replace("\n", " ");
    assert_says(&by_period(""), &["columns.completed_to_date", "billed = \"to_date\""]);
    let this_period =
        SOUND.replace("files = \"*lines*.csv\"", "files = \"*lines*.csv\"\nbilled = \"this_period\"");
    assert_says(&problem(&this_period), &["columns.this_period"]);
    let both = this_period
        .replace("completed_to_date = \"To Date\"", "completed_to_date = \"T\"\nthis_period = \"P\"");
    assert_says(&problem(&both), &["columns.completed_to_date", "to_date"]);
    let sound = both.replace("completed_to_date = \"T\"\n", "");
    let mapping = Mapping::parse(&sound, "demo.toml").unwrap();
    assert_eq!(mapping.exports_for("lines.csv").unwrap()[0].billed(), Some(Billed::ThisPeriod));
}

#[test]
fn only_pay_application_lines_are_billed() {
    let text = SOUND.replace("files = \"jobs*.csv\"", "files = \"jobs*.csv\"\nbilled = \"to_date\"");
    assert_says(&problem(&text), &["line 12, [[export]] 1, billed", "take it out"]);
}

#[test]
fn a_pattern_names_files_and_no_folders() {
    assert_says(&with("jobs*.csv", "in/jobs*.csv"), &["line 11, [[export]] 1, files", "without a folder"]);
    assert_says(&with("jobs*.csv", "jobs_{n}.csv"), &["line 11, [[export]] 1, files", "\"ledger_{0}.csv\""]);
}

const LEDGER: &str = r#"instance = "demo"
[[export]]
entity = "job_cost"
files = "ledger_{0}.csv"
closed_by = "ledger.done"
exported_on = "ledger_%Y%m%d*.csv"
holds = "window"
window = "accounting_date"
reach = "days"
[export.control]
column = "Job"
text = "TOTAL"
rows = "Run"
sums = ["amount"]
[export.columns]
job = "Job"
transaction = ["Run", "Sequence"]
cost_code = "Code"
accounting_date = "Date"
transaction_date = "Entered"
description = "Text"
amount = "Amount"
"#;

/// What is wrong with the ledger when one text of it is another.
fn with_ledger(old: &str, new: &str) -> String {
    assert!(Mapping::parse(LEDGER, "demo.toml").is_ok() && LEDGER.contains(old), "{old}");
    problem(&LEDGER.replacen(old, new, 1))
}

#[test]
fn a_window_needs_a_date_that_every_row_has() {
    let name = |window: &str| with_ledger("\"accounting_date\"\nreach", &format!("\"{window}\"\nreach"));
    for no_window in ["transaction_date", "amount", "work_date", ""] {
        assert_says(
            &name(no_window),
            &["line 8", "window", "every row must have the date; write \"accounting_date\""],
        );
    }
    assert_says(
        &with_ledger("window = \"accounting_date\"\nreach = \"days\"\n", ""),
        &["line 7", "holds", "name the date"],
    );
    assert_says(
        &with_ledger("holds = \"window\"", "holds = \"everything\""),
        &["window", "only holds = \"window\""],
    );
    assert_says(
        &with_ledger("holds = \"window\"\nwindow = \"accounting_date\"\n", ""),
        &["reach", "only a window"],
    );
    assert_says(&with_ledger("reach = \"days\"", "reach = \"week\""), &["line 9", "`reach = \"week\"`"]);
    let jobs = "[[export]]\nentity = \"job\"\nfiles = \"jobs.csv\"\nholds = \"window\"\nwindow = \"start_date\"\n\
                columns = { job = \"Job\", start_date = \"Start\" }\n";
    assert_says(
        &problem(&format!("{LEDGER}{jobs}")),
        &["[[export]] 2, window", "a job has no date that every row must have"],
    );
}

#[test]
fn parts_need_a_number_and_what_closes_them() {
    assert_says(&with_ledger("closed_by = \"ledger.done\"\n", ""), &["line 4", "files", "need `closed_by`"]);
    assert_says(&with_ledger("_{0}", "_*"), &["closed_by", "`files` has no number"]);
    assert_says(&with_ledger("ledger.done", "*.done"), &["closed_by", "write each * and ?"]);
    assert_says(&with_ledger("ledger.done", "out/ledger.done"), &["closed_by", "without a folder"]);
}

#[test]
fn the_day_in_a_name_needs_year_month_and_day() {
    for pattern in ["ledger.csv", "ledger_%Y-%m.csv", "ledger_%Y%y%m%d.csv", "ledger_%Y%m%d%H.csv"] {
        assert_says(
            &with_ledger("ledger_%Y%m%d*.csv", pattern),
            &["line 6", "exported_on", "%Y (or %y), %m and %d"],
        );
    }
}

#[test]
fn a_trailer_sums_what_is_a_number_in_a_column() {
    for no_sum in ["description", "units", "total"] {
        let new = format!("sums = [\"{no_sum}\"]");
        assert_says(
            &with_ledger("sums = [\"amount\"]", &new),
            &["line 14", "control.sums", no_sum, "no amount or quantity"],
        );
    }
    assert_says(&with_ledger("text = \"TOTAL\"", "text = \" \""), &["line 12", "control.text", "blank"]);
}

#[test]
fn only_a_text_is_put_together_from_several_columns() {
    assert_says(&with_ledger("\"Amount\"", "[\"Debit\", \"Credit\"]"), &["columns.amount", "only a text"]);
    assert_says(&with_ledger("\"Sequence\"]", "\" \"]"), &["columns.transaction", "write the header"]);
    assert_says(
        &with_ledger("[\"Run\", \"Sequence\"]", "7"),
        &["line 17", "the header of a column, or a list"],
    );
}

#[test]
fn a_mapping_file_that_is_not_there_is_named() {
    let error = Mapping::load(std::path::Path::new("nowhere/sage.toml")).unwrap_err().to_string();
    assert_says(&error, &["nowhere/sage.toml", "cannot be read"]);
}

/// The blocks of the guide are parts of a mapping; what a part leaves out is put in front of it.
#[test]
fn the_examples_of_the_guide_are_sound() {
    let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sage-mapping.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let blocks: Vec<&str> =
        guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    for block in &blocks {
        let mut text = String::new();
        if !block.contains("instance =") {
            text += "instance = \"demo\"\n";
        }
        if !block.contains("[[export]]") {
            text += "[[export]]\nentity = \"change_order\"\nfiles = \"changes*.csv\"\n";
        }
        text += block;
        Mapping::parse(&text, "docs/sage-mapping.md")
            .unwrap_or_else(|problem| panic!("{problem} in\n{text}"));
    }
    assert_eq!(blocks.len(), 7);
}

#[test]
fn the_example_of_the_books_maps_every_entity() {
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/books-mapping.toml");
    let mapping = Mapping::load(&example).unwrap();
    let of_files = [
        ("JC_Jobs_2026-01-05.csv", Entity::Job),
        ("PJ_Change_Orders_2026-01-05.csv", Entity::ChangeOrder),
        ("AR_Applications_2026-01-05.csv", Entity::PayApplication),
        ("AR_Application_Lines_2026-01-05.csv", Entity::PayApplicationLine),
        ("JC_Schedule_of_Values_2026-01-05.csv", Entity::ScheduleOfValuesLine),
        ("JC_Cost_Codes_2026-01-05.csv", Entity::CostCode),
        ("JC_Extras_2026-01-05.csv", Entity::Extra),
        ("JC_Budgets_2026-01-05.csv", Entity::JobCostCode),
        ("PR_Employees_2026-01-05.csv", Entity::Employee),
        ("PR_Labor_2026-01-05.csv", Entity::Labor),
        ("JC_Ledger_2026-01-05_0.csv", Entity::JobCost),
    ];
    for (name, entity) in of_files {
        let entities: Vec<Entity> =
            mapping.exports_for(name).unwrap().iter().map(|export| export.entity()).collect();
        assert_eq!(entities, [entity], "{name}");
    }
}
