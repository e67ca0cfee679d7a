//! How fast the product is, in ratios measured within one run on one machine, with the largest shares of the time.
//!
//! A bench asserts nothing on time. It fails when rows are lost, or written where nothing changed.

mod again;
mod contractor;
mod landing;
mod memory;
mod pull;
mod report;
mod statements;
mod views;

use clap::{Parser, ValueEnum};

use contractor::Contractor;

/// Runs the benches over a contractor of 400 jobs.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Run one of them.
    #[arg(long, value_enum)]
    only: Option<Name>,
    /// Lines of the ledger and of labor, at most; for a quick run.
    #[arg(long, default_value_t = 500_000)]
    rows: usize,
    /// Which contractor.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// CSV to bronze, over a raw binary COPY of the same rows.
    Landing,
    /// The same exports dropped again and every schedule touched, over the first run.
    Again,
    /// A laptop's first pull, over a bare insert of the same rows.
    Pull,
    /// The queries of the screens.
    Views,
    /// Peak memory of a run at N and 10 N rows.
    Memory,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    statements::listen();
    let Arguments { only, rows, seed } = Arguments::parse();
    let wanted = |name| only.is_none_or(|only| only == name);
    let contractor = Contractor::generate(seed, rows);
    if wanted(Name::Landing) {
        landing::bench(&contractor).await?;
    }
    if wanted(Name::Memory) {
        memory::bench(&contractor)?;
    }
    if wanted(Name::Again) || wanted(Name::Pull) || wanted(Name::Views) {
        let mut installation = again::bench(&contractor, wanted(Name::Again)).await?;
        if wanted(Name::Pull) || wanted(Name::Views) {
            let laptop = pull::bench(&mut installation, wanted(Name::Pull)).await?;
            if wanted(Name::Views) {
                views::bench(&laptop).await?;
            }
        }
        installation.stop().await?;
    }
    Ok(())
}
