//! Bronze: every version of every record, as received. Records land by binary COPY into a staging table; those
//! that are unchanged leave by an anti-join before anything is written.

use std::{collections::BTreeMap, pin::pin};

use md5::{Digest, Md5};
use serde_json::Value;
use tokio_postgres::{
    Transaction,
    binary_copy::BinaryCopyInWriter,
    types::{Json, Type},
};

use crate::{Error, Warehouse, error::while_doing, in_turn};

/// Part of every hash: a new canonical form makes every record new.
const HASH_SCHEME: &[u8] = b"1\n";

/// The longest source id that is sure to fit into an index, in bytes.
const LONGEST_SOURCE_ID: usize = 1000;

/// What lands together: a file of an export, or a scan of a share.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The run it belongs to.
    pub run_id: i64,
    /// `sage300`, `network_folder`, …
    pub source_system: &'a str,
    /// The Sage data folder, the share root, …
    pub instance: &'a str,
    /// The file, or the root that was scanned.
    pub place: &'a str,
    /// What was read. No two of one entity and source id.
    pub records: Vec<Arrival>,
    /// What could not be read.
    pub quarantined: Vec<Quarantined>,
    /// Records that said the same as another of this batch.
    pub repeated: u64,
    /// Where the source stands after this batch, committed with it.
    pub state: Option<Value>,
}

/// A record as a source yields it.
#[derive(Debug)]
pub struct Arrival {
    /// What kind of record.
    pub entity: String,
    /// The source's own key.
    pub source_id: String,
    /// The record.
    pub payload: Value,
    /// Set when the record is gone: how that was seen.
    pub deleted_how: Option<&'static str>,
}

/// A part that did not parse, kept as it came.
#[derive(Debug)]
pub struct Quarantined {
    /// The file.
    pub place: String,
    /// Its line in the file.
    pub row: Option<i64>,
    /// The field that did not parse.
    pub field: Option<String>,
    /// A sentence.
    pub reason: String,
    /// The bytes.
    pub original: Vec<u8>,
}

/// What became of a batch. `received = loaded + unchanged + quarantined`, which the database checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// Everything that came.
    pub received: i64,
    /// New or changed.
    pub loaded: i64,
    /// Known already.
    pub unchanged: i64,
    /// Set aside with a reason.
    pub quarantined: i64,
    /// `loaded` by entity; an entity of which nothing was new is absent.
    pub loaded_by_entity: BTreeMap<String, i64>,
}

impl Warehouse {
    /// Lands a batch and the source's state in one transaction.
    ///
    /// # Errors
    /// When the database refuses; nothing of the batch is kept then.
    pub async fn land(&self, batch: Batch<'_>) -> Result<Landed, Error> {
        let failed = while_doing("landing records");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let landed = land(&transaction, batch).await.map_err(&failed)?;
        transaction.commit().await.map_err(&failed)?;
        Ok(landed)
    }

    /// Where a source stood after its last batch.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn source_state(&self, source_system: &str, instance: &str) -> Result<Option<Value>, Error> {
        const STATE: &str = include_str!("source_state.sql");
        let client = self.client().await?;
        let row = client.query_opt(STATE, &[&source_system, &instance]).await;
        Ok(row.map_err(while_doing("reading a source's state"))?.map(|row| row.get(0)))
    }
}

async fn land(transaction: &Transaction<'_>, mut batch: Batch<'_>) -> Result<Landed, tokio_postgres::Error> {
    let unfit = batch.records.extract_if(.., |arrival| obstacle(arrival).is_some());
    batch.quarantined.extend(unfit.filter_map(|arrival| refused(&arrival, batch.place)));

    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let records = count(batch.records.len());
    let quarantined = count(batch.quarantined.len());
    let repeated = i64::try_from(batch.repeated).unwrap_or(i64::MAX);

    let place: &(dyn tokio_postgres::types::ToSql + Sync) = &batch.place;
    let row = transaction
        .query_one(
            include_str!("open_batch.sql"),
            &[&batch.run_id, &batch.source_system, &batch.instance, place],
        )
        .await?;
    let batch_id: i64 = row.get(0);

    transaction.batch_execute(include_str!("stage.sql")).await?;
    copy(transaction, &batch.records).await?;
    transaction.batch_execute(include_str!("land.sql")).await?;
    let loaded_by_entity = transaction.query(include_str!("loaded.sql"), &[]).await?;
    let loaded_by_entity: BTreeMap<String, i64> =
        loaded_by_entity.iter().map(|row| (row.get(0), row.get(1))).collect();
    let loaded: i64 = loaded_by_entity.values().sum();

    for part in &batch.quarantined {
        // A reason may quote what it could not read.
        let reason = part.reason.replace('\0', "\u{2400}");
        transaction
            .execute(
                include_str!("quarantine.sql"),
                &[&batch_id, &part.place, &part.row, &part.field, &reason, &part.original],
            )
            .await?;
    }
    if let Some(state) = &batch.state {
        transaction
            .execute(include_str!("keep_state.sql"), &[&batch.source_system, &batch.instance, state])
            .await?;
    }

    let landed = Landed {
        received: records + quarantined + repeated,
        loaded,
        unchanged: records - loaded + repeated,
        quarantined,
        loaded_by_entity,
    };
    transaction
        .execute(
            include_str!("close_batch.sql"),
            &[&batch_id, &landed.received, &landed.loaded, &landed.unchanged, &landed.quarantined],
        )
        .await?;
    Ok(landed)
}

async fn copy(transaction: &Transaction<'_>, records: &[Arrival]) -> Result<(), tokio_postgres::Error> {
    let sink = transaction.copy_in("copy stage from stdin binary").await?;
    let types = [Type::TEXT, Type::TEXT, Type::JSONB, Type::TEXT, Type::BYTEA];
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    for record in records {
        let hash = hash(record);
        writer
            .as_mut()
            .write(&[&record.entity, &record.source_id, &Json(&record.payload), &record.deleted_how, &hash])
            .await?;
    }
    writer.finish().await?;
    Ok(())
}

fn hash(record: &Arrival) -> Vec<u8> {
    let mut digest = Md5::new();
    digest.update(HASH_SCHEME);
    digest.update(record.deleted_how.unwrap_or_default());
    canonical(&record.payload, &mut |text| digest.update(text));
    digest.finalize().to_vec()
}

/// Keys sorted, no white space; `serde_json` may keep keys in any order.
fn canonical(value: &Value, write: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_by_key(|(key, _)| key.as_str());
            write("{");
            for (key, value) in keys {
                write(&Value::String(key.clone()).to_string());
                write(":");
                canonical(value, write);
                write(",");
            }
            write("}");
        }
        Value::Array(items) => {
            write("[");
            for item in items {
                canonical(item, write);
                write(",");
            }
            write("]");
        }
        scalar => write(&scalar.to_string()),
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

/// Why the database cannot store a record.
fn obstacle(arrival: &Arrival) -> Option<String> {
    let Arrival { entity, source_id, payload, .. } = arrival;
    if source_id.len() > LONGEST_SOURCE_ID {
        let bytes = source_id.len();
        return Some(format!(
            "the key of this {entity} is {bytes} bytes long, and at most {LONGEST_SOURCE_ID} can be stored; shorten \
             it at the source"
        ));
    }
    (source_id.contains('\0') || holds_nul(payload)).then(|| {
        format!(
            "the {entity} {source_id} holds a NUL character, which the database cannot store; remove it at the source"
        )
    })
}

fn refused(arrival: &Arrival, place: &str) -> Option<Quarantined> {
    Some(Quarantined {
        place: place.to_owned(),
        row: None,
        field: None,
        reason: obstacle(arrival)?,
        original: arrival.payload.to_string().into_bytes(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arrival(payload: Value) -> Arrival {
        Arrival { entity: "job".into(), source_id: "1".into(), payload, deleted_how: None }
    }

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_keys() {
        let one: Value = serde_json::from_str(r#"{"a":1,"b":{"c":[1,2],"d":null}}"#).expect("json");
        let other: Value = serde_json::from_str(r#"{"b":{"d":null,"c":[1,2]},"a":1}"#).expect("json");
        assert_eq!(hash(&arrival(one.clone())), hash(&arrival(other)));
        let mut gone = arrival(one.clone());
        gone.deleted_how = Some("absent");
        assert_ne!(hash(&arrival(one.clone())), hash(&gone));
        assert_ne!(hash(&arrival(one)), hash(&arrival(json!({"a":1,"b":{"c":[2,1],"d":null}}))));
    }

    #[test]
    fn a_nul_is_found_wherever_it_hides() {
        assert!(holds_nul(&json!({"a": [{"b": "x\u{0}y"}]})));
        assert!(holds_nul(&json!({"a\u{0}": 1})));
        assert!(!holds_nul(&json!({"a": ["0", 0, null]})));
    }
}
