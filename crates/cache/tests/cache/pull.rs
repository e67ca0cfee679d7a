//! Pages into tables: whole pulls only, exact amounts, clear refusals.

use cds_cache::Error;
use cds_feed::{
    Change, Operation, SCHEMA_VERSION,
    tables::{ChangeOrder, PayApplication, Project, ScheduleHealth, ScheduleVersion},
};
use serde_json::json;

use crate::{
    feed::{delete, first_page, last_page, page, tail, upsert},
    job::{Job, day, project},
    laptop::{Laptop, now, take},
};

fn change_order() -> ChangeOrder {
    ChangeOrder {
        project_key: 1,
        number: "7".into(),
        description: Some("Rock".into()),
        status: "executed".into(),
        amount: "-1234.56".parse().expect("an amount"),
        executed_on: Some(day("2025-10-03")),
    }
}

#[test]
fn nothing_of_a_pull_is_seen_before_its_last_page() {
    let laptop = Laptop::new();
    let mut pull = laptop.cache.pull().expect("a pull");
    let first = first_page(&[upsert(&project(1, "25-1-001"))], "page 2");
    assert_eq!(take(&mut pull, &first).expect("taken"), None);
    assert!(laptop.jobs().is_empty());
    assert_eq!(laptop.cache.freshness().expect("freshness").pulled_at, None);

    let last = last_page(&[upsert(&project(2, "25-1-002"))], "9");
    assert_eq!(take(&mut pull, &last).expect("taken"), Some(vec!["gold_projects".to_owned()]));
    assert_eq!(laptop.jobs(), ["25-1-001", "25-1-002"]);
    assert_eq!(laptop.cursor().as_deref(), Some("9"));
    let freshness = laptop.cache.freshness().expect("freshness");
    assert_eq!(freshness.pulled_at, Some(now()));
    assert_eq!(freshness.as_of, Some(day("2025-11-30")));
    assert_eq!(freshness.refreshed_at, "2025-12-01T08:30:00Z".parse().ok());
}

#[test]
fn a_pull_that_is_cut_off_goes_on_at_its_page() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    take(
        &mut laptop.cache.pull().expect("a pull"),
        &first_page(&[upsert(&project(2, "25-1-002"))], "page 2"),
    )
    .expect("taken");

    let laptop = laptop.reopen();
    assert_eq!(laptop.cursor().as_deref(), Some("page 2"));
    assert_eq!(laptop.jobs(), ["25-1-001"]);
    laptop.pull(&[upsert(&project(3, "25-1-003"))], "2");
    assert_eq!(laptop.jobs(), ["25-1-001", "25-1-002", "25-1-003"], "the page before the cut is in it");
    assert_eq!(laptop.cursor().as_deref(), Some("2"));
}

#[test]
fn a_body_without_its_tail_changes_nothing() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    let whole = last_page(&[upsert(&project(2, "25-1-002"))], "2");
    let mut pull = laptop.cache.pull().expect("a pull");
    let (cut, _) = whole.rsplit_once('\n').expect("lines");
    for body in [cut, &whole[..whole.len() - 1], &cut[..cut.len() / 2]] {
        let refused = take(&mut pull, body).expect_err("refused");
        assert!(matches!(refused, Error::CutOff | Error::Line(_)), "{refused}");
    }
    assert!(matches!(take(&mut pull, cut), Err(Error::CutOff)));
    assert_eq!(laptop.jobs(), ["25-1-001"]);
    assert_eq!(laptop.cursor().as_deref(), Some("1"));
}

#[test]
fn what_this_version_does_not_know_is_refused_whole_and_named() {
    let laptop = Laptop::with(&[upsert(&project(1, "25-1-001"))]);
    let mut short = upsert(&project(3, "25-1-003"));
    short.row.remove("status");
    let mut keyless = delete(&project(1, "25-1-001"));
    keyless.row.clear();
    let stranger = Change {
        table: "gold_weather".into(),
        op: Operation::Upsert,
        row: json!({ "day": "2025-11-30" }).as_object().cloned().unwrap_or_default(),
    };
    let mut inexact = change_order();
    inexact.amount = "0.001".parse().expect("an amount");
    for (change, named) in [
        (short, "a row of gold_projects: missing field `status`"),
        (keyless, "a row of gold_projects is removed without its project_key"),
        (stranger, "the table gold_weather is not known"),
        (upsert(&inexact), "0.001 is no amount of two decimals"),
    ] {
        let body = last_page(&[upsert(&project(2, "25-1-002")), change], "2");
        let refused =
            take(&mut laptop.cache.pull().expect("a pull"), &body).expect_err("refused").to_string();
        assert!(refused.contains(named) && refused.contains("update the app"), "{refused}");
        assert_eq!(laptop.jobs(), ["25-1-001"]);
        assert_eq!(laptop.cursor().as_deref(), Some("1"));
    }
}

#[test]
fn a_service_of_another_version_is_told_from_a_line_that_is_wrong() {
    let laptop = Laptop::new();
    let body = page(SCHEMA_VERSION + 1, &[upsert(&project(1, "25-1-001"))], tail("1", false));
    let refused = take(&mut laptop.cache.pull().expect("a pull"), &body).expect_err("refused");
    assert!(matches!(refused, Error::OtherColumns { .. }), "{refused}");
    assert_eq!(laptop.cursor(), None);
}

#[test]
fn a_row_that_is_gone_goes_from_its_table_alone() {
    let mut fed =
        Job::new(1, "25-1-001").schedule("2025-10-31", "50").bill("2025-10-31", "40").fed("2025-10-31");
    fed.push(upsert(&change_order()));
    fed.extend(Job::new(2, "25-1-002").fed("2025-10-31"));
    let laptop = Laptop::with(&fed);

    let gone = |change: &Change| Change { op: Operation::Delete, ..change.clone() };
    let of = |table: &str| fed.iter().find(|change| change.table == table).map(gone).expect("a row");
    laptop.pull(&[of("gold_schedule_health"), of("gold_change_orders")], "2");
    let page = laptop.project(1);
    assert_eq!((page.months.len(), page.change_orders.len()), (0, 0));
    assert_eq!((page.versions.len(), page.applications.len()), (1, 1));

    let changed = laptop.pull(&[of("gold_schedule_versions"), of("gold_pay_applications")], "3");
    assert_eq!(changed, ["gold_pay_applications", "gold_schedule_versions"]);
    let page = laptop.project(1);
    assert_eq!((page.versions.len(), page.applications.len()), (0, 0));

    laptop.pull(&[delete(&project(1, "25-1-001"))], "4");
    assert_eq!(laptop.jobs(), ["25-1-002"]);
    assert_eq!(laptop.cache.project(1).expect("a page"), None);
}

#[test]
fn amounts_and_points_reach_the_screen_to_the_last_hundredth() {
    let mut row = project(1, "25-1-001");
    row.contract_to_date = "999999999999.99".parse().ok();
    let bill = PayApplication {
        project_key: 1,
        application: 3,
        period_to: day("2025-10-31"),
        period_to_source: "period_to".into(),
        billed_to_date: "0.01".parse().ok(),
        retainage: None,
        submitted_on: None,
        certified_on: None,
        paid_on: None,
    };
    let version = ScheduleVersion {
        version_key: 5,
        project_key: 1,
        file: "Master.xml".into(),
        data_date: day("2025-10-31"),
        data_date_source: "name".into(),
        schedule_percent: "33.33".parse().ok(),
        start: None,
        finish: Some(day("2026-01-31")),
        task_count: 12,
        of_record: true,
        removed_on: None,
    };
    let laptop = Laptop::with(&[upsert(&row), upsert(&change_order()), upsert(&bill), upsert(&version)]);
    let page = laptop.project(1);
    assert_eq!(page.job.contract_cents, Some(99_999_999_999_999));
    assert_eq!(page.change_orders[0].amount_cents, -123_456);
    assert_eq!((page.applications[0].billed_cents, page.applications[0].retainage_cents), (Some(1), None));
    assert_eq!(
        (page.versions[0].schedule_bp, page.versions[0].finish),
        (Some(3333), Some(day("2026-01-31")))
    );
}

#[test]
fn one_job_with_a_number_beyond_all_reason_does_not_hide_the_others() {
    let absurd = ScheduleHealth {
        project_key: 1,
        month_end: day("2025-10-31"),
        version_key: None,
        data_date: None,
        application: Some(1),
        period_to: Some(day("2025-10-31")),
        schedule_percent: Some("1".parse().expect("points")),
        financial_percent: "99999999999.00".parse().ok(),
        billed: None,
        contract_sum: None,
        variance: "-99999999998.00".parse().ok(),
        light: Some("red".into()),
        carried: false,
        red_months: 1,
        alert: false,
    };
    let laptop = Laptop::with(&[
        upsert::<Project>(&project(1, "25-1-001")),
        upsert(&project(2, "25-1-002")),
        upsert(&absurd),
    ]);
    assert_eq!(laptop.jobs(), ["25-1-001", "25-1-002"]);
    assert!(laptop.project(1).verdict.sentence.contains("Red"));
}

#[test]
fn a_row_that_is_taken_away_leaves_no_readable_byte() {
    let secret = "Quillback Annex";
    let job = project(1, "25-1-001");
    let job = Project { project_name: secret.into(), ..job };
    let laptop = Laptop::with(&[upsert(&job), upsert(&project(2, "25-1-002"))]);
    let holds = || {
        let files = std::fs::read_dir(laptop.folder())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path());
        files
            .map(|file| std::fs::read(file).expect("read"))
            .any(|bytes| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()))
    };
    // Another program may hold the file open, as a slow window does: closing it is not what cleans up.
    let _reader = rusqlite::Connection::open(laptop.cache.current().expect("a pointer").expect("a file"))
        .expect("opened");
    assert!(holds());
    laptop.pull(&[delete(&job)], "2");
    assert!(!holds());
}
