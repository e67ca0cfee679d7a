//! Files that are kept, to be read again.

use std::io::{self, Seek, Write};

use chrono::{DateTime, NaiveDate, Utc};
use deadpool_postgres::Client;
use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;
use tokio_postgres::Row;

use crate::{
    Error, Warehouse,
    error::{Stopped, while_doing},
};

/// So many bytes are fetched at once.
const SLICE: i32 = 1 << 20;

/// A larger one lies in the system's temporary folder; nobody else sees it there, and it ends with us.
const IN_MEMORY: usize = 1 << 20;

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

/// A file, or a part, as it was dropped.
#[derive(Debug)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// The business day on which it was last written.
    pub written_on: NaiveDate,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many they are.
    pub size: u64,
    /// The bytes themselves, compressed with zstd; they have been looked through.
    pub compressed: SpooledTempFile,
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
    /// When the database refuses, or has lost bytes, or there is no room for them.
    pub async fn originals(&self, batch_id: i64) -> Result<Vec<KeptFile>, Error> {
        const DOING: &str = "reading a kept file";
        let client = self.client().await?;
        let rows = client.query(include_str!("files.sql"), &[&batch_id]).await;
        let mut files = Vec::new();
        for row in rows.map_err(while_doing(DOING))? {
            let (name, hash): (String, &[u8]) = (row.get(0), row.get(2));
            let compressed = compressed(&client, hash).await;
            let mut compressed = compressed.map_err(|stopped| stopped.while_doing(DOING))?;
            let (sha256, size) = match looked_through(&mut compressed) {
                Ok((found, size)) if found == hash => (found, size),
                Ok(_) => return Err(Error::Original { name, cause: io::Error::other("they are others") }),
                Err(cause) => return Err(Error::Original { name, cause }),
            };
            files.push(KeptFile { name, written_on: row.get(1), sha256, size, compressed });
        }
        Ok(files)
    }
}

async fn compressed(client: &Client, hash: &[u8]) -> Result<SpooledTempFile, Stopped> {
    let slice = client.prepare(include_str!("slice.sql")).await?;
    let mut compressed = SpooledTempFile::new(IN_MEMORY);
    let mut from = 1;
    loop {
        let row = client.query_one(&slice, &[&hash, &from, &SLICE]).await?;
        let bytes: &[u8] = row.get(0);
        compressed.write_all(bytes)?;
        if bytes.len() < SLICE as usize {
            return Ok(compressed);
        }
        from += SLICE;
    }
}

/// The hash and the number of the bytes that were compressed.
fn looked_through(compressed: &mut SpooledTempFile) -> io::Result<([u8; 32], u64)> {
    compressed.rewind()?;
    let mut bytes = zstd::Decoder::new(compressed)?;
    let mut hash = Hashed(Sha256::new());
    let size = io::copy(&mut bytes, &mut hash)?;
    Ok((hash.0.finalize().into(), size))
}

struct Hashed(Sha256);

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
