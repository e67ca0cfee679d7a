//! The naive computation against months worked out by hand.

use cds_company::naive::{Light, Month, months};
use serde_json::{Value, json};

/// A job with a contract of $10,000.00 whose last day is 30 June 2026.
fn job(status: &str, schedules: &[Value], applications: &[Value], change_orders: &[Value]) -> Vec<Month> {
    on_basis("gross", status, schedules, applications, change_orders)
}

fn on_basis(
    basis: &str,
    status: &str,
    schedules: &[Value],
    applications: &[Value],
    change_orders: &[Value],
) -> Vec<Month> {
    let truth = json!({
        "as_of": "2026-06-30",
        "billed_basis": basis,
        "jobs": [{
            "number": "26-1-001", "status": status, "original_contract_cents": 1_000_000,
            "change_orders": change_orders, "applications": applications, "schedules": schedules,
        }],
    });
    months(&truth.to_string()).unwrap()
}

/// A schedule of record with so many of 100,000 minutes done.
fn schedule(data_date: &str, done: i64) -> Value {
    json!({
        "file": "Master.xml", "series": "master", "data_date": data_date, "written_at": "2026-06-30T00:00:00Z",
        "tasks": [
            { "row": "work", "duration_minutes": 60_000, "actual_minutes": done.min(60_000) },
            { "row": "work", "duration_minutes": 40_000, "actual_minutes": (done - 60_000).max(0) },
            { "row": "summary", "duration_minutes": 90_000, "actual_minutes": 90_000 },
            { "row": "milestone", "duration_minutes": 480, "actual_minutes": 480 },
            { "row": "inactive", "duration_minutes": 70_000, "actual_minutes": 0 },
            { "row": "blank", "duration_minutes": 0, "actual_minutes": 0 },
        ],
    })
}

fn bill(number: u32, period_to: &str, cents: i64) -> Value {
    json!({
        "number": number, "period_to": period_to, "submitted_on": null, "certified_on": null, "paid_on": null,
        "completed_to_date_cents": cents, "retainage_cents": cents / 10,
    })
}

fn change(status: &str, cents: i64, executed_on: Option<&str>) -> Value {
    json!({ "status": status, "amount_cents": cents, "executed_on": executed_on })
}

fn last(months: &[Month]) -> &Month {
    months.last().unwrap()
}

#[test]
fn only_work_counts_as_progress() {
    let months = job("active", &[schedule("2026-06-12", 25_000)], &[], &[]);
    assert_eq!(last(&months).schedule_bp, Some(2_500));
}

#[test]
fn the_variance_is_rounded_half_away_from_zero_before_the_light_is_decided() {
    for (done, variance, light) in [
        (15_004, 500, Light::Green),
        (15_005, 501, Light::Yellow),
        (4_996, -500, Light::Green),
        (4_995, -501, Light::Yellow),
        (25_004, 1_500, Light::Yellow),
        (25_005, 1_501, Light::Red),
    ] {
        let months = job("active", &[schedule("2026-06-12", done)], &[bill(1, "2026-06-20", 100_000)], &[]);
        assert_eq!((last(&months).variance_bp, last(&months).light), (Some(variance), Some(light)), "{done}");
    }
}

#[test]
fn without_a_schedule_or_a_bill_there_is_no_light() {
    let unbilled = job("active", &[schedule("2026-06-12", 90_000)], &[], &[]);
    assert_eq!((last(&unbilled).variance_bp, last(&unbilled).light), (None, None));
    let unscheduled = job("active", &[], &[bill(1, "2026-06-20", 900_000)], &[]);
    assert_eq!((last(&unscheduled).financial_bp, last(&unscheduled).light), (Some(9_000), None));
    assert_eq!(job("active", &[], &[], &[]), []);
}

#[test]
fn a_month_uses_what_is_dated_to_its_end_and_the_higher_number_of_a_day() {
    let bills =
        [bill(1, "2026-05-31", 100_000), bill(2, "2026-05-31", 200_000), bill(3, "2026-06-01", 300_000)];
    let months = job("active", &[schedule("2026-05-31", 0), schedule("2026-06-01", 40_000)], &bills, &[]);
    let seen: Vec<_> = months.iter().map(|month| (month.schedule_bp, month.application)).collect();
    assert_eq!(seen, [(Some(0), Some(2)), (Some(4_000), Some(3))]);
}

#[test]
fn where_no_period_to_is_written_the_day_of_submission_serves_and_then_the_certificates() {
    let mut submitted = bill(1, "", 100_000);
    submitted["period_to"] = Value::Null;
    submitted["submitted_on"] = json!("2026-05-04");
    let mut certified = bill(2, "", 200_000);
    certified["period_to"] = Value::Null;
    certified["certified_on"] = json!("2026-06-09");
    let months = job("active", &[], &[submitted, certified], &[]);
    let seen: Vec<_> = months.iter().filter_map(|month| month.period_to).map(|day| day.to_string()).collect();
    assert_eq!(seen, ["2026-05-04", "2026-06-09"]);
}

#[test]
fn change_orders_count_once_executed_and_never_when_void_or_pending() {
    let changes = [
        change("executed", 1_000_000, Some("2026-06-20")),
        change("executed", 5_000_000, Some("2026-06-21")),
        change("void", 3_000_000, Some("2026-01-01")),
        change("pending", 3_000_000, None),
    ];
    let months = job("active", &[], &[bill(1, "2026-06-20", 500_000)], &changes);
    assert_eq!(last(&months).financial_bp, Some(2_500));
}

#[test]
fn on_the_net_basis_retainage_is_not_billed() {
    let months = on_basis("net", "active", &[], &[bill(1, "2026-06-20", 500_000)], &[]);
    assert_eq!(last(&months).financial_bp, Some(4_500));
}

#[test]
fn a_carried_red_month_is_no_second_one_and_two_uncarried_ones_around_it_alert() {
    let schedules =
        [schedule("2026-02-12", 10_000), schedule("2026-03-12", 50_000), schedule("2026-05-12", 60_000)];
    let months = job("active", &schedules, &[bill(1, "2026-02-20", 100_000)], &[]);
    let seen: Vec<_> = months.iter().map(|m| (m.light.unwrap(), m.carried, m.red_run, m.alert)).collect();
    assert_eq!(
        seen,
        [
            (Light::Green, false, 0, false),
            (Light::Red, false, 1, false),
            (Light::Red, true, 1, false),
            (Light::Red, false, 2, true),
            (Light::Red, true, 2, true),
        ]
    );
}

#[test]
fn a_month_that_is_not_red_ends_the_run() {
    let schedules =
        [schedule("2026-04-12", 50_000), schedule("2026-05-12", 11_000), schedule("2026-06-12", 60_000)];
    let months = job("active", &schedules, &[bill(1, "2026-04-20", 100_000)], &[]);
    assert_eq!(months.iter().map(|month| month.red_run).collect::<Vec<_>>(), [1, 0, 1]);
}

#[test]
fn a_closed_job_ends_with_its_last_month_of_something_new() {
    let bills = [bill(1, "2026-02-20", 100_000), bill(2, "2026-04-20", 1_000_000)];
    let ends = |status| last(&job(status, &[], &bills, &[])).month_end.to_string();
    assert_eq!((ends("closed").as_str(), ends("active").as_str()), ("2026-04-30", "2026-06-30"));
}

#[test]
fn only_the_master_is_of_record_and_the_later_written_of_a_day() {
    let mut look_ahead = schedule("2026-06-29", 90_000);
    look_ahead["series"] = json!("look_ahead");
    let mut rewritten = schedule("2026-06-12", 20_000);
    rewritten["written_at"] = json!("2026-07-01T00:00:00Z");
    let months = job("active", &[look_ahead, rewritten, schedule("2026-06-12", 10_000)], &[], &[]);
    assert_eq!(last(&months).schedule_bp, Some(2_000));
}
