use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anyhow::Context;
use serde_json::{Map, Value};
use tokio_postgres::Client;

/// What a warehouse says, row by row under natural keys: every version of bronze, what was put aside, and every table
/// of silver, gold and app. Surrogate keys are replaced by what they stand for, since two warehouses give them in another order; columns
/// of the machinery (`_batch_id`, `_ingested_at`, …) and publish numbers are left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, Rows>);

/// Rows as canonical JSON, and how many of each: a row that is there twice is a difference.
type Rows = BTreeMap<String, usize>;

/// Rows shown of each table and side.
const SHOWN: usize = 5;

const TABLES: &str = "select table_schema || '.' || table_name from information_schema.tables
    where table_schema in ('silver', 'gold', 'app') and table_type = 'BASE TABLE' order by 1";

const BRONZE: &str = "select to_jsonb(record) from bronze.record as record";

const QUARANTINE: &str =
    "select jsonb_build_object('place', regexp_replace(place, '^.*/', ''), 'row', row_number, 'field', field,
        'reason', reason, 'original', encode(original, 'hex')) from ops.quarantine";

impl Contents {
    /// Reads them.
    ///
    /// # Errors
    /// When the database refuses, or holds a surrogate key of which it is not known what it stands for.
    pub async fn read(client: &Client) -> anyhow::Result<Self> {
        let surrogates = Surrogates::read(client).await?;
        let mut tables = BTreeMap::new();
        for table in client.query(TABLES, &[]).await? {
            let table: String = table.get(0);
            let rows = rows(client, &format!("select to_jsonb(t) from {table} as t")).await?;
            tables.insert(table.clone(), surrogates.natural(rows).with_context(|| table)?);
        }
        let records = rows(client, BRONZE).await?;
        tables.insert("bronze.record".to_owned(), surrogates.natural(records)?);
        let put_aside = rows(client, QUARANTINE).await?;
        tables.insert("ops.quarantine".to_owned(), surrogates.natural(put_aside)?);
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

/// What each surrogate key stands for.
struct Surrogates {
    projects: BTreeMap<i64, String>,
    versions: BTreeMap<i64, String>,
    people: BTreeMap<i64, String>,
    clients: BTreeMap<i64, String>,
    cost_codes: BTreeMap<i64, String>,
}

/// Keys of versions, which nothing refers to, and when the machinery wrote a row of what people decided.
const LEFT_OUT: [&str; 3] = ["project_version_key", "person_version_key", "created_at"];

impl Surrogates {
    async fn read(client: &Client) -> anyhow::Result<Self> {
        // A share's root is its own in every installation; the last part of its path is not.
        let projects = "select project_key, string_agg(_source_system || ':' || regexp_replace(instance, '^.*/', '')
                || ':' || source_id, ' = ' order by _source_system, source_id) from silver.xref_project group by 1";
        let projects = names(client, projects).await?;
        let versions =
            "select version_key, file || '#' || content_hash, project_key from silver.fact_schedule_versions";
        let mut of_version = BTreeMap::new();
        for row in client.query(versions, &[]).await? {
            let project = projects.get(&row.get(2)).context("a version is of a project")?;
            of_version.insert(row.get(0), format!("{project} {}", row.get::<_, String>(1)));
        }
        Ok(Self {
            projects,
            versions: of_version,
            people: names(
                client,
                "select person_key, string_agg(named_by || ':' || source_id, ' = ' order by named_by, source_id)
                from silver.xref_person group by 1",
            )
            .await?,
            clients: names(client, "select client_key, client_name from silver.dim_client").await?,
            cost_codes: names(client, "select cost_code_key, cost_code from silver.dim_cost_code").await?,
        })
    }

    fn natural(&self, rows: Vec<Map<String, Value>>) -> anyhow::Result<Rows> {
        let mut natural = Rows::new();
        for row in rows {
            let row = row.into_iter().filter(|(column, _)| {
                (column == "_deleted_how" || !column.starts_with('_')) && !LEFT_OUT.contains(&column.as_str())
            });
            let row: Map<String, Value> = row
                .map(|(column, value)| {
                    let value = self.value(&column, value)?;
                    Ok((column, value))
                })
                .collect::<anyhow::Result<_>>()?;
            *natural.entry(Value::Object(row).to_string()).or_default() += 1;
        }
        Ok(natural)
    }

    fn value(&self, column: &str, value: Value) -> anyhow::Result<Value> {
        let names = match column {
            "instance" => {
                return Ok(value
                    .as_str()
                    .and_then(|path| path.rsplit('/').next())
                    .unwrap_or_default()
                    .into());
            }
            "project_key" | "project_fk" => &self.projects,
            "version_key" | "version_fk" => &self.versions,
            "person_key" | "project_manager_fk" => &self.people,
            "client_key" | "client_fk" => &self.clients,
            "cost_code_key" | "parent_key" => &self.cost_codes,
            // The only account that a warehouse comes with.
            "user_key" => return Ok(value),
            _ if ["_key", "_fk", "_sk"].iter().any(|ending| column.ends_with(ending)) => {
                anyhow::bail!(
                    "the column {column} is a surrogate key; say in tests/faults what it stands for"
                )
            }
            _ => return Ok(value),
        };
        Ok(match value.as_i64() {
            Some(key) => {
                names.get(&key).cloned().map_or_else(|| format!("nobody's {key}").into(), Value::from)
            }
            None => value,
        })
    }
}

async fn names(client: &Client, sql: &str) -> anyhow::Result<BTreeMap<i64, String>> {
    Ok(client.query(sql, &[]).await?.iter().map(|row| (row.get(0), row.get(1))).collect())
}
