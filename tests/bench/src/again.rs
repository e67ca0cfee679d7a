//! The same exports dropped again and every schedule touched, over the first run.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    time::SystemTime,
};

use anyhow::ensure;
use cds_e2e::Installation;
use tokio_postgres::Client;

use crate::{
    contractor::Contractor,
    landing::received,
    report::{Bench, shares},
    statements::{self, Layer, Spent},
};

/// Runs a new installation once, and once more if that is `wanted`.
pub(crate) async fn bench(contractor: &Contractor, wanted: bool) -> anyhow::Result<Installation> {
    let bench = Bench::begin("again");
    let company = &contractor.company;
    bench.step("the files of the contractor");
    let installation = Installation::of(company).await?;
    bench.step("first run");
    statements::begin();
    let ran = installation.run(company.as_of).await?;
    let first = statements::end();
    received(&ran)?;
    println!("   the first run took {:.1} s", first.total().as_secs_f64());
    by_layer(&first);
    if !wanted {
        return Ok(installation);
    }
    let database = installation.database().await?;
    let before = state(&database).await?;

    bench.step("the same files again");
    company.write_drop(&installation.drop_folder())?;
    let touched = touch(&installation.share())?;
    bench.step(&format!("second run, {touched} schedules touched"));
    statements::begin();
    let ran = installation.run(company.as_of).await?;
    let second = statements::end();
    received(&ran)?;
    let loaded: i64 = ran.landed.iter().map(|(_, landed)| landed.loaded).sum();
    println!("   the second run took {:.1} s", second.total().as_secs_f64());
    by_layer(&second);
    let after = state(&database).await?;
    let changed: Vec<_> = before.keys().filter(|table| before[*table] != after[*table]).collect();
    bench.result(&format!(
        "{:.1} % of the first run (at most 10 %), {loaded} records loaded, {} of {} tables of silver, gold and the \
         change log written",
        100.0 * second.total().as_secs_f64() / first.total().as_secs_f64(),
        changed.len(),
        before.len()
    ));
    ensure!(loaded == 0 && changed.is_empty(), "nothing was new, and this was written: {changed:?}");
    Ok(installation)
}

fn by_layer(spent: &Spent) {
    let layers = [("landing", Layer::Landing), ("silver", Layer::Silver), ("gold", Layer::Gold)];
    shares(spent.total(), &layers.map(|(name, layer)| (name, spent.of(layer))));
    println!("   the largest statements, each with what the product does until the next:");
    let largest: Vec<_> = spent.all().take(8).collect();
    shares(spent.total(), &largest);
}

/// What each table of silver, gold and the feed holds, down to which transaction wrote each row.
async fn state(database: &Client) -> anyhow::Result<BTreeMap<String, Option<String>>> {
    let tables = database.query(include_str!("state.sql"), &[]).await?;
    Ok(tables.iter().map(|table| (table.get(0), table.get(1))).collect())
}

/// Gives every file beneath a folder a new time, and counts them.
fn touch(folder: &Path) -> anyhow::Result<usize> {
    let mut touched = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            touched += touch(&entry.path())?;
        } else {
            File::options().write(true).open(entry.path())?.set_modified(SystemTime::now())?;
            touched += 1;
        }
    }
    Ok(touched)
}
