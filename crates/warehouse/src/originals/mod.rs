//! Dropped files: each lands in one transaction with its bytes and its report, and can be read again later.

mod full_files;
mod kept;
mod repeated;

use std::{
    io::{self, Read, Seek, SeekFrom},
    pin::pin,
};

use bytes::{BufMut, Bytes};
use chrono::NaiveDate;
use futures::SinkExt;
use tempfile::SpooledTempFile;
use tokio_postgres::{CopyInSink, Transaction};

use crate::{
    Error, Warehouse,
    bronze::{self, Batch, Landed},
    commit, copy_in,
    error::{Stopped, while_doing},
    fail_point, in_turn,
};

pub use kept::{Kept, KeptFile};
pub use repeated::{Repeated, Same};

/// A file as it was dropped; the parts of an export in parts come together.
#[derive(Debug)]
pub struct Original<'a> {
    /// Its name.
    pub name: &'a str,
    /// The business day on which it was last written.
    pub written_on: NaiveDate,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many they are.
    pub size: u64,
    /// The bytes themselves, compressed with zstd.
    pub compressed: &'a mut SpooledTempFile,
}

/// What is kept of a dropped file beside its records.
#[derive(Debug)]
pub struct Dropped<'a> {
    /// Its file, or its parts in their order.
    pub originals: Vec<Original<'a>>,
    /// The business day on which the export was true.
    pub exported_on: NaiveDate,
    /// Of each entity that it claims to hold everything of, how many rows it has.
    pub full_rows: Vec<(String, i64)>,
    /// The batch that it was before; none: it is read for the first time.
    pub again: Option<Again>,
    /// Tells by what it was read: two readings of the same bytes by the same are alike.
    pub read_by: &'a [u8],
}

/// Why a file is read that was read before. When nothing comes of it, no trace of the second reading is kept.
#[derive(Debug, Clone, Copy)]
pub enum Again {
    /// It landed in this batch, and then its move was lost.
    Unmoved(i64),
    /// It is read again as it is kept, in the turn of the batch it first was.
    Replay(i64),
}

/// What became of a dropped file.
#[derive(Debug)]
pub struct Outcome {
    /// The batch that tells of it.
    pub batch_id: i64,
    /// What became of its records.
    pub landed: Landed,
    /// What is to be told to whoever dropped it.
    pub report: String,
    /// Whether this reading found anything that an earlier one did not.
    pub is_new: bool,
}

impl Warehouse {
    /// Lands a dropped file: its records, what of it was put aside, its bytes and its report, in one transaction.
    ///
    /// # Errors
    /// When the database refuses; nothing of the file is kept then.
    pub async fn land_file(
        &self,
        batch: Batch<'_>,
        file: Dropped<'_>,
        report: impl FnOnce(&Landed) -> String,
    ) -> Result<Outcome, Error> {
        const DOING: &str = "landing a file";
        let failed = while_doing(DOING);
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let replay_of = match file.again {
            Some(Again::Replay(batch_id)) => Some(batch_id),
            Some(Again::Unmoved(_)) | None => None,
        };
        let (batch_id, landed) = bronze::land(&transaction, batch, replay_of)
            .await
            .map_err(|stopped| stopped.while_doing(DOING))?;
        if let Some(Again::Unmoved(before) | Again::Replay(before)) = file.again {
            let last = transaction.query_one(include_str!("last_reading.sql"), &[&before]).await;
            let last = last.map_err(&failed)?;
            if landed.loaded == 0 && landed.deleted == 0 && landed.quarantined == last.get::<_, i64>(0) {
                // Dropped, the transaction leaves nothing.
                return Ok(Outcome { batch_id: before, landed, report: last.get(1), is_new: false });
            }
        }
        let report = report(&landed);
        let kept = keep(&transaction, batch_id, file, &report).await;
        kept.map_err(|stopped| stopped.while_doing(DOING))?;
        commit(transaction, "landing").await.map_err(&failed)?;
        Ok(Outcome { batch_id, landed, report, is_new: true })
    }

    /// Keeps a file that was refused as a whole, with its report, and says under which batch.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_failed_file(
        &self,
        run_id: i64,
        (source_system, instance, place): (&str, &str, &str),
        originals: Vec<Original<'_>>,
        report: &str,
    ) -> Result<i64, Error> {
        const DOING: &str = "keeping a file that was refused";
        let failed = while_doing(DOING);
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let kept = transaction
            .query_one(include_str!("fail_file.sql"), &[&run_id, &source_system, &instance, &place, &report])
            .await;
        let batch_id = kept.map_err(&failed)?.get(0);
        let kept = keep_originals(&transaction, batch_id, originals).await;
        kept.map_err(|stopped| stopped.while_doing(DOING))?;
        commit(transaction, "landing").await.map_err(&failed)?;
        Ok(batch_id)
    }

    /// The batch of the same files that did not get to their place after it, if there is one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unmoved(
        &self,
        (source_system, instance, place): (&str, &str, &str),
        originals: &[Original<'_>],
    ) -> Result<Option<i64>, Error> {
        let days: Vec<NaiveDate> = originals.iter().map(|original| original.written_on).collect();
        let hashes = hashes(originals);
        let client = self.client().await?;
        let row = client
            .query_opt(include_str!("unmoved.sql"), &[&source_system, &instance, &place, &hashes, &days])
            .await;
        let row = row.map_err(while_doing("looking for a file whose move was lost"))?;
        Ok(row.map(|row| row.get(0)))
    }

    /// Notes that the files of a batch have got to their place.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_moved(&self, batch_id: i64) -> Result<(), Error> {
        let client = self.client().await?;
        let noted = client.execute(include_str!("moved.sql"), &[&batch_id]).await;
        noted.map_err(while_doing("noting where a file went")).map(drop)
    }
}

async fn keep(
    transaction: &Transaction<'_>,
    batch_id: i64,
    file: Dropped<'_>,
    report: &str,
) -> Result<(), Stopped> {
    let is_replay = matches!(file.again, Some(Again::Replay(_)));
    transaction
        .execute(
            include_str!("close_file.sql"),
            &[&batch_id, &file.exported_on, &report, &is_replay, &file.read_by],
        )
        .await?;
    for (entity, rows) in &file.full_rows {
        transaction.execute(include_str!("keep_full_rows.sql"), &[&batch_id, entity, rows]).await?;
    }
    if is_replay {
        return Ok(());
    }
    transaction.execute(include_str!("use_up.sql"), &[&hashes(&file.originals)]).await?;
    keep_originals(transaction, batch_id, file.originals).await
}

async fn keep_originals(
    transaction: &Transaction<'_>,
    batch_id: i64,
    originals: Vec<Original<'_>>,
) -> Result<(), Stopped> {
    for (part, original) in (1_i32..).zip(originals) {
        let Original { name, written_on, sha256, .. } = original;
        let hash = sha256.as_slice();
        let is_kept = transaction.query_one(include_str!("is_kept.sql"), &[&hash]).await?;
        if !is_kept.get::<_, bool>(0) {
            keep_bytes(transaction, original).await?;
        }
        transaction
            .execute(include_str!("keep_file.sql"), &[&batch_id, &part, &name, &written_on, &hash])
            .await?;
    }
    Ok(())
}

/// One row of three fields, of which the last goes in as many messages as it needs.
async fn keep_bytes(transaction: &Transaction<'_>, original: Original<'_>) -> Result<(), Stopped> {
    let Original { sha256, size, compressed, .. } = original;
    let length = compressed.seek(SeekFrom::End(0))?;
    compressed.rewind()?;
    let sink: CopyInSink<Bytes> = transaction.copy_in(include_str!("keep_original.sql")).await?;
    let mut sink = pin!(sink);
    let mut message = copy_in::begin();
    message.put_i16(3);
    message.put_i32(32);
    message.put_slice(&sha256);
    message.put_i32(8);
    message.put_i64(i64::try_from(size).unwrap_or(i64::MAX));
    message.put_i32(i32::try_from(length).map_err(io::Error::other)?);
    loop {
        fail_point("original", "in_copy");
        sink.send(message.split().freeze()).await?;
        message.resize(copy_in::MESSAGE, 0);
        let read = compressed.read(&mut message)?;
        message.truncate(read);
        if read == 0 {
            return Ok(copy_in::end(sink, message).await?);
        }
    }
}

fn hashes<'a>(originals: &'a [Original<'_>]) -> Vec<&'a [u8]> {
    originals.iter().map(|original| original.sha256.as_slice()).collect()
}
