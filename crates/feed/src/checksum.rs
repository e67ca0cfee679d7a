use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::tables::{Fed, TABLES};

/// A checksum of every fed table, by its name.
pub type Checksums = BTreeMap<String, Checksum>;

/// What a table holds, whatever the order of its rows: equal where the rows are equal. It finds loss and damage; it
/// proves nothing against an adversary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// How many rows.
    pub rows: u64,
    /// The sum modulo 2^64 of the first eight bytes of the SHA-256 of each row as it is on the wire, in hexadecimal.
    pub digest: String,
}

/// Sums up the rows of every fed table.
#[derive(Debug, Default)]
pub struct Summing(BTreeMap<&'static str, (u64, u64)>);

impl Summing {
    /// Adds a row.
    ///
    /// # Errors
    /// When the row cannot be written as JSON.
    pub fn add<T: Fed>(&mut self, row: &T) -> Result<(), serde_json::Error> {
        let hash = Sha256::digest(serde_json::to_vec(row)?);
        let part = hash.iter().take(8).fold(0_u64, |part, byte| part << 8 | u64::from(*byte));
        let (rows, sum) = self.0.entry(T::NAME).or_default();
        *rows += 1;
        *sum = sum.wrapping_add(part);
        Ok(())
    }

    /// The checksums of all rows that were added; a table without rows has one too.
    #[must_use]
    pub fn done(&self) -> Checksums {
        let of = |table: &'static str| {
            let (rows, sum) = self.0.get(table).copied().unwrap_or_default();
            (table.to_owned(), Checksum { rows, digest: format!("{sum:016x}") })
        };
        TABLES.into_iter().map(of).collect()
    }
}
