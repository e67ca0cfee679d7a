//! Gold is written only where it differs.

use cds_feed::tables::{Project, ScheduleHealth};
use serde_json::json;

use crate::{
    books::{JOB, header, job, line, numbered_job},
    fixture::World,
    share::schedule,
};

#[tokio::test]
async fn one_changed_line_changes_that_jobs_rows_and_no_others() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world
        .books(vec![
            job(),
            numbered_job("25-1-083", "25-1-083", json!({ "name": "Other" })),
            header(1, json!({ "period_to": "2025-09-30" })),
            header(2, json!({ "period_to": "2025-10-31" })),
            line(1, "1", "100000"),
            line(2, "1", "200000"),
        ])
        .await?;
    world.share(schedule("schedule.xml", "2025-09-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let logged_before = logged(&world).await?;

    world.books(vec![line(2, "1", "210000")]).await?;
    assert_eq!(world.run("2025-10-31").await?, 2);
    let new = logged(&world).await?.split_off(logged_before.len());
    assert_eq!(new, ["gold_pay_applications 2", "gold_schedule_health 2025-10-31"]);
    world.stop().await
}

#[tokio::test]
async fn a_run_with_nothing_new_writes_nothing() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let all = || vec![job(), header(1, json!({ "period_to": "2025-09-30" })), line(1, "1", "100000")];
    world.books(all()).await?;
    world.share(schedule("schedule.xml", "2025-09-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let before = logged(&world).await?;
    world.books(all()).await?;
    world.share(schedule("schedule.xml", "2025-09-15", 20).found()).await?;
    assert_eq!(world.run("2025-10-31").await?, 0);
    assert_eq!(logged(&world).await?, before);
    world.stop().await
}

#[tokio::test]
async fn what_was_built_late_is_built_whole() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job(), header(1, json!({ "period_to": "2025-09-30" })), line(1, "1", "100000")]).await?;
    // The service was killed between silver and gold.
    world.build_silver(&[], "2025-10-31", None).await?;
    world.share(schedule("schedule.xml", "2025-09-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    assert_eq!(world.laptop.all::<Project>().len(), 1);
    assert_eq!(world.laptop.all::<ScheduleHealth>().len(), 2);
    assert_eq!(world.laptop.month("2025-09-30").variance.map(|v| v.to_string()).as_deref(), Some("10.00"));
    assert_eq!(world.laptop.job(JOB).schedule_file.as_deref(), Some("schedule.xml"));
    world.stop().await
}

async fn logged(world: &World) -> anyhow::Result<Vec<String>> {
    let rows = "select table_name || ' ' || coalesce(row_key ->> 'month_end', row_key ->> 'application', '')
        from sync.change_log order by publish_no, table_name, row_key";
    let rows = world.client().await?.query(rows, &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
