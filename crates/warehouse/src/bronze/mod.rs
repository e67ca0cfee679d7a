//! Bronze: every version of every record, as received. Records land by binary COPY into a staging table; those
//! that say what is in force on their day leave before anything is written.

mod arrivals;
mod landing;
mod payload;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::{Error, Warehouse, commit, error::while_doing, in_turn};

pub use arrivals::Arrivals;
pub(crate) use landing::land;

/// What lands together: a file of an export, or a scan of a share.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The run it belongs to.
    pub run_id: i64,
    /// `sage300`, `network_folder`, …
    pub source_system: &'a str,
    /// The Sage data folder, the share root, …
    pub instance: &'a str,
    /// The file, or the root that was scanned.
    pub place: &'a str,
    /// What was read.
    pub records: Arrivals,
    /// What could not be read.
    pub quarantined: Vec<Quarantined>,
    /// Records that said the same as another of this batch.
    pub repeated: u64,
    /// What the batch holds all of, at most one of an entity.
    pub claims: Vec<Claim>,
    /// Where the source stands after this batch, committed with it.
    pub state: Option<Value>,
}

/// A record as a source yields it.
#[derive(Debug)]
pub struct Arrival {
    /// What kind of record.
    pub entity: String,
    /// The source's own key.
    pub source_id: String,
    /// The record.
    pub payload: Value,
    /// Set when the record is gone: how that was seen.
    pub deleted_how: Option<&'static str>,
    /// The business day from which it is true; none: as it arrives.
    pub effective_on: Option<NaiveDate>,
}

/// The word of a source that a batch holds all records of an entity, or all of some days. A record inside that was in
/// force on the day of the claim, and is not in the batch, is gone.
#[derive(Debug)]
pub struct Claim {
    /// What kind of record.
    pub entity: String,
    /// The days it is about; none: everything.
    pub window: Option<Window>,
    /// Keys of records that came and could not be read: they are not gone.
    pub set_aside: Vec<String>,
    /// The business day on which it was true; none: as it arrives.
    pub effective_on: Option<NaiveDate>,
}

/// Days of a date field, the first and the last of them included.
#[derive(Debug)]
pub struct Window {
    /// The field of the payload.
    pub field: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// A part that did not parse, kept as it came.
#[derive(Debug)]
pub struct Quarantined {
    /// The file.
    pub place: String,
    /// Its line in the file.
    pub row: Option<i64>,
    /// The field that did not parse.
    pub field: Option<String>,
    /// A sentence.
    pub reason: String,
    /// The bytes.
    pub original: Vec<u8>,
}

/// What became of a batch. `received = loaded + unchanged + quarantined`, which the database checks.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Landed {
    /// Everything that came.
    pub received: i64,
    /// New or changed.
    pub loaded: i64,
    /// Known already.
    pub unchanged: i64,
    /// Set aside with a reason.
    pub quarantined: i64,
    /// Seen to be gone: inside what the batch claims to hold, and not in it.
    pub deleted: i64,
    /// `loaded` by entity; an entity of which nothing was new is absent.
    pub loaded_by_entity: BTreeMap<String, i64>,
    /// `deleted` by entity; an entity of which nothing was gone is absent.
    pub deleted_by_entity: BTreeMap<String, i64>,
}

impl Warehouse {
    /// Lands a batch and the source's state in one transaction.
    ///
    /// # Errors
    /// When the database refuses; nothing of the batch is kept then.
    pub async fn land(&self, batch: Batch<'_>) -> Result<Landed, Error> {
        let failed = while_doing("landing records");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let (_, landed) = land(&transaction, batch, None)
            .await
            .map_err(|stopped| stopped.while_doing("landing records"))?;
        commit(transaction, "landing").await.map_err(&failed)?;
        Ok(landed)
    }

    /// Where a source stood after its last batch.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn source_state(&self, source_system: &str, instance: &str) -> Result<Option<Value>, Error> {
        const STATE: &str = include_str!("source_state.sql");
        let client = self.client().await?;
        let row = client.query_opt(STATE, &[&source_system, &instance]).await;
        Ok(row.map_err(while_doing("reading a source's state"))?.map(|row| row.get(0)))
    }
}
