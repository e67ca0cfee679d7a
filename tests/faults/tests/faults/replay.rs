//! The same again changes nothing.

use std::fs;

use cds_faults::{Contractor, Office, Server};
use tokio_postgres::Client;

use crate::PROGRAM;

/// Every row of silver, gold and the change log with the transaction that wrote it.
async fn written(client: &Client) -> anyhow::Result<Vec<(String, i64, String)>> {
    let tables = "select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE'
        and (table_schema in ('silver', 'gold', 'app') or table_name in ('change_log', 'record', 'quarantine'))
        order by 1";
    let mut written = Vec::new();
    for table in client.query(tables, &[]).await? {
        let table: String = table.get(0);
        let rows = format!("select count(*), coalesce(max(xmin::text::bigint), 0)::text from {table}");
        let row = client.query_one(&rows, &[]).await?;
        written.push((table, row.get(0), row.get(1)));
    }
    Ok(written)
}

#[tokio::test]
async fn the_same_exports_and_the_same_share_again_write_nothing() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let database = server.new_database().await?;
    let client = server.client(&database).await?;
    let office = Office::open(PROGRAM, &contractor, Some(&server.url(&database)?))?;
    office.run()?;
    contractor.lay_second_day(office.path())?;
    office.run()?;
    office.run()?;
    let before = written(&client).await?;
    assert!(before.iter().filter(|(_, count, _)| *count > 0).count() > 12, "{before:?}");

    // Known byte for byte, and read once more.
    for forget in ["", "update ops.batch set read_by = null"] {
        client.batch_execute(forget).await?;
        contractor.lay_second_day(office.path())?;
        assert_nothing_is_new(&office.run()?);
        assert_eq!(written(&client).await?, before, "{forget}");
    }
    assert!(fs::read_dir(office.path().join("drop"))?.all(|entry| entry.is_ok_and(|e| e.path().is_dir())));
    server.stop().await
}

fn assert_nothing_is_new(report: &str) {
    assert!(report.contains("BL_ApplicationLines") && report.contains("JC_Ledger"), "{report}");
    for line in report.lines() {
        assert!(line.contains(" = 0 loaded + ") && line.ends_with(" + 0 quarantined"), "{line}");
    }
}
