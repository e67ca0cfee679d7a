//! Records on their way into bronze, each as the row that the binary COPY takes: in a temporary file when they are many,
//! so that a batch may be of any size.

use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use bytes::{BufMut, BytesMut};
use chrono::NaiveDate;
use tempfile::SpooledTempFile;

use super::{Arrival, payload::Payload};
use crate::Error;

/// More than this lies in the system's temporary folder; nobody else sees it there, and it ends with us.
const IN_MEMORY: usize = 1 << 20;

/// The day from which PostgreSQL counts.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date");

/// Of `jsonb` on the wire.
const JSONB_VERSION: u8 = 1;

/// What a batch brings. No two of one entity and source id.
#[derive(Debug)]
pub struct Arrivals {
    rows: BufWriter<SpooledTempFile>,
    count: u64,
    refused: Vec<NotStored>,
    payload: Payload,
    row: BytesMut,
}

/// A record that the database cannot store.
#[derive(Debug)]
pub(super) struct NotStored {
    pub(super) arrival: Arrival,
    pub(super) reason: String,
}

impl Default for Arrivals {
    fn default() -> Self {
        let rows = BufWriter::new(SpooledTempFile::new(IN_MEMORY));
        Self { rows, count: 0, refused: Vec::new(), payload: Payload::default(), row: BytesMut::new() }
    }
}

impl Arrivals {
    /// Those of a list.
    ///
    /// # Errors
    /// When there is no room for them.
    pub fn of(records: impl IntoIterator<Item = Arrival>) -> Result<Self, Error> {
        let mut arrivals = Self::default();
        records.into_iter().try_for_each(|record| arrivals.push(record))?;
        Ok(arrivals)
    }

    /// Adds one.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn push(&mut self, arrival: Arrival) -> Result<(), Error> {
        if let Some(reason) = super::payload::obstacle(&arrival) {
            self.refused.push(NotStored { arrival, reason });
            return Ok(());
        }
        self.write(&arrival).map_err(Error::Spool)
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.count == 0 && self.refused.is_empty()
    }

    /// How many can be stored.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Takes out those that cannot be stored.
    pub(super) fn take_refused(&mut self) -> Vec<NotStored> {
        std::mem::take(&mut self.refused)
    }

    /// Those that can be stored, as rows.
    pub(super) fn into_rows(self) -> io::Result<Rows> {
        let mut rows = self.rows.into_inner().map_err(io::IntoInnerError::into_error)?;
        rows.rewind()?;
        Ok(Rows(BufReader::new(rows)))
    }

    fn write(&mut self, arrival: &Arrival) -> io::Result<()> {
        let Self { rows, payload, row, .. } = self;
        let Arrival { entity, source_id, payload: said, deleted_how, effective_on } = arrival;
        let hash = payload.write(said, *deleted_how);
        row.clear();
        row.put_i16(6);
        put(row, &[entity.as_bytes()])?;
        put(row, &[source_id.as_bytes()])?;
        put(row, &[&[JSONB_VERSION], payload.json()])?;
        match deleted_how {
            Some(how) => put(row, &[how.as_bytes()])?,
            None => row.put_i32(-1),
        }
        match effective_on {
            Some(day) => put(row, &[&day_number(*day)?.to_be_bytes()])?,
            None => row.put_i32(-1),
        }
        put(row, &[&hash])?;
        rows.write_all(&length(row.len())?.to_be_bytes())?;
        rows.write_all(row)?;
        self.count += 1;
        Ok(())
    }
}

/// Rows of the binary COPY, one after another.
pub(super) struct Rows(BufReader<SpooledTempFile>);

impl Rows {
    /// Adds the next row to a message; false: there is none.
    pub(super) fn next(&mut self, message: &mut BytesMut) -> io::Result<bool> {
        let mut length = [0; 4];
        match self.0.read_exact(&mut length) {
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            read => read?,
        }
        let from = message.len();
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(too_long)?;
        message.resize(from + length, 0);
        self.0.read_exact(message.get_mut(from..).unwrap_or_default())?;
        Ok(true)
    }
}

/// One field of a row.
fn put(row: &mut BytesMut, parts: &[&[u8]]) -> io::Result<()> {
    row.put_i32(length(parts.iter().map(|part| part.len()).sum())?);
    parts.iter().for_each(|part| row.put_slice(part));
    Ok(())
}

fn length(bytes: usize) -> io::Result<i32> {
    i32::try_from(bytes).map_err(too_long)
}

fn day_number(day: NaiveDate) -> io::Result<i32> {
    i32::try_from((day - EPOCH).num_days()).map_err(too_long)
}

fn too_long(cause: std::num::TryFromIntError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, cause)
}
