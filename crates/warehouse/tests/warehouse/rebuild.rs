//! Silver and gold can be built again from bronze, and every table says where its rows come from.

use serde_json::{Value, json};

use crate::{
    books::{
        as_of, budget_line, change_order, cost, cost_code, employee, gone, header, job, job_with, labor, line,
    },
    fixture::World,
    share::schedule,
};

/// Who is who is given once and kept; all else is built again.
const GIVEN_ONCE: [&str; 6] =
    ["project_member", "person_member", "xref_project", "xref_person", "dim_client", "dim_cost_code"];

async fn tables(world: &World, schema: &str) -> anyhow::Result<Vec<String>> {
    let tables = "select table_name::text from information_schema.tables
        where table_schema = $1 and table_type = 'BASE TABLE' order by table_name";
    Ok(world.client().await?.query(tables, &[&schema]).await?.iter().map(|row| row.get(0)).collect())
}

/// The rows of silver and gold without what is told by the building of them.
async fn business_rows(world: &World) -> anyhow::Result<Vec<(String, Value)>> {
    let client = world.client().await?;
    let mut all = Vec::new();
    for schema in ["silver", "gold"] {
        for table in tables(world, schema).await? {
            let rows = format!(
                "select to_jsonb(t) - '{{_ingested_at,_batch_id,_deleted_at,_hash_key,version_key,project_version_key,person_version_key}}'::text[]
                from {schema}.{table} t order by 1"
            );
            let rows = client.query(&rows, &[]).await?;
            all.extend(rows.iter().map(|row| (table.clone(), row.get(0))));
        }
    }
    Ok(all)
}

#[tokio::test]
async fn what_is_built_again_from_bronze_is_equal_and_has_the_same_keys() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let managed_by = |name| {
        job_with(
            json!({ "name": "Mesa", "original_contract": "1000", "project_manager": name, "client": "City" }),
        )
    };
    world.share(schedule("schedule.xml", "2025-10-15", 20).found()).await?;
    world
        .share(schedule("other.xml", "2025-10-15", 20).in_folder("25-1-099 Known from its folder").found())
        .await?;
    world.run("2025-12-31").await?;
    world
        .books(vec![
            as_of("2025-01-01", managed_by("Ann Ode")),
            header(1, json!({ "period_to": "2025-10-31", "retainage_completed": "4.00", "retainage_stored": "1.00" })),
            line(1, "1", "400"),
            line(1, "2", "10"),
            change_order("1", json!({ "status": "executed", "amount": "20", "executed_on": "2025-10-01" })),
            labor("1", "17", "03"),
            cost("1", "03", "5"),
            budget_line("03", "900.00"),
        ])
        .await?;
    world.run("2025-12-31").await?;
    world.books(vec![as_of("2025-03-01", managed_by("Ben Lo")), gone(line(1, "2", "10"))]).await?;
    world
        .books(vec![
            employee("17", json!({ "name": "Ode, Ann" })),
            cost_code("03", json!({ "description": "Concrete" })),
        ])
        .await?;
    world.run("2025-12-31").await?;
    let before = business_rows(&world).await?;

    let client = world.client().await?;
    for schema in ["silver", "gold"] {
        for table in tables(&world, schema).await? {
            if !GIVEN_ONCE.contains(&table.as_str()) {
                client.batch_execute(&format!("truncate {schema}.{table} cascade")).await?;
            }
        }
    }
    client
        .batch_execute("delete from ops.asset_mark; update silver.dim_cost_code set description = null, _hash_key = '' where cost_code_key <> 0")
        .await?;
    world.run("2025-12-31").await?;
    let after = business_rows(&world).await?;
    for (was, is) in before.iter().zip(&after) {
        assert_eq!(was, is);
    }
    assert_eq!(before.len(), after.len());
    world.stop().await
}

#[tokio::test]
async fn every_table_of_silver_has_the_technical_columns() -> anyhow::Result<()> {
    let world = World::start().await?;
    let columns = "select string_agg(column_name, ' ' order by column_name) from information_schema.columns
        where table_schema = 'silver' and table_name = $1
            and column_name in ('_source_system', '_ingested_at', '_hash_key', '_batch_id')";
    let client = world.client().await?;
    for table in tables(&world, "silver").await? {
        let has: String =
            client.query_one(columns, &[&table]).await?.get::<_, Option<String>>(0).unwrap_or_default();
        let needs = if table.starts_with("fact_") { "_batch_id " } else { "" };
        let every = "_hash_key _ingested_at _source_system";
        assert!(has == format!("{needs}{every}") || has == format!("_batch_id {every}"), "{table}: {has}");
    }
    world.stop().await
}

#[tokio::test]
async fn a_member_that_is_not_known_has_key_0() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![job()]).await?;
    world.run("2025-12-31").await?;
    let client = world.client().await?;
    for (table, key) in [
        ("dim_project", "project_key"),
        ("dim_person", "person_key"),
        ("dim_client", "client_key"),
        ("dim_cost_code", "cost_code_key"),
    ] {
        let rows =
            client.query_one(&format!("select count(*) from silver.{table} where {key} = 0"), &[]).await?;
        assert_eq!(rows.get::<_, i64>(0), 1, "{table}");
    }
    assert_eq!(world.laptop.all::<cds_feed::tables::Project>().len(), 1, "it is no job to show");
    world.stop().await
}
