//! The tables come up from nothing or from those of before, and stay as they are.

use std::{collections::BTreeSet, fs};

use cds_warehouse::{
    Error, Warehouse,
    access::{DEVELOPMENT, Role},
    connect::no_tls,
};
use serde_json::json;
use tokio_postgres::Client;

use crate::{
    books::{JOB, change_order, employee, header, job, job_with, line},
    fixture::{World, day},
    replica::Replica,
    share::schedule,
};

#[tokio::test]
async fn a_second_migration_changes_nothing() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.books(vec![job()]).await?;
    let applied = "select string_agg(version || ' ' || name || ' ' || applied_on, ', ' order by version)
        from refinery_schema_history";
    let client = world.client().await?;
    let before: String = client.query_one(applied, &[]).await?.get(0);
    assert!(before.starts_with("1 layers"), "{before}");

    Warehouse::open(&world.server.config(), no_tls()).await?;
    let after: String = client.query_one(applied, &[]).await?.get(0);
    assert_eq!(after, before);
    let kept = client.query_one("select count(*) from bronze.record", &[]).await?;
    assert_eq!(kept.get::<_, i64>(0), 1);
    world.stop().await
}

/// The statements that undo a migration, from its own comment.
fn rollback(migration: &str) -> String {
    let lines = migration.lines().skip_while(|line| *line != "-- rollback:").skip(1);
    lines.map_while(|line| line.strip_prefix("--   ")).collect::<Vec<_>>().join("\n")
}

/// Undoes the migrations after one, the newest first.
pub(crate) async fn go_back_to(kept: u32, client: &Client) -> anyhow::Result<()> {
    let mut later: Vec<(u32, String)> = Vec::new();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/warehouse"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let number = name.trim_start_matches('V').split("__").next().unwrap_or_default().parse()?;
        if number > kept {
            later.push((number, fs::read_to_string(path)?));
        }
    }
    later.sort();
    for (_, migration) in later.iter().rev() {
        client.batch_execute(&rollback(migration)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn tables_with_data_go_back_to_the_fourth_migration_and_come_up_again() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.books(vec![job()]).await?;
    world.books(vec![job_with(json!({ "name": "Mesa Gateway II" }))]).await?;
    let client = world.client().await?;
    go_back_to(4, &client).await?;
    let left = "select max(version) from refinery_schema_history";
    assert_eq!(client.query_one(left, &[]).await?.get::<_, i32>(0), 4);

    let warehouse = Warehouse::open(&world.server.config(), no_tls()).await?;
    let versions = "select version, is_current from bronze.record order by version";
    let versions: Vec<(i32, bool)> =
        client.query(versions, &[]).await?.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(versions, [(1, false), (2, true)]);
    warehouse.close();
    let known = job_with(json!({ "name": "Mesa Gateway II" }));
    assert_eq!(world.books(vec![known]).await?.unchanged, 1, "its hash is the same");
    world.stop().await
}

#[tokio::test]
async fn tables_of_another_version_are_left_alone_and_told_once_with_what_to_do() -> anyhow::Result<()> {
    let world = World::start().await?;
    let other = "update refinery_schema_history set checksum = '1' where version = 2";
    world.client().await?.execute(other, &[]).await?;
    let refused = Warehouse::open(&world.server.config(), no_tls()).await.expect_err("refused");
    assert!(matches!(refused, Error::OtherTables(_)));
    let told = format!("{:#}", anyhow::Error::from(refused));
    assert_eq!(told.matches("V2__model is different").count(), 1, "{told}");
    assert!(told.contains("start anew"), "{told}");
    world.stop().await
}

#[tokio::test]
async fn what_the_database_says_is_told_once() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.client().await?.batch_execute("drop table ops.run cascade").await?;
    let refused = world.warehouse.last_run().await.expect_err("refused");
    let told = format!("{:#}", anyhow::Error::from(refused));
    assert_eq!(told.matches("relation \"ops.run\" does not exist").count(), 1, "{told}");
    world.stop().await
}

#[tokio::test]
async fn the_fed_tables_have_the_columns_of_the_contract() -> anyhow::Result<()> {
    let world = World::start().await?;
    let tables = "select array_agg(table_name::text order by table_name) from information_schema.tables
        where table_schema = 'gold'";
    let tables: Vec<String> = world.client().await?.query_one(tables, &[]).await?.get(0);
    let mut fed = cds_feed::tables::TABLES.map(str::to_owned);
    fed.sort();
    assert_eq!(tables, fed);
    world.stop().await
}

#[tokio::test]
async fn runs_of_the_release_before_are_kept_and_can_be_gone_back_to() -> anyhow::Result<()> {
    let world = World::start().await?;
    let client = world.client().await?;
    world.warehouse.begin_run(day("2025-10-31")).await?;
    go_back_to(7, &client).await?;
    let before = "update ops.run set outcome = 'failed', message = 'the disk is full', finished_at = now()";
    client.execute(before, &[]).await?;

    let warehouse = Warehouse::open(&world.server.config(), no_tls()).await?;
    let failure = warehouse.standing().await?.failure.expect("a failure");
    assert_eq!((failure.sentence.as_str(), failure.stopped), ("the disk is full", false));
    let run_id = warehouse.begin_run(day("2025-11-01")).await?;
    warehouse.stop_run(run_id, "told to").await?;
    go_back_to(7, &client).await?;
    let kept = client.query_one("select count(*) from ops.run where outcome = 'failed'", &[]).await?;
    assert_eq!(kept.get::<_, i64>(0), 2);
    world.stop().await
}

#[tokio::test]
async fn tables_of_before_that_hold_data_come_up_with_the_same_jobs_and_the_same_gold() -> anyhow::Result<()>
{
    let mut world = World::start().await?;
    let managed = json!({ "name": "Mesa", "original_contract": "1000", "project_manager": "Ann Ode", "client": "City" });
    world
        .books(vec![
            job_with(managed),
            header(1, json!({ "period_to": "2025-10-31" })),
            line(1, "1", "400"),
            change_order("1", json!({ "status": "executed", "amount": "20", "executed_on": "2025-10-01" })),
            employee("17", json!({ "name": "Lo, Ben" })),
        ])
        .await?;
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    let before = world.laptop.clone();

    let client = world.client().await?;
    go_back_to(4, &client).await?;
    let kept = client.query_one("select job_number from silver.dim_project", &[]).await?;
    assert_eq!(kept.get::<_, &str>(0), JOB, "one row for a job, as it was");

    world.warehouse = Warehouse::open(&world.server.config(), no_tls()).await?;
    world.books(vec![]).await?;
    assert_eq!(world.run("2025-10-31").await?, 0, "nothing goes to the laptops");
    assert!(world.laptop.same_rows_as(&before));
    let versions = "select effective_from::text || ' ' || effective_to::text from silver.dim_project where project_key <> 0";
    let versions = client.query_one(versions, &[]).await?;
    assert_eq!(versions.get::<_, &str>(0), "-infinity infinity");
    world.stop().await
}

#[tokio::test]
async fn the_tables_before_roles_come_back_and_go_on_with_what_was_logged_in_them() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let client = world.client().await?;
    go_back_to(6, &client).await?;
    let version = "insert into gold.gold_schedule_versions
        select number, number % 2, 'a.xml', '2025-10-31', 'name', null, null, null, 1, true, null from generate_series(1, 6) number";
    client.batch_execute(version).await?;
    client
        .batch_execute("update gold.gold_schedule_versions set project_key = 0 where version_key = 1")
        .await?;
    client.batch_execute("delete from gold.gold_schedule_versions where version_key = 2").await?;

    world.warehouse = Warehouse::open(&world.server.config(), no_tls()).await?;
    world.warehouse.add_user("ana@x.example", "Ana", &BTreeSet::from([Role::Pm])).await?;
    client
        .batch_execute(
            "insert into sync.user_project select user_key, 1 from app.user_account where user_key > 0",
        )
        .await?;
    let account = world.warehouse.users().await?.remove(0);
    for (user_key, expected) in [(account.user_key, 2), (DEVELOPMENT, 5)] {
        let mut laptop = Replica::of(user_key);
        assert_eq!(laptop.pull(&world.warehouse, 2).await?, expected);
        assert_eq!(laptop.checksums(), world.warehouse.checksums(user_key).await?);
        client
            .batch_execute(
                "update gold.gold_schedule_versions set file = file || 'l' where version_key in (3, 4)",
            )
            .await?;
        laptop.pull(&world.warehouse, 2).await?;
        assert_eq!(laptop.checksums(), world.warehouse.checksums(user_key).await?);
    }
    world.stop().await
}

#[tokio::test]
async fn a_login_that_may_not_make_the_roles_is_told_what_an_administrator_runs() -> anyhow::Result<()> {
    let world = World::start().await?;
    let client = world.client().await?;
    go_back_to(6, &client).await?;
    for statement in [
        "create role plain login password 'secret'",
        "create database plain owner plain",
        "drop role cds_api, cds_pipeline",
    ] {
        client.batch_execute(statement).await?;
    }
    let mut config = world.server.config();
    config.user("plain").password("secret").dbname("plain");
    let refused = Warehouse::open(&config, no_tls()).await.expect_err("refused").to_string();
    let grant = "create role cds_pipeline nologin; create role cds_api nologin; grant cds_pipeline, cds_api to plain;";
    assert!(refused.contains(grant), "{refused}");

    client.batch_execute(grant).await?;
    let warehouse = Warehouse::open(&config, no_tls()).await?;
    warehouse.add_user("ana@x.example", "Ana", &BTreeSet::from([Role::Pm])).await?;
    let ana = warehouse.users().await?.remove(0).user_key;
    let plain = cds_warehouse::connect::connect(&config, &no_tls()).await?;
    let job = "insert into gold.gold_projects (project_key, job_number, project_name, status) values (1, '25-1-001', 'Mesa', 'active')";
    plain.batch_execute(job).await?;
    assert_eq!(Replica::of(ana).pull(&warehouse, 10).await?, 0, "not the owner's rights");
    assert_eq!(Replica::of(DEVELOPMENT).pull(&warehouse, 10).await?, 1);
    warehouse.close();
    world.stop().await
}
