use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Error,
    files::{io_error, open_reader, open_writer, sqlite_error},
    layout::{Fit, Layout, is_damage, is_whole, layout_of},
};

const LAYOUT: Layout = Layout { own: 2, reads_from: 1 };
/// Numbered steps of `local.sqlite`; its layout is the number of those that have run.
const STEPS: [&str; LAYOUT.own as usize] = [
    include_str!("../../../migrations/cache/local/V1__settings.sql"),
    include_str!("../../../migrations/cache/local/V2__decisions.sql"),
];

/// What this laptop alone knows.
#[derive(Debug, Clone)]
pub struct Local {
    file: PathBuf,
    set_aside: Option<PathBuf>,
}

impl Local {
    /// Opens `local.sqlite` in `folder` and brings it up to date; a copy of how it was before stays beside it. A
    /// broken file is set aside under a name with the time of `now`, and a new one begun.
    ///
    /// # Errors
    /// When the file cannot be used, or a newer version wrote it that says it cannot be read; it is left as it is.
    pub fn open(folder: &Path, now: DateTime<Utc>) -> Result<Self, Error> {
        let file = folder.join("local.sqlite");
        let set_aside = if is_broken(&file)? { Some(set_aside(&file, now)?) } else { None };
        let local = Self { file, set_aside };
        local.migrate()?;
        Ok(local)
    }

    /// Where the broken file is that was in this one's place.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// A setting by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        const SETTING: &str = "select value from setting where name = ?1";
        self.write(|connection| connection.query_row(SETTING, [name], |row| row.get(0)).optional())
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_setting(&self, name: &str, value: &str) -> Result<(), Error> {
        const KEEP: &str = "insert into setting (name, value) values (?1, ?2)
            on conflict (name) do update set value = excluded.value";
        self.write(|connection| connection.execute(KEEP, [name, value]).map(drop))
    }

    /// Works on the file.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, Error> {
        work(&open_writer(&self.file)?).map_err(sqlite_error(&self.file))
    }

    fn migrate(&self) -> Result<(), Error> {
        let done = self.layout()?;
        if done == LAYOUT.own {
            return Ok(());
        }
        if done > LAYOUT.own {
            return self.refuse_unless_readable();
        }
        if done > 0 {
            self.keep_copy(done)?;
        }
        self.write(|connection| {
            for (layout, sql) in (1..).zip(STEPS).skip(done as usize) {
                connection
                    .execute_batch(&format!("begin;\n{sql}\npragma user_version = {layout};\ncommit;"))?;
            }
            Ok(())
        })
    }

    fn layout(&self) -> Result<u32, Error> {
        if !self.file.exists() {
            return Ok(0);
        }
        layout_of(&open_reader(&self.file)?).map_err(sqlite_error(&self.file))
    }

    fn refuse_unless_readable(&self) -> Result<(), Error> {
        match LAYOUT.fit(&open_reader(&self.file)?).map_err(sqlite_error(&self.file))? {
            Fit::Foreign => Err(Error::Newer { file: self.file.clone() }),
            Fit::Own | Fit::Readable => Ok(()),
        }
    }

    /// Under another name until it is whole.
    fn keep_copy(&self, layout: u32) -> Result<(), Error> {
        let copy = self.file.with_file_name(format!("local-of-layout-{layout}.sqlite"));
        let draft = copy.with_extension("draft");
        let _ = fs::remove_file(&draft);
        self.write(|connection| connection.execute("vacuum into ?1", [draft.to_string_lossy()]))?;
        fs::rename(&draft, &copy).map_err(io_error(&copy))
    }
}

/// Whether a file is there that SQLite cannot read. One that another program holds, or that we may not read, is not
/// broken.
fn is_broken(file: &Path) -> Result<bool, Error> {
    if !file.exists() {
        return Ok(false);
    }
    match open_reader(file).and_then(|connection| is_whole(&connection).map_err(sqlite_error(file))) {
        Ok(whole) => Ok(!whole),
        Err(Error::Sqlite { cause, .. }) if is_damage(&cause) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Renames a file with what belongs to it, over no other.
fn set_aside(file: &Path, now: DateTime<Utc>) -> Result<PathBuf, Error> {
    let stem = format!("local-damaged-{}", now.format("%Y-%m-%d-%H%M%S"));
    let names = std::iter::once(format!("{stem}.sqlite")).chain((2..).map(|n| format!("{stem}-{n}.sqlite")));
    let free = names.map(|name| file.with_file_name(name)).find(|name| !name.exists());
    let place = free.unwrap_or_else(|| file.with_extension("damaged"));
    for suffix in ["-wal", "-shm", ""] {
        let [from, to] = [file, &place].map(|name| {
            let mut part = name.as_os_str().to_owned();
            part.push(suffix);
            PathBuf::from(part)
        });
        if from.exists() {
            fs::rename(&from, &to).map_err(io_error(&from))?;
        }
    }
    Ok(place)
}
