//! The real file system: a local folder, a mounted share, or a UNC path on Windows.

use std::fs::{DirEntry, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::{Contents, Entry, EntryKind, ShareError, ShareFs, Stamp};

/// The real file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl ShareFs for Disk {
    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ShareError> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            entries.extend(look_at(&entry?)?);
        }
        Ok(entries)
    }

    fn read(&self, file: &Path, largest: u64) -> Result<Contents, ShareError> {
        let handle = open(file)?;
        let mut bytes = Vec::new();
        (&handle).take(largest.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(Contents { bytes, stamp: stamp(&handle.metadata()?)? })
    }
}

/// An entry, or nothing when it vanished between the listing and this look.
fn look_at(entry: &DirEntry) -> io::Result<Option<Entry>> {
    // On Windows this is the listing's own record, without another round trip to the server.
    let metadata = match entry.metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let name = entry.file_name().to_string_lossy().into_owned();
    let kind = if metadata.is_file() {
        EntryKind::File(stamp(&metadata)?)
    } else if metadata.is_dir() {
        EntryKind::Folder
    } else {
        EntryKind::Other
    };
    let hidden = name.starts_with('.') || hidden_by_attribute(&metadata);
    Ok(Some(Entry { path: entry.path(), name, kind, hidden }))
}

fn stamp(metadata: &Metadata) -> io::Result<Stamp> {
    Ok(Stamp { size: metadata.len(), modified: metadata.modified()?.into() })
}

/// Opens for reading and refuses nobody anything: a scan must never keep a scheduler from saving.
#[cfg(windows)]
fn open(file: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    const SHARE_READ_WRITE_DELETE: u32 = 0x1 | 0x2 | 0x4;
    OpenOptions::new().read(true).share_mode(SHARE_READ_WRITE_DELETE).open(file)
}

#[cfg(not(windows))]
fn open(file: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(file)
}

#[cfg(windows)]
fn hidden_by_attribute(metadata: &Metadata) -> bool {
    use std::os::windows::fs::MetadataExt;
    const HIDDEN_OR_SYSTEM: u32 = 0x2 | 0x4;
    metadata.file_attributes() & HIDDEN_OR_SYSTEM != 0
}

#[cfg(not(windows))]
fn hidden_by_attribute(_metadata: &Metadata) -> bool {
    false
}
