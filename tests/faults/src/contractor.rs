use std::{fs, path::Path};

use anyhow::Context;
use cds_company::{ChangeOrderStatus, Company, Size};

const SEED: u64 = 2_611;
/// Every so many jobs of the demo contractor: a run is short, and there is something of everything.
const EVERY: usize = 10;

/// A small contractor on two days: as its files are first, and after accounting and planners have corrected some.
#[derive(Debug)]
pub struct Contractor {
    /// The first day.
    pub first: Company,
    /// The second.
    pub corrected: Company,
}

impl Contractor {
    /// Makes it; every time the same.
    ///
    /// # Errors
    /// When the seed has nothing to correct.
    pub fn small() -> anyhow::Result<Self> {
        let mut first = Company::generate(Size::Small, SEED);
        let mut place = 0;
        first.jobs.retain(|_| {
            place += 1;
            place % EVERY == 0
        });
        let mut corrected = first.clone();
        correct(&mut corrected).context("the seed has something to correct")?;
        Ok(Self { first, corrected })
    }

    /// Lays the first day's files into the folder of an installation.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn lay_first_day(&self, folder: &Path) -> anyhow::Result<()> {
        fs::write(folder.join("mapping.toml"), self.first.mapping())?;
        self.first.write_drop(&folder.join("drop"))?;
        self.lay_first_share(folder)
    }

    /// Makes the share again as it is on the first day.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn lay_first_share(&self, folder: &Path) -> anyhow::Result<()> {
        Ok(self.first.write_share(&folder.join("share"))?)
    }

    /// Lays the second day's files there: exports anew, and the share as it is then.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn lay_second_day(&self, folder: &Path) -> anyhow::Result<()> {
        self.corrected.write_exports(&folder.join("drop"))?;
        Ok(self.corrected.write_share(&folder.join("share"))?)
    }
}

/// A line billed lower, its job renamed, a change order void, a schedule file gone.
fn correct(company: &mut Company) -> Option<()> {
    let billed = company.jobs.iter_mut().find(|job| job.applications.len() > 4)?;
    billed.name.push_str(", renamed");
    let middle = billed.applications.len() / 2;
    billed.applications[middle].lines.first_mut()?.this_period_cents -= 1_234_567;
    let mut changes = company.jobs.iter_mut().flat_map(|job| &mut job.change_orders);
    changes.find(|change| change.status == ChangeOrderStatus::Executed)?.status = ChangeOrderStatus::Void;
    let planned = company.jobs.iter_mut().rev().find(|job| job.schedules.len() > 4)?;
    let gone = planned.schedules.pop()?.file;
    planned.schedules.retain(|version| version.file != gone);
    Some(())
}
