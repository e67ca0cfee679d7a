//! Which records came before, and what each said: hashes in a table of slots, which lies in memory while it is small and
//! in the system's temporary folder when it is not. So a large export needs no more memory than a small one.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use super::collect::canonical;
use crate::Record;

/// A larger table lies in the temporary folder; nobody else sees it there, and it ends with us.
const IN_MEMORY: usize = 4 << 20;

/// Two hashes of a record's key, 128 bits of it, so that two keys are not taken for one, and one of what it says.
const SLOT: usize = 24;

/// Slots of a table that is new.
const FIRST_SLOTS: u64 = 1 << 10;

/// What a record is to those before it.
pub(super) enum Sight {
    First,
    Same,
    Different,
}

/// The records so far.
pub(super) struct Seen {
    table: Table,
    hashers: [RandomState; 2],
}

impl Seen {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { table: Table::of(FIRST_SLOTS)?, hashers: Default::default() })
    }

    /// Looks for an earlier record of the same key.
    pub(super) fn see(&mut self, record: &Record) -> io::Result<Sight> {
        let [one, other] = &self.hashers;
        // A slot of zeros is empty.
        let key = [one.hash_one(&record.source_id) | 1, other.hash_one(&record.source_id)];
        let mut said = one.build_hasher();
        for (name, value) in canonical(record) {
            (name, value).hash(&mut said);
        }
        let said = said.finish();
        Ok(match self.table.find_or_keep(key, said)? {
            None => Sight::First,
            Some(before) if before == said => Sight::Same,
            Some(_) => Sight::Different,
        })
    }
}

/// A hash table of open addresses: a key is in its own slot, or in the first one after it that was free.
struct Table {
    file: SpooledTempFile,
    slots: u64,
    used: u64,
}

impl Table {
    fn of(slots: u64) -> io::Result<Self> {
        let mut file = SpooledTempFile::new(IN_MEMORY);
        file.set_len(slots * SLOT as u64)?;
        Ok(Self { file, slots, used: 0 })
    }

    /// What the key was kept with; when it is new, it is kept with `said`.
    fn find_or_keep(&mut self, key: [u64; 2], said: u64) -> io::Result<Option<u64>> {
        if self.used * 4 >= self.slots * 3 {
            self.grow()?;
        }
        let mut slot = (key[0] >> 1) % self.slots;
        loop {
            let place = SeekFrom::Start(slot * SLOT as u64);
            self.file.seek(place)?;
            let mut bytes = [0; SLOT];
            self.file.read_exact(&mut bytes)?;
            let [one, other, before] = unpacked(&bytes);
            if one == 0 {
                self.file.seek(place)?;
                self.file.write_all(&packed([key[0], key[1], said]))?;
                self.used += 1;
                return Ok(None);
            }
            if [one, other] == key {
                return Ok(Some(before));
            }
            slot = (slot + 1) % self.slots;
        }
    }

    fn grow(&mut self) -> io::Result<()> {
        let mut larger = Self::of(self.slots * 2)?;
        self.file.rewind()?;
        let mut old = io::BufReader::new(&mut self.file);
        for _ in 0..self.slots {
            let mut bytes = [0; SLOT];
            old.read_exact(&mut bytes)?;
            let [one, other, said] = unpacked(&bytes);
            if one != 0 {
                larger.find_or_keep([one, other], said)?;
            }
        }
        *self = larger;
        Ok(())
    }
}

fn packed(words: [u64; 3]) -> [u8; SLOT] {
    let mut bytes = [0; SLOT];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

fn unpacked(bytes: &[u8; SLOT]) -> [u64; 3] {
    let mut words = [0; 3];
    for (word, place) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = place.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_outgrows_the_memory_finds_each_key_with_what_it_was_kept_with() -> io::Result<()> {
        let mut table = Table::of(FIRST_SLOTS)?;
        let keys = |number: u64| [number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, number];
        let many = 200_000;
        for number in 0..many {
            assert_eq!(table.find_or_keep(keys(number), number)?, None);
        }
        assert!(table.file.is_rolled(), "it lies in a file");
        for number in (0..many).step_by(997) {
            assert_eq!(table.find_or_keep(keys(number), 0)?, Some(number));
        }
        Ok(())
    }
}
