//! One run at a time, and how the warehouse stands after it.

use cds_warehouse::{AssetOutcome, Error};

use crate::{
    books::job,
    fixture::{World, day},
};

#[tokio::test]
async fn a_second_run_is_told_who_runs_and_a_released_claim_can_be_taken() -> anyhow::Result<()> {
    let world = World::start().await?;
    let first = world.warehouse.claim_run().await?;
    assert!(matches!(world.warehouse.claim_run().await, Err(Error::RunUnderWay(None))));
    world.warehouse.begin_run(day("2025-10-31")).await?;
    let refused = world.warehouse.claim_run().await.expect_err("refused");
    let told = refused.to_string();
    assert!(told.contains(&format!("process id {}", std::process::id())), "{told}");
    let Error::RunUnderWay(Some(other)) = refused else { panic!("{told}") };
    assert_eq!(world.warehouse.standing().await?.under_way, Some(other));
    first.release().await;
    world.warehouse.claim_run().await?.release().await;
    world.stop().await
}

#[tokio::test]
async fn a_claim_that_is_dropped_leaves_no_lock() -> anyhow::Result<()> {
    let world = World::start().await?;
    drop(world.warehouse.claim_run().await?);
    // The server frees it when it has seen the session go.
    while let Err(refused) = world.warehouse.claim_run().await {
        assert!(matches!(refused, Error::RunUnderWay(_)), "{refused}");
    }
    world.stop().await
}

#[tokio::test]
async fn a_run_that_was_killed_is_told_as_failed_and_closed_by_the_next() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.warehouse.begin_run(day("2025-10-31")).await?;
    let before = world.warehouse.standing().await?;
    assert_eq!(before.under_way, None, "nobody has claimed it");
    assert_eq!(before.failure.expect("a failure").sentence, "the service was stopped");

    world.warehouse.claim_run().await?.release().await;
    let closed = "select outcome, message from ops.run where finished_at is not null";
    let closed = world.client().await?.query_one(closed, &[]).await?;
    assert_eq!((closed.get::<_, &str>(0), closed.get::<_, &str>(1)), ("failed", "the service was stopped"));
    world.stop().await
}

#[tokio::test]
async fn the_standing_tells_the_last_good_run_and_a_failure_after_it() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.books(vec![job()]).await?;
    world.client().await?.execute("update ops.run set outcome = 'done', finished_at = now()", &[]).await?;
    let good = world.warehouse.begin_run(day("2025-10-31")).await?;
    world.warehouse.note_findings(good, 1, &["the share did not answer".to_owned()]).await?;
    world.warehouse.end_run(good, None).await?;
    let standing = world.warehouse.standing().await?;
    assert_eq!(standing.failure, None);
    assert_eq!((standing.failed_sources, standing.problems.len()), (1, 1));
    let [source] = &standing.sources[..] else { panic!("{:?}", standing.sources) };
    assert_eq!((source.source_system.as_str(), source.landed_at.is_some()), ("sage300", true));

    let failed = world.warehouse.begin_run(day("2025-11-01")).await?;
    world.warehouse.end_run(failed, Some("the disk is full")).await?;
    let standing = world.warehouse.standing().await?;
    assert_eq!(standing.failure.expect("a failure").sentence, "the disk is full");
    assert_eq!(standing.last_good.expect("a good run").as_of, day("2025-10-31"));
    world.stop().await
}

#[tokio::test]
async fn an_asset_that_failed_is_told_until_it_is_built_and_a_run_of_some_assets_is_no_good_run()
-> anyhow::Result<()> {
    let world = World::start().await?;
    let warehouse = &world.warehouse;
    let run = async |outcome: AssetOutcome| -> anyhow::Result<()> {
        let run_id = warehouse.begin_run_of(day("2025-10-31"), Some(&["gold"])).await?;
        warehouse.begin_asset(run_id, "gold").await?;
        warehouse.end_asset(run_id, "gold", &outcome).await?;
        Ok(warehouse.end_run(run_id, None).await?)
    };
    run(AssetOutcome::Failed("the disk is full".into())).await?;
    run(AssetOutcome::Stopped).await?;
    let standing = warehouse.standing().await?;
    let [failed] = &standing.failed_assets[..] else { panic!("{standing:?}") };
    assert_eq!((failed.asset.as_str(), failed.sentence.as_str()), ("gold", "the disk is full"));
    run(AssetOutcome::Done(None)).await?;
    let standing = warehouse.standing().await?;
    assert_eq!((standing.failed_assets.len(), standing.last_good), (0, None));
    world.stop().await
}
