//! What a file claims to hold, and the day on which it was true.

use cds_warehouse::bronze::{Arrival, Arrivals, Batch, Claim, Landed, Window};
use serde_json::json;

use crate::fixture::{World, day};

/// A line of the ledger.
fn cost(key: &str, on: &str, amount: &str) -> Arrival {
    Arrival {
        entity: "job_cost".to_owned(),
        source_id: key.to_owned(),
        payload: json!({ "accounting_date": on, "amount": amount }),
        deleted_how: None,
        effective_on: None,
    }
}

fn everything() -> Claim {
    Claim { entity: "job_cost".to_owned(), window: None, set_aside: vec![], effective_on: None }
}

fn october() -> Claim {
    let (from, to) = (day("2025-10-01"), day("2025-10-31"));
    Claim { window: Some(Window { field: "accounting_date".to_owned(), from, to }), ..everything() }
}

impl World {
    /// An export of a day that claims to hold all it speaks of; without a claim it holds changes.
    async fn export(
        &self,
        exported_on: &str,
        mut records: Vec<Arrival>,
        claim: Option<Claim>,
    ) -> anyhow::Result<Landed> {
        let effective_on = Some(day(exported_on));
        records.iter_mut().for_each(|record| record.effective_on = effective_on);
        let batch = Batch {
            run_id: self.warehouse.begin_run(day("2025-12-31")).await?,
            source_system: "sage300",
            instance: "main",
            place: "ledger.csv",
            records: Arrivals::of(records)?,
            quarantined: vec![],
            repeated: 0,
            claims: claim.map(|claim| Claim { effective_on, ..claim }).into_iter().collect(),
            state: None,
        };
        Ok(self.warehouse.land(batch).await?)
    }

    /// The versions in the order of their days: key, amount, whether it is gone, whether it is the current one.
    async fn versions(&self) -> anyhow::Result<Vec<String>> {
        let rows = "select concat_ws(' ', source_id, payload ->> 'amount', deleted_how, case when is_current then 'now' end)
            from bronze.record where entity = 'job_cost' order by source_id, _in_force_on, _turn, version";
        let rows = self.client().await?.query(rows, &[]).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

#[tokio::test]
async fn only_what_a_file_claims_to_hold_is_seen_as_gone() -> anyhow::Result<()> {
    let world = World::start().await?;
    let ledger = || {
        vec![
            cost("1", "2025-09-30", "1"),
            cost("2", "2025-10-01", "2"),
            cost("3", "2025-10-31", "3"),
            cost("4", "2025-11-01", "4"),
        ]
    };
    world.export("2025-11-01", ledger(), Some(everything())).await?;
    let other_entity = Arrival { entity: "labor".to_owned(), ..cost("1", "2025-10-15", "1") };
    world.export("2025-11-01", vec![other_entity], None).await?;

    let changes = world.export("2025-11-02", vec![cost("2", "2025-10-01", "2")], None).await?;
    assert_eq!((changes.unchanged, changes.deleted), (1, 0));

    let window = world.export("2025-11-03", vec![cost("2", "2025-10-01", "2")], Some(october())).await?;
    assert_eq!((window.received, window.unchanged, window.deleted), (1, 1, 1));
    assert_eq!(world.versions().await?, ["1 1 now", "2 2 now", "3 3", "3 3 absent now", "4 4 now"]);

    let back = world.export("2025-11-04", ledger(), Some(everything())).await?;
    assert_eq!((back.loaded, back.unchanged, back.deleted), (1, 3, 0));
    assert_eq!(world.versions().await?, ["1 1 now", "2 2 now", "3 3", "3 3 absent", "3 3 now", "4 4 now"]);

    let full = world.export("2025-11-05", vec![cost("4", "2025-11-01", "4")], Some(everything())).await?;
    assert_eq!(full.deleted_by_entity.get("job_cost"), Some(&3));
    let again = world.export("2025-11-05", vec![cost("4", "2025-11-01", "4")], Some(everything())).await?;
    assert_eq!((again.loaded, again.deleted), (0, 0));
    let kept = "select sum(deleted)::bigint from ops.batch";
    assert_eq!(world.client().await?.query_one(kept, &[]).await?.get::<_, i64>(0), 4);
    world.stop().await
}

#[tokio::test]
async fn a_row_that_came_and_could_not_be_kept_is_not_gone() -> anyhow::Result<()> {
    let world = World::start().await?;
    let ledger =
        vec![cost("1", "2025-10-01", "1"), cost("2", "2025-10-02", "2"), cost("3", "2025-10-03", "3")];
    world.export("2025-11-01", ledger, None).await?;
    let unfit = cost("2", "2025-10-02", "nul\0");
    let claim = Claim { set_aside: vec!["1".to_owned(), "\0".to_owned()], ..everything() };
    let landed = world.export("2025-11-02", vec![unfit], Some(claim)).await?;
    assert_eq!((landed.received, landed.quarantined, landed.deleted), (1, 1, 1));
    assert_eq!(world.versions().await?, ["1 1 now", "2 2 now", "3 3", "3 3 absent now"]);
    world.stop().await
}

#[tokio::test]
async fn an_older_export_that_comes_late_adds_history_only() -> anyhow::Result<()> {
    let world = World::start().await?;
    let on = "2025-10-15";
    world.export("2025-11-03", vec![cost("1", on, "30"), cost("2", on, "30")], Some(everything())).await?;

    // It knew a row that was deleted since, another amount, and not yet all of the rows.
    let older = || vec![cost("1", on, "10"), cost("0", on, "10")];
    let late = world.export("2025-11-01", older(), Some(everything())).await?;
    assert_eq!((late.loaded, late.deleted), (2, 0));
    assert_eq!(world.versions().await?, ["0 10 now", "1 10", "1 30 now", "2 30 now"]);
    let again = world.export("2025-11-01", older(), Some(everything())).await?;
    assert_eq!((again.loaded, again.unchanged, again.deleted), (0, 2, 0));

    // A day between: what was in force then is gone then, and what came after stays.
    let between = world.export("2025-11-02", vec![cost("0", on, "10")], Some(everything())).await?;
    assert_eq!((between.loaded, between.deleted), (0, 1));
    assert_eq!(world.versions().await?, ["0 10 now", "1 10", "1 10 absent", "1 30 now", "2 30 now"]);
    world.stop().await
}

#[tokio::test]
async fn an_export_comes_after_what_arrived_without_a_day() -> anyhow::Result<()> {
    let world = World::start().await?;
    world.books(vec![cost("1", "2025-10-15", "1")]).await?;
    let today = "select (now() at time zone 'Etc/GMT+12')::date::text";
    let today: String = world.client().await?.query_one(today, &[]).await?.get(0);
    world.export(&today, vec![cost("1", "2025-10-15", "2")], None).await?;
    world.export("2025-10-16", vec![cost("1", "2025-10-15", "0")], None).await?;
    assert_eq!(world.versions().await?, ["1 0", "1 1", "1 2 now"]);
    world.stop().await
}
