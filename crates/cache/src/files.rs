use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::Error;

const SCHEMA: &str = include_str!("../../../migrations/cache/cache.sql");
/// Version of [`SCHEMA`]. A file of another version is not read; the feed fills a new one.
const SCHEMA_VERSION: i32 = 1;

/// The copy of the feed in a folder of the laptop.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in `folder`, which is made when it is missing, with an empty file when there is none yet.
    ///
    /// # Errors
    /// When the folder or the file cannot be used.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        let cache = Self { folder: folder.to_owned() };
        if !cache.current().is_ok_and(|file| is_usable(&file)) {
            let fresh = cache.create_next()?;
            cache.point_to(&fresh)?;
        }
        Ok(cache)
    }

    /// The file that is read now.
    ///
    /// # Errors
    /// When the pointer file cannot be read.
    pub fn current(&self) -> Result<PathBuf, Error> {
        let pointer = self.pointer();
        let name = fs::read_to_string(&pointer).map_err(io_error(&pointer))?;
        Ok(self.folder.join(name.trim()))
    }

    /// A connection that only reads.
    pub(crate) fn reader(&self) -> Result<(Connection, PathBuf), Error> {
        let file = self.current()?;
        match open_reader(&file) {
            Ok(connection) => Ok((connection, file)),
            Err(error) => {
                // A swap may have taken the file away meanwhile.
                let next = self.current()?;
                if next == file { Err(error) } else { Ok((open_reader(&next)?, next)) }
            }
        }
    }

    /// The file of a resync that has not come to its end.
    pub(crate) fn unfinished(&self) -> Result<Option<PathBuf>, Error> {
        let current = number(&self.current()?.file_name().unwrap_or_default().to_string_lossy());
        let newest = self.numbers()?.into_iter().max().filter(|newest| Some(*newest) > current);
        Ok(newest.map(|newest| self.file(newest)).filter(|file| is_usable(file)))
    }

    /// Makes the file after the current one, in place of any that was begun. Nobody reads it until
    /// [`Cache::point_to`].
    pub(crate) fn create_next(&self) -> Result<PathBuf, Error> {
        self.remove_all_but(self.current().ok().as_deref())?;
        let newest = self.numbers()?.into_iter().max().unwrap_or(0);
        let file = self.file(newest + 1);
        let connection = open_writer(&file)?;
        let version = format!("pragma user_version = {SCHEMA_VERSION}");
        connection
            .execute_batch(&format!("begin;\n{SCHEMA}\n{version};\ncommit;"))
            .map_err(sqlite_error(&file))?;
        Ok(file)
    }

    /// Lets readers follow to `file` and removes the others.
    pub(crate) fn point_to(&self, file: &Path) -> Result<(), Error> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let pointer = self.pointer();
        let written = self.folder.join("current.new");
        write_through(&written, &name).map_err(io_error(&written))?;
        fs::rename(&written, &pointer).map_err(io_error(&pointer))?;
        self.remove_all_but(Some(file))
    }

    /// Removes the other files as far as nobody holds them; those are removed the next time.
    fn remove_all_but(&self, kept: Option<&Path>) -> Result<(), Error> {
        for number in self.numbers()? {
            let file = self.file(number);
            if Some(file.as_path()) != kept {
                for suffix in ["", "-wal", "-shm"] {
                    let mut part = file.clone().into_os_string();
                    part.push(suffix);
                    let _ = fs::remove_file(part);
                }
            }
        }
        Ok(())
    }

    fn pointer(&self) -> PathBuf {
        self.folder.join("current")
    }

    fn file(&self, number: u32) -> PathBuf {
        self.folder.join(format!("cache-{number}.sqlite"))
    }

    fn numbers(&self) -> Result<Vec<u32>, Error> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(io_error(&self.folder))? {
            let name = entry.map_err(io_error(&self.folder))?.file_name();
            numbers.extend(number(&name.to_string_lossy()));
        }
        Ok(numbers)
    }
}

fn number(name: &str) -> Option<u32> {
    name.strip_prefix("cache-")?.strip_suffix(".sqlite")?.parse().ok()
}

/// Whether a file is there, whole and of this version.
fn is_usable(file: &Path) -> bool {
    let version = || -> Option<i32> {
        open_writer(file).ok()?.query_row("pragma user_version", [], |row| row.get(0)).ok()
    };
    file.is_file() && version() == Some(SCHEMA_VERSION)
}

/// A pointer that a power cut left empty would point nowhere.
fn write_through(file: &Path, text: &str) -> io::Result<()> {
    let mut written = fs::File::create(file)?;
    written.write_all(text.as_bytes())?;
    written.sync_all()
}

fn open_reader(file: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(sqlite_error(file))?;
    connection.busy_timeout(BUSY).map_err(sqlite_error(file))?;
    Ok(connection)
}

const BUSY: std::time::Duration = std::time::Duration::from_secs(5);

/// A connection that writes: WAL, so that readers go on meanwhile. What is deleted is overwritten: rows that a laptop
/// may not see any more leave no readable bytes in the file.
pub(crate) fn open_writer(file: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(file).map_err(sqlite_error(file))?;
    connection.busy_timeout(BUSY).map_err(sqlite_error(file))?;
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on;")
        .map_err(sqlite_error(file))?;
    Ok(connection)
}

pub(crate) fn sqlite_error(file: &Path) -> impl Fn(rusqlite::Error) -> Error {
    let file = file.to_owned();
    move |cause| Error::Sqlite { file: file.clone(), cause }
}

pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |cause| Error::Io { path: path.clone(), cause }
}
