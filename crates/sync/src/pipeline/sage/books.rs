//! The books as the exports of one mapping bring them: each file becomes part of them as a whole, or not at all.

use std::collections::BTreeSet;

use cds_sources::sage300::{
    Export, ExportFile, Mapping, ReadError, Reading,
    drop::{Outcome, Report},
};
use cds_warehouse::{
    Warehouse,
    bronze::{Arrivals, Landed, Window},
    originals::{self, Again, Kept, Repeated, Same},
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use sha2::{Digest, Sha256};

use super::{
    SOURCE,
    reading::{self, Readings},
};
use crate::pipeline::RunReport;

/// Another release may read the same file in another way.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// What all files of a run have in common.
pub(super) struct Books<'a> {
    pub(super) warehouse: &'a Warehouse,
    pub(super) mapping: &'a Mapping,
    pub(super) run_id: i64,
    /// Now, by the company's clock.
    pub(super) at: DateTime<FixedOffset>,
    read_by: Vec<u8>,
}

/// What became of a file.
pub(super) enum Became {
    Landed(Taken),
    /// It landed before, and changes nothing.
    Repeated(Repeated),
    /// It is refused as a whole, for this reason, and kept with this report.
    Failed {
        batch_id: i64,
        why: String,
        report: String,
    },
    /// It waits for a person, for this reason.
    Held(String),
}

/// A file that became part of the books.
pub(super) struct Taken {
    pub(super) batch_id: i64,
    pub(super) landed: Landed,
    pub(super) report: String,
    /// Rows that could not be read.
    pub(super) rejected: usize,
    /// Whether it said anything that it had not said before.
    pub(super) is_new: bool,
    /// The batch whose turn it has among the files of a day: that of the first reading.
    turn: i64,
    exported_on: NaiveDate,
    entities: BTreeSet<&'static str>,
    /// Of which of them it holds everything.
    full: BTreeSet<&'static str>,
}

impl<'a> Books<'a> {
    pub(super) fn new(
        warehouse: &'a Warehouse,
        mapping: &'a Mapping,
        run_id: i64,
        at: DateTime<FixedOffset>,
    ) -> Self {
        let read_by = Sha256::new().chain_update(RELEASE).chain_update(mapping.text()).finalize().to_vec();
        Self { warehouse, mapping, run_id, at, read_by }
    }

    /// Takes up a file that was dropped.
    pub(super) async fn take(&self, name: &str, files: &mut [ExportFile]) -> anyhow::Result<Became> {
        let place = (SOURCE, self.mapping.instance(), name);
        let unmoved = self.warehouse.unmoved(place, &reading::originals(files)).await?;
        if unmoved.is_none()
            && let Some(repeated) = self.repeated(name, files).await?
        {
            return Ok(Became::Repeated(repeated));
        }
        let (readings, records) = match reading::read(files, self.mapping) {
            Ok(read) => read,
            Err(ReadError::Refused(refused)) => {
                let why = refused.to_string();
                let report = Report::failed(self.at, why.as_str()).text(name, Outcome::Failed);
                let batch_id = match unmoved {
                    Some(batch_id) => batch_id,
                    None => {
                        let originals = reading::originals(files);
                        self.warehouse.keep_failed_file(self.run_id, place, originals, &report).await?
                    }
                };
                return Ok(Became::Failed { batch_id, why, report });
            }
            Err(error) => return Err(error.into()),
        };
        if unmoved.is_none()
            && let Some(why) = self.suspicion(&readings).await?
            && !self.warehouse.is_accepted(&reading::originals(files)).await?
        {
            return Ok(Became::Held(why));
        }
        let again = unmoved.map(Again::Unmoved);
        Ok(Became::Landed(self.land(name, files, readings, records, again).await?))
    }

    async fn repeated(&self, name: &str, files: &mut [ExportFile]) -> anyhow::Result<Option<Repeated>> {
        // What is wrong with the names is told when the files are read.
        let Some(first) = files.first() else { return Ok(None) };
        let Ok(exports) = self.mapping.exports_for(&first.name) else { return Ok(None) };
        let Some(exported_on) = self.mapping.exported_on(&exports, first) else { return Ok(None) };
        let entities: Vec<&str> = exports.iter().map(|export| export.entity().name()).collect();
        let rows_have_days = exports.iter().any(|export| export.rows_have_days());
        let same = Same {
            run_id: self.run_id,
            place: (SOURCE, self.mapping.instance(), name),
            originals: &reading::originals(files),
            exported_on,
            entities: &entities,
            last_day: (!rows_have_days).then_some(exported_on),
            read_by: &self.read_by,
        };
        let report = |rows| Report::repeated(self.at, name, rows);
        Ok(self.warehouse.land_repeated(&same, report).await?)
    }

    /// Reads a kept file once more, by the mapping as it is now. Nothing of it is kept when it says what it said.
    ///
    /// # Errors
    /// Also when the file is refused as a whole, or would be held: what it said before stays.
    pub(super) async fn read_again(&self, kept: &Kept) -> anyhow::Result<Taken> {
        let originals = self.warehouse.originals(kept.batch_id).await?;
        let mut files: Vec<ExportFile> = originals.into_iter().map(reading::kept).collect();
        let (readings, records) = reading::read(&mut files, self.mapping)?;
        if kept.failed
            && let Some(why) = self.suspicion(&readings).await?
        {
            anyhow::bail!("{why}; drop it again, and `cds-sync sage accept` it if it is right");
        }
        self.land(&kept.place, &mut files, readings, records, Some(Again::Replay(kept.batch_id))).await
    }

    /// After a file, later ones that speak of the same are read again: what they said is compared with what
    /// this one says of its day, and stands again where it differs. So the order of arrival makes no difference.
    pub(super) async fn restore_what_later_files_say(
        &self,
        taken: &Taken,
        report: &mut RunReport,
    ) -> anyhow::Result<()> {
        let mut settled = BTreeSet::new();
        let instance = self.mapping.instance();
        for kept in self.warehouse.kept_after(SOURCE, instance, taken.exported_on, taken.turn).await? {
            if !self.speaks_of(&kept, &taken.entities) {
                continue;
            }
            match self.read_again(&kept).await {
                Ok(later) => {
                    settled.extend(later.full);
                    if later.is_new {
                        report.landed.push((format!("{}, read again", kept.place), later.landed));
                    }
                }
                Err(error) => report.problems.push(format!("{}, read again: {error:#}", kept.place)),
            }
            // Nothing after a file that holds everything can have been changed by this one.
            if settled.is_superset(&taken.entities) {
                break;
            }
        }
        Ok(())
    }

    fn speaks_of(&self, kept: &Kept, entities: &BTreeSet<&str>) -> bool {
        let name = kept.names.first().map_or("", String::as_str);
        let exports = self.mapping.exports_for(name).unwrap_or_default();
        exports.iter().any(|export| entities.contains(export.entity().name()))
    }

    /// Why a file is not believed: it claims to hold everything and has less than half of what the last one had, or
    /// claims to hold a window and has less than half of what is known there, as when one date with a slip in its year
    /// widens the window by years.
    async fn suspicion(&self, readings: &[(&Export, Reading)]) -> anyhow::Result<Option<String>> {
        for (export, rows) in reading::full(readings) {
            let entity = export.entity().name();
            let before = self.warehouse.full_rows(SOURCE, self.mapping.instance(), entity).await?;
            if rows.saturating_mul(2) < before {
                return Ok(Some(format!(
                    "it claims to hold every {entity} and has {rows} of them, where there were {before} before; landed, \
                     it would take the others for deleted"
                )));
            }
        }
        for (export, rows, window) in reading::windows(readings) {
            let entity = export.entity().name();
            let before = self.warehouse.rows_inside(SOURCE, self.mapping.instance(), entity, &window).await?;
            if rows.saturating_mul(2) < before {
                let Window { from, to, .. } = window;
                return Ok(Some(format!(
                    "it claims to hold every {entity} from {from} to {to} and has {rows} of them, where there were \
                     {before} before; landed, it would take the others for deleted. A date with a slip in it widens what \
                     a file claims"
                )));
            }
        }
        Ok(None)
    }

    async fn land(
        &self,
        name: &str,
        files: &mut [ExportFile],
        readings: Readings<'_>,
        records: Arrivals,
        again: Option<Again>,
    ) -> anyhow::Result<Taken> {
        let replay_of = match again {
            Some(Again::Replay(batch_id)) => Some(batch_id),
            Some(Again::Unmoved(_)) | None => None,
        };
        let dropped = reading::dropped(files, &readings, again, &self.read_by);
        let entities = readings.iter().map(|(export, _)| export.entity().name()).collect();
        let full = reading::full(&readings).map(|(export, _)| export.entity().name()).collect();
        let mut report = Report { at: self.at, parts: reading::parts(&readings), failure: None };
        let rejected = report.parts.iter().map(|part| part.rejected.len()).sum();
        let exported_on = dropped.exported_on;
        let batch = reading::batch(self.run_id, self.mapping.instance(), name, records, readings);
        let told = |landed: &Landed| {
            reading::count(&mut report, landed);
            report.text(name, Outcome::Done)
        };
        let originals::Outcome { batch_id, landed, report, is_new } =
            self.warehouse.land_file(batch, dropped, told).await?;
        let turn = replay_of.unwrap_or(batch_id);
        Ok(Taken { batch_id, landed, report, rejected, is_new, turn, exported_on, entities, full })
    }
}
