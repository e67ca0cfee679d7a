use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use crate::{
    Error,
    files::{open_writer, sqlite_error},
};

/// Numbered steps of `local.sqlite`; `pragma user_version` is the number of those that have run.
const STEPS: [&str; 1] = [include_str!("../../../migrations/cache/local.sql")];

/// What this laptop alone knows.
#[derive(Debug, Clone)]
pub struct Local {
    file: PathBuf,
}

impl Local {
    /// Opens `local.sqlite` in `folder` and brings it up to date.
    ///
    /// # Errors
    /// When the file cannot be used, or a newer version wrote it.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let local = Self { file: folder.join("local.sqlite") };
        let connection = open_writer(&local.file)?;
        local.migrate(&connection)?;
        Ok(local)
    }

    /// A setting by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        let connection = open_writer(&self.file)?;
        connection
            .query_row("select value from setting where name = ?1", [name], |row| row.get(0))
            .optional()
            .map_err(sqlite_error(&self.file))
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_setting(&self, name: &str, value: &str) -> Result<(), Error> {
        const KEEP: &str =
            "insert into setting values (?1, ?2) on conflict (name) do update set value = excluded.value";
        let connection = open_writer(&self.file)?;
        connection.execute(KEEP, [name, value]).map(drop).map_err(sqlite_error(&self.file))
    }

    fn migrate(&self, connection: &Connection) -> Result<(), Error> {
        let failed = sqlite_error(&self.file);
        let done: u32 = connection.query_row("pragma user_version", [], |row| row.get(0)).map_err(&failed)?;
        let done = done as usize;
        if done > STEPS.len() {
            return Err(Error::Newer { file: self.file.clone() });
        }
        for (step, sql) in STEPS.iter().enumerate().skip(done) {
            let number = step + 1;
            connection
                .execute_batch(&format!("begin;\n{sql}\npragma user_version = {number};\ncommit;"))
                .map_err(&failed)?;
        }
        Ok(())
    }
}
