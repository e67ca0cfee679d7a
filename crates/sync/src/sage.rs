//! `cds-sync sage`: what an administrator asks about the Sage 300 exports, and decides on them.

use std::path::PathBuf;

use anyhow::{bail, ensure};
use cds_sources::sage300::{Mapping, MappingCheck, drop::DropFolder};
use cds_sync::{
    api::Ran,
    config::{Config, Sage300},
    pipeline::{Accept, Replay, Selection},
    running,
    stop::Stop,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::{Args, Subcommand};

use crate::{
    every_source_answered,
    output::{say, say_line},
    run, with_service,
};

#[derive(Subcommand)]
pub(crate) enum SageCommand {
    /// Explain what the mapping makes of the files of a folder. Nothing is loaded or moved.
    CheckMapping {
        /// The folder; without it the drop folder, or the latest day of its `done` when it holds no file.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Read files again that were dropped before, by the mapping as it is now.
    Replay(Which),
    /// Let a file land that is held because so little is in it.
    Accept {
        /// Its name.
        name: String,
        /// Who decided.
        #[arg(long, env = "USER", default_value = "administrator")]
        by: String,
    },
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// The names of files, as they were dropped.
    names: Vec<String>,
    /// What was dropped on this day or later.
    #[arg(long)]
    since: Option<NaiveDate>,
    /// Everything that was ever dropped.
    #[arg(long)]
    all: bool,
}

impl From<Which> for Replay {
    fn from(which: Which) -> Self {
        match which {
            Which { since: Some(day), .. } => Self::Since(day),
            Which { all: true, .. } => Self::All,
            Which { names, .. } => Self::Named(names),
        }
    }
}

pub(crate) async fn answer(config: Config, stop: Stop, command: SageCommand) -> anyhow::Result<()> {
    let settings = config.sage300()?;
    match command {
        SageCommand::CheckMapping { folder } => check_mapping(settings, &config.company.time_zone, folder),
        SageCommand::Replay(which) => replay(config, stop, which.into()).await,
        SageCommand::Accept { name, by } => accept(config, stop, Accept { name, by }).await,
    }
}

/// Through the service that is running here, as a pin.
async fn replay(config: Config, stop: Stop, replay: Replay) -> anyhow::Result<()> {
    if let Some(ran) = running::ask::<Ran>(&config.serve, "/v1/replays", &replay).await? {
        say(&ran.report);
        return every_source_answered(ran.failed_sources);
    }
    with_service(config, stop, async |service, _| {
        let report = service.replay(None, replay).await?;
        say(&report);
        ensure!(!report.stopped, "stopped before the end; what was read again stays, ask for it once more");
        every_source_answered(report.failed_sources)
    })
    .await
}

/// Through the service that is running here, as a pin.
async fn accept(config: Config, stop: Stop, accept: Accept) -> anyhow::Result<()> {
    if let Some(ran) = running::ask::<Ran>(&config.serve, "/v1/accepted", &accept).await? {
        say(&ran.report);
        return every_source_answered(ran.failed_sources);
    }
    with_service(config, stop, async |service, _| {
        say_line(service.accept(&accept).await?);
        run(&service, None, &Selection::everything()).await
    })
    .await
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
    say_line(format_args!("The mapping {} and the files of {folder}\n", mapping.name()));
    say(&check);
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
