use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::{Map, Value};
use tokio_postgres::Client;

use super::Rows;

/// What each surrogate key stands for.
pub(super) struct Surrogates {
    projects: BTreeMap<i64, String>,
    versions: BTreeMap<i64, String>,
    people: BTreeMap<i64, String>,
    clients: BTreeMap<i64, String>,
    cost_codes: BTreeMap<i64, String>,
    accounts: BTreeMap<i64, String>,
}

/// Keys of versions, which nothing refers to, and when a row of what people decided was written.
const LEFT_OUT: [&str; 5] =
    ["project_version_key", "person_version_key", "created_at", "pinned_at", "granted_at"];

impl Surrogates {
    pub(super) async fn read(client: &Client) -> anyhow::Result<Self> {
        let projects = names(client, include_str!("projects.sql")).await?;
        let mut versions = BTreeMap::new();
        for row in client.query(include_str!("versions.sql"), &[]).await? {
            let project = projects.get(&row.get(2)).context("a version is of a project")?;
            versions.insert(row.get(0), format!("{project} {}", row.get::<_, String>(1)));
        }
        Ok(Self {
            projects,
            versions,
            people: names(client, include_str!("people.sql")).await?,
            clients: names(client, include_str!("clients.sql")).await?,
            cost_codes: names(client, include_str!("cost_codes.sql")).await?,
            accounts: names(client, include_str!("accounts.sql")).await?,
        })
    }

    /// The rows under natural keys, without what the machinery notes of them.
    pub(super) fn natural(&self, rows: Vec<Map<String, Value>>) -> anyhow::Result<Rows> {
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
            "project_key" | "project_fk" | "old_scope" | "new_scope" => &self.projects,
            "version_key" | "version_fk" => &self.versions,
            "person_key" | "project_manager_fk" => &self.people,
            "client_key" | "client_fk" => &self.clients,
            "cost_code_key" | "parent_key" => &self.cost_codes,
            "user_key" => &self.accounts,
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
