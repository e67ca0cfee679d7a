use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::{
    Error,
    layout::{Fit, Layout, is_damage, is_whole, layout_of},
    views::CopyState,
};

const SCHEMA: &str = include_str!("../../../migrations/cache/cache.sql");
/// The layout of [`SCHEMA`], and those whose tables say the same. It never goes back.
const LAYOUT: Layout = Layout { own: 2, reads_from: 1 };
/// Stands after the name in `current` once the file was found to be broken.
const DAMAGED: &str = "damaged";

/// The copy of the feed in a folder of the laptop.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// What there is to read.
enum Standing {
    /// A file this app can read.
    Readable { file: PathBuf, fit: Fit, connection: Connection },
    /// Nothing has been pulled, or the file is gone.
    Missing,
    /// A file of a layout this app cannot read.
    Foreign,
    /// A broken file.
    Damaged,
}

impl Cache {
    /// The cache in `folder`, which is made when it is missing. A file that this app cannot read is left where it is
    /// until a pull has filled another.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// The file that `current` names; nothing before the first pull has come to its end.
    ///
    /// # Errors
    /// When the pointer file cannot be read.
    pub fn current(&self) -> Result<Option<PathBuf>, Error> {
        Ok(self.named()?.map(|(file, _)| file))
    }

    /// Whether there is a copy to show.
    pub(crate) fn copy_state(&self) -> Result<CopyState, Error> {
        Ok(match self.standing()? {
            Standing::Readable { .. } => CopyState::Readable,
            Standing::Missing => CopyState::Missing,
            Standing::Foreign => CopyState::OtherVersion,
            Standing::Damaged => CopyState::Damaged,
        })
    }

    /// What `view` sees of the copy at one moment; nothing where there is none that this app can read.
    pub(crate) fn read<T>(
        &self,
        view: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<Option<T>, Error> {
        let Standing::Readable { file, mut connection, .. } = self.standing()? else {
            return Ok(None);
        };
        let seen = connection.transaction().and_then(|snapshot| view(&snapshot));
        match seen {
            Err(error) if is_damage(&error) => self.note_damage(&file).map(|()| None),
            seen => seen.map(Some).map_err(sqlite_error(&file)),
        }
    }

    /// The file that the next pull goes on with; nothing where it has to fill a new one.
    pub(crate) fn to_go_on_with(&self) -> Result<Option<PathBuf>, Error> {
        if let Some(unfinished) = self.unfinished()? {
            return Ok(Some(unfinished));
        }
        Ok(match self.standing()? {
            Standing::Readable { file, fit: Fit::Own, .. } => Some(file),
            _ => None,
        })
    }

    /// The file of a resync that has not come to its end.
    fn unfinished(&self) -> Result<Option<PathBuf>, Error> {
        let newest = self.numbers()?.into_iter().max().filter(|newest| Some(*newest) > self.current_number());
        Ok(newest.map(|newest| self.file(newest)).filter(|file| can_go_on(file)))
    }

    /// Makes the file after the current one, in place of any that was begun. Nobody reads it until
    /// [`Cache::point_to`].
    pub(crate) fn create_next(&self) -> Result<PathBuf, Error> {
        let current = self.current_number();
        self.remove(|number| Some(number) > current)?;
        let newest = self.numbers()?.into_iter().max().unwrap_or(0);
        let file = self.file(newest + 1);
        let connection = open_writer(&file)?;
        let layout = format!("pragma user_version = {}", LAYOUT.own);
        connection
            .execute_batch(&format!("begin;\n{SCHEMA}\n{layout};\ncommit;"))
            .map_err(sqlite_error(&file))?;
        Ok(file)
    }

    /// Lets readers follow to `file` and removes the others.
    pub(crate) fn point_to(&self, file: &Path) -> Result<(), Error> {
        self.write_pointer(&name_of(file))?;
        let kept = number(&name_of(file));
        self.remove(|number| Some(number) != kept)
    }

    /// The next pull fills a new file. This one is kept until then, and read no more.
    pub(crate) fn note_damage(&self, file: &Path) -> Result<(), Error> {
        if self.current()?.as_deref() == Some(file) {
            self.write_pointer(&format!("{} {DAMAGED}", name_of(file)))?;
        }
        Ok(())
    }

    fn standing(&self) -> Result<Standing, Error> {
        loop {
            let Some((file, damaged)) = self.named()? else { return Ok(Standing::Missing) };
            if damaged {
                return Ok(Standing::Damaged);
            }
            let opened = open_reader(&file).and_then(|connection| {
                let fit = LAYOUT.fit(&connection).map_err(sqlite_error(&file))?;
                let empty = layout_of(&connection).map_err(sqlite_error(&file))? == 0;
                Ok((connection, fit, empty))
            });
            match opened {
                Ok((connection, fit @ (Fit::Own | Fit::Readable), _)) => {
                    return Ok(Standing::Readable { file, fit, connection });
                }
                Ok((_, Fit::Foreign, false)) => return Ok(Standing::Foreign),
                Ok((_, Fit::Foreign, true)) => self.note_damage(&file)?,
                Err(Error::Sqlite { cause, .. }) if is_damage(&cause) => self.note_damage(&file)?,
                // A swap may have taken the file away meanwhile.
                Err(_) if self.current()?.as_ref() != Some(&file) => {}
                Err(_) if !file.exists() => return Ok(Standing::Missing),
                Err(error) => return Err(error),
            }
        }
    }

    /// The file that `current` names, and whether it was found to be broken.
    fn named(&self) -> Result<Option<(PathBuf, bool)>, Error> {
        let pointer = self.pointer();
        let text = match fs::read_to_string(&pointer) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {
                return Ok(None);
            }
            Err(error) => return Err(io_error(&pointer)(error)),
        };
        let mut words = text.split_whitespace();
        let named = words.next().and_then(number);
        Ok(named.map(|number| (self.file(number), words.next() == Some(DAMAGED))))
    }

    fn current_number(&self) -> Option<u32> {
        self.current().ok().flatten().and_then(|file| number(&name_of(&file)))
    }

    fn write_pointer(&self, text: &str) -> Result<(), Error> {
        let pointer = self.pointer();
        let written = self.folder.join("current.new");
        write_through(&written, text).map_err(io_error(&written))?;
        fs::rename(&written, &pointer).map_err(io_error(&pointer))
    }

    /// Removes files as far as nobody holds them; the others are removed the next time.
    fn remove(&self, doomed: impl Fn(u32) -> bool) -> Result<(), Error> {
        for number in self.numbers()?.into_iter().filter(|number| doomed(*number)) {
            for suffix in ["", "-wal", "-shm"] {
                let mut part = self.file(number).into_os_string();
                part.push(suffix);
                let _ = fs::remove_file(part);
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

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a file that a pull had begun is whole and of this app's layout.
fn can_go_on(file: &Path) -> bool {
    let looked = || -> Result<bool, rusqlite::Error> {
        let connection = Connection::open_with_flags(file, READ_ONLY)?;
        Ok(LAYOUT.fit(&connection)? == Fit::Own && is_whole(&connection)?)
    };
    looked().unwrap_or(false)
}

/// A pointer that a power cut left empty would point nowhere.
fn write_through(file: &Path, text: &str) -> io::Result<()> {
    let mut written = fs::File::create(file)?;
    written.write_all(text.as_bytes())?;
    written.sync_all()
}

const READ_ONLY: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

pub(crate) fn open_reader(file: &Path) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(file, READ_ONLY).map_err(sqlite_error(file))?;
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
