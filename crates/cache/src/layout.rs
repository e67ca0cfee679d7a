//! Which app can read which file. A file bears two numbers: its layout (`pragma user_version`), and in its table
//! `format` the oldest layout whose app can still read it. A file without the second says nothing to older apps.

use rusqlite::Connection;

/// The layouts of an app.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// The one it writes.
    pub(crate) own: u32,
    /// The oldest one it reads.
    pub(crate) reads_from: u32,
}

/// What an app can do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Read it and write it.
    Own,
    /// Read it: it is of another layout.
    Readable,
    /// Nothing.
    Foreign,
}

impl Layout {
    /// How the file behind a connection fits.
    pub(crate) fn fit(self, connection: &Connection) -> Result<Fit, rusqlite::Error> {
        let layout = layout_of(connection)?;
        let readable = if layout > self.own {
            oldest_reader(connection)?.is_some_and(|oldest| oldest <= self.own)
        } else {
            layout >= self.reads_from
        };
        Ok(match readable {
            true if layout == self.own => Fit::Own,
            true => Fit::Readable,
            false => Fit::Foreign,
        })
    }
}

/// A file's layout; 0 for one in which nothing was ever made.
pub(crate) fn layout_of(connection: &Connection) -> Result<u32, rusqlite::Error> {
    connection.query_row("pragma user_version", [], |row| row.get(0))
}

fn oldest_reader(connection: &Connection) -> Result<Option<u32>, rusqlite::Error> {
    if !connection.table_exists(None, "format")? {
        return Ok(None);
    }
    connection.query_row("select max(oldest_reader) from format", [], |row| row.get(0))
}

/// Whether SQLite says that a file is no database, or a broken one.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

/// Whether every page of a file can be read.
pub(crate) fn is_whole(connection: &Connection) -> Result<bool, rusqlite::Error> {
    match connection.query_row("pragma quick_check(1)", [], |row| row.get::<_, String>(0)) {
        Ok(verdict) => Ok(verdict == "ok"),
        Err(error) if is_damage(&error) => Ok(false),
        Err(error) => Err(error),
    }
}
