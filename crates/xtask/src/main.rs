//! The project's own tasks. `cargo xtask demo` shows the app over a made-up contractor, `cargo xtask test` runs every
//! test, `cargo xtask bench` measures; all install what the machine lacks.

mod bench;
mod build;
mod commands;
mod demo;
mod front_end;
mod machine;
mod progress;
mod test;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Show the app over a contractor made from a seed: install, build, run the pipeline, open the window.
    Demo(demo::Options),
    /// Run every check and every test.
    Test,
    /// Measure how fast the product is.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if commands::stopped() => {
            println!("\nStopped, with everything that was started.");
            ExitCode::from(130)
        }
        Err(problem) => {
            println!("\nStopped: {problem:#}.");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    commands::stop_with_us()?;
    env::set_current_dir(repository()?)?;
    match task {
        Task::Demo(options) => demo::run(&options),
        Task::Test => test::run(),
        Task::Bench(options) => bench::run(&options),
    }
}

/// The repository's root; every path of the tasks is relative to it.
fn repository() -> anyhow::Result<PathBuf> {
    // Cargo says where it is now; where it was compiled it may not be any more.
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.ancestors().nth(2).map(Path::to_owned).context("xtask lies two folders below the repository's root")
}
