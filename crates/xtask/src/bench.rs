//! `cargo xtask bench`: how fast the product is, optimised as it is released.

use clap::Args;

use crate::{
    commands::Line,
    machine::{self, Purpose},
    progress::Progress,
};

/// What is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// Run one of them: landing, again, pull, views or memory.
    #[arg(long)]
    only: Option<String>,
    /// Lines of the ledger and of labor, at most; for a quick run.
    #[arg(long)]
    rows: Option<usize>,
}

/// Builds and runs the benches.
///
/// # Errors
/// When they do not build, or rows are lost or written where nothing changed.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut progress = Progress::begin();
    progress.step("what the machine needs", || machine::prepare(Purpose::Demo))?;
    let build = Line::new("cargo build --release --locked -p cds-sync -p cds-bench --bins");
    progress.run("build, optimised, which takes minutes the first time", &build)?;
    let mut benches = Line::new("cargo run --release --locked --quiet -p cds-bench --");
    if let Some(only) = &options.only {
        benches = benches.and(["--only", only]);
    }
    if let Some(rows) = options.rows {
        benches = benches.and(["--rows".to_owned(), rows.to_string()]);
    }
    progress.run("benches", &benches)
}
