//! What a laptop has of the warehouse: it follows the feed and nothing else.

use std::collections::BTreeMap;

use cds_feed::{
    Checksums, Line, Operation, Summing,
    tables::{ChangeOrder, Fed, PayApplication, Project, ScheduleHealth, ScheduleVersion},
};
use cds_warehouse::Warehouse;
use serde_json::{Map, Value};

#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Replica {
    rows: BTreeMap<(String, String), Map<String, Value>>,
    pub(crate) cursor: Option<String>,
    /// Whose laptop it is; by default that of whoever holds the development token.
    pub(crate) user_key: i64,
}

impl Replica {
    /// A laptop of an account, before its first pull.
    pub(crate) fn of(user_key: i64) -> Self {
        Self { user_key, ..Self::default() }
    }

    pub(crate) fn checksums(&self) -> Checksums {
        let mut sums = Summing::default();
        self.all::<Project>().iter().for_each(|row| sums.add(row).expect("JSON"));
        self.all::<PayApplication>().iter().for_each(|row| sums.add(row).expect("JSON"));
        self.all::<ChangeOrder>().iter().for_each(|row| sums.add(row).expect("JSON"));
        self.all::<ScheduleVersion>().iter().for_each(|row| sums.add(row).expect("JSON"));
        self.all::<ScheduleHealth>().iter().for_each(|row| sums.add(row).expect("JSON"));
        sums.done()
    }

    /// Pulls page by page to the end and returns how many changes there were.
    pub(crate) async fn pull(&mut self, warehouse: &Warehouse, limit: u32) -> anyhow::Result<usize> {
        let mut changes = 0;
        loop {
            let (applied, more) = self.page(warehouse, limit).await?;
            changes += applied;
            if !more {
                return Ok(changes);
            }
        }
    }

    /// One page: how many changes it had, and whether another follows.
    pub(crate) async fn page(&mut self, warehouse: &Warehouse, limit: u32) -> anyhow::Result<(usize, bool)> {
        let page = warehouse.pull(self.user_key, self.cursor.as_deref(), limit, "Demo contractor").await?;
        let mut more = false;
        let mut applied = 0;
        for line in page.lines {
            match line {
                Line::Head(_) => {}
                Line::Change(change) => {
                    applied += 1;
                    let key = (change.table.clone(), key(&change.table, &change.row));
                    match change.op {
                        Operation::Upsert => drop(self.rows.insert(key, change.row)),
                        Operation::Delete => drop(self.rows.remove(&key)),
                    }
                }
                Line::Tail(tail) => {
                    more = tail.more;
                    self.cursor = Some(tail.cursor);
                }
            }
        }
        Ok((applied, more))
    }

    /// The rows of a table, in the order of their keys.
    pub(crate) fn all<T: Fed>(&self) -> Vec<T> {
        let of_table = self.rows.iter().filter(|((table, _), _)| table == T::NAME);
        of_table
            .map(|(_, row)| {
                serde_json::from_value(Value::Object(row.clone())).expect("a row of the contract")
            })
            .collect()
    }

    pub(crate) fn same_rows_as(&self, other: &Self) -> bool {
        self.rows == other.rows
    }

    /// The job of that number, which is the only one.
    pub(crate) fn job(&self, number: &str) -> Project {
        let mut jobs = self.all::<Project>().into_iter().filter(|job| job.job_number == number);
        let job = jobs.next().unwrap_or_else(|| panic!("there is a job {number}"));
        assert!(jobs.next().is_none(), "there is one job {number}");
        job
    }

    pub(crate) fn application(&self, number: i32) -> PayApplication {
        let mut all = self.all::<PayApplication>().into_iter();
        all.find(|a| a.application == number).unwrap_or_else(|| panic!("there is an application {number}"))
    }

    pub(crate) fn month(&self, end: &str) -> ScheduleHealth {
        let mut all = self.all::<ScheduleHealth>().into_iter();
        all.find(|m| m.month_end.to_string() == end).unwrap_or_else(|| panic!("there is a month {end}"))
    }

    pub(crate) fn version(&self, file: &str) -> ScheduleVersion {
        let mut all = self.all::<ScheduleVersion>().into_iter();
        all.find(|v| v.file == file).unwrap_or_else(|| panic!("there is a version of {file}"))
    }
}

/// The primary key as a text that sorts dates and names as they are and numbers by size.
fn key(table: &str, row: &Map<String, Value>) -> String {
    let columns = match table {
        Project::NAME => Project::KEY,
        PayApplication::NAME => PayApplication::KEY,
        ChangeOrder::NAME => ChangeOrder::KEY,
        ScheduleVersion::NAME => ScheduleVersion::KEY,
        ScheduleHealth::NAME => ScheduleHealth::KEY,
        _ => panic!("{table} is not in the contract"),
    };
    let part = |column: &&str| match &row[*column] {
        Value::Number(number) => format!("{:0>20}", number.to_string()),
        other => other.to_string(),
    };
    columns.iter().map(part).collect::<Vec<_>>().join("/")
}
