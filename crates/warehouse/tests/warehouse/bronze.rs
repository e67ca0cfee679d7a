//! Landing: every record ends in exactly one of loaded, unchanged, quarantined.

use std::collections::BTreeMap;

use cds_warehouse::bronze::{Arrival, Arrivals, Batch, Landed, Quarantined};
use serde_json::{Value, json};

use crate::{
    books::{JOB, job, job_with, line, line_with},
    fixture::{World, day},
};

fn quarantined(original: &[u8]) -> Quarantined {
    Quarantined {
        place: "pay_applications.csv".to_owned(),
        row: Some(17),
        field: Some("amount".to_owned()),
        reason: "it holds \"12,34\"; expected an amount".to_owned(),
        original: original.to_vec(),
    }
}

#[tokio::test]
async fn the_planner_knows_how_large_bronze_is_when_silver_is_built_from_a_large_batch() -> anyhow::Result<()>
{
    let world = World::start().await?;
    let client = world.client().await?;
    let analyzed = "select coalesce(analyze_count, 0) from pg_stat_user_tables where relname = 'record'";
    let known = "select reltuples::bigint from pg_class where oid = 'bronze.record'::regclass";
    let lines = (0..5_000).map(|number| line(1, &number.to_string(), "10"));
    world.books(lines.collect()).await?;
    world.build_silver(&["main"], "2025-12-31", None).await?;
    assert_eq!(client.query_one(known, &[]).await?.get::<_, i64>(0), 5_000);
    let once: i64 = client.query_one(analyzed, &[]).await?.get(0);

    world.books(vec![line(1, "1", "11")]).await?;
    world.build_silver(&["main"], "2025-12-31", None).await?;
    assert_eq!(
        client.query_one(analyzed, &[]).await?.get::<_, i64>(0),
        once,
        "one record more changes no plan"
    );
    world.stop().await
}

#[tokio::test]
async fn everything_received_is_loaded_unchanged_or_quarantined() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.books(vec![job(), line(1, "1", "10")]).await?;

    let run_id = world.warehouse.begin_run(day("2025-12-31")).await?;
    let batch = Batch {
        run_id,
        source_system: "sage300",
        instance: "main",
        place: "second.csv",
        records: Arrivals::of([job(), line(1, "1", "12"), line(1, "2", "5"), line(1, "3", "nul\0")])?,
        quarantined: vec![quarantined(b"a;b")],
        repeated: 2,
        claims: vec![],
        state: None,
    };
    let landed = world.warehouse.land(batch).await?;
    let loaded_by_entity = BTreeMap::from([("pay_application_line".to_owned(), 2)]);
    let expected = Landed {
        received: 7,
        loaded: 2,
        unchanged: 3,
        quarantined: 2,
        loaded_by_entity,
        ..Landed::default()
    };
    assert_eq!(landed, expected);

    let client = world.client().await?;
    let kept = "select received, loaded, unchanged, quarantined from ops.batch where place = 'second.csv'";
    let kept = client.query_one(kept, &[]).await?;
    let kept: Vec<i64> = (0..4).map(|column| kept.get(column)).collect();
    assert_eq!(kept, [7, 2, 3, 2]);
    world.stop().await
}

#[tokio::test]
async fn what_is_too_large_for_memory_lands_as_it_came() -> anyhow::Result<()> {
    let world = World::start().await?;
    let text = |number: usize| format!("{number} Caf\u{e9} \u{1f3d7} \"\\\n").repeat(50_000);
    let records = (0..4).map(|number| {
        let said = json!({ "text": text(number), "list": [number, null, 1.5, {}], "none": [] });
        Arrival {
            deleted_how: (number == 1).then_some("absent"),
            effective_on: (number > 1).then(|| day("1999-12-30") + chrono::Days::new(number as u64)),
            ..line_with(1, &number.to_string(), said)
        }
    });
    let records: Vec<Arrival> = records.collect();
    let said: Vec<Value> = records.iter().map(|record| record.payload.clone()).collect();
    assert_eq!(world.books(records).await?.loaded, 4);

    let landed = "select payload, deleted_how, effective_on::text from bronze.record order by source_id";
    let landed = world.client().await?.query(landed, &[]).await?;
    let payloads: Vec<Value> = landed.iter().map(|row| row.get(0)).collect();
    assert!(payloads == said, "the payloads differ");
    let gone: Vec<Option<&str>> = landed.iter().map(|row| row.get(1)).collect();
    assert_eq!(gone, [None, Some("absent"), None, None]);
    let days: Vec<Option<&str>> = landed.iter().map(|row| row.get(2)).collect();
    assert_eq!(days, [None, None, Some("2000-01-01"), Some("2000-01-02")]);
    world.stop().await
}

#[tokio::test]
async fn the_database_refuses_counts_that_do_not_add_up() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.books(vec![job()]).await?;
    let lost = world.client().await?.execute("update ops.batch set received = received + 1", &[]).await;
    let constraint = lost.expect_err("refused").as_db_error().and_then(|e| e.constraint().map(str::to_owned));
    assert_eq!(constraint.as_deref(), Some("nothing_lost"));
    world.stop().await
}

#[tokio::test]
async fn a_replay_changes_nothing_and_a_changed_payload_is_a_new_version() -> anyhow::Result<()> {
    let world = World::start().await?;
    let before = json!({ "name": "Mesa Gateway", "original_contract": "5.00" });
    assert_eq!(world.books(vec![job_with(before.clone())]).await?.loaded, 1);
    assert_eq!(world.books(vec![job_with(before)]).await?.unchanged, 1);
    let other_order: Value = serde_json::from_str(r#"{"original_contract":"5.00","name":"Mesa Gateway"}"#)?;
    assert_eq!(world.books(vec![job_with(other_order)]).await?.unchanged, 1);
    assert_eq!(world.books(vec![job_with(json!({ "name": "Mesa Gateway II" }))]).await?.loaded, 1);

    let versions = "select version, is_current, payload ->> 'name' from bronze.record order by version";
    let versions: Vec<(i32, bool, String)> = world
        .client()
        .await?
        .query(versions, &[])
        .await?
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    assert_eq!(versions, [(1, false, "Mesa Gateway".to_owned()), (2, true, "Mesa Gateway II".to_owned())]);
    world.stop().await
}

#[tokio::test]
async fn what_the_database_cannot_store_is_kept_as_bytes_with_the_reason_and_the_rest_lands()
-> anyhow::Result<()> {
    let world = World::start().await?;
    let nul_in_key = line(2, "4\0", "5");
    let long_key = line_with(3, &"x".repeat(5000), json!({}));
    let landed = world
        .land("sage300", vec![job(), nul_in_key, long_key], vec![quarantined(b"\xff\0raw"), told_with_nul()])
        .await?;
    assert_eq!((landed.loaded, landed.quarantined), (1, 4));

    let rows = "select reason, original, field, row_number from ops.quarantine order by quarantine_id";
    let rows = world.client().await?.query(rows, &[]).await?;
    let bytes: Vec<u8> = rows[0].get("original");
    assert_eq!(bytes, b"\xff\0raw");
    assert_eq!((rows[0].get("field"), rows[0].get("row_number")), (Some("amount"), Some(17_i64)));
    let reasons: Vec<String> = rows.iter().map(|row| row.get("reason")).collect();
    assert!(reasons[2].contains("NUL") && reasons[2].contains("remove it at the source"), "{}", reasons[2]);
    assert!(reasons[3].contains("bytes long") && reasons[3].contains("shorten it"), "{}", reasons[3]);
    let as_it_came: Vec<u8> = rows[2].get("original");
    let payload: Value = serde_json::from_slice(&as_it_came)?;
    assert_eq!((&payload["job"], &payload["line"]), (&json!(JOB), &json!("4\0")));
    world.stop().await
}

/// A reader that quotes what it found.
fn told_with_nul() -> Quarantined {
    Quarantined { reason: "it holds \"\0\"".to_owned(), ..quarantined(b"\0") }
}

#[tokio::test]
async fn where_a_source_stands_is_kept_with_its_records_or_not_at_all() -> anyhow::Result<()> {
    let world = World::start().await?;
    let run_id = world.warehouse.begin_run(day("2025-12-31")).await?;
    let batch = |records, state| Batch {
        run_id,
        source_system: "network_folder",
        instance: "//server/projects",
        place: "//server/projects",
        records,
        quarantined: vec![],
        repeated: 0,
        claims: vec![],
        state: Some(state),
    };
    let state = || world.warehouse.source_state("network_folder", "//server/projects");
    assert_eq!(state().await?, None);
    world.warehouse.land(batch(Arrivals::of([job()])?, json!({ "scan": 1 }))).await?;
    assert_eq!(state().await?, Some(json!({ "scan": 1 })));

    // Two records of one key break the promise of a batch, and the transaction with it.
    let twice = Arrivals::of([line(1, "1", "1"), line(1, "1", "2")])?;
    let broken = world.warehouse.land(batch(twice, json!({ "scan": 2 }))).await;
    assert!(broken.is_err());
    assert_eq!(state().await?, Some(json!({ "scan": 1 })));
    let landed = world.client().await?.query_one("select count(*) from bronze.record", &[]).await?;
    assert_eq!(landed.get::<_, i64>(0), 1);
    world.stop().await
}

#[tokio::test]
async fn batches_become_visible_in_the_order_of_their_numbers() -> anyhow::Result<()> {
    let world = World::start().await?;
    let mut client = world.client().await?;
    let slow = client.transaction().await?;
    slow.execute("select pg_advisory_xact_lock(hashtext('cds.warehouse'))", &[]).await?;
    let opened =
        "insert into ops.batch (source_system, instance, place, received, loaded, unchanged, quarantined)
        values ('sage300', 'main', 'slow', 0, 0, 0, 0)";
    slow.execute(opened, &[]).await?;

    let other = world.client().await?;
    let waiting = async {
        let waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
        while other.query_one(waits, &[]).await?.get::<_, i64>(0) == 0 {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    let mut landing = Box::pin(world.books(vec![job()]));
    tokio::select! {
        landed = &mut landing => panic!("it overtook the batch before it: {landed:?}"),
        waits = waiting => waits?,
    }
    slow.commit().await?;
    landing.await?;
    let places = client.query("select place from ops.batch order by batch_id", &[]).await?;
    let places: Vec<String> = places.iter().map(|row| row.get(0)).collect();
    assert_eq!(places, ["slow", "a test"]);
    world.stop().await
}
