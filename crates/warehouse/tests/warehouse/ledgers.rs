//! The ledgers of hours and costs, and the codes that they are kept by.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    books::{cost, cost_code, employee, gone, job, labor},
    fixture::World,
};

async fn rows(world: &World, sql: &str) -> anyhow::Result<Vec<String>> {
    Ok(world.client().await?.query(sql, &[]).await?.iter().map(|row| row.get(0)).collect())
}

const HOURS: &str = "select concat_ws(' ', f.transaction, f.hours, p.full_name, c.cost_code, f._deleted_how)
    from silver.fact_labor_hours f
    join silver.dim_person p on p.person_key = f.person_key and p.is_current
    join silver.dim_cost_code c using (cost_code_key)
    order by f.transaction";

const COSTS: &str = "select concat_ws(' ', f.transaction, f.amount, f.transaction_type, c.cost_code, f.cost_code, f._deleted_how)
    from silver.fact_job_cost f join silver.dim_cost_code c using (cost_code_key) order by f.transaction";

#[tokio::test]
async fn a_transaction_waits_for_its_job_and_is_of_somebody_unknown_until_the_employee_is_known()
-> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![labor("1", "17", "03-100"), cost("9", "03-100", "-5.10")]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(rows(&world, HOURS).await?, <[&str; 0]>::default());

    world.books(vec![job()]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(rows(&world, HOURS).await?, ["1 8.0000 (unknown) (unknown)"]);
    assert_eq!(rows(&world, COSTS).await?, ["9 -5.10 Accrual (old) (unknown) 03-100"]);

    world.books(vec![employee("17", json!({ "name": "Ode, Ann" })), cost_code("03-100", json!({}))]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(rows(&world, HOURS).await?, ["1 8.0000 Ann Ode 03-100"]);
    assert_eq!(rows(&world, COSTS).await?, ["9 -5.10 Accrual (old) 03-100 03-100"]);
    world.stop().await
}

#[tokio::test]
async fn a_transaction_that_is_gone_is_marked_and_comes_back_as_itself() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let both = || vec![labor("1", "17", "03"), cost("9", "03", "12.00")];
    world.books(vec![job()]).await?;
    world.books(both()).await?;
    world.run("2025-12-31").await?;
    world.books(both().into_iter().map(gone).collect()).await?;
    world.run("2025-12-31").await?;
    assert_eq!(rows(&world, HOURS).await?, ["1 8.0000 (unknown) (unknown) absent"]);
    assert_eq!(rows(&world, COSTS).await?, ["9 12.00 Accrual (old) (unknown) 03 absent"]);
    world.books(both()).await?;
    world.run("2025-12-31").await?;
    assert_eq!(rows(&world, HOURS).await?, ["1 8.0000 (unknown) (unknown)"]);
    assert_eq!(rows(&world, COSTS).await?, ["9 12.00 Accrual (old) (unknown) 03"]);
    world.stop().await
}

#[tokio::test]
async fn the_standard_list_is_a_tree_and_what_leads_nowhere_stands_by_itself() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let under = |code, parent| cost_code(code, json!({ "parent": parent }));
    world
        .books(vec![
            under("03-110", "03-100"),
            under("03-100", "03"),
            cost_code("03", json!({ "description": "Concrete" })),
            under("07", "99"),
            under("circle-a", "circle-b"),
            under("circle-b", "circle-a"),
            under("self", "self"),
        ])
        .await?;
    world.run("2025-12-31").await?;
    let tree = "select concat_ws(' ', c.depth, array_to_string(c.path, '/'), 'under ' || p.cost_code)
        from silver.dim_cost_code c left join silver.dim_cost_code p on p.cost_code_key = c.parent_key
        where c.cost_code_key <> 0 order by c.path";
    assert_eq!(
        rows(&world, tree).await?,
        [
            "1 03",
            "2 03/03-100 under 03",
            "3 03/03-100/03-110 under 03-100",
            "1 07",
            "1 circle-a",
            "1 circle-b",
            "1 self",
        ]
    );
    assert_eq!(
        world.warehouse.doubts().await?,
        [
            "cost code 07: the code above it, 99, is not in the standard list; export the list whole, or correct the code above",
            "cost code circle-a: the codes above it lead in a circle; correct the code above in the books",
            "cost code circle-b: the codes above it lead in a circle; correct the code above in the books",
            "cost code self: the codes above it lead in a circle; correct the code above in the books",
        ]
    );
    world.stop().await
}

#[tokio::test]
async fn the_fiscal_year_is_named_for_the_year_in_which_it_ends() -> anyhow::Result<()> {
    let world = World::start().await?;
    let days =
        "select concat_ws(' ', date_key, fiscal_year, fiscal_quarter, fiscal_month) from silver.dim_date
        where date_key in ('2025-06-30', '2025-07-01') order by date_key";
    assert_eq!(rows(&world, days).await?, ["2025-06-30 2025 2 6", "2025-07-01 2025 3 7"]);

    world.warehouse.note_configuration(&BTreeSet::new(), 7).await?;
    assert_eq!(rows(&world, days).await?, ["2025-06-30 2025 4 12", "2025-07-01 2026 1 1"]);
    world.warehouse.note_configuration(&BTreeSet::new(), 1).await?;
    assert_eq!(rows(&world, days).await?, ["2025-06-30 2025 2 6", "2025-07-01 2025 3 7"]);
    world.stop().await
}
