use std::{collections::BTreeMap, fs};

use cds_e2e::Laptop;
use rusqlite::{Connection, OpenFlags, types::Value};

/// Every fed table of the laptop's current cache, in the order of its primary key.
pub(crate) fn rows(laptop: &Laptop) -> anyhow::Result<BTreeMap<String, Vec<Vec<Value>>>> {
    let current = fs::read_to_string(laptop.folder().join("current"))?;
    let file = laptop.folder().join(current.trim());
    let cache = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut tables =
        cache.prepare("select name from sqlite_schema where name glob 'gold_*' and type = 'table'")?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut rows = BTreeMap::new();
    for name in names {
        let mut all = cache.prepare(&format!("select * from {name} order by 1, 2"))?;
        let columns = all.column_count();
        let read = all.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?;
        rows.insert(name, read.collect::<Result<Vec<Vec<Value>>, _>>()?);
    }
    Ok(rows)
}
