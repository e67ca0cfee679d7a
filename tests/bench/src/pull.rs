//! A laptop's first pull, service and laptop on one machine, over a bare insert of the same rows.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use cds_e2e::{Installation, Laptop};
use cds_feed::Line;
use cds_warehouse::access::DEVELOPMENT;
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::report::{Bench, median, shares};

const ROUNDS: usize = 3;
const PAGE: u32 = 5000;

/// Connects a laptop, which pulls everything; more of them, and measured, if that is `wanted`.
pub(crate) async fn bench(installation: &mut Installation, wanted: bool) -> anyhow::Result<Laptop> {
    let bench = Bench::begin("pull");
    if !wanted {
        return Laptop::connect(installation).await;
    }
    let mut ratios = Vec::new();
    let mut last = None;
    for round in 1..=ROUNDS {
        bench.step(&format!("round {round}: first pull"));
        let began = Instant::now();
        let laptop = Laptop::connect(installation).await?;
        let pulling = began.elapsed();
        bench.step(&format!("round {round}: bare insert"));
        let (rows, inserting) = bare_insert(laptop.folder())?;
        ratios.push(inserting.as_secs_f64() / pulling.as_secs_f64());
        println!(
            "   {rows} rows pulled in {:.3} s, inserted bare in {:.3} s",
            pulling.as_secs_f64(),
            inserting.as_secs_f64()
        );
        last = Some((laptop, rows, pulling, inserting));
    }
    let (laptop, rows, pulling, inserting) = last.context("there is a round")?;
    bench.step("the steps one by one");
    let steps = Steps::of(installation).await?;
    ensure!(steps.changes == rows, "the feed has {} changes, the laptop {rows} rows", steps.changes);
    println!("   {} bytes of NDJSON, {} compressed", steps.bytes, steps.compressed);
    let parts = [
        ("query of the warehouse", steps.query),
        ("serialising", steps.serialise),
        ("compressing", steps.compress),
        ("decompressing", steps.decompress),
        ("parsing", steps.parse),
        ("insert, as bare", inserting),
    ];
    shares(pulling, &parts);
    bench.result(&format!("{:.2} of a bare insert, median of {ROUNDS} (aim 0.2)", median(ratios)));
    Ok(laptop)
}

/// What a pull consists of, each step done by itself over all pages. The rest of a pull is HTTP, the staging of pages
/// and what applying a row takes beyond its insert.
#[derive(Default)]
struct Steps {
    changes: usize,
    bytes: usize,
    compressed: usize,
    query: Duration,
    serialise: Duration,
    compress: Duration,
    decompress: Duration,
    parse: Duration,
}

impl Steps {
    async fn of(installation: &Installation) -> anyhow::Result<Self> {
        let mut steps = Self::default();
        let mut cursor = None;
        loop {
            let began = Instant::now();
            let page =
                installation.service().warehouse.pull(DEVELOPMENT, cursor.as_deref(), PAGE, "").await?;
            steps.query += began.elapsed();
            let tail = steps.follow(&page.lines)?;
            if !tail.more {
                return Ok(steps);
            }
            cursor = Some(tail.cursor);
        }
    }

    fn follow(&mut self, lines: &[Line]) -> anyhow::Result<cds_feed::Tail> {
        let text = timed(&mut self.serialise, || {
            let lines: Result<Vec<_>, _> = lines.iter().map(serde_json::to_string).collect();
            anyhow::Ok(lines?.join("\n"))
        })?;
        let sent = timed(&mut self.compress, || zstd::encode_all(text.as_bytes(), 1))?;
        let came = timed(&mut self.decompress, || zstd::decode_all(sent.as_slice()))?;
        let came = String::from_utf8(came)?;
        let parsed: Vec<Line> =
            timed(&mut self.parse, || came.lines().map(serde_json::from_str).collect::<Result<_, _>>())?;
        self.bytes += text.len();
        self.compressed += sent.len();
        self.changes += parsed.len().saturating_sub(2);
        match parsed.into_iter().next_back() {
            Some(Line::Tail(tail)) => Ok(tail),
            _ => anyhow::bail!("a page has no tail"),
        }
    }
}

fn timed<T>(spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    *spent += began.elapsed();
    done
}

/// A table with its rows.
struct Table {
    name: String,
    rows: Vec<Vec<Value>>,
}

/// Inserts what a laptop has pulled into a new file of the same schema, in one transaction.
fn bare_insert(laptop: &Path) -> anyhow::Result<(usize, Duration)> {
    let current = fs::read_to_string(laptop.join("current"))?;
    let pulled = Connection::open(laptop.join(current.trim()))?;
    let schema: Vec<String> = column(&pulled, "select sql from sqlite_master where sql is not null")?;
    let names =
        column(&pulled, "select name from sqlite_master where type = 'table' and name like 'gold_%'")?;
    let tables = names.into_iter().map(|name| read(&pulled, name)).collect::<anyhow::Result<Vec<_>>>()?;

    let folder = tempfile::tempdir()?;
    let mut bare = Connection::open(folder.path().join("bare.sqlite"))?;
    bare.execute_batch("pragma journal_mode = wal; pragma synchronous = normal;")?;
    for statement in schema {
        bare.execute_batch(&statement)?;
    }
    let began = Instant::now();
    let transaction = bare.transaction()?;
    let mut inserted = 0;
    for Table { name, rows } in &tables {
        let Some(width) = rows.first().map(Vec::len) else { continue };
        let places = vec!["?"; width].join(", ");
        let mut insert = transaction.prepare(&format!("insert into {name} values ({places})"))?;
        for row in rows {
            inserted += insert.execute(params_from_iter(row))?;
        }
    }
    transaction.commit()?;
    Ok((inserted, began.elapsed()))
}

fn column(connection: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(query)?.query_map([], |row| row.get(0))?.collect()
}

fn read(connection: &Connection, name: String) -> anyhow::Result<Table> {
    let mut query = connection.prepare(&format!("select * from {name}"))?;
    let width = query.column_count();
    let row =
        |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<_>>>();
    let rows = query.query_map([], row)?.collect::<rusqlite::Result<_>>()?;
    Ok(Table { name, rows })
}
