//! What stands on the wire, which laptops in the field rely on.

use cds_feed::{
    Change, Head, Line, Operation, Tail,
    tables::{ChangeOrder, Fed, TABLES},
};
use serde_json::{Value, json};

fn written(line: &Line) -> Value {
    let text = serde_json::to_string(line).expect("JSON");
    assert_eq!(&serde_json::from_str::<Line>(&text).expect("a line"), line);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_line_is_named_by_its_one_key() {
    let head = Line::Head(Head { schema: 1, total: 2 });
    assert_eq!(written(&head), json!({ "head": { "schema": 1, "total": 2 } }));
    let Value::Object(row) = json!({ "project_key": 7 }) else { unreachable!("an object") };
    let change = Line::Change(Change { table: "gold_projects".into(), op: Operation::Delete, row });
    assert_eq!(
        written(&change),
        json!({ "change": { "table": "gold_projects", "op": "delete", "row": { "project_key": 7 } } })
    );
    let tail = Line::Tail(Tail {
        cursor: "c".into(),
        more: false,
        company: "Desert Contractors".into(),
        refreshed_at: "2025-12-01T08:30:00Z".parse().ok(),
        as_of: "2025-11-30".parse().ok(),
    });
    assert_eq!(
        written(&tail),
        json!({ "tail": {
            "cursor": "c",
            "more": false,
            "company": "Desert Contractors",
            "refreshed_at": "2025-12-01T08:30:00Z",
            "as_of": "2025-11-30",
        } })
    );
}

#[test]
fn money_travels_as_text_and_days_as_iso_dates() {
    let row = ChangeOrder {
        project_key: 7,
        number: "3".into(),
        description: None,
        status: "executed".into(),
        amount: "-1234.50".parse().expect("an amount"),
        executed_on: "2025-10-03".parse().ok(),
    };
    let written = serde_json::to_value(&row).expect("JSON");
    assert_eq!((&written["amount"], &written["executed_on"]), (&json!("-1234.50"), &json!("2025-10-03")));
    assert!(ChangeOrder::KEY.iter().all(|column| !written[*column].is_null()), "the key is in the row");
}

#[test]
fn every_table_is_sent_once() {
    let mut names = TABLES.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TABLES.len());
}
