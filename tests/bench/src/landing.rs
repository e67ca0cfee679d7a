//! CSV to bronze, over a raw binary COPY of the same rows into the same table with its keys.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::ensure;
use bytes::Bytes;
use cds_e2e::Installation;
use cds_sync::pipeline::RunReport;
use futures::{SinkExt, TryStreamExt};
use tokio_postgres::Client;

use crate::{
    contractor::Contractor,
    report::{Bench, median, shares},
    statements::{self, Layer},
};

const ROUNDS: usize = 3;

pub(crate) async fn bench(contractor: &Contractor) -> anyhow::Result<()> {
    let bench = Bench::begin("landing");
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let installation = Installation::start(&contractor.company.mapping()).await?;
        drop_once(contractor, &installation)?;
        bench.step(&format!("round {round}: landing"));
        statements::begin();
        let ran = installation.run(contractor.company.as_of).await?;
        let spent = statements::end();
        let landing = spent.of(Layer::Landing);
        let received = received(&ran)?;

        bench.step(&format!("round {round}: raw COPY"));
        let database = installation.database().await?;
        let lines: i64 = database.query_one(include_str!("lines.sql"), &[]).await?.get(0);
        ensure!(
            usize::try_from(lines)? == contractor.rows(),
            "{} lines of the ledger and of labor were dropped, and bronze knows {lines}: {ran}",
            contractor.rows()
        );
        let (rows, copying) = raw_copy(&database).await?;
        ensure!(rows <= received, "{received} rows were received, and bronze has {rows}");
        let (landed_a_second, copied_a_second) = (rate(received, landing), rate(rows, copying));
        ratios.push(landed_a_second / copied_a_second);
        println!(
            "   {received} rows landed at {landed_a_second:.0} rows/s; {rows} rows copied raw at {copied_a_second:.0} rows/s"
        );
        if round == ROUNDS {
            let parts: Vec<_> = spent.in_layer(Layer::Landing).take(6).collect();
            shares(landing, &parts);
        }
        installation.stop().await?;
    }
    bench.result(&format!("{:.2} of a raw COPY, median of {ROUNDS} (at least 0.3, aim 0.4)", median(ratios)));
    Ok(())
}

/// The exports that bring new rows only: the earlier billing says once more what today's says.
fn drop_once(contractor: &Contractor, installation: &Installation) -> anyhow::Result<()> {
    let folder = installation.drop_folder();
    contractor.company.write_drop(&folder)?;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("BL_") && !name.contains(&contractor.company.as_of.to_string()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// How many rows came; all of them could be read.
pub(crate) fn received(ran: &RunReport) -> anyhow::Result<i64> {
    ensure!(ran.failed_sources == 0, "a source failed: {ran}");
    ensure!(ran.waiting.is_empty(), "a file waits: {ran}");
    let mut received = 0;
    for (place, landed) in &ran.landed {
        ensure!(landed.quarantined == 0, "rows of {place} were set aside: {ran}");
        ensure!(landed.received == landed.loaded + landed.unchanged, "rows of {place} are lost: {ran}");
        received += landed.received;
    }
    Ok(received)
}

/// Takes all of bronze out and puts it in again.
async fn raw_copy(database: &Client) -> anyhow::Result<(i64, Duration)> {
    let rows: i64 = database.query_one("select count(*) from bronze.record", &[]).await?.get(0);
    let out = database.copy_out("copy bronze.record to stdout (format binary)").await?;
    let bytes: Vec<Bytes> = out.try_collect().await?;
    // One row is one message on the way out; on the way in it is whatever is sent.
    let bytes: Vec<Bytes> = bytes.chunks(1_000).map(|rows| rows.concat().into()).collect();
    database.batch_execute("truncate bronze.record").await?;
    database.batch_execute("checkpoint").await?;
    let began = Instant::now();
    let mut sink = Box::pin(database.copy_in("copy bronze.record from stdin (format binary)").await?);
    for message in bytes {
        sink.send(message).await?;
    }
    let copied = sink.as_mut().finish().await?;
    let took = began.elapsed();
    ensure!(i64::try_from(copied)? == rows, "{copied} of {rows} rows were copied");
    Ok((rows, took))
}

#[expect(clippy::cast_precision_loss, reason = "a rate is rounded when it is shown")]
fn rate(rows: i64, took: Duration) -> f64 {
    rows as f64 / took.as_secs_f64()
}
