//! The checksum of a table says what is in it.

use cds_feed::{
    Summing,
    tables::{ChangeOrder, Fed, TABLES},
};

fn row(number: &str, amount: &str) -> ChangeOrder {
    ChangeOrder {
        project_key: 1,
        number: number.into(),
        description: None,
        status: "executed".into(),
        amount: amount.parse().expect("a decimal"),
        executed_on: None,
    }
}

fn digest(rows: &[ChangeOrder]) -> String {
    let mut summing = Summing::default();
    rows.iter().for_each(|row| summing.add(row).expect("JSON"));
    let checksums = summing.done();
    assert_eq!(checksums[ChangeOrder::NAME].rows, rows.len() as u64);
    checksums[ChangeOrder::NAME].digest.clone()
}

#[test]
fn the_order_of_rows_does_not_count_and_every_value_does() {
    let (one, two) = (row("1", "10.00"), row("2", "20.00"));
    assert_eq!(digest(&[one.clone(), two.clone()]), digest(&[two.clone(), one.clone()]));
    assert_ne!(digest(&[one.clone(), two.clone()]), digest(std::slice::from_ref(&one)));
    assert_ne!(digest(&[one.clone(), two.clone()]), digest(&[one.clone(), row("2", "20.01")]));
    assert_ne!(
        digest(&[one.clone(), one.clone()]),
        digest(&[two.clone(), two]),
        "a row twice is not nothing"
    );
}

#[test]
fn an_empty_table_has_a_checksum_too() {
    let checksums = Summing::default().done();
    assert_eq!(checksums.len(), TABLES.len());
    assert!(checksums.values().all(|checksum| checksum.rows == 0));
}
