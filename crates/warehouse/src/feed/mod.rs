//! The feed: what changed since a cursor in the rows that an account may see, the latest operation of each row, in
//! pages of one pull whose end its first page fixes. A laptop without a cursor gets everything that way. Row-level
//! security says which rows those are: the transaction reads as `cds_api`, for the account.

mod checksums;
mod cursor;
mod rows;

use std::collections::HashMap;

use cds_feed::{Change, Head, Line, Operation, SCHEMA_VERSION, Tail};
use cursor::{Cursor, Identity, Position};
use serde_json::{Map, Value};
use tokio_postgres::Transaction;

use crate::{Error, Warehouse, error::while_doing};

/// One page of a pull, ready to be written line by line.
#[derive(Debug)]
pub struct Page {
    /// Head, changes, tail.
    pub lines: Vec<Line>,
}

impl Warehouse {
    /// The page after `cursor` for an account, of at most `limit` changes.
    ///
    /// # Errors
    /// [`Error::ResyncRequired`] for a cursor that is not of this warehouse as it is now, or not of this account.
    pub async fn pull(
        &self,
        user_key: i64,
        cursor: Option<&str>,
        limit: u32,
        company: &str,
    ) -> Result<Page, Error> {
        let failed = while_doing("reading the feed");
        let mut client = self.client().await?;
        let transaction = client
            .build_transaction()
            .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await
            .map_err(&failed)?;
        let identity = identity(&transaction).await.map_err(&failed)?;
        let scope = read_as(&transaction, user_key).await.map_err(&failed)?;
        let cursor = match cursor {
            Some(text) => Cursor::verify(text, &identity, &scope)?,
            None => Cursor::start(&identity, &scope),
        };
        let newest = include_str!("newest.sql");
        let newest: i64 = transaction.query_one(newest, &[]).await.map_err(&failed)?.get(0);
        let until = cursor.page.as_ref().map_or(newest, |position| position.until);
        if cursor.after > newest || until > newest {
            return Err(Error::ResyncRequired("it is ahead of this warehouse"));
        }

        let changes = changed(&transaction, &cursor, until, limit).await.map_err(&failed)?;
        let more = changes.len() > limit as usize;
        let total = changes.first().map_or(0, |change| change.total);
        let mut lines = Vec::with_capacity(changes.len() + 2);
        lines.push(Line::Head(Head {
            schema: SCHEMA_VERSION,
            total: u64::try_from(total).unwrap_or_default(),
        }));
        let page = &changes[..changes.len().min(limit as usize)];
        lines.extend(with_rows(&transaction, page).await?);

        let last = page.last().filter(|_| more);
        let next = Cursor {
            after: if more { cursor.after } else { until },
            page: last.map(|at| Position {
                until,
                publish_no: at.publish_no,
                table: at.table.clone(),
                key: at.key.clone(),
            }),
            ..cursor
        };
        transaction.commit().await.map_err(&failed)?;
        drop(client);
        let last_run = self.last_run().await?;
        lines.push(Line::Tail(Tail {
            cursor: next.sign(&identity)?,
            more,
            company: company.to_owned(),
            refreshed_at: last_run.map(|run| run.finished_at),
            as_of: last_run.map(|run| run.as_of),
        }));
        Ok(Page { lines })
    }
}

struct Changed {
    publish_no: i64,
    table: String,
    key: String,
    /// The account sees the row; otherwise it is to be removed.
    seen: bool,
    /// Changes in the whole pull.
    total: i64,
}

/// Lets the transaction read what the account may see, from here to its end, and names that scope: a cursor of
/// another one is worth nothing. Which jobs those are may change under a cursor; whether they are all may not.
async fn read_as(transaction: &Transaction<'_>, user_key: i64) -> Result<String, tokio_postgres::Error> {
    let everything: bool = transaction.query_one(include_str!("enter.sql"), &[&user_key]).await?.get(0);
    transaction.batch_execute("set local role cds_api").await?;
    Ok(format!("{user_key} {}", if everything { "all" } else { "own" }))
}

async fn identity(transaction: &Transaction<'_>) -> Result<Identity, tokio_postgres::Error> {
    let row = transaction.query_one(include_str!("identity.sql"), &[]).await?;
    Ok(Identity { epoch: row.get(0), signing_key: row.get(1) })
}

/// One more than asked for, where there is one: it tells that another page follows.
async fn changed(
    transaction: &Transaction<'_>,
    cursor: &Cursor,
    until: i64,
    limit: u32,
) -> Result<Vec<Changed>, tokio_postgres::Error> {
    let at = cursor.page.as_ref();
    let publish_no = at.map_or(cursor.after, |p| p.publish_no);
    let table = at.map_or("", |p| p.table.as_str());
    let key = at.map_or("", |p| p.key.as_str());
    let rows = transaction
        .query(
            include_str!("changed.sql"),
            &[&cursor.after, &until, &publish_no, &table, &key, &(i64::from(limit) + 1)],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| Changed {
            publish_no: row.get(0),
            table: row.get(1),
            key: row.get(2),
            seen: row.get(3),
            total: row.get(4),
        })
        .collect())
}

/// The rows themselves, as they are now. One that is gone since, or out of sight, is sent as a delete.
async fn with_rows(transaction: &Transaction<'_>, page: &[Changed]) -> Result<Vec<Line>, Error> {
    let mut wanted: HashMap<&str, Vec<&str>> = HashMap::new();
    for change in page.iter().filter(|change| change.seen) {
        wanted.entry(&change.table).or_default().push(&change.key);
    }
    let mut rows: HashMap<(String, String), Map<String, Value>> = HashMap::new();
    for (table, keys) in wanted {
        for (key, row) in rows::of(transaction, table, &keys).await? {
            rows.insert((table.to_owned(), key), row);
        }
    }
    let mut line = |change: &Changed| {
        let row = rows.remove(&(change.table.clone(), change.key.clone()));
        let op = if row.is_some() { Operation::Upsert } else { Operation::Delete };
        let row = row.unwrap_or_else(|| key_columns(&change.key));
        Line::Change(Change { table: change.table.clone(), op, row })
    };
    Ok(page.iter().map(&mut line).collect())
}

fn key_columns(key: &str) -> Map<String, Value> {
    serde_json::from_str(key).unwrap_or_default()
}
