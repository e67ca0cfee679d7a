//! The bytes of a dropped file in a copy of our own: what is read is what is kept, whatever happens to the file.

use std::io::{self, BufReader, Read, Seek, Write};

use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;

/// As the bytes of text files are compressed: well enough, at the speed of reading them.
const COMPRESSION: i32 = 3;

/// What is larger, compressed, lies in the system's temporary folder; nobody else sees it there, and it ends with us.
const IN_MEMORY: usize = 1 << 20;

/// So many bytes are read at once.
const CHUNK: usize = 1 << 16;

/// What a file holds, as a compressed copy.
#[derive(Debug)]
pub struct Content {
    sha256: [u8; 32],
    size: u64,
    compressed: SpooledTempFile,
}

/// Why there is no copy of a file.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The file does not give its bytes.
    #[error(transparent)]
    Source(io::Error),
    /// The temporary folder does not take them.
    #[error(
        "it cannot be copied into the temporary folder {folder}: {0}; make room there, or name another folder with TMPDIR \
         (TEMP on Windows)", folder = std::env::temp_dir().display()
    )]
    Copy(io::Error),
}

impl Content {
    /// Copies all that a source gives.
    ///
    /// # Errors
    /// When the source cannot be read, or there is no room for the copy.
    pub fn of(mut source: impl Read) -> Result<Self, CopyError> {
        let mut hash = Sha256::new();
        let mut size = 0;
        let spool = SpooledTempFile::new(IN_MEMORY);
        let mut compressed = zstd::Encoder::new(spool, COMPRESSION).map_err(CopyError::Copy)?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let bytes = match source.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => chunk.get(..read).unwrap_or_default(),
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(CopyError::Source(cause)),
            };
            hash.update(bytes);
            size += bytes.len() as u64;
            compressed.write_all(bytes).map_err(CopyError::Copy)?;
        }
        let compressed = compressed.finish().map_err(CopyError::Copy)?;
        Ok(Self { sha256: hash.finalize().into(), size, compressed })
    }

    /// What was kept of a file before: its hash, how many bytes it had, and those, compressed.
    pub fn kept(sha256: [u8; 32], size: u64, compressed: SpooledTempFile) -> Self {
        Self { sha256, size, compressed }
    }

    /// The SHA-256 of the bytes.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of the file, compressed with zstd; whoever reads them goes to the beginning first.
    pub fn compressed(&mut self) -> &mut SpooledTempFile {
        &mut self.compressed
    }

    /// The bytes of the file, from the first on.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn bytes(&mut self) -> io::Result<impl Read> {
        self.compressed.rewind()?;
        zstd::Decoder::with_buffer(BufReader::with_capacity(CHUNK, &mut self.compressed))
    }
}
