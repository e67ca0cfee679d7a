//! What the books say is gone leaves gold, and comes back as what it was.

use cds_feed::tables::{ChangeOrder, PayApplication, Project, ScheduleHealth};
use rust_decimal::Decimal;
use serde_json::json;

use crate::{
    books::{JOB, change_order, gone, header, job, line, line_of_period},
    fixture::World,
    share::schedule,
};

fn dollars(text: &str) -> Option<Decimal> {
    Some(text.parse().expect("an amount"))
}

#[tokio::test]
async fn a_line_that_is_gone_leaves_the_sum_of_its_application() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world
        .books(vec![
            job(),
            header(1, json!({ "period_to": "2025-10-31" })),
            line(1, "1", "100000"),
            line(1, "2", "50000"),
        ])
        .await?;
    world.run("2025-10-31").await?;
    world.books(vec![gone(line(1, "2", "50000"))]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.application(1).billed_to_date, dollars("100000"));
    assert_eq!(world.laptop.month("2025-10-31").billed, dollars("100000"));

    world.books(vec![line(1, "2", "50000")]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.application(1).billed_to_date, dollars("150000"));
    world.stop().await
}

#[tokio::test]
async fn an_application_that_is_gone_is_in_no_month_nor_are_its_lines() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let head = |number, date| header(number, json!({ "period_to": date }));
    world
        .books(vec![
            job(),
            head(1, "2025-09-30"),
            head(2, "2025-10-31"),
            head(3, "2025-11-30"),
            line_of_period(1, "1", "100"),
            line_of_period(2, "1", "20"),
            line_of_period(3, "1", "3"),
        ])
        .await?;
    world.run("2025-11-30").await?;
    assert_eq!(world.laptop.month("2025-11-30").billed, dollars("123"));

    world.books(vec![gone(head(2, "2025-10-31"))]).await?;
    world.run("2025-11-30").await?;
    let left: Vec<_> = world.laptop.all::<PayApplication>().iter().map(|a| a.application).collect();
    assert_eq!(left, [1, 3]);
    assert_eq!(world.laptop.month("2025-10-31").billed, dollars("100"));
    assert_eq!(world.laptop.month("2025-11-30").billed, dollars("103"));

    world.books(vec![head(2, "2025-10-31")]).await?;
    world.run("2025-11-30").await?;
    assert_eq!(world.laptop.month("2025-11-30").billed, dollars("123"));
    world.stop().await
}

#[tokio::test]
async fn a_change_order_that_is_gone_leaves_the_contract_sum() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let order = || {
        change_order("1", json!({ "status": "executed", "amount": "200000", "executed_on": "2025-10-15" }))
    };
    world
        .books(vec![job(), order(), header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "1")])
        .await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.job(JOB).contract_to_date, dollars("1200000"));

    world.books(vec![gone(order())]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<ChangeOrder>(), []);
    assert_eq!(world.laptop.job(JOB).contract_to_date, dollars("1000000"));
    assert_eq!(world.laptop.month("2025-10-31").contract_sum, dollars("1000000"));

    world.books(vec![order()]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.month("2025-10-31").contract_sum, dollars("1200000"));
    world.stop().await
}

#[tokio::test]
async fn a_job_that_is_gone_takes_all_of_its_rows_along_and_comes_back_under_its_key() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "100000")]).await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let before = world.laptop.clone();

    world.books(vec![gone(job())]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<Project>(), []);
    assert_eq!(world.laptop.all::<PayApplication>(), []);
    assert_eq!(world.laptop.all::<ScheduleHealth>(), []);

    // Its folder is still there, and names no new job.
    world
        .share(schedule("schedule.xml", "2025-10-20", 25).in_folder("Copy/25-1-082 Mesa Gateway").found())
        .await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<Project>(), []);

    world.books(vec![job()]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.job(JOB).project_key, before.job(JOB).project_key);
    assert_eq!(world.laptop.application(1), before.application(1));
    world.stop().await
}
