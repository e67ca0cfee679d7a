//! Files that are kept, to be read again.

use chrono::{DateTime, NaiveDate, Utc};
use tokio_postgres::Row;

use crate::{Error, Warehouse, error::while_doing};

/// A file that was dropped once, and is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The batch it was.
    pub batch_id: i64,
    /// Its name.
    pub place: String,
    /// The name of its file, or of each part.
    pub names: Vec<String>,
    /// Whether it was refused as a whole.
    pub failed: bool,
}

impl From<Row> for Kept {
    fn from(row: Row) -> Self {
        Self { batch_id: row.get(0), place: row.get(1), names: row.get(2), failed: row.get(3) }
    }
}

/// The bytes of a file, or of a part, as it was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// The business day on which it was last written.
    pub written_on: NaiveDate,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Warehouse {
    /// The kept files of an instance in the order in which they came: those that came since an instant, those of
    /// these names, or all.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn kept(
        &self,
        source_system: &str,
        instance: &str,
        since: Option<DateTime<Utc>>,
        names: Option<&[String]>,
    ) -> Result<Vec<Kept>, Error> {
        let client = self.client().await?;
        let rows = client.query(include_str!("kept.sql"), &[&source_system, &instance, &since, &names]).await;
        Ok(rows.map_err(while_doing("looking for kept files"))?.into_iter().map(Kept::from).collect())
    }

    /// The kept files of an instance that landed and were true on a later day, or came after a batch and were true on
    /// the same one, in the order of their days.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn kept_after(
        &self,
        source_system: &str,
        instance: &str,
        day: NaiveDate,
        batch_id: i64,
    ) -> Result<Vec<Kept>, Error> {
        let client = self.client().await?;
        let rows =
            client.query(include_str!("later.sql"), &[&source_system, &instance, &day, &batch_id]).await;
        Ok(rows.map_err(while_doing("looking for later files"))?.into_iter().map(Kept::from).collect())
    }

    /// The files of a batch, byte for byte.
    ///
    /// # Errors
    /// When the database refuses, or has lost bytes.
    pub async fn originals(&self, batch_id: i64) -> Result<Vec<KeptFile>, Error> {
        let client = self.client().await?;
        let rows = client.query(include_str!("files.sql"), &[&batch_id]).await;
        let rows = rows.map_err(while_doing("reading a kept file"))?;
        let file = |row: &Row| {
            let name: String = row.get(0);
            match zstd::decode_all(row.get::<_, &[u8]>(2)) {
                Ok(bytes) => Ok(KeptFile { name, written_on: row.get(1), bytes }),
                Err(cause) => Err(Error::Original { name, cause }),
            }
        };
        rows.iter().map(file).collect()
    }
}
