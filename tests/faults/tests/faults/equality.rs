//! The comparison itself: it must see what differs, and nothing else.

use cds_faults::{Contents, Contractor, Office, Server};

use crate::{PROGRAM, Undisturbed, assert_same};

#[tokio::test]
async fn two_warehouses_of_the_same_files_are_equal_until_one_value_differs() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    for table in
        ["bronze.record", "silver.fact_schedule_activities", "gold.gold_schedule_health", "sync.change_log"]
    {
        assert!(undisturbed.first.count(table) > 10, "{table}: {}", undisturbed.first.count(table));
    }
    assert_ne!(undisturbed.first, undisturbed.corrected);

    let database = server.new_database().await?;
    let client = server.client(&database).await?;
    let office = Office::open(PROGRAM, &contractor, Some(&server.url(&database)?))?;
    office.run()?;
    let read = Contents::read(&client).await?;
    assert_same(&undisturbed.first, &read, "the same files");

    for (change, told) in [
        ("update gold.gold_projects set project_name = project_name || '.' where project_key = 1",
            "gold.gold_projects: 1"),
        ("update silver.fact_pay_app_lines set stored = stored + 0.01 where (project_key, application, line) =
            (select project_key, application, line from silver.fact_pay_app_lines limit 1)",
            "silver.fact_pay_app_lines: 1"),
        ("update gold.gold_schedule_health set alert = not alert where month_end = (select max(month_end) from
            gold.gold_schedule_health)", "gold.gold_schedule_health: "),
        ("delete from silver.fact_schedule_links where version_key = (select max(version_key) from
            silver.fact_schedule_links)", "silver.fact_schedule_links: "),
        ("insert into app.schedule_pin (project_key, file, pinned_by) values (1, 'Master.xml', 'R. Ortega')",
            "app.schedule_pin: 1 not expected"),
        ("delete from sync.change_log where ctid = (select max(ctid) from sync.change_log)",
            "sync.change_log: 1 missing"),
        ("insert into sync.change_log select publish_no + 1, table_name, row_key, op, old_scope, new_scope
            from sync.change_log limit 1", "sync.change_log: 1 not expected"),
        ("insert into sync.scope_log (user_key, project_key, publish_no, gained) values (0, 1, 1, true)",
            "sync.scope_log: 1 not expected"),
        ("insert into ops.touched_project values (1)", "ops.touched_project: 1 not expected"),
    ] {
        client.batch_execute("begin").await?;
        assert!(client.execute(change, &[]).await? > 0, "{change}");
        let difference = undisturbed.first.difference(&Contents::read(&client).await?);
        assert!(difference.contains(told), "expected {told} in: {difference}");
        client.batch_execute("rollback").await?;
    }
    server.stop().await
}
