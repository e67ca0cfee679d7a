//! The versions of a job: what held when, whatever the order in which it was heard of.

use std::collections::BTreeMap;

use cds_warehouse::bronze::Arrival;
use chrono::{Days, NaiveDate};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    books::{JOB, as_of, budget_line, gone, job_with, numbered_job},
    fixture::{World, day},
};

/// What the books say of a job on a day. The name is another on each day.
#[derive(Debug, Clone)]
struct Said {
    closed: bool,
    manager: Option<usize>,
    client: Option<usize>,
    gone: bool,
}

const MANAGERS: [&str; 2] = ["Ann Ode", "Ben Lo"];
const CLIENTS: [&str; 2] = ["City", "County"];

impl Said {
    fn status(&self) -> &'static str {
        if self.closed { "closed" } else { "active" }
    }

    fn on(&self, job: &str, day: NaiveDate) -> Arrival {
        let record = numbered_job(
            job,
            job,
            json!({
                "name": format!("as of {day}"), "status": self.status(),
                "project_manager": self.manager.map(|m| MANAGERS[m]), "client": self.client.map(|c| CLIENTS[c]),
            }),
        );
        let record = as_of(&day.to_string(), record);
        if self.gone { gone(record) } else { record }
    }

    /// The values that have a history.
    fn state(&self) -> String {
        let manager = self.manager.map_or("-", |m| MANAGERS[m]);
        let client = self.client.map_or("-", |c| CLIENTS[c]);
        format!("{} {manager} {client}", self.status())
    }
}

/// The rule in its plainest form: what was said on each day holds until something else is said.
fn expected(said: &BTreeMap<NaiveDate, Said>) -> Vec<String> {
    let mut versions: Vec<(String, String)> = Vec::new();
    for (day, said) in said.iter().filter(|(_, said)| !said.gone) {
        if versions.last().is_none_or(|(_, state)| *state != said.state()) {
            let from = if versions.is_empty() { "-infinity".to_owned() } else { day.to_string() };
            versions.push((from, said.state()));
        }
    }
    let name = said.keys().next_back().map(|day| format!("as of {day}")).unwrap_or_default();
    let ends = versions.iter().skip(1).map(|(from, _)| from.clone()).chain(["infinity".to_owned()]);
    let rows = versions.iter().zip(ends);
    rows.map(|((from, state), to)| format!("{from} {to} {} {state} {name}", to == "infinity")).collect()
}

const VERSIONS: &str = "select concat_ws(' ', d.effective_from, d.effective_to, d.is_current::text, d.status,
        coalesce(p.full_name, '-'), coalesce(c.client_name, '-'), d.project_name),
        d.project_version_key || ' ' || d.xmin
    from silver.dim_project d
    join silver.xref_project x on x.project_key = d.project_key
    left join silver.current_person p on p.person_key = d.project_manager_fk
    left join silver.dim_client c on c.client_key = d.client_fk
    where x.source_id = $1
    order by d.effective_from";

/// The versions of a job as rows, and which rows in the table they are.
async fn versions(world: &World, job: &str) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let rows = world.client().await?.query(VERSIONS, &[&job]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).unzip())
}

/// Days with what is said on them, in the order in which they are heard of, and after which of them silver is built.
fn heard() -> impl Strategy<Value = Vec<(u64, Said, bool)>> {
    let said = (
        any::<bool>(),
        prop::option::of(0..2_usize),
        prop::option::of(0..2_usize),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(closed, manager, client, gone)| Said { closed, manager, client, gone });
    prop::collection::btree_map(0..60_u64, (said, any::<bool>()), 1..6)
        .prop_map(|days| days.into_iter().map(|(day, (said, built))| (day, said, built)).collect::<Vec<_>>())
        .prop_shuffle()
}

async fn hear(world: &mut World, job: &str, heard: &[(u64, Said, bool)]) -> anyhow::Result<()> {
    for (offset, said, built) in heard {
        world.books(vec![said.on(job, day("2025-01-01") + Days::new(*offset))]).await?;
        if *built {
            world.run("2025-12-31").await?;
        }
    }
    world.run("2025-12-31").await.map(drop)
}

#[test]
fn any_order_of_arrival_gives_the_same_versions_and_hearing_it_all_again_writes_nothing() -> anyhow::Result<()>
{
    let runtime = Runtime::new()?;
    let world = runtime.block_on(World::start())?;
    let cell = std::cell::RefCell::new((world, 0));
    let mut runner = TestRunner::new(Config {
        cases: 16,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    });
    runner.run(&heard(), |heard| {
        let (world, job) = &mut *cell.borrow_mut();
        *job += 1;
        let job = format!("25-1-{job:03}");
        let said = heard
            .iter()
            .map(|(offset, said, _)| (day("2025-01-01") + Days::new(*offset), said.clone()))
            .collect();
        let outcome = runtime.block_on(async {
            hear(world, &job, &heard).await?;
            let first = versions(world, &job).await?;
            hear(world, &job, &heard).await?;
            anyhow::Ok((first, versions(world, &job).await?))
        });
        let ((rows, written), (_, again)) =
            outcome.map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        prop_assert_eq!(rows, expected(&said));
        prop_assert_eq!(written, again);
        Ok(())
    })?;
    runtime.block_on(cell.into_inner().0.stop())
}

#[tokio::test]
async fn the_budget_is_the_sum_of_the_estimates_on_each_day() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let budgets = async |world: &World| {
        let rows =
            "select concat_ws(' ', effective_from, effective_to, coalesce(budget_amount::text, 'none'))
            from silver.dim_project where project_key <> 0 order by effective_from";
        let rows = world.client().await?.query(rows, &[]).await?;
        anyhow::Ok(rows.iter().map(|row| row.get(0)).collect::<Vec<String>>())
    };
    world.books(vec![as_of("2025-01-01", job_with(json!({ "name": "Mesa" })))]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(budgets(&world).await?, ["-infinity infinity none"]);

    // What is heard last holds in between.
    let line = |day, code, amount| as_of(day, budget_line(code, amount));
    world.books(vec![line("2025-02-01", "03", "100.00"), line("2025-04-01", "05", "7.00")]).await?;
    world.books(vec![line("2025-05-01", "03", "150.00")]).await?;
    world.books(vec![as_of("2025-06-01", gone(budget_line("05", "7.00")))]).await?;
    world.books(vec![line("2025-03-01", "03", "120.00")]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(
        budgets(&world).await?,
        [
            "-infinity 2025-02-01 none",
            "2025-02-01 2025-03-01 100.00",
            "2025-03-01 2025-04-01 120.00",
            "2025-04-01 2025-05-01 127.00",
            "2025-05-01 2025-06-01 157.00",
            "2025-06-01 infinity 150.00",
        ]
    );
    world.stop().await
}

#[tokio::test]
async fn an_older_export_that_is_dropped_late_changes_nothing_of_the_present() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let managed_by = |name| job_with(json!({ "name": "Mesa", "project_manager": name }));
    world.books(vec![as_of("2025-06-01", managed_by("Ben Lo"))]).await?;
    world.run("2025-12-31").await?;
    world.books(vec![as_of("2025-01-01", managed_by("Ann Ode"))]).await?;
    assert_eq!(world.run("2025-12-31").await?, 0, "nothing goes to the laptops");
    assert_eq!(world.laptop.job(JOB).project_manager.as_deref(), Some("Ben Lo"));
    let (rows, _) = versions(&world, JOB).await?;
    assert_eq!(
        rows,
        ["-infinity 2025-06-01 false active Ann Ode - Mesa", "2025-06-01 infinity true active Ben Lo - Mesa"]
    );
    world.stop().await
}
