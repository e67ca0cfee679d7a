//! Files that wait for a person, who accepts them or takes them away.

use cds_sources::sage300::{
    Mapping,
    drop::{Delivery, DropFolder},
};
use cds_warehouse::Warehouse;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{books::Books, reading};
use crate::{config::Sage300, pipeline::RunReport};

/// Lets a held file land and runs the pipeline.
#[derive(Debug, Serialize, Deserialize)]
pub struct Accept {
    /// Its name.
    pub name: String,
    /// Who decided.
    pub by: String,
}

/// There is no such file.
#[derive(Debug, thiserror::Error)]
#[error("no file {name} is held; {}", held_instead(held))]
pub(crate) struct NotHeld {
    name: String,
    held: Vec<String>,
}

fn held_instead(held: &[String]) -> String {
    if held.is_empty() { "none is".to_owned() } else { format!("held are: {}", held.join(", ")) }
}

/// Keeps that a held file may land; the next run lands it.
pub(crate) async fn accept(
    settings: &Sage300,
    Accept { name, by }: &Accept,
    warehouse: &Warehouse,
    time_zone: Tz,
) -> anyhow::Result<()> {
    let mapping = Mapping::load(&settings.mapping)?;
    let held = DropFolder::new(&settings.drop).held(&mapping)?;
    let is_meant =
        |delivery: &&Delivery| delivery.name() == name || delivery.files().any(|file| file.name() == name);
    let Some(delivery) = held.iter().find(is_meant) else {
        let held = held.iter().map(|delivery| delivery.name().to_owned()).collect();
        return Err(NotHeld { name: name.clone(), held }.into());
    };
    let mut files = delivery.read(&time_zone)?;
    Ok(warehouse.accept_file(&reading::originals(&mut files), by).await?)
}

/// The held files that a person has accepted; the others are told.
pub(super) async fn accepted(
    folder: &DropFolder,
    books: &Books<'_>,
    time_zone: Tz,
    report: &mut RunReport,
) -> anyhow::Result<Vec<Delivery>> {
    let mut accepted = Vec::new();
    for delivery in folder.held(books.mapping)? {
        let mut files = match delivery.read(&time_zone) {
            Ok(files) => files,
            Err(error) => {
                report.problems.push(error.to_string());
                continue;
            }
        };
        if books.warehouse.is_accepted(&reading::originals(&mut files)).await? {
            accepted.push(delivery);
        } else {
            report.problems.push(told(delivery.name(), "the report beside it says why"));
        }
    }
    Ok(accepted)
}

/// That a file is held, why, and what a person can do.
pub(super) fn told(name: &str, why: &str) -> String {
    format!(
        "{name} is held: {why}. `cds-sync sage accept \"{name}\"` lets it land as it is; if it is wrong, take it out of \
         held and drop a right one"
    )
}
