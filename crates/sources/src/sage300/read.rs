//! One file of exports into records: what can be read is read exactly, the rest is rejected with its reason.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::bad_rows;
use super::entity::Holds;
use super::mapping::{Export, MappedField, Mapping, Origin};
use super::table::{Row, Table};
use crate::{Record, Rejected};

/// What an export file held. `received` is always the sum of records, rejected rows and repeated rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The rows of the file, without header and blank lines.
    pub received: u64,
    /// Rows that say once more what an earlier row of the same record said.
    pub repeated: u64,
    /// The records, in the order of the file.
    pub records: Vec<Record>,
    /// The rows that could not be read, in the order of the file.
    pub rejected: Vec<Rejected>,
}

/// Why a file is refused as a whole. Each needs a person: the same file would fail again.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Nobody has said what the file holds.
    #[error(
        "no export of the mapping matches \"{file}\"; patterns are {patterns}; rename the file, or add an \
         [[export]] for it to the mapping"
    )]
    NoExport {
        /// The file's name.
        file: String,
        /// The patterns of the mapping.
        patterns: String,
    },
    /// Two exports of one entity would each count the rows, and might contradict each other.
    #[error(
        "two exports of the mapping read \"{file}\" as {entity}, {first} and {second}; narrow one of their \
         patterns so that one is left"
    )]
    TwoExports {
        /// The file's name.
        file: String,
        /// What both take a row for.
        entity: &'static str,
        /// The first of them, by its place in the mapping.
        first: String,
        /// The second.
        second: String,
    },
    /// There is not even a header.
    #[error("the file is empty, without even a header; export it again")]
    Empty,
    /// The file is not text in an encoding that is read.
    #[error("the file is not text that can be read: {0}; export it again as CSV, in UTF-8 or Windows-1252")]
    Undecodable(&'static str),
    /// Columns of the mapping are not in the file.
    #[error(
        "the file has no column for {missing}; its headers are {headers}; correct the header in the mapping \
         {mapping}, or export again with the column"
    )]
    MissingColumns {
        /// The headers that are missing, each with its key in the mapping.
        missing: String,
        /// The headers seen.
        headers: String,
        /// The mapping file.
        mapping: String,
    },
    /// A column of the mapping is in the file twice.
    #[error(
        "the file has more than one column \"{header}\", which {key} of the mapping {mapping} needs; name the \
         columns apart in the export"
    )]
    AmbiguousColumn {
        /// The header.
        header: String,
        /// Its key in the mapping.
        key: String,
        /// The mapping file.
        mapping: String,
    },
    /// So much of the file cannot be read that it is not what its export says.
    #[error(
        "{bad} of {received} rows of {entity} cannot be read, over the {percent} % that limits.bad_rows_percent of \
         the mapping {mapping} allows; correct the export or the mapping; the first of them: {first}"
    )]
    TooManyBadRows {
        /// What each row was taken for.
        entity: &'static str,
        /// Rows that cannot be read.
        bad: usize,
        /// Rows of the file.
        received: u64,
        /// How many in a hundred may be bad.
        percent: u8,
        /// The first of them, each with its line and reason.
        first: String,
        /// The mapping file.
        mapping: String,
    },
}

/// Reads a file by every export that its name matches. One export that fails fails the file.
pub fn read_file<'m>(
    bytes: &[u8],
    file_name: &str,
    mapping: &'m Mapping,
) -> Result<Vec<(&'m Export, Reading)>, ExportError> {
    let exports = mapping.exports_for(file_name)?;
    let read = |export| {
        let reading = read_export(bytes, mapping, export)?;
        bad_rows::expect_few(&reading, mapping, export)?;
        Ok((export, reading))
    };
    exports.into_iter().map(read).collect()
}

/// Reads a file by one export of the mapping, however many of its rows are bad.
pub fn read_export(bytes: &[u8], mapping: &Mapping, export: &Export) -> Result<Reading, ExportError> {
    let mut table = Table::open(bytes)?;
    let columns = locate(export, mapping, &table.headers)?;
    let labels = labels(&table.headers);
    let reader = RowReader { mapping, export, columns, labels };
    let mut collected = Collected::default();
    while let Some(row) = table.next_row() {
        let read = reader.read(&row);
        collected.add(&row, read);
    }
    Ok(collected.reading)
}

/// The column of each mapped field, in the order of the export's fields; none for a constant.
pub(super) fn locate(
    export: &Export,
    mapping: &Mapping,
    headers: &[String],
) -> Result<Vec<Option<usize>>, ExportError> {
    let mut missing = Vec::new();
    let mut columns = Vec::new();
    for mapped in &export.fields {
        let Origin::Column(header) = &mapped.origin else {
            columns.push(None);
            continue;
        };
        let key = format!("{}, columns.{}", export.place, mapped.field.name);
        match columns_under(header, headers).as_slice() {
            [column] => columns.push(Some(*column)),
            [] => missing.push(format!("\"{header}\" ({key})")),
            _ => {
                let mapping = mapping.name().to_owned();
                return Err(ExportError::AmbiguousColumn { header: header.clone(), key, mapping });
            }
        }
    }
    if missing.is_empty() {
        return Ok(columns);
    }
    let headers: Vec<String> = named(headers).map(|header| format!("\"{header}\"")).collect();
    Err(ExportError::MissingColumns {
        missing: missing.join(", "),
        headers: headers.join(", "),
        mapping: mapping.name().to_owned(),
    })
}

/// The columns under a header, however it is written.
pub(super) fn columns_under(header: &str, headers: &[String]) -> Vec<usize> {
    let wanted = header.to_lowercase();
    let seen = headers.iter().enumerate();
    seen.filter(|(_, seen)| seen.to_lowercase() == wanted).map(|(column, _)| column).collect()
}

/// The headers that say anything.
pub(super) fn named(headers: &[String]) -> impl Iterator<Item = &String> {
    headers.iter().filter(|header| !header.is_empty())
}

/// A name for each column under which the row as received is kept: its header, made unique.
fn labels(headers: &[String]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut labels = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let plain = if header.is_empty() { format!("column {}", index + 1) } else { header.clone() };
        let mut label = plain.clone();
        let mut copy = 2;
        while !taken.insert(label.clone()) {
            label = format!("{plain} ({copy})");
            copy += 1;
        }
        labels.push(label);
    }
    labels
}

struct RowReader<'m> {
    mapping: &'m Mapping,
    export: &'m Export,
    columns: Vec<Option<usize>>,
    labels: Vec<String>,
}

/// What stands in the way of a row.
struct Obstacle {
    field: Option<&'static str>,
    reason: String,
}

impl RowReader<'_> {
    fn read(&self, row: &Row) -> Result<Record, Obstacle> {
        let cells = row.cells.as_ref().map_err(|reason| Obstacle { field: None, reason: reason.clone() })?;
        let mut payload = Map::new();
        for (mapped, column) in self.export.fields.iter().zip(&self.columns) {
            self.fill(&mut payload, mapped, column.and_then(|column| cells.get(column)))?;
        }
        self.check_needs(&payload)?;
        if let Some(billed) = self.export.billed() {
            payload.insert("billed".to_owned(), billed.name().into());
        }
        let source_id = self.source_id(&payload);
        let received =
            self.labels.iter().cloned().zip(cells.iter().map(|cell| cell.as_str().into())).collect();
        payload.insert("row".to_owned(), Value::Object(received));
        Ok(Record {
            entity: self.export.entity().name().to_owned(),
            source_id,
            payload: Value::Object(payload),
            row: Some(row.line),
        })
    }

    fn fill(
        &self,
        payload: &mut Map<String, Value>,
        mapped: &MappedField,
        cell: Option<&String>,
    ) -> Result<(), Obstacle> {
        let field = mapped.field;
        let obstacle = |reason: String| Obstacle { field: Some(field.name), reason };
        let seen = match &mapped.origin {
            Origin::Constant(_) => "the mapping".to_owned(),
            Origin::Column(header) => format!("the column \"{header}\""),
        };
        let text = mapped.text(cell);
        let value = self.mapping.formats.value(field.holds, mapped.meant(text)).map_err(|expected| {
            let listed = listed_values(mapped);
            obstacle(format!("{seen} holds {}; expected {expected}{listed}", quoted(text)))
        })?;
        let Some(value) = value else {
            if field.required {
                let what = self.export.entity().name();
                return Err(obstacle(format!(
                    "{seen} is empty; expected a value, without which no {what} can be told"
                )));
            }
            return Ok(());
        };
        if let (Holds::JobCode, Some(code)) = (field.holds, value.as_str()) {
            let number = self.mapping.job_number(code).ok_or_else(|| {
                obstacle(format!(
                    "{seen} holds {}, which is neither in the crosswalk nor itself a job number; expected a job \
                     number such as 25-1-082, or a line for it under [crosswalk] of {}",
                    quoted(code),
                    self.mapping.name()
                ))
            })?;
            payload.insert("job_number".to_owned(), number.into());
        }
        payload.insert(field.name.to_owned(), value);
        Ok(())
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
                return Err(Obstacle { field: Some(needs.field), reason });
            }
        }
        Ok(())
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

/// Rows sorted into records, repeats and rejects.
#[derive(Default)]
struct Collected {
    reading: Reading,
    by_id: HashMap<String, usize>,
}

impl Collected {
    fn add(&mut self, row: &Row, read: Result<Record, Obstacle>) {
        self.reading.received += 1;
        match read {
            Err(obstacle) => self.reject(row, obstacle),
            Ok(record) => {
                match self.by_id.get(&record.source_id).and_then(|&at| self.reading.records.get(at)) {
                    None => {
                        self.by_id.insert(record.source_id.clone(), self.reading.records.len());
                        self.reading.records.push(record);
                    }
                    Some(first) if says_the_same(first, &record) => self.reading.repeated += 1,
                    Some(first) => {
                        let reason = contradiction(first, &record);
                        self.reject(row, Obstacle { field: None, reason });
                    }
                }
            }
        }
    }

    fn reject(&mut self, row: &Row, obstacle: Obstacle) {
        self.reading.rejected.push(Rejected {
            row: Some(row.line),
            field: obstacle.field.map(str::to_owned),
            reason: obstacle.reason,
            original: row.original.to_vec(),
        });
    }
}

/// Whether two rows agree in every canonical field. Their other columns may differ: a header's fields are
/// repeated on each line of a report.
fn says_the_same(first: &Record, second: &Record) -> bool {
    differing_fields(first, second).is_empty()
}

fn differing_fields(first: &Record, second: &Record) -> Vec<String> {
    let (Value::Object(one), Value::Object(other)) = (&first.payload, &second.payload) else {
        return Vec::new();
    };
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names
        .into_iter()
        .filter(|name| name.as_str() != "row" && one.get(*name) != other.get(*name))
        .cloned()
        .collect()
}

fn contradiction(first: &Record, second: &Record) -> String {
    format!(
        "{} {} stands in line {} already, with another {}; expected one row for each {}, so the first was kept: \
         take the wrong one out and export again",
        first.entity,
        quoted(&first.source_id),
        first.row.unwrap_or_default(),
        differing_fields(first, second).join(" and "),
        first.entity,
    )
}

/// The texts that the mapping would have translated, for the reason of a row that holds another.
fn listed_values(mapped: &MappedField) -> String {
    if mapped.values.is_empty() {
        return String::new();
    }
    let listed: Vec<String> = mapped.values.keys().map(|text| format!("\"{text}\"")).collect();
    format!(", or a text listed in the mapping ({})", listed.join(", "))
}

/// A text in quotation marks, on one line and not too long for a report.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{:?}", start + "…")
}

/// Keeps the parts of a source id apart when a part holds the sign that joins them.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}
