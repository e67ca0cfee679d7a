mod surrogates;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anyhow::Context;
use serde_json::{Map, Value};
use tokio_postgres::Client;

use surrogates::Surrogates;

/// What a warehouse says, row by row under natural keys: every version of bronze, what was put aside, the bytes that
/// were kept, every table of silver, gold and app, and which row of the feed and which account's scope changed how, and
/// how often. Surrogate keys are replaced by what they stand for, since two warehouses give them in another order;
/// columns of the machinery (`_batch_id`, `_ingested_at`, …), publish numbers, and when and under which id people
/// decided are left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, Rows>);

/// Rows as canonical JSON, and how many of each: a row that is there twice is a difference.
type Rows = BTreeMap<String, usize>;

/// Rows shown of each table and side.
const SHOWN: usize = 5;

/// The tables of which not every column is compared, or not as it is.
const SELECTED: [(&str, &str); 7] = [
    ("bronze.record", include_str!("contents/records.sql")),
    ("ops.quarantine", include_str!("contents/quarantine.sql")),
    ("ops.original", include_str!("contents/originals.sql")),
    ("app.decision", include_str!("contents/decisions.sql")),
    ("app.user_token", include_str!("contents/tokens.sql")),
    ("sync.change_log", include_str!("contents/changes.sql")),
    ("sync.scope_log", include_str!("contents/scope_changes.sql")),
];

impl Contents {
    /// Reads them.
    ///
    /// # Errors
    /// When the database refuses, or holds a surrogate key of which it is not known what it stands for.
    pub async fn read(client: &Client) -> anyhow::Result<Self> {
        let surrogates = Surrogates::read(client).await?;
        let mut selects: Vec<(String, String)> =
            SELECTED.iter().map(|(table, select)| ((*table).to_owned(), (*select).to_owned())).collect();
        for table in client.query(include_str!("contents/tables.sql"), &[]).await? {
            let table: String = table.get(0);
            let select = format!("select to_jsonb(t) from {table} as t");
            selects.push((table, select));
        }
        let mut tables = BTreeMap::new();
        for (table, select) in selects {
            let rows = surrogates.natural(rows(client, &select).await?).with_context(|| table.clone())?;
            tables.insert(table, rows);
        }
        Ok(Self(tables))
    }

    /// Says where `other` differs, as a person reads it; nothing when the two are equal.
    #[must_use]
    pub fn difference(&self, other: &Self) -> String {
        let mut text = String::new();
        let names: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        for name in names {
            let none = Rows::new();
            let (ours, theirs) = (self.0.get(name).unwrap_or(&none), other.0.get(name).unwrap_or(&none));
            tell(&mut text, name, "missing", ours, theirs);
            tell(&mut text, name, "not expected", theirs, ours);
        }
        text
    }

    /// How many rows a table has.
    #[must_use]
    pub fn count(&self, table: &str) -> usize {
        self.0.get(table).map_or(0, |rows| rows.values().sum())
    }
}

/// The rows that `of` has and `than` has not.
fn tell(text: &mut String, table: &str, how: &str, of: &Rows, than: &Rows) {
    let more = |row: &String, count: usize| count.saturating_sub(than.get(row).copied().unwrap_or_default());
    let rows: Vec<&String> =
        of.iter().flat_map(|(row, count)| std::iter::repeat_n(row, more(row, *count))).collect();
    if rows.is_empty() {
        return;
    }
    // Writing to a text does not fail.
    let _ = writeln!(text, "{table}: {} {how}", rows.len());
    for row in rows.iter().take(SHOWN) {
        let _ = writeln!(text, "    {row}");
    }
}

async fn rows(client: &Client, sql: &str) -> anyhow::Result<Vec<Map<String, Value>>> {
    let rows = client.query(sql, &[]).await?;
    rows.iter()
        .map(|row| match row.get(0) {
            Value::Object(row) => Ok(row),
            other => anyhow::bail!("a row is {other}"),
        })
        .collect()
}
