//! One row of a file into one record, or what stands in its way.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::columns::{Columns, labels};
use super::quoted;
use crate::Record;
use crate::sage300::entity::Kind;
use crate::sage300::mapping::{Export, MappedField, Mapping, Origin};
use crate::sage300::table::Row;

/// Reads the rows of one file by one export.
pub(in crate::sage300) struct RowReader<'m> {
    mapping: &'m Mapping,
    export: &'m Export,
    columns: &'m Columns,
    labels: Vec<String>,
}

/// What stands in the way of a row.
pub(super) struct Obstacle {
    pub(super) field: Option<&'static str>,
    pub(super) reason: String,
    /// The key of the record that the row would have been, where it can be told.
    pub(super) key: Option<String>,
}

impl Obstacle {
    fn of(field: &'static str, reason: String) -> Self {
        Self { field: Some(field), reason, key: None }
    }
}

impl<'m> RowReader<'m> {
    pub(super) fn new(
        mapping: &'m Mapping,
        export: &'m Export,
        columns: &'m Columns,
        headers: &[String],
    ) -> Self {
        Self { mapping, export, columns, labels: labels(headers) }
    }

    /// `exported_on` is the day on which the export was true.
    pub(super) fn read(&self, row: &Row, exported_on: NaiveDate) -> Result<Record, Obstacle> {
        if let Some(fault) = &row.fault {
            return Err(Obstacle { field: None, reason: fault.clone(), key: None });
        }
        let mut payload = self
            .payload(&row.cells)
            .map_err(|obstacle| Obstacle { key: self.key(&row.cells), ..obstacle })?;
        if let Some(billed) = self.export.billed() {
            payload.insert("billed".to_owned(), billed.name().into());
        }
        let source_id = self.source_id(&payload);
        let own_day = payload.get("effective_on").and_then(|day| day.as_str()?.parse().ok());
        let received =
            self.labels.iter().cloned().zip(row.cells.iter().map(|cell| cell.as_str().into())).collect();
        payload.insert("row".to_owned(), Value::Object(received));
        Ok(Record {
            entity: self.export.entity().name().to_owned(),
            source_id,
            payload: Value::Object(payload),
            effective_on: own_day.or(Some(exported_on)),
            row: Some(row.line),
        })
    }

    fn payload(&self, cells: &[String]) -> Result<Map<String, Value>, Obstacle> {
        let mut payload = Map::new();
        for (mapped, columns) in self.export.fields.iter().zip(&self.columns.fields) {
            self.fill(&mut payload, mapped, &mapped.text(columns, cells))?;
        }
        self.check_needs(&payload)?;
        Ok(payload)
    }

    fn fill(
        &self,
        payload: &mut Map<String, Value>,
        mapped: &MappedField,
        text: &str,
    ) -> Result<(), Obstacle> {
        let field = mapped.field;
        let Some(value) = self.value(mapped, text)? else {
            if field.required {
                let what = self.export.entity().name();
                let reason = format!(
                    "{} is empty; expected a value, without which no {what} can be told",
                    seen(mapped)
                );
                return Err(Obstacle::of(field.name, reason));
            }
            return Ok(());
        };
        if let (Kind::JobCode, Some(code)) = (field.kind, value.as_str()) {
            let number = self.mapping.job_number(code).ok_or_else(|| {
                let reason = format!(
                    "{} holds {}, which is neither in the crosswalk nor itself a job number; expected a job \
                     number such as 25-1-082, or a line for it under [crosswalk] of {}",
                    seen(mapped),
                    quoted(code),
                    self.mapping.name()
                );
                Obstacle::of(field.name, reason)
            })?;
            payload.insert("job_number".to_owned(), number.into());
        }
        payload.insert(field.name.to_owned(), value);
        Ok(())
    }

    fn value(&self, mapped: &MappedField, text: &str) -> Result<Option<Value>, Obstacle> {
        let value = self.mapping.formats.value(mapped.field.kind, mapped.meant(text));
        value.map_err(|expected| {
            let listed = listed_values(mapped);
            let reason = format!("{} holds {}; expected {expected}{listed}", seen(mapped), quoted(text));
            Obstacle::of(mapped.field.name, reason)
        })
    }

    fn check_needs(&self, payload: &Map<String, Value>) -> Result<(), Obstacle> {
        let entity = self.export.entity();
        for needs in entity.needs() {
            let (field, word) = needs.when;
            if payload.get(field).is_some_and(|said| said == word) && !payload.contains_key(needs.field) {
                let what = entity.name();
                let reason = format!(
                    "{word} needs {needed}, and there is none; expected the {needed} of every {word} {what}: fill it \
                     in, or map its column in {}",
                    self.mapping.name(),
                    needed = needs.field,
                );
                return Err(Obstacle::of(needs.field, reason));
            }
        }
        Ok(())
    }

    /// The key of a row that is bad elsewhere; none when it is the key that is bad.
    fn key(&self, cells: &[String]) -> Option<String> {
        let key = self.export.entity().key();
        let mut payload = Map::new();
        for (mapped, columns) in self.export.fields.iter().zip(&self.columns.fields) {
            if !key.contains(&mapped.field.name) {
                continue;
            }
            match self.value(mapped, &mapped.text(columns, cells)).ok()? {
                Some(value) => {
                    payload.insert(mapped.field.name.to_owned(), value);
                }
                None if mapped.field.required => return None,
                None => {}
            }
        }
        Some(self.source_id(&payload))
    }

    fn source_id(&self, payload: &Map<String, Value>) -> String {
        let part = |name: &&str| match payload.get(*name) {
            Some(Value::String(text)) => escaped(text),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        self.export.entity().key().iter().map(part).collect::<Vec<_>>().join("/")
    }
}

/// Where the text of a field stands, for the reason of a row.
fn seen(mapped: &MappedField) -> String {
    match &mapped.origin {
        Origin::Constant(_) => "the mapping".to_owned(),
        Origin::Columns(headers) => {
            let columns = if headers.len() == 1 { "the column" } else { "the text of the columns" };
            let headers: Vec<String> = headers.iter().map(|header| format!("\"{header}\"")).collect();
            format!("{columns} {}", headers.join(" and "))
        }
    }
}

/// The texts that the mapping would have translated, for the reason of a row that holds another.
fn listed_values(mapped: &MappedField) -> String {
    if mapped.values.is_empty() {
        return String::new();
    }
    let listed: Vec<String> = mapped.values.keys().map(|text| format!("\"{text}\"")).collect();
    format!(", or a text listed in the mapping ({})", listed.join(", "))
}

/// Keeps the parts of a source id apart when a part holds the sign that joins them.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}
