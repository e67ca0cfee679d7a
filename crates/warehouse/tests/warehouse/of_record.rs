//! The schedule of record, as it is decided, pinned and remembered.

use cds_folders::FilePattern;
use cds_warehouse::Error;

use crate::{
    books::JOB,
    fixture::{World, day},
    share::{ScheduleFile, schedule, task},
};

/// A look-ahead: newer than the master, with tasks of its own.
fn look_ahead() -> ScheduleFile {
    let mut file = schedule("Look-ahead.xml", "2025-10-20", 0);
    file.tasks = vec![task(900, "Next three weeks", 480, 240)];
    file
}

async fn master_and_look_ahead() -> anyhow::Result<World> {
    let mut world = World::start().await?;
    world.share(schedule("Master.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    world.share(look_ahead().found()).await?;
    world.run("2025-10-31").await?;
    Ok(world)
}

fn of_record(world: &World) -> (Option<String>, Option<String>) {
    let job = world.laptop.job(JOB);
    (job.schedule_file, job.schedule_file_reason)
}

fn is(file: &str, reason: &str) -> (Option<String>, Option<String>) {
    (Some(file.to_owned()), Some(reason.to_owned()))
}

#[tokio::test]
async fn the_file_that_continues_the_last_version_stays_of_record_over_the_runs() -> anyhow::Result<()> {
    let mut world = master_and_look_ahead().await?;
    assert_eq!(of_record(&world), is("Master.xml", "continues"));
    assert!(
        world.laptop.version("Master.xml").of_record && !world.laptop.version("Look-ahead.xml").of_record
    );

    world.share(schedule("Master Nov.xml", "2025-11-15", 30).found()).await?;
    world.run("2025-11-30").await?;
    assert_eq!(of_record(&world), is("Master Nov.xml", "continues"));
    assert_eq!(
        world.laptop.month("2025-10-31").version_key,
        Some(world.laptop.version("Master.xml").version_key)
    );
    world.stop().await
}

#[tokio::test]
async fn a_person_can_pin_the_file_and_take_the_pin_away() -> anyhow::Result<()> {
    let mut world = master_and_look_ahead().await?;
    world.warehouse.pin_schedule(JOB, Some("Look-ahead.xml"), "ann").await?;
    world.run("2025-10-31").await?;
    assert_eq!(of_record(&world), is("Look-ahead.xml", "pinned"));
    assert_eq!(
        world.laptop.month("2025-10-31").schedule_percent.map(|p| p.to_string()).as_deref(),
        Some("50.00")
    );

    // It holds for the versions to come.
    world.share(schedule("Master.xml", "2025-11-15", 30).found()).await?;
    world.run("2025-11-30").await?;
    assert_eq!(of_record(&world), is("Look-ahead.xml", "pinned"));

    world.warehouse.pin_schedule(JOB, Some("Master.xml"), "ann").await?;
    world.run("2025-11-30").await?;
    world.warehouse.pin_schedule(JOB, None, "ann").await?;
    world.run("2025-11-30").await?;
    assert_eq!(of_record(&world), is("Master.xml", "continues"));
    world.stop().await
}

#[tokio::test]
async fn a_pin_of_what_is_not_there_says_what_is() -> anyhow::Result<()> {
    let world = master_and_look_ahead().await?;
    let refused = world.warehouse.pin_schedule("99-1-001", Some("Master.xml"), "ann").await;
    assert!(matches!(refused, Err(Error::NoSuchJob { found: 0, .. })));
    let refused = world.warehouse.pin_schedule(JOB, Some("Mastre.xml"), "ann").await.expect_err("refused");
    let told = refused.to_string();
    assert!(told.contains("Mastre.xml") && told.contains("Look-ahead.xml, Master.xml"), "{told}");
    world.stop().await
}

#[tokio::test]
async fn a_pattern_that_is_set_later_decides_for_every_job() -> anyhow::Result<()> {
    let mut world = master_and_look_ahead().await?;
    let pattern = FilePattern::try_from("Look*.xml".to_owned())?;
    world.build_silver(&[], "2025-10-31", Some(&pattern)).await?;
    world.warehouse.build_gold(day("2025-10-31"), world.basis).await?;
    world.laptop.pull(&world.warehouse, 1000).await?;
    assert_eq!(of_record(&world), is("Look-ahead.xml", "pattern"));
    world.stop().await
}
