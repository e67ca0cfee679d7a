//! `cds-sync sage`: what an administrator asks about the Sage 300 exports.

use std::path::PathBuf;

use anyhow::{Context, bail};
use cds_sources::sage300::{Mapping, MappingCheck, drop::DropFolder};
use cds_sync::config::{Config, Sage300};
use chrono_tz::Tz;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum SageCommand {
    /// Explain what the mapping makes of the files of a folder. Nothing is loaded or moved.
    CheckMapping {
        /// The folder; without it the drop folder, or the latest day of its `done` when it holds no file.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}

pub(crate) fn answer(config: &Config, command: SageCommand) -> anyhow::Result<()> {
    let settings = config.sage300.as_ref();
    let settings =
        settings.context("the configuration has no [sage300]; add it with `drop` and `mapping`")?;
    match command {
        SageCommand::CheckMapping { folder } => check_mapping(settings, &config.company.time_zone, folder),
    }
}

fn check_mapping(settings: &Sage300, time_zone: &Tz, folder: Option<PathBuf>) -> anyhow::Result<()> {
    let mapping = Mapping::load(&settings.mapping)?;
    let folder = match folder {
        Some(folder) => DropFolder::new(folder),
        None => latest(DropFolder::new(&settings.drop))?,
    };
    let check = MappingCheck::of(&mapping, &folder, time_zone)?;
    let folder = folder.path().display();
    if check.is_empty() {
        bail!("there is no file in {folder}; put an export there, or name another folder with --folder");
    }
    println!("The mapping {} and the files of {folder}\n", mapping.name());
    print!("{check}");
    match check.failing().count() {
        0 => Ok(()),
        1 => bail!("a file would fail; correct it or the mapping"),
        failing => bail!("{failing} files would fail; correct them or the mapping"),
    }
}

/// The files that wait, else those that were loaded last.
fn latest(drop: DropFolder) -> anyhow::Result<DropFolder> {
    if drop.files()?.is_empty() {
        return Ok(drop.latest_done()?.unwrap_or(drop));
    }
    Ok(drop)
}
