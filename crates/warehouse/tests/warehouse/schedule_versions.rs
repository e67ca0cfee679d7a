//! Versions of schedule files: kept, overwritten, withdrawn, back again.

use cds_feed::tables::{ScheduleHealth, ScheduleVersion};
use serde_json::json;

use crate::{
    fixture::World,
    share::{schedule, task},
};

#[tokio::test]
async fn a_file_that_is_gone_withdraws_what_it_last_held_and_the_months_are_recomputed() -> anyhow::Result<()>
{
    let mut world = World::start().await?;
    let september = schedule("2025-09.xml", "2025-09-30", 10);
    let october = schedule("2025-10.xml", "2025-10-31", 20);
    world.share(september.found()).await?;
    world.share(october.found()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(percents(&world), [("2025-09-30", "10.00"), ("2025-10-31", "20.00")].map(owned));
    let key = world.laptop.version("2025-10.xml").version_key;

    world.share(vec![october.gone()]).await?;
    world.run("2025-11-03").await?;
    let withdrawn = world.laptop.version("2025-10.xml");
    assert_eq!(withdrawn.removed_on.map(|d| d.to_string()).as_deref(), Some("2025-11-03"), "it stays listed");
    assert!(!withdrawn.of_record);
    assert_eq!(
        percents(&world),
        [("2025-09-30", "10.00"), ("2025-10-31", "10.00"), ("2025-11-30", "10.00")].map(owned)
    );

    // Back again: the same version under the same key.
    world.share(october.found()).await?;
    world.run("2025-11-03").await?;
    let back = world.laptop.version("2025-10.xml");
    assert_eq!((back.version_key, back.removed_on, back.of_record), (key, None, true));
    assert_eq!(
        world.laptop.month("2025-10-31").schedule_percent.map(|p| p.to_string()).as_deref(),
        Some("20.00")
    );
    world.stop().await
}

#[tokio::test]
async fn a_version_that_was_overwritten_stays_history_even_when_the_file_goes() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let october = schedule("schedule.xml", "2025-10-31", 20);
    let november = schedule("schedule.xml", "2025-11-30", 30);
    world.share(october.found()).await?;
    world.share(november.found()).await?;
    world.run("2025-11-30").await?;
    assert_eq!(percents(&world), [("2025-10-31", "20.00"), ("2025-11-30", "30.00")].map(owned));

    world.share(vec![november.gone()]).await?;
    world.run("2025-11-30").await?;
    assert_eq!(percents(&world), [("2025-10-31", "20.00"), ("2025-11-30", "20.00")].map(owned));
    let removed: Vec<bool> =
        world.laptop.all::<ScheduleVersion>().iter().map(|v| v.removed_on.is_some()).collect();
    assert_eq!(removed, [false, true]);
    assert_eq!(world.laptop.job("25-1-082").schedule_file, None, "there is no file of record now");

    // The next file continues it.
    world.share(schedule("schedule v2.xml", "2025-12-15", 40).found()).await?;
    world.run("2025-12-31").await?;
    assert_eq!(world.laptop.job("25-1-082").schedule_file_reason.as_deref(), Some("continues"));
    assert_eq!(
        percents(&world),
        [("2025-10-31", "20.00"), ("2025-11-30", "20.00"), ("2025-12-31", "40.00")].map(owned)
    );
    world.stop().await
}

#[tokio::test]
async fn only_tasks_that_count_make_the_percentage() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let mut file = schedule("schedule.xml", "2025-10-31", 0);
    file.tasks = vec![task(1, "Dig", 480, 480), task(2, "Pour", 960, 240)];
    let mut summary = task(3, "All", 1440, 1440);
    summary["counts"] = json!(false);
    summary["summary"] = json!(true);
    file.tasks.push(summary);
    world.share(file.found()).await?;
    world.run("2025-10-31").await?;
    let version = world.laptop.version("schedule.xml");
    assert_eq!(version.schedule_percent.map(|p| p.to_string()).as_deref(), Some("50.00"));
    assert_eq!(version.task_count, 3);
    world.stop().await
}

#[tokio::test]
async fn a_file_with_two_tasks_of_one_number_does_not_stop_the_others() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let mut careless = schedule("careless.xml", "2025-10-31", 0);
    careless.tasks = vec![task(1, "Dig", 480, 480), task(1, "Pour", 480, 0), task(i64::MAX, "Roof", 480, 0)];
    careless.tasks[2]["predecessors"] =
        json!([{ "unique_id": 1, "type": "FS", "lag": "0", "lag_unit": "d" }]);
    world.share(careless.found()).await?;
    world.share(schedule("other.xml", "2025-09-30", 10).in_folder("25-1-083 Other").found()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<ScheduleVersion>().len(), 2);
    let links =
        world.client().await?.query_one("select count(*) from silver.fact_schedule_links", &[]).await?;
    assert_eq!(links.get::<_, i64>(0), 1);
    world.stop().await
}

fn percents(world: &World) -> Vec<(String, String)> {
    let months = world.laptop.all::<ScheduleHealth>().into_iter();
    months
        .map(|m| (m.month_end.to_string(), m.schedule_percent.map(|p| p.to_string()).unwrap_or_default()))
        .collect()
}

fn owned((month, percent): (&str, &str)) -> (String, String) {
    (month.to_owned(), percent.to_owned())
}
