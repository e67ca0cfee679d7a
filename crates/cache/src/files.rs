use std::{
    fs, io,
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
        if cache.usable_current().is_none() {
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
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&file, flags).map_err(sqlite_error(&file))?;
        connection.busy_timeout(BUSY).map_err(sqlite_error(&file))?;
        Ok((connection, file))
    }

    /// Makes the file after the newest one there is. Nobody reads it until [`Cache::point_to`].
    pub(crate) fn create_next(&self) -> Result<PathBuf, Error> {
        let newest = self.numbers()?.into_iter().max().unwrap_or(0);
        let file = self.folder.join(format!("cache-{}.sqlite", newest + 1));
        let connection = open_writer(&file)?;
        let version = format!("pragma user_version = {SCHEMA_VERSION}");
        connection
            .execute_batch(&format!("begin;\n{SCHEMA}\n{version};\ncommit;"))
            .map_err(sqlite_error(&file))?;
        Ok(file)
    }

    /// Lets readers follow to `file` and removes the others, as far as nobody holds them.
    pub(crate) fn point_to(&self, file: &Path) -> Result<(), Error> {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let pointer = self.pointer();
        let written = self.folder.join("current.new");
        fs::write(&written, &name).map_err(io_error(&written))?;
        fs::rename(&written, &pointer).map_err(io_error(&pointer))?;
        for number in self.numbers()? {
            let other = format!("cache-{number}.sqlite");
            if other != name {
                for suffix in ["", "-wal", "-shm"] {
                    // A reader may still hold it: the next swap removes it then.
                    let _ = fs::remove_file(self.folder.join(format!("{other}{suffix}")));
                }
            }
        }
        Ok(())
    }

    fn pointer(&self) -> PathBuf {
        self.folder.join("current")
    }

    fn usable_current(&self) -> Option<PathBuf> {
        let file = self.current().ok().filter(|file| file.is_file())?;
        let connection = open_writer(&file).ok()?;
        let version: i32 = connection.query_row("pragma user_version", [], |row| row.get(0)).ok()?;
        (version == SCHEMA_VERSION).then_some(file)
    }

    fn numbers(&self) -> Result<Vec<u32>, Error> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(io_error(&self.folder))? {
            let name = entry.map_err(io_error(&self.folder))?.file_name();
            let name = name.to_string_lossy();
            let number = name.strip_prefix("cache-").and_then(|rest| rest.strip_suffix(".sqlite"));
            numbers.extend(number.and_then(|n| n.parse::<u32>().ok()));
        }
        Ok(numbers)
    }
}

const BUSY: std::time::Duration = std::time::Duration::from_secs(5);

/// A connection that writes: WAL, so that readers go on meanwhile.
pub(crate) fn open_writer(file: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(file).map_err(sqlite_error(file))?;
    connection.busy_timeout(BUSY).map_err(sqlite_error(file))?;
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = normal;")
        .map_err(sqlite_error(file))?;
    Ok(connection)
}

pub(crate) fn sqlite_error(file: &Path) -> impl Fn(rusqlite::Error) -> Error {
    let file = file.to_owned();
    move |source| Error::Sqlite { file: file.clone(), source }
}

pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { path: path.clone(), source }
}
