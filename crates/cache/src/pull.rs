use std::path::PathBuf;

use cds_feed::{Line, SCHEMA_VERSION, Tail, tables::TABLES};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::{
    Cache, Error, apply,
    files::{open_writer, sqlite_error},
    layout::is_damage,
};

/// A pull under way. Whole pages are staged as they come, each committed with its cursor, so that one that is cut
/// off goes on at the page; the last page brings all of them into the tables in one transaction.
#[derive(Debug)]
pub struct Pull {
    cache: Cache,
    file: PathBuf,
    connection: Connection,
}

impl Cache {
    /// Goes on where the last pull ended or was cut off, be it in the middle of a resync. A copy that is broken or of
    /// another version of the app is left as it is: a new one is filled beside it.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn pull(&self) -> Result<Pull, Error> {
        match self.to_go_on_with()? {
            Some(file) => self.pull_into(file),
            None => self.resync(),
        }
    }

    /// Pulls everything into a new file; readers stay on the old one until it is whole.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn resync(&self) -> Result<Pull, Error> {
        self.pull_into(self.create_next()?)
    }

    fn pull_into(&self, file: PathBuf) -> Result<Pull, Error> {
        Ok(Pull { cache: self.clone(), connection: open_writer(&file)?, file })
    }
}

impl Pull {
    /// What to send with the next request; nothing for a first pull.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cursor(&self) -> Result<Option<String>, Error> {
        Ok(match self.state("page_cursor")? {
            Some(page) => Some(page),
            None => self.state("cursor")?,
        })
    }

    /// Takes one page's body. Returns the fed tables that changed when it was the last one, after which readers
    /// see all of the pull; otherwise another page follows.
    ///
    /// # Errors
    /// [`Error::CutOff`] when the body has no tail, [`Error::Line`] when it says what this version does not
    /// understand, [`Error::OtherColumns`] when it is of another version altogether. The page is not kept then;
    /// those before it are.
    pub fn take_page(&mut self, body: &str, now: DateTime<Utc>) -> Result<Option<Vec<String>>, Error> {
        let taken = self.take(body, now);
        self.noted(taken)
    }

    fn take(&mut self, body: &str, now: DateTime<Utc>) -> Result<Option<Vec<String>>, Error> {
        let tail = framed(body)?;
        let failed = sqlite_error(&self.file);
        let transaction = self.connection.transaction().map_err(&failed)?;
        transaction.execute("insert into staged_page (lines) values (?1)", [body]).map_err(&failed)?;
        if tail.more {
            keep(&transaction, "page_cursor", &tail.cursor).map_err(&failed)?;
            transaction.commit().map_err(&failed)?;
            return Ok(None);
        }
        let changed = apply::staged_pages(&transaction, &self.file)?;
        finish(&transaction, &tail, now).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
        self.empty_journal()?;
        let before = self.cache.current()?;
        if before.as_ref() != Some(&self.file) {
            self.cache.point_to(&self.file)?;
        }
        if before.is_some_and(|before| before != self.file) {
            return Ok(Some(TABLES.map(str::to_owned).to_vec()));
        }
        Ok(Some(changed))
    }

    /// The write-ahead log keeps what was deleted until it is written over. A reader that is slow to end leaves that
    /// to the next pull.
    fn empty_journal(&self) -> Result<(), Error> {
        let emptied = self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
        emptied.map_err(sqlite_error(&self.file))
    }

    fn state(&self, name: &str) -> Result<Option<String>, Error> {
        const STATE: &str = "select value from feed_state where name = ?1";
        let value = self.connection.query_row(STATE, [name], |row| row.get(0)).optional();
        self.noted(value.map_err(sqlite_error(&self.file)))
    }

    /// A file that turns out to be broken is given up: the next pull fills a new one.
    fn noted<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        match outcome {
            Err(Error::Sqlite { cause, file }) if is_damage(&cause) => {
                self.cache.note_damage(&file)?;
                Err(Error::Sqlite { cause, file })
            }
            outcome => outcome,
        }
    }
}

/// The tail of a body that is whole and of this version.
fn framed(body: &str) -> Result<Tail, Error> {
    let mut lines = body.lines().map(serde_json::from_str);
    match lines.next() {
        Some(Ok(Line::Head(head))) if head.schema != SCHEMA_VERSION => {
            return Err(Error::OtherColumns { service: head.schema, app: SCHEMA_VERSION });
        }
        Some(Ok(Line::Head(_))) => {}
        _ => return Err(Error::Line("it does not begin with a head".into())),
    }
    match lines.next_back() {
        Some(Ok(Line::Tail(tail))) => Ok(tail),
        _ => Err(Error::CutOff),
    }
}

fn finish(transaction: &Transaction<'_>, tail: &Tail, now: DateTime<Utc>) -> Result<(), rusqlite::Error> {
    transaction.execute("delete from staged_page", [])?;
    transaction.execute("delete from feed_state where name = 'page_cursor'", [])?;
    keep(transaction, "cursor", &tail.cursor)?;
    keep(transaction, "company", &tail.company)?;
    keep(transaction, "pulled_at", &now.to_rfc3339())?;
    if let Some(at) = tail.refreshed_at {
        keep(transaction, "refreshed_at", &at.to_rfc3339())?;
    }
    if let Some(day) = tail.as_of {
        keep(transaction, "as_of", &day.to_string())?;
    }
    Ok(())
}

fn keep(transaction: &Transaction<'_>, name: &str, value: &str) -> Result<(), rusqlite::Error> {
    const KEEP: &str =
        "insert into feed_state values (?1, ?2) on conflict (name) do update set value = excluded.value";
    transaction.execute(KEEP, [name, value]).map(drop)
}
