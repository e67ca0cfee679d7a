//! What the books leave open is told as long as it is so.

use serde_json::json;

use crate::{
    books::{change_order, header, job, line, line_of_period},
    fixture::World,
};

async fn told(world: &mut World) -> anyhow::Result<String> {
    world.run("2025-12-31").await?;
    Ok(world.warehouse.doubts().await?.join("\n"))
}

#[tokio::test]
async fn a_pay_application_without_any_date_is_told_until_it_has_one() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), header(3, json!({})), header(4, json!({})), line(3, "1", "100")]).await?;
    let sentence = "job 25-1-082, pay applications 3, 4: no date is known, so no month counts it; export it with \
                    period_to, or with the day it was submitted, published, certified or paid";
    assert_eq!(told(&mut world).await?, sentence);
    assert_eq!(told(&mut world).await?, sentence, "as long as it is so");
    let dated = |number| header(number, json!({ "paid_on": "2025-12-20" }));
    world.books(vec![dated(3), dated(4)]).await?;
    assert_eq!(told(&mut world).await?, "");
    world.stop().await
}

#[tokio::test]
async fn lines_without_their_header_are_told() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), line(7, "1", "100"), line(7, "2", "100")]).await?;
    let told_of = told(&mut world).await?;
    assert!(
        told_of.starts_with("job 25-1-082, pay application 7: lines came without their header"),
        "{told_of}"
    );
    world.books(vec![header(7, json!({ "period_to": "2025-10-31" }))]).await?;
    assert_eq!(told(&mut world).await?, "");
    world.stop().await
}

#[tokio::test]
async fn bills_and_change_orders_of_a_job_that_the_books_do_not_have_are_told() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let change = change_order("1", json!({ "status": "pending", "amount": "5" }));
    world.books(vec![header(1, json!({ "period_to": "2025-10-31" })), change]).await?;
    assert_eq!(
        told(&mut world).await?,
        "job code 25-1-082: 2 records (change orders and pay applications) wait, since no job export has this code; \
         export the job, or correct the code in the books"
    );
    world.books(vec![job()]).await?;
    assert_eq!(told(&mut world).await?, "");
    world.stop().await
}

#[tokio::test]
async fn a_header_that_contradicts_its_lines_is_told_with_both_amounts() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let head = |total| header(1, json!({ "period_to": "2025-10-31", "completed_to_date": total }));
    world.books(vec![job(), head("150"), line(1, "1", "100"), line(1, "2", "50")]).await?;
    assert_eq!(told(&mut world).await?, "");

    // Corrected by an export that leaves line 2 out.
    world.books(vec![head("100"), line(1, "1", "100")]).await?;
    assert_eq!(
        told(&mut world).await?,
        "job 25-1-082, pay application 1: its header says 100.00 completed to date, and its lines come to 150.00, \
         which is what counts; export all its lines again, one that was taken out with 0"
    );
    world.books(vec![line(1, "2", "0")]).await?;
    assert_eq!(told(&mut world).await?, "");
    world.stop().await
}

#[tokio::test]
async fn a_header_is_held_against_the_sum_of_lines_that_bill_by_period() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let head =
        |number, total| header(number, json!({ "period_to": "2025-10-31", "completed_to_date": total }));
    world
        .books(vec![
            job(),
            head(1, "100"),
            head(2, "120"),
            line_of_period(1, "1", "100"),
            line_of_period(2, "1", "20"),
        ])
        .await?;
    assert_eq!(told(&mut world).await?, "");
    world.books(vec![head(2, "20")]).await?;
    assert!(told(&mut world).await?.contains("says 20.00 completed to date, and its lines come to 120.00"));
    world.stop().await
}
