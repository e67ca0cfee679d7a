//! A record as the database keeps it: its hash, and why it cannot be kept.

use md5::{Digest, Md5};
use serde::Serialize;
use serde_json::Value;

use super::Arrival;

/// Part of every hash: a new canonical form makes every record new.
const HASH_SCHEME: &[u8] = b"1\n";

/// The longest source id that is sure to fit into an index, in bytes.
const LONGEST_SOURCE_ID: usize = 1000;

/// Room to write one payload after another.
#[derive(Debug, Default)]
pub(super) struct Payload {
    json: Vec<u8>,
    canonical: Vec<u8>,
}

impl Payload {
    /// Writes what a record says, and gives the hash that tells records apart by it. The day from which a record is true
    /// is no part.
    pub(super) fn write(&mut self, said: &Value, deleted_how: Option<&str>) -> [u8; 16] {
        self.json.clear();
        self.canonical.clear();
        self.canonical.extend_from_slice(HASH_SCHEME);
        self.canonical.extend_from_slice(deleted_how.unwrap_or_default().as_bytes());
        self.value(said);
        Md5::digest(&self.canonical).into()
    }

    /// What was written last, as JSON.
    pub(super) fn json(&self) -> &[u8] {
        &self.json
    }

    /// In both forms at once: the canonical one has its keys sorted (`serde_json` may keep them in any order), no white
    /// space, and a comma after each item, the last one too.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(map) => {
                let mut keys: Vec<_> = map.iter().collect();
                keys.sort_unstable_by_key(|(key, _)| key.as_str());
                self.items(b"{}", keys, |payload, (key, value)| {
                    payload.scalar(key);
                    payload.both(b':');
                    payload.value(value);
                });
            }
            Value::Array(items) => self.items(b"[]", items, Self::value),
            scalar => self.scalar(scalar),
        }
    }

    fn items<T>(
        &mut self,
        &[opening, closing]: &[u8; 2],
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Self, T),
    ) {
        self.both(opening);
        let first = self.json.len();
        for item in items {
            if self.json.len() > first {
                self.json.push(b',');
            }
            write(self, item);
            self.canonical.push(b',');
        }
        self.both(closing);
    }

    fn scalar(&mut self, scalar: &(impl Serialize + ?Sized)) {
        let from = self.json.len();
        serde_json::to_writer(&mut self.json, scalar).expect("a scalar is JSON and memory takes it");
        self.canonical.extend_from_slice(self.json.get(from..).unwrap_or_default());
    }

    fn both(&mut self, byte: u8) {
        self.json.push(byte);
        self.canonical.push(byte);
    }
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

    fn hash(said: &Value, deleted_how: Option<&str>) -> [u8; 16] {
        Payload::default().write(said, deleted_how)
    }

    #[test]
    fn what_is_written_is_what_was_said() {
        let mut payload = Payload::default();
        for said in [
            json!({"b": ["x\"y", 1.5, null, [], {}], "a": {"c": true, "d": "\u{e9}"}}),
            json!({}),
            json!([1, [2, 3]]),
        ] {
            payload.write(&said, Some("absent"));
            assert_eq!(serde_json::from_slice::<Value>(payload.json()).expect("json"), said);
        }
    }

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_keys() {
        let one: Value = serde_json::from_str(r#"{"a":1,"b":{"c":[1,2],"d":null}}"#).expect("json");
        let other: Value = serde_json::from_str(r#"{"b":{"d":null,"c":[1,2]},"a":1}"#).expect("json");
        assert_eq!(hash(&one, None), hash(&other, None));
        assert_ne!(hash(&one, None), hash(&one, Some("absent")));
        assert_ne!(hash(&one, None), hash(&json!({"a":1,"b":{"c":[2,1],"d":null}}), None));
    }

    #[test]
    fn the_hash_is_the_one_that_warehouses_hold_already() {
        let said = json!({"b": ["x\"y", 1.5, null], "a": {"c": true}});
        let text = b"1\n{\"a\":{\"c\":true,},\"b\":[\"x\\\"y\",1.5,null,],}";
        assert_eq!(hash(&said, None), <[u8; 16]>::from(Md5::digest(text)));
    }

    #[test]
    fn a_nul_is_found_wherever_it_hides() {
        assert!(holds_nul(&json!({"a": [{"b": "x\u{0}y"}]})));
        assert!(holds_nul(&json!({"a\u{0}": 1})));
        assert!(!holds_nul(&json!({"a": ["0", 0, null]})));
    }
}
