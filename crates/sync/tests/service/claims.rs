//! What exports claim to hold, and the day on which they were true.

use crate::installation::{Installation, assert_says};

/// An export of the ledger that holds a window of days, and tells in its name the day on which it was made.
pub(crate) const LEDGER: &str = r#"
[[export]]
entity = "job_cost"
files = "ledger_*.csv"
exported_on = "ledger_%Y-%m-%d.csv"
holds = "window"
window = "accounting_date"
[export.columns]
job = "Job"
transaction = "Transaction"
cost_code = "Code"
accounting_date = "Date"
amount = "Amount"
"#;

/// Lines of the ledger: transaction, day, amount.
fn ledger(lines: &[(u32, &str, &str)]) -> String {
    let line = |(transaction, day, amount): &(u32, &str, &str)| {
        format!("25-1-001,{transaction},03-100,{day},{amount}\n")
    };
    "Job,Transaction,Code,Date,Amount\n".to_owned() + &lines.iter().map(line).collect::<String>()
}

const CURRENT: &str =
    "select source_id || ' ' || (payload ->> 'amount') || ' ' || coalesce(deleted_how, 'there')
    from bronze.record where is_current order by source_id";

/// What was in force from which day on, told once where several exports said it.
const HISTORY: &str = "select concat_ws(' ', source_id, effective_on, amount, deleted_how)
    from (
        select *, lag(_hash_key) over (partition by source_id order by effective_on) as before
        from (
            select distinct on (source_id, effective_on) *, payload ->> 'amount' as amount from bronze.record
            order by source_id, effective_on, _turn desc, version desc
        ) last_of_day
    ) told
    where before is distinct from _hash_key
    order by source_id, effective_on";

#[test]
fn only_the_days_that_a_file_claims_can_lose_rows() {
    let office = Installation::new();
    office.add_to_mapping(LEDGER);
    let october = [(1, "2025-10-03", "10"), (2, "2025-10-28", "20"), (3, "2025-10-30", "30")];
    office.drop_file("ledger_2025-11-01.csv", &ledger(&[&october[..], &[(4, "2025-11-01", "40")]].concat()));
    office.run();

    // One row of October is gone, one has an amount that cannot be read, and November is not spoken of.
    let shrunk =
        ledger(&[october[0], (5, "2025-10-29", "50"), (6, "2025-10-29", "60"), (2, "2025-10-28", "x")]);
    office.drop_file("ledger_2025-11-02.csv", &shrunk);
    assert_says(
        &office.run(),
        &[
            "ledger_2025-11-02.csv: 4 records received = 2 loaded + 1 unchanged + 1 quarantined\n",
            "ledger_2025-11-02.csv: 1 known before and not in it any more\n",
        ],
    );
    assert_says(&office.report_of("ledger_2025-11-02.csv"), &["1 known before and not in the file any more"]);
    assert_eq!(
        office.asked(CURRENT),
        [
            "25-1-001/1 10 there",
            "25-1-001/2 20 there",
            "25-1-001/3 30 absent",
            "25-1-001/4 40 there",
            "25-1-001/5 50 there",
            "25-1-001/6 60 there",
        ]
    );

    // A key that cannot be read may be any: nothing is seen as gone.
    let keyless =
        ledger(&[october[1], (3, "2025-10-30", "30"), (5, "2025-10-29", "50"), (4, "2025-11-01", "40")])
            + "25-1-001,,03-100,2025-10-29,1\n";
    office.drop_file("ledger_2025-11-03.csv", &keyless);
    let said = office.run();
    assert_says(
        &said,
        &["ledger_2025-11-03.csv: 5 records received = 1 loaded + 3 unchanged + 1 quarantined\n"],
    );
    assert!(!said.contains("not in it any more"), "{said}");
    assert!(office.asked(CURRENT).contains(&"25-1-001/3 30 there".to_owned()), "it came back");
}

#[test]
fn a_window_that_one_slip_in_a_year_widens_waits_for_a_person() {
    let office = Installation::new();
    office.add_to_mapping(LEDGER);
    let spring: Vec<String> = (1..=6).map(|month| format!("2025-{month:02}-10")).collect();
    let known: Vec<_> = (1..=6).map(|month| (month, spring[month as usize - 1].as_str(), "10")).collect();
    office.drop_file("ledger_2025-07-01.csv", &ledger(&known));
    office.run();
    office.drop_file("ledger_2025-07-02.csv", &ledger(&[(6, "2025-06-10", "10"), (7, "2015-06-11", "5")]));
    assert_says(
        &office.run(),
        &["every job_cost from 2015-06-01 to 2025-06-30", "has 2 of them, where there were 6 before"],
    );
    assert_eq!(office.held(), ["ledger_2025-07-02.csv", "ledger_2025-07-02.csv.report.txt"]);
    assert!(office.asked(CURRENT).iter().all(|line| line.ends_with("10 there")));
}

#[test]
fn a_file_that_is_read_again_does_not_stand_over_later_ones_that_said_otherwise() {
    let office = Installation::new();
    office.add_to_mapping(LEDGER);
    for (name, lines) in [
        ("ledger_2025-11-01.csv", [(1, "2025-10-03", "10")]),
        ("ledger_2025-11-02.csv", [(1, "10/03/2025", "11")]),
        ("ledger_2025-11-03.csv", [(1, "2025-10-03", "10")]),
    ] {
        office.drop_file(name, &ledger(&lines));
        office.run();
    }
    office.remap("[\"%Y-%m-%d\"]", "[\"%Y-%m-%d\", \"%m/%d/%Y\"]");
    assert_says(
        &office.call(&["sage", "replay", "ledger_2025-11-02.csv"]).said(),
        &["ledger_2025-11-02.csv: 1 records received = 1 loaded", "ledger_2025-11-03.csv, read again"],
    );
    assert_eq!(office.asked(CURRENT), ["25-1-001/1 10 there"]);
}

#[test]
fn the_order_in_which_exports_arrive_makes_no_difference() {
    let exports = [
        ("ledger_2025-11-01.csv", ledger(&[(1, "2025-10-03", "10"), (2, "2025-10-28", "20")])),
        ("ledger_2025-11-02.csv", ledger(&[(1, "2025-10-03", "11"), (3, "2025-10-28", "30")])),
        ("ledger_2025-11-03.csv", ledger(&[(1, "2025-10-03", "10"), (3, "2025-10-28", "30")])),
    ];
    let arrived = |order: [usize; 3]| {
        let office = Installation::new();
        office.add_to_mapping(LEDGER);
        for export in order.map(|at| &exports[at]) {
            office.drop_file(export.0, &export.1);
            office.run();
        }
        (office.asked(CURRENT), office.asked(HISTORY))
    };
    let current = ["25-1-001/1 10 there", "25-1-001/2 20 absent", "25-1-001/3 30 there"];
    let history = [
        "25-1-001/1 2025-11-01 10",
        "25-1-001/1 2025-11-02 11",
        "25-1-001/1 2025-11-03 10",
        "25-1-001/2 2025-11-01 20",
        "25-1-001/2 2025-11-02 20 absent",
        "25-1-001/3 2025-11-02 30",
    ];
    for order in [[0, 2, 1], [2, 1, 0]] {
        let (current_now, history_now) = arrived(order);
        assert_eq!(current_now, current, "{order:?}");
        assert_eq!(history_now, history, "{order:?}");
    }
}

#[test]
fn a_tenth_of_bad_rows_is_put_aside_and_two_fifths_fail_the_file() {
    let office = Installation::new();
    office.add_to_mapping(LEDGER);
    let lines = |bad: u32| -> Vec<(u32, &str, &str)> {
        (1..=10).map(|n| (n, "2025-10-03", if n <= bad { "x" } else { "1" })).collect()
    };
    office.drop_file("ledger_2025-11-01.csv", &ledger(&lines(1)));
    office.drop_file("ledger_2025-11-02.csv", &ledger(&lines(4)));
    let twice =
        [(1, "2025-11-03", "1"), (1, "2025-11-03", "1"), (1, "2025-11-03", "2"), (2, "2025-11-03", "1")];
    office.drop_file("ledger_2025-11-03.csv", &ledger(&twice));
    assert_says(
        &office.run(),
        &[
            "ledger_2025-11-01.csv: 10 records received = 9 loaded + 0 unchanged + 1 quarantined\n",
            "ledger_2025-11-02.csv: 4 of 10 rows of job_cost cannot be read",
            "ledger_2025-11-03.csv: 4 records received = 2 loaded + 1 unchanged + 1 quarantined\n",
        ],
    );
    assert_eq!(office.failed(), ["ledger_2025-11-02.csv", "ledger_2025-11-02.csv.report.txt"]);
    let put_aside = "select place || ' ' || row_number from ops.quarantine order by quarantine_id";
    assert_eq!(office.asked(put_aside), ["ledger_2025-11-01.csv 2", "ledger_2025-11-03.csv 4"]);
}
