//! Which months a job has, as time goes on.

use cds_feed::tables::ScheduleHealth;
use serde_json::json;

use crate::{
    books::{header, job, job_with, line},
    fixture::World,
    share::schedule,
};

#[tokio::test]
async fn a_month_with_nothing_new_is_carried_when_today_moves_into_it() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "400000")]).await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(months(&world), ["2025-10-31"]);
    assert_eq!(world.run("2025-11-01").await?, 1, "November alone");
    let (october, november) = (world.laptop.month("2025-10-31"), world.laptop.month("2025-11-30"));
    assert!(!october.carried && november.carried);
    assert_eq!((november.variance, november.light.as_deref()), (october.variance, Some("red")));
    assert_eq!(
        (november.red_months, november.alert),
        (1, false),
        "a carried month is no second month of Red"
    );
    assert_eq!(world.run("2025-11-30").await?, 0, "the same month");
    world.stop().await
}

#[tokio::test]
async fn red_in_two_uncarried_months_raises_the_alert() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "400000")]).await?;
    world.share(schedule("2025-10.xml", "2025-10-15", 20).found()).await?;
    world.share(schedule("2025-11.xml", "2025-11-15", 22).found()).await?;
    world.run("2025-11-30").await?;
    let november = world.laptop.month("2025-11-30");
    assert_eq!(november.variance.map(|v| v.to_string()).as_deref(), Some("-18.00"));
    assert_eq!((november.red_months, november.alert), (2, true));
    world.stop().await
}

#[tokio::test]
async fn a_schedule_dated_ahead_gets_its_month_when_that_month_comes() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.share(schedule("schedule.xml", "2025-11-03", 20).found()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(months(&world), <[&str; 0]>::default());
    world.run("2025-11-04").await?;
    assert_eq!(months(&world), ["2025-11-30"]);
    world.stop().await
}

#[tokio::test]
async fn a_closed_job_ends_with_the_last_month_in_which_something_came() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let closed = job_with(json!({ "name": "Mesa", "status": "closed" }));
    world.books(vec![closed, header(1, json!({ "period_to": "2025-10-31" })), line(1, "1", "1")]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(months(&world), ["2025-10-31"]);

    world.books(vec![job()]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(months(&world), ["2025-10-31", "2025-11-30", "2025-12-31"], "it is opened again");
    world.stop().await
}

#[tokio::test]
async fn a_run_for_an_earlier_day_shows_no_later_month() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-12-31").await?;
    world.run("2025-11-30").await?;
    assert_eq!(months(&world), ["2025-10-31", "2025-11-30"]);
    world.stop().await
}

fn months(world: &World) -> Vec<String> {
    world.laptop.all::<ScheduleHealth>().iter().map(|m| m.month_end.to_string()).collect()
}
