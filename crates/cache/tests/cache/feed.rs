//! Bodies as the service sends them.

use cds_feed::{Change, Head, Line, Operation, SCHEMA_VERSION, Tail, tables::Fed};
use serde_json::{Map, Value};

/// A row that was written.
pub(crate) fn upsert<T: Fed>(row: &T) -> Change {
    Change { table: T::NAME.into(), op: Operation::Upsert, row: columns(row) }
}

/// A row that is gone: its key alone.
pub(crate) fn delete<T: Fed>(row: &T) -> Change {
    let mut row = columns(row);
    row.retain(|column, _| T::KEY.contains(&column.as_str()));
    Change { table: T::NAME.into(), op: Operation::Delete, row }
}

fn columns<T: Fed>(row: &T) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(columns)) => columns,
        other => panic!("a row is an object, not {other:?}"),
    }
}

/// The last page of a pull.
pub(crate) fn last_page(changes: &[Change], cursor: &str) -> String {
    page(SCHEMA_VERSION, changes, tail(cursor, false))
}

/// A page after which another follows.
pub(crate) fn first_page(changes: &[Change], cursor: &str) -> String {
    page(SCHEMA_VERSION, changes, tail(cursor, true))
}

pub(crate) fn tail(cursor: &str, more: bool) -> Tail {
    Tail {
        cursor: cursor.into(),
        more,
        company: "Desert Contractors".into(),
        refreshed_at: Some("2025-12-01T08:30:00Z".parse().expect("an instant")),
        as_of: Some("2025-11-30".parse().expect("a day")),
    }
}

pub(crate) fn page(schema: u32, changes: &[Change], tail: Tail) -> String {
    let head = Line::Head(Head { schema, total: changes.len() as u64 });
    let changes = changes.iter().cloned().map(Line::Change);
    let lines = std::iter::once(head).chain(changes).chain([Line::Tail(tail)]);
    let lines: Vec<String> = lines.map(|line| serde_json::to_string(&line).expect("JSON")).collect();
    lines.join("\n")
}
