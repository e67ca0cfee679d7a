//! Files that are dropped again, byte for byte.

use chrono::NaiveDate;

use super::{Original, hashes};
use crate::{Error, Warehouse, bronze::Landed, commit, error::while_doing, in_turn};

/// A file that may have landed before.
#[derive(Debug)]
pub struct Same<'a> {
    /// The run.
    pub run_id: i64,
    /// The source, the instance and the name under which it was dropped.
    pub place: (&'a str, &'a str, &'a str),
    /// Its file, or its parts in their order.
    pub originals: &'a [Original<'a>],
    /// The business day on which the export was true.
    pub exported_on: NaiveDate,
    /// What kinds of record it holds.
    pub entities: &'a [&'a str],
    /// The last day from which any of its rows is true; none: each row says its own.
    pub last_day: Option<NaiveDate>,
    /// By what it would be read.
    pub read_by: &'a [u8],
}

/// A file that landed before and changes nothing.
#[derive(Debug)]
pub struct Repeated {
    /// The batch that tells of it this time.
    pub batch_id: i64,
    /// All of its rows are known.
    pub landed: Landed,
    /// What is to be told to whoever dropped it.
    pub report: String,
}

impl Warehouse {
    /// Notes a file as landed without reading it, where it landed before, would be read alike, and nothing has come
    /// since that it could find changed. None where that is not sure.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn land_repeated(
        &self,
        file: &Same<'_>,
        report: impl FnOnce(i64) -> String,
    ) -> Result<Option<Repeated>, Error> {
        let failed = while_doing("looking for a file that landed before");
        let Same { run_id, place: (source_system, instance, place), originals, .. } = file;
        let names: Vec<&str> = originals.iter().map(|original| original.name).collect();
        let days: Vec<NaiveDate> = originals.iter().map(|original| original.written_on).collect();
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let before = transaction
            .query_opt(
                include_str!("repeated.sql"),
                &[
                    source_system,
                    instance,
                    place,
                    &hashes(originals),
                    &names,
                    &file.exported_on,
                    &file.read_by,
                    &file.entities,
                    &file.last_day,
                ],
            )
            .await;
        let Some(before) = before.map_err(&failed)? else { return Ok(None) };
        let (before, received): (i64, i64) = (before.get(0), before.get(1));
        let report = report(received);
        let kept = transaction
            .query_one(
                include_str!("keep_repeated.sql"),
                &[&before, run_id, &days, &report, &file.exported_on],
            )
            .await;
        let batch_id = kept.map_err(&failed)?.get(0);
        commit(transaction, "landing").await.map_err(&failed)?;
        let landed = Landed { received, unchanged: received, ..Landed::default() };
        Ok(Some(Repeated { batch_id, landed, report }))
    }
}
