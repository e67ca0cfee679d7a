//! Pay applications, from the parts in which they come to the laptop.

use cds_warehouse::BilledBasis;
use rust_decimal::Decimal;
use serde_json::json;

use crate::{
    books::{change_order, header, job, line, line_of_period, line_with},
    fixture::World,
};

fn dollars(text: &str) -> Option<Decimal> {
    Some(text.parse().expect("an amount"))
}

#[tokio::test]
async fn the_parts_of_an_application_come_in_any_order() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let head = || header(1, json!({ "period_to": "2025-10-31" }));
    world.books(vec![line(1, "1", "100.00"), line(1, "2", "50.50")]).await?;
    assert_eq!(world.run("2025-10-31").await?, 0, "nothing is known of the job");
    world.books(vec![head()]).await?;
    assert_eq!(world.run("2025-10-31").await?, 0, "nothing is known of the job");
    world.books(vec![job()]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.application(1).billed_to_date, dollars("150.50"));

    // The header first, and its lines later: no amount rather than a wrong one.
    world.books(vec![header(2, json!({ "period_to": "2025-11-30" }))]).await?;
    world.run("2025-11-30").await?;
    assert_eq!(world.laptop.application(2).billed_to_date, None);
    world.books(vec![line(2, "1", "110.00"), line(2, "2", "60.00")]).await?;
    world.run("2025-11-30").await?;
    assert_eq!(world.laptop.application(2).billed_to_date, dollars("170.00"));
    world.stop().await
}

#[tokio::test]
async fn an_application_is_known_by_its_number_and_two_may_bill_to_one_day() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let on_the_day = |number| header(number, json!({ "period_to": "2025-10-31" }));
    world.books(vec![job(), on_the_day(1), on_the_day(2), line(1, "1", "100"), line(2, "1", "130")]).await?;
    world.run("2025-10-31").await?;
    let october = world.laptop.month("2025-10-31");
    assert_eq!((october.application, october.billed), (Some(2), dollars("130")));

    // Its date is corrected: the same application, not another one.
    world.books(vec![header(2, json!({ "period_to": "2025-11-15" }))]).await?;
    world.run("2025-11-30").await?;
    assert_eq!(world.laptop.all::<cds_feed::tables::PayApplication>().len(), 2);
    assert_eq!(world.laptop.month("2025-10-31").billed, dollars("100"));
    assert_eq!(world.laptop.month("2025-11-30").billed, dollars("130"));
    world.stop().await
}

#[tokio::test]
async fn without_a_period_to_the_next_best_date_serves_and_says_so() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let all =
        json!({ "submitted_on": "2025-10-05", "published_on": "2025-10-20", "certified_on": "2025-10-25" });
    world
        .books(vec![
            job(),
            header(1, json!({ "period_to": "2025-09-30", "submitted_on": "2025-10-05" })),
            header(2, all),
            header(3, json!({ "published_on": "2025-11-20", "paid_on": "2025-12-20" })),
            header(4, json!({ "certified_on": "2025-12-05", "paid_on": "2025-12-20" })),
            header(5, json!({ "paid_on": "2025-12-21" })),
            header(6, json!({})),
        ])
        .await?;
    world.run("2025-12-31").await?;
    let shown: Vec<(i32, String, String)> = world
        .laptop
        .all::<cds_feed::tables::PayApplication>()
        .into_iter()
        .map(|a| (a.application, a.period_to.to_string(), a.period_to_source))
        .collect();
    let expected = [
        (1, "2025-09-30", "period_to"),
        (2, "2025-10-05", "submitted"),
        (3, "2025-11-20", "published"),
        (4, "2025-12-05", "certified"),
        (5, "2025-12-21", "paid"),
    ];
    assert_eq!(shown, expected.map(|(n, date, source)| (n, date.to_owned(), source.to_owned())));
    world.stop().await
}

#[tokio::test]
async fn a_bill_corrected_downwards_replaces_the_amount_in_every_month_that_used_it() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "400000")]).await?;
    world.run("2025-11-30").await?;
    assert_eq!(world.laptop.month("2025-11-30").financial_percent, dollars("40"));

    world.books(vec![line(1, "1", "250000")]).await?;
    let changes = world.run("2025-11-30").await?;
    assert_eq!(changes, 3, "the application and the two months it is used in");
    assert_eq!(world.laptop.application(1).billed_to_date, dollars("250000"));
    for month in ["2025-10-31", "2025-11-30"] {
        assert_eq!(world.laptop.month(month).financial_percent, dollars("25"));
    }
    world.stop().await
}

#[tokio::test]
async fn lines_that_bill_by_period_add_up_over_the_applications() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let head = |number, date| header(number, json!({ "period_to": date }));
    world
        .books(vec![
            job(),
            head(2, "2025-10-31"),
            head(3, "2025-11-30"),
            head(4, "2025-12-31"),
            line_of_period(1, "1", "100"),
            line_of_period(2, "1", "20"),
            line_of_period(2, "2", "5"),
            line_of_period(4, "2", "7"),
        ])
        .await?;
    world.run("2025-12-31").await?;
    let billed = |number| world.laptop.application(number).billed_to_date;
    assert_eq!(billed(2), dollars("125"), "the lines of application 1 count before its header has come");
    assert_eq!(billed(3), dollars("125"), "an application without lines adds nothing");
    assert_eq!(billed(4), dollars("132"));
    world.stop().await
}

#[tokio::test]
async fn a_line_without_an_amount_leaves_the_application_without_one() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let empty = line_with(1, "2", json!({ "billed": "to_date", "description": "Glazing" }));
    world
        .books(vec![job(), header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "100"), empty])
        .await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.application(1).billed_to_date, None);
    // Column G is the sum of D, E and F where an export leaves it out.
    let parts = json!({ "billed": "to_date", "previous": "10", "this_period": "5", "stored": "1" });
    world.books(vec![line_with(1, "2", parts)]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.application(1).billed_to_date, dollars("116"));
    world.stop().await
}

#[tokio::test]
async fn the_books_may_call_billed_what_is_net_of_retainage() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let head = header(1, json!({ "period_to": "2025-10-31", "retainage": "40000" }));
    world.books(vec![job(), head, line(1, "1", "400000")]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.month("2025-10-31").billed, dollars("400000"));

    // The setting alone changes: every month follows, and the application stays as the books have it.
    world.basis = BilledBasis::Net;
    assert_eq!(world.run("2025-10-31").await?, 1);
    let october = world.laptop.month("2025-10-31");
    assert_eq!((october.billed, october.financial_percent), (dollars("360000"), dollars("36")));
    assert_eq!(world.laptop.application(1).billed_to_date, dollars("400000"));
    world.stop().await
}

#[tokio::test]
async fn change_orders_count_from_the_day_they_are_executed_until_they_are_void() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let executed = |number, amount, on| {
        change_order(number, json!({ "status": "executed", "amount": amount, "executed_on": on }))
    };
    world
        .books(vec![
            job(),
            header(1, json!({ "period_to": "2025-10-31" })),
            line(1, "1", "500000"),
            executed("1", "200000", "2025-10-31"),
            executed("2", "50000", "2025-11-05"),
            change_order("3", json!({ "status": "pending", "amount": "900000" })),
        ])
        .await?;
    world.run("2025-10-31").await?;
    assert_eq!(
        world.laptop.month("2025-10-31").contract_sum,
        dollars("1200000"),
        "on the day itself it counts"
    );
    assert_eq!(world.laptop.job("25-1-082").contract_to_date, dollars("1200000"));
    world.run("2025-11-04").await?;
    world.run("2025-11-05").await?;
    assert_eq!(world.laptop.job("25-1-082").contract_to_date, dollars("1250000"), "its day has come");
    world.run("2025-11-04").await?;
    assert_eq!(world.laptop.job("25-1-082").contract_to_date, dollars("1200000"), "a run for an earlier day");

    world
        .books(vec![change_order(
            "1",
            json!({ "status": "void", "amount": "200000", "executed_on": "2025-10-31" }),
        )])
        .await?;
    world.run("2025-10-31").await?;
    let october = world.laptop.month("2025-10-31");
    assert_eq!((october.contract_sum, october.financial_percent), (dollars("1000000"), dollars("50")));
    assert_eq!(world.laptop.job("25-1-082").contract_to_date, dollars("1000000"));
    world.stop().await
}

#[tokio::test]
async fn a_placeholder_contract_of_a_dollar_does_not_stop_the_other_jobs() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let placeholder = crate::books::job_with(json!({ "name": "Mesa", "original_contract": "1.00" }));
    let other = crate::books::numbered_job("25-1-083", "25-1-083", json!({ "name": "Other" }));
    world
        .books(vec![
            placeholder,
            other,
            header(1, json!({ "period_to": "2025-10-31" })),
            line(1, "1", "5000000"),
        ])
        .await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.month("2025-10-31").financial_percent, dollars("500000000"));
    assert_eq!(world.laptop.job("25-1-083").project_name, "Other");
    world.stop().await
}
