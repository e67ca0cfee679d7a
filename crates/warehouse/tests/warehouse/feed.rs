//! The feed: a laptop that follows its cursor has what the tables have.

use std::collections::BTreeSet;

use cds_feed::{
    Line, Operation,
    tables::{Project, ScheduleHealth},
};
use cds_warehouse::{Error, access::DEVELOPMENT};
use serde_json::json;
use tokio::task::JoinSet;
use tokio_postgres::Client;

use crate::{
    books::{header, job, line, numbered_job},
    fixture::World,
    replica::Replica,
    share::schedule,
};

const WRITE: &str = "insert into gold.gold_projects (project_key, job_number, project_name, status)
    values ($1, '25-1-001', $2, 'active')
    on conflict (project_key) do update set project_name = excluded.project_name";

const DELETE: &str = "delete from gold.gold_projects where project_key = $1 and $1 % 3 = 0";

/// A hundred jobs of one transaction.
async fn hundred_jobs(client: &Client, name: &str) -> anyhow::Result<()> {
    let many = "insert into gold.gold_projects (project_key, job_number, project_name, status)
        select number, '25-1-' || lpad(number::text, 3, '0'), $1, 'active' from generate_series(1, 100) number
        on conflict (project_key) do update set project_name = excluded.project_name";
    client.execute(many, &[&name]).await?;
    Ok(())
}

#[tokio::test]
async fn a_laptop_that_starts_from_nothing_gets_the_tables_as_they_are() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let gone = schedule("schedule.xml", "2025-09-15", 20);
    world.books(vec![job(), header(1, json!({ "period_to": "2025-09-30" })), line(1, "1", "100000")]).await?;
    world.share(gone.found()).await?;
    world.run("2025-12-31").await?;
    world.books(vec![line(1, "1", "120000"), numbered_job("25-1-090", "25-1-090", json!({}))]).await?;
    world.run("2025-11-30").await?;

    let mut fresh = Replica::default();
    let page = world.warehouse.pull(DEVELOPMENT, None, 1000, "Demo contractor").await?;
    let Some(Line::Head(head)) = page.lines.first() else { panic!("a page starts with its head") };
    let changes: Vec<_> =
        page.lines.iter().filter_map(|l| if let Line::Change(c) = l { Some(c) } else { None }).collect();
    assert!(changes.iter().all(|change| change.op == Operation::Upsert), "nothing to delete from nothing");
    assert_eq!(head.total, changes.len() as u64);
    fresh.pull(&world.warehouse, 3).await?;
    assert!(fresh.same_rows_as(&world.laptop));

    let client = world.client().await?;
    for (table, rows) in [
        ("gold_projects", fresh.all::<Project>().len()),
        ("gold_schedule_health", fresh.all::<ScheduleHealth>().len()),
    ] {
        let kept = client.query_one(&format!("select count(*) from gold.{table}"), &[]).await?;
        assert_eq!(kept.get::<_, i64>(0), i64::try_from(rows)?, "{table}");
    }
    world.stop().await
}

#[tokio::test]
async fn a_row_that_is_gone_comes_as_a_delete() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let client = world.client().await?;
    hundred_jobs(&client, "Mesa").await?;
    world.laptop.pull(&world.warehouse, 1000).await?;
    client.execute("delete from gold.gold_projects where project_key > 97", &[]).await?;
    let page =
        world.warehouse.pull(DEVELOPMENT, world.laptop.cursor.as_deref(), 1000, "Demo contractor").await?;
    let deleted: Vec<_> =
        page.lines.iter().filter_map(|l| if let Line::Change(c) = l { Some(c) } else { None }).collect();
    assert!(deleted.iter().all(|change| change.op == Operation::Delete));
    let keys: BTreeSet<_> = deleted.iter().filter_map(|change| change.row["project_key"].as_i64()).collect();
    assert_eq!(keys, BTreeSet::from([98, 99, 100]));

    // Away and back within one transaction: the row as it is.
    client.batch_execute("begin; delete from gold.gold_projects where project_key = 1;
        insert into gold.gold_projects (project_key, job_number, project_name, status) values (1, '25-1-001', 'Back', 'active');
        commit").await?;
    world.laptop.pull(&world.warehouse, 1000).await?;
    assert_eq!(world.laptop.job("25-1-001").project_name, "Back");
    world.stop().await
}

#[tokio::test]
async fn the_first_page_fixes_the_end_of_a_pull() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let client = world.client().await?;
    hundred_jobs(&client, "before").await?;
    assert_eq!(world.laptop.page(&world.warehouse, 40).await?, (40, true));
    // The laptop loses its connection here; meanwhile everything changes and a job is new.
    hundred_jobs(&client, "after").await?;
    client.execute(WRITE, &[&101_i64, &"new"]).await?;
    assert_eq!(world.laptop.page(&world.warehouse, 40).await?, (40, true));
    assert_eq!(
        world.laptop.page(&world.warehouse, 40).await?,
        (20, false),
        "the new job is not of this pull"
    );
    assert_eq!(world.laptop.all::<Project>().len(), 100);

    assert_eq!(world.laptop.pull(&world.warehouse, 40).await?, 101);
    assert!(world.laptop.all::<Project>().iter().all(|job| job.project_name != "before"));
    assert_eq!(world.laptop.pull(&world.warehouse, 40).await?, 0);
    world.stop().await
}

#[tokio::test]
async fn a_page_can_be_asked_for_again() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    hundred_jobs(&world.client().await?, "Mesa").await?;
    world.laptop.page(&world.warehouse, 30).await?;
    let cursor = world.laptop.cursor.clone();
    let first = world.warehouse.pull(DEVELOPMENT, cursor.as_deref(), 30, "Demo contractor").await?;
    let again = world.warehouse.pull(DEVELOPMENT, cursor.as_deref(), 30, "Demo contractor").await?;
    assert_eq!(first.lines, again.lines);
    world.stop().await
}

#[tokio::test]
async fn a_cursor_that_is_not_of_this_warehouse_as_it_is_asks_for_a_resync() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let client = world.client().await?;
    hundred_jobs(&client, "Mesa").await?;
    world.laptop.pull(&world.warehouse, 1000).await?;
    let good = world.laptop.cursor.clone().expect("a cursor");
    let (body, signature) = good.split_once('.').expect("signed");
    for forged in ["", "nonsense", &format!("{body}.AAAA"), &format!("{}.{signature}", &body[4..])] {
        let refused = world.warehouse.pull(DEVELOPMENT, Some(forged), 10, "Demo contractor").await;
        assert!(matches!(refused, Err(Error::ResyncRequired(_))), "{forged}");
    }

    // Restored from a backup of before the pull, and then set up anew.
    for rewound in ["delete from sync.change_log", "update sync.identity set epoch = gen_random_uuid()"] {
        client.execute(rewound, &[]).await?;
        let refused = world.warehouse.pull(DEVELOPMENT, Some(&good), 10, "Demo contractor").await;
        assert!(matches!(refused, Err(Error::ResyncRequired(_))), "{rewound}");
    }
    world.stop().await
}

#[tokio::test]
async fn a_number_is_not_given_while_an_earlier_one_is_not_yet_visible() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let (slow, quick, watch) = (world.client().await?, world.client().await?, world.client().await?);
    slow.batch_execute("begin").await?;
    slow.execute(WRITE, &[&1_i64, &"slow"]).await?;
    // It has its number now, and has yet to commit.
    slow.batch_execute("set constraints all immediate").await?;

    let waiting = async {
        let waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
        while watch.query_one(waits, &[]).await?.get::<_, i64>(0) == 0 {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    let mut writing = Box::pin(quick.execute(WRITE, &[&2_i64, &"quick"]));
    tokio::select! {
        done = &mut writing => panic!("a later number is visible before an earlier one: {done:?}"),
        waits = waiting => waits?,
    }
    assert_eq!(world.laptop.pull(&world.warehouse, 10).await?, 0);
    slow.batch_execute("commit").await?;
    writing.await?;
    assert_eq!(world.laptop.pull(&world.warehouse, 10).await?, 2);
    world.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_laptop_that_pulls_while_others_write_misses_nothing() -> anyhow::Result<()> {
    const WRITERS: i64 = 4;
    const TRANSACTIONS: i64 = 150;
    let mut world = World::start().await?;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let mut client = world.client().await?;
        writers.spawn(async move {
            for turn in 0..TRANSACTIONS {
                let transaction = client.transaction().await?;
                // Each row is written, written again and taken away once: no later change makes up for one that
                // was missed.
                let row = |turn: i64| writer * 1000 + turn;
                transaction.execute(WRITE, &[&row(turn), &"new"]).await?;
                transaction.execute(WRITE, &[&row(turn - 3), &"again"]).await?;
                transaction.execute(DELETE, &[&row(turn - 7)]).await?;
                if turn % 10 == 9 { transaction.rollback().await? } else { transaction.commit().await? }
            }
            anyhow::Ok(())
        });
    }
    let mut pulls = 0;
    while !writers.is_empty() {
        world.laptop.pull(&world.warehouse, 25).await?;
        pulls += 1;
        while let Some(done) = writers.try_join_next() {
            done??;
        }
    }
    assert!(pulls > 5, "the reader was hot: {pulls} pulls");
    world.laptop.pull(&world.warehouse, 25).await?;
    let mut fresh = Replica::default();
    fresh.pull(&world.warehouse, 1000).await?;
    let rows = "select count(*), coalesce(sum(project_key), 0)::bigint from gold.gold_projects";
    let rows = world.client().await?.query_one(rows, &[]).await?;
    let jobs = fresh.all::<Project>();
    assert_eq!(rows.get::<_, i64>(0), i64::try_from(jobs.len())?);
    assert_eq!(rows.get::<_, i64>(1), jobs.iter().map(|job| job.project_key).sum::<i64>());
    assert!(world.laptop.same_rows_as(&fresh), "what was followed is what is there");
    world.stop().await
}

#[tokio::test]
async fn a_page_says_when_the_last_run_ended_and_for_which_day() -> anyhow::Result<()> {
    let world = World::start().await?;
    let tail = async || {
        let page = world.warehouse.pull(DEVELOPMENT, None, 10, "Demo contractor").await?;
        let Some(Line::Tail(tail)) = page.lines.into_iter().next_back() else {
            panic!("a page ends with its tail")
        };
        anyhow::Ok(tail)
    };
    assert_eq!(tail().await?.as_of, None);
    let done = world.warehouse.begin_run(crate::fixture::day("2025-10-31")).await?;
    world.warehouse.end_run(done, None).await?;
    let failed = world.warehouse.begin_run(crate::fixture::day("2025-11-30")).await?;
    world.warehouse.end_run(failed, Some("the share did not answer")).await?;
    let tail = tail().await?;
    assert_eq!(tail.as_of, Some(crate::fixture::day("2025-10-31")));
    assert!(tail.refreshed_at.is_some());
    assert_eq!(tail.company, "Demo contractor");
    world.stop().await
}
