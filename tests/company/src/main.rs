//! Makes the demo contractor into a folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use cds_company::{Company, Job, Size};
use clap::Parser;

/// Makes a general contractor from a seed: a Sage 300 drop, a share with job folders, the mapping and the configuration
/// that read them, and truth.json, which says what is so.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The same seed makes the same contractor.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How large a contractor.
    #[arg(long, value_enum, default_value = "small")]
    size: Size,
    /// The folder. One that was made by this program is made again.
    #[arg(long)]
    out: PathBuf,
    /// Write into a folder that holds something else.
    #[arg(long)]
    force: bool,
}

fn main() -> anyhow::Result<()> {
    let Arguments { seed, size, out, force } = Arguments::parse();
    if !force && !may_be_written(&out)? {
        bail!(
            "{} holds something else, whose drop and share folders would be emptied; name another folder, or say --force",
            out.display()
        );
    }
    let company = Company::generate(size, seed);
    company.write_installation(&out).with_context(|| format!("{} cannot be written", out.display()))?;
    let all = |of_job: fn(&Job) -> usize| company.jobs.iter().map(of_job).sum::<usize>();
    // The last word is the day, for scripts.
    println!(
        "{}, seed {seed}, in {}: {} jobs, {} pay applications, {} change orders, {} schedule files, {} employees, \
         {} lines of hours and {} of cost, as of {}",
        company.name,
        out.display(),
        company.jobs.len(),
        all(|job| job.applications.len()),
        all(|job| job.change_orders.len()),
        all(|job| job.schedules.len()),
        company.employees.len(),
        all(|job| job.labor.len()),
        all(|job| job.costs.len()),
        company.as_of
    );
    Ok(())
}

/// Whether the folder is missing, empty, or was made by this program.
fn may_be_written(folder: &Path) -> anyhow::Result<bool> {
    if !folder.exists() || folder.join("truth.json").exists() {
        return Ok(true);
    }
    let mut entries = folder.read_dir().with_context(|| format!("{} cannot be read", folder.display()))?;
    Ok(entries.next().is_none())
}
