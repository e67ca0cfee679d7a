//! Who a person is, and the history of employees.

use cds_warehouse::bronze::Arrival;
use proptest::prelude::*;
use serde_json::json;

use crate::{
    books::{JOB, as_of, employee, gone, job_with, numbered_job},
    fixture::World,
    versions::{Said, hold_in_any_order},
};

/// What the books say of an employee on a day.
#[derive(Debug, Clone)]
struct EmployeeSaid {
    department: Option<&'static str>,
    title: Option<&'static str>,
    rate: Option<&'static str>,
    status: Option<&'static str>,
}

impl Said for EmployeeSaid {
    const VERSIONS: &str =
        "select concat_ws(' ', d.effective_from, d.effective_to, d.is_current::text, coalesce(d.department, '-'),
            coalesce(d.job_title, '-'), coalesce(d.hourly_rate::text, '-'), coalesce(d.active_status, '-'),
            d.full_name),
            d.person_version_key || ' ' || d.xmin
        from silver.dim_person d
        join silver.xref_person x using (person_key)
        where x.named_by = 'employee' and x.source_id = $1
        order by d.effective_from";

    fn member(number: u32) -> String {
        number.to_string()
    }

    fn record(&self, id: &str, name: &str) -> Arrival {
        let fields = json!({
            "name": name, "department": self.department, "job_title": self.title, "hourly_rate": self.rate,
            "status": self.status,
        });
        employee(id, fields)
    }

    fn state(&self) -> String {
        [self.department, self.title, self.rate, self.status].map(|value| value.unwrap_or("-")).join(" ")
    }
}

#[test]
fn any_order_of_arrival_gives_an_employee_the_same_versions_and_hearing_it_all_again_writes_nothing()
-> anyhow::Result<()> {
    let one_of = |values: [&'static str; 2]| prop::option::of(prop::sample::select(values.to_vec()));
    let said = (
        one_of(["Field", "Office"]),
        one_of(["Foreman", "Superintendent"]),
        one_of(["45.5000", "60.0000"]),
        one_of(["active", "inactive"]),
    );
    hold_in_any_order(said.prop_map(|(department, title, rate, status)| EmployeeSaid {
        department,
        title,
        rate,
        status,
    }))
}

/// Everybody, and how each is named.
async fn people(world: &World) -> anyhow::Result<Vec<String>> {
    let rows = "select p.full_name || coalesce(' <' || p.email || '>', '') || ': ' ||
            string_agg(x.named_by || ' ' || x.source_id, ', ' order by x.named_by, x.source_id)
        from silver.current_person p
        join silver.xref_person x using (person_key)
        group by p.person_key, p.full_name, p.email
        order by 1";
    Ok(world.client().await?.query(rows, &[]).await?.iter().map(|row| row.get(0)).collect())
}

#[tokio::test]
async fn a_manager_and_an_employee_of_one_address_are_one_person_whoever_comes_first() -> anyhow::Result<()> {
    let manager =
        || job_with(json!({ "project_manager": "Ann", "project_manager_email": "Ann@Example.com" }));
    let ann = || employee("17", json!({ "name": "ODE; ANN", "email": "ann@example.com" }));
    for records in [[manager(), ann()], [ann(), manager()]] {
        let mut world = World::start().await?;
        for record in records {
            world.books(vec![record]).await?;
            world.run("2025-12-31").await?;
        }
        let expected = ["ANN ODE <ann@example.com>: email ann@example.com, employee 17"];
        assert_eq!(people(&world).await?, expected);
        assert_eq!(world.laptop.job(JOB).project_manager.as_deref(), Some("ANN ODE"));
        world.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_name_alone_is_the_one_employee_who_has_it() -> anyhow::Result<()> {
    let managed_by = |code, name| numbered_job(code, code, json!({ "project_manager": name }));
    let mut world = World::start().await?;
    world.books(vec![managed_by("25-1-001", "Ben Lo")]).await?;
    world.run("2025-12-31").await?;
    world
        .books(vec![
            employee("1", json!({ "name": "LO, BEN" })),
            employee("2", json!({ "first_name": "Jo", "last_name": "Smith" })),
            employee("3", json!({ "name": "Smith, Jo" })),
            employee("4", json!({ "name": "Cy Young" })),
            managed_by("25-1-002", "Jo Smith"),
            managed_by("25-1-003", "Cy Young"),
        ])
        .await?;
    world.run("2025-12-31").await?;
    assert_eq!(
        people(&world).await?,
        [
            "BEN LO: employee 1, name Ben Lo",
            "Cy Young: employee 4, name Cy Young",
            "Jo Smith: employee 2",
            "Jo Smith: employee 3",
            "Jo Smith: name Jo Smith",
        ],
        "two of a name cannot be told apart by it"
    );
    world.stop().await
}

#[tokio::test]
async fn no_two_people_have_one_address() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let hired = |id, email| employee(id, json!({ "name": "Ode, Ann", "email": email }));
    world.books(vec![hired("1", "ann@example.com"), employee("3", json!({ "name": "Lo, Ben" }))]).await?;
    world.run("2025-12-31").await?;
    // Hired again under another number, and somebody who is given her address by mistake.
    let mistaken = employee("3", json!({ "name": "Lo, Ben", "email": "Ann@example.com" }));
    world.books(vec![hired("2", "ANN@example.com"), mistaken]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(
        people(&world).await?,
        ["Ann Ode <ann@example.com>: email ann@example.com, employee 1, employee 2", "Ben Lo: employee 3"]
    );
    world.stop().await
}

#[tokio::test]
async fn an_employee_has_a_history_of_what_changes_and_one_name() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let on = |day, name, title, rate, phone| {
        let fields = json!({ "name": name, "job_title": title, "hourly_rate": rate, "phone": phone, "status": "active" });
        as_of(day, employee("17", fields))
    };
    world.books(vec![on("2025-06-01", "Ode, Ann", "Superintendent", "60.00", "2")]).await?;
    world.run("2025-12-31").await?;
    world.books(vec![on("2024-01-01", "Ode, Ann", "Foreman", "45.50", "1")]).await?;
    world.books(vec![on("2025-09-01", "Lo, Ann", "Superintendent", "60", "3")]).await?;
    world.run("2025-12-31").await?;
    let rows = "select concat_ws(' ', effective_from, effective_to, full_name, job_title, hourly_rate, active_status, phone)
        from silver.dim_person where person_key <> 0 order by effective_from";
    let client = world.client().await?;
    let versions: Vec<String> = client.query(rows, &[]).await?.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        versions,
        [
            "-infinity 2025-06-01 Ann Lo Foreman 45.5000 active 3",
            "2025-06-01 infinity Ann Lo Superintendent 60.0000 active 3",
        ]
    );

    world.books(vec![as_of("2025-10-01", gone(employee("17", json!({ "name": "Lo, Ann" }))))]).await?;
    world.run("2025-12-31").await?;
    assert_eq!(client.query(rows, &[]).await?.len(), 2, "what held stays");
    let marked = "select _deleted_how from silver.current_person";
    assert_eq!(client.query_one(marked, &[]).await?.get::<_, Option<&str>>(0), Some("absent"));
    world.stop().await
}
