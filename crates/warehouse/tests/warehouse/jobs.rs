//! Who a job is: durable keys across the books and the share.

use cds_feed::tables::Project;
use serde_json::json;

use crate::{
    books::{JOB, job, job_with, numbered_job},
    fixture::World,
    share::{FOLDER, schedule},
};

#[tokio::test]
async fn a_job_known_from_its_folder_keeps_its_key_when_the_books_learn_of_it() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let before = world.laptop.job(JOB);
    assert_eq!(before.project_name, "Mesa Gateway", "the folder has the name");
    assert_eq!(before.original_contract, None);

    world.books(vec![job_with(json!({ "name": "Gateway Mesa LLC", "original_contract": "5.00" }))]).await?;
    world.run("2025-10-31").await?;
    let after = world.laptop.job(JOB);
    assert_eq!(after.project_key, before.project_key);
    assert_eq!(after.project_name, "Gateway Mesa LLC");
    assert_eq!(world.laptop.version("schedule.xml").project_key, before.project_key);
    world.stop().await
}

#[tokio::test]
async fn the_folder_of_a_job_of_the_books_is_that_job() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job()]).await?;
    world.run("2025-10-31").await?;
    let key = world.laptop.job(JOB).project_key;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<Project>().len(), 1);
    assert_eq!(world.laptop.version("schedule.xml").project_key, key);
    world.stop().await
}

#[tokio::test]
async fn two_jobs_of_one_number_stay_two_members() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let of_folder = world.laptop.job(JOB).project_key;

    let old = numbered_job("2582A", JOB, json!({ "name": "Mesa, first phase" }));
    let new = numbered_job("2582B", JOB, json!({ "name": "Mesa, second phase" }));
    world.books(vec![old, new]).await?;
    world.run("2025-10-31").await?;
    let jobs = world.laptop.all::<Project>();
    assert_eq!(jobs.iter().map(|j| j.job_number.as_str()).collect::<Vec<_>>(), [JOB, JOB]);
    assert_eq!(
        jobs.iter().filter(|j| j.project_key == of_folder).count(),
        1,
        "one of them has the folder's key"
    );

    // Each goes its own way from here.
    world.books(vec![numbered_job("2582A", JOB, json!({ "name": "Mesa I" }))]).await?;
    assert_eq!(world.run("2025-10-31").await?, 1);
    let mut names: Vec<_> = world.laptop.all::<Project>().into_iter().map(|j| j.project_name).collect();
    names.sort();
    assert_eq!(names, ["Mesa I", "Mesa, second phase"]);
    world.stop().await
}

#[tokio::test]
async fn a_renamed_job_and_a_changed_manager_show_at_once_and_nothing_else_moves() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let with = |name, manager, email| {
        job_with(
            json!({ "name": name, "project_manager": manager, "project_manager_email": email, "client": "City" }),
        )
    };
    world.books(vec![with("Mesa", "Ann Ode", "ann@example.com")]).await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let before = world.laptop.job(JOB);
    assert_eq!(
        (before.project_manager.as_deref(), before.client.as_deref()),
        (Some("Ann Ode"), Some("City"))
    );

    world.books(vec![with("Mesa Gateway", "Ben Lo", "ben@example.com")]).await?;
    assert_eq!(world.run("2025-10-31").await?, 1, "the job's row alone");
    let after = world.laptop.job(JOB);
    assert_eq!(
        (after.project_name.as_str(), after.project_manager.as_deref()),
        ("Mesa Gateway", Some("Ben Lo"))
    );
    assert_eq!(after.project_key, before.project_key);
    world.stop().await
}

#[tokio::test]
async fn a_manager_who_is_renamed_is_renamed_on_every_job() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let of = |code, name| {
        numbered_job(
            code,
            code,
            json!({ "project_manager": name, "project_manager_email": "Ann@Example.com" }),
        )
    };
    world.books(vec![of("25-1-001", "Ann Ode"), of("25-1-002", "Ann Ode")]).await?;
    world.run("2025-10-31").await?;
    world.books(vec![of("25-1-001", "Ann Ode-Lo")]).await?;
    assert_eq!(world.run("2025-10-31").await?, 2);
    for number in ["25-1-001", "25-1-002"] {
        assert_eq!(world.laptop.job(number).project_manager.as_deref(), Some("Ann Ode-Lo"));
    }
    world.stop().await
}

#[tokio::test]
async fn a_copy_of_a_job_folder_is_the_same_job_and_its_schedules_the_same_versions() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let original = schedule("schedule.xml", "2025-10-15", 20);
    let copy = original.clone().in_folder("Archive/25-1-082 Mesa Gateway (copy)");
    world.share([original.found(), copy.found()].into_iter().flatten().collect()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<Project>().len(), 1);
    assert_eq!(world.laptop.all::<cds_feed::tables::ScheduleVersion>().len(), 1);

    // One of them goes: the other still holds the file.
    world.share(vec![copy.gone()]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.version("schedule.xml").removed_on, None);
    world.share(vec![original.gone()]).await?;
    world.run("2025-10-31").await?;
    assert_eq!(
        world.laptop.version("schedule.xml").removed_on.map(|d| d.to_string()).as_deref(),
        Some("2025-10-31")
    );
    world.stop().await
}

#[tokio::test]
async fn a_renamed_job_folder_holds_the_same_versions() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let before = schedule("schedule.xml", "2025-10-15", 20);
    let after = before.clone().in_folder("Jobs 2025/25-1-082 Mesa Gateway Tower");
    world.share(before.found()).await?;
    world.run("2025-10-31").await?;
    let version = world.laptop.version("schedule.xml");
    world.share(after.found()).await?;
    world.run("2025-10-31").await?;
    world.share(vec![before.gone()]).await?;
    world.run("2025-11-01").await?;
    assert_eq!(world.laptop.version("schedule.xml"), version);

    // Overwritten in the new folder: what it held stays history, though the old folder's record ended with it.
    world.share(schedule("schedule.xml", "2025-11-15", 30).in_folder(&after.folder).found()).await?;
    world.run("2025-11-30").await?;
    let versions = world.laptop.all::<cds_feed::tables::ScheduleVersion>();
    assert_eq!(versions.iter().map(|v| v.removed_on).collect::<Vec<_>>(), [None, None]);
    assert_ne!(after.folder, FOLDER);
    world.stop().await
}
