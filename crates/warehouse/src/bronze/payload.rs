//! A record as the database keeps it: its hash, and why it cannot be kept.

use md5::{Digest, Md5};
use serde::Serialize;
use serde_json::Value;

use super::Arrival;

/// Part of every hash: a new canonical form makes every record new.
const HASH_SCHEME: &[u8] = b"1\n";

/// The longest source id that is sure to fit into an index, in bytes.
const LONGEST_SOURCE_ID: usize = 1000;

/// Tells records apart by what they say; `text` is room to work in. The day from which a record is true is no part.
pub(super) fn hash(record: &Arrival, text: &mut Vec<u8>) -> Vec<u8> {
    text.clear();
    text.extend_from_slice(HASH_SCHEME);
    text.extend_from_slice(record.deleted_how.unwrap_or_default().as_bytes());
    canonical(&record.payload, text);
    Md5::digest(text).to_vec()
}

/// Keys sorted, no white space; `serde_json` may keep keys in any order.
fn canonical(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_unstable_by_key(|(key, _)| key.as_str());
            text.push(b'{');
            for (key, value) in keys {
                write(key, text);
                text.push(b':');
                canonical(value, text);
                text.push(b',');
            }
            text.push(b'}');
        }
        Value::Array(items) => {
            text.push(b'[');
            for item in items {
                canonical(item, text);
                text.push(b',');
            }
            text.push(b']');
        }
        scalar => write(scalar, text),
    }
}

fn write(scalar: &(impl Serialize + ?Sized), text: &mut Vec<u8>) {
    serde_json::to_writer(text, scalar).expect("a scalar is JSON and memory takes it");
}

/// Why the database cannot store a record.
pub(super) fn obstacle(arrival: &Arrival) -> Option<String> {
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

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arrival(payload: Value) -> Arrival {
        let (entity, source_id) = ("job".into(), "1".into());
        Arrival { entity, source_id, payload, deleted_how: None, effective_on: None }
    }

    fn hash(record: &Arrival) -> Vec<u8> {
        super::hash(record, &mut Vec::new())
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
    fn the_hash_is_the_one_that_warehouses_hold_already() {
        let record = arrival(json!({"b": ["x\"y", 1.5, null], "a": {"c": true}}));
        assert_eq!(
            hash(&record),
            Md5::digest(b"1\n{\"a\":{\"c\":true,},\"b\":[\"x\\\"y\",1.5,null,],}").to_vec()
        );
    }

    #[test]
    fn a_nul_is_found_wherever_it_hides() {
        assert!(holds_nul(&json!({"a": [{"b": "x\u{0}y"}]})));
        assert!(holds_nul(&json!({"a\u{0}": 1})));
        assert!(!holds_nul(&json!({"a": ["0", 0, null]})));
    }
}
