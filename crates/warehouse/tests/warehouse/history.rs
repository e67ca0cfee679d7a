//! The versions of a job: what held when, whatever the order in which it was heard of.

use cds_warehouse::bronze::Arrival;
use proptest::prelude::*;
use serde_json::json;

use crate::{
    books::{JOB, as_of, budget_line, gone, job_with, numbered_job},
    fixture::World,
    versions::{Said, hold_in_any_order, versions},
};

/// What the books say of a job on a day.
#[derive(Debug, Clone)]
struct JobSaid {
    closed: bool,
    manager: Option<&'static str>,
    client: Option<&'static str>,
}

impl JobSaid {
    fn status(&self) -> &'static str {
        if self.closed { "closed" } else { "active" }
    }
}

impl Said for JobSaid {
    const VERSIONS: &str =
        "select concat_ws(' ', d.effective_from, d.effective_to, d.is_current::text, d.status,
            coalesce(p.full_name, '-'), coalesce(c.client_name, '-'), d.project_name),
            d.project_version_key || ' ' || d.xmin
        from silver.dim_project d
        join silver.xref_project x on x.project_key = d.project_key
        left join silver.current_person p on p.person_key = d.project_manager_fk
        left join silver.dim_client c on c.client_key = d.client_fk
        where x.source_id = $1
        order by d.effective_from";

    fn member(number: u32) -> String {
        format!("25-1-{number:03}")
    }

    fn record(&self, job: &str, name: &str) -> Arrival {
        let fields = json!({
            "name": name, "status": self.status(), "project_manager": self.manager, "client": self.client,
        });
        numbered_job(job, job, fields)
    }

    fn state(&self) -> String {
        format!("{} {} {}", self.status(), self.manager.unwrap_or("-"), self.client.unwrap_or("-"))
    }
}

#[test]
fn any_order_of_arrival_gives_the_same_versions_and_hearing_it_all_again_writes_nothing() -> anyhow::Result<()>
{
    let managers = prop::option::of(prop::sample::select(vec!["Ann Ode", "Ben Lo"]));
    let clients = prop::option::of(prop::sample::select(vec!["City", "County"]));
    hold_in_any_order((any::<bool>(), managers, clients).prop_map(|(closed, manager, client)| JobSaid {
        closed,
        manager,
        client,
    }))
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
    let (rows, _) = versions::<JobSaid>(&world, JOB).await?;
    assert_eq!(
        rows,
        ["-infinity 2025-06-01 false active Ann Ode - Mesa", "2025-06-01 infinity true active Ben Lo - Mesa"]
    );
    world.stop().await
}
