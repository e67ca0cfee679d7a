//! Versions are known by job, file and content, whichever share they were found on.

use cds_feed::tables::ScheduleVersion;

use crate::{books::JOB, fixture::World, share::schedule};

#[tokio::test]
async fn a_share_that_moved_continues_the_same_versions_and_the_old_root_has_no_say() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let september = schedule("2025-09.xml", "2025-09-30", 10);
    let october = schedule("2025-10.xml", "2025-10-31", 20);
    let both = || [september.found(), october.found()].into_iter().flatten().collect();
    world.share_at("//old/jobs", both()).await?;
    world.run_over(&["//old/jobs"], "2025-10-31").await?;
    let before = world.laptop.all::<ScheduleVersion>();
    assert_eq!(before.len(), 2);

    world.share_at("//new/jobs", both()).await?;
    assert_eq!(world.run_over(&["//new/jobs"], "2025-10-31").await?, 0, "nothing has changed");
    assert_eq!(world.laptop.all::<ScheduleVersion>(), before);

    world.share_at("//new/jobs", vec![october.gone()]).await?;
    world.run_over(&["//new/jobs"], "2025-11-03").await?;
    let gone = world.laptop.version("2025-10.xml");
    assert_eq!(gone.removed_on.map(|d| d.to_string()).as_deref(), Some("2025-11-03"));
    assert_eq!(world.laptop.job(JOB).schedule_file.as_deref(), Some("2025-09.xml"));
    world.stop().await
}

#[tokio::test]
async fn a_root_that_is_taken_out_of_the_configuration_deletes_nothing() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.share_at("//old/jobs", schedule("schedule.xml", "2025-10-31", 20).found()).await?;
    world.run_over(&["//old/jobs"], "2025-10-31").await?;
    let before = world.laptop.version("schedule.xml");
    world.share_at("//new/jobs", schedule("other.xml", "2025-09-30", 10).found()).await?;
    world.run_over(&["//new/jobs"], "2025-10-31").await?;
    assert_eq!(world.laptop.version("schedule.xml"), before);
    world.stop().await
}

#[tokio::test]
async fn of_two_roots_with_a_file_the_one_that_is_scanned_no_more_loses_its_say() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let file = schedule("schedule.xml", "2025-10-31", 20);
    world.share_at("//archive/jobs", file.found()).await?;
    world.share_at("//server/jobs", file.found()).await?;
    world.share_at("//server/jobs", vec![file.gone()]).await?;
    world.run_over(&["//archive/jobs", "//server/jobs"], "2025-10-31").await?;
    assert_eq!(world.laptop.version("schedule.xml").removed_on, None, "the archive has it");
    world.share_at("//server/jobs", vec![]).await?;
    world.run_over(&["//server/jobs"], "2025-10-31").await?;
    assert!(world.laptop.version("schedule.xml").removed_on.is_some());
    world.stop().await
}
