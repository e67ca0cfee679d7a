//! The mapping file: what an installation's exports are called and how they write things.

mod checks;
mod file;
mod names;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cds_domain::JobNumber;
use chrono::NaiveDate;
use serde::Deserialize;

use super::entity::{Billed, Entity, Field};
use super::read::{ExportError, ExportFile};
use super::value::Formats;
use names::{DayPattern, NamePattern};

/// A mapping file that has been read and found sound.
#[derive(Debug, Clone)]
pub struct Mapping {
    name: String,
    text: String,
    instance: String,
    pub(crate) formats: Formats,
    pub(crate) bad_rows_percent: u8,
    crosswalk: BTreeMap<String, String>,
    exports: Vec<Export>,
}

/// One `[[export]]` of a mapping: which files, which entity, which column is which field.
#[derive(Debug, Clone)]
pub struct Export {
    entity: Entity,
    billed: Option<Billed>,
    files: NamePattern,
    /// The name of the file that closes an export in parts.
    closed_by: Option<NamePattern>,
    exported_on: Option<DayPattern>,
    pub(crate) claim: Claim,
    pub(crate) control: Option<Control>,
    pub(crate) fields: Vec<MappedField>,
    pub(crate) place: String,
}

/// What the files of an export are said to hold of their entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Some rows.
    Changes,
    /// Every row there is.
    Everything,
    /// Every row of the days between the first and the last in this field, or of their months.
    Window { field: &'static str, reach: Reach },
}

/// How far a window reaches around the days that are in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reach {
    /// From the first day of the first month to the last day of the last.
    #[default]
    Month,
    /// From the first day to the last.
    Days,
}

/// The trailer row, with the totals that the rows must come to.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    /// The header of the column in which the trailer says what it is.
    pub(crate) column: String,
    /// What it says there.
    pub(crate) text: String,
    /// The header of the column in which it has the number of rows.
    pub(crate) rows: Option<String>,
    /// The fields of which it has the sum, each in the field's own column.
    pub(crate) sums: Vec<&'static str>,
}

/// Where a file stands in an export of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seat {
    /// What all files of one export have in common and those of no other.
    pub(crate) export: String,
    pub(crate) role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A part with its number; the last one closes the export where no marker does.
    Part { number: u64, closes: bool },
    /// A file that closes the export and holds none of it.
    Marker,
}

/// Where a canonical field comes from.
#[derive(Debug, Clone)]
pub(crate) struct MappedField {
    pub(crate) field: &'static Field,
    pub(crate) origin: Origin,
    /// What the source writes, in lower case, and what it stands for.
    pub(crate) values: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// The columns under these headers, joined where there are several.
    Columns(Vec<String>),
    /// The same text for every row.
    Constant(String),
}

/// Why a mapping file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The file could not be read.
    #[error("the mapping file {path} cannot be read: {cause}; check that it exists and may be read", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file was read and says something that cannot be used.
    #[error("{file}, line {line}, {key}: {problem}")]
    Invalid {
        /// The mapping file's name.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The key, such as `[[export]] 2, columns.amount`; for a slip in the TOML itself, the line's text.
        key: String,
        /// What is wrong and what to write instead.
        problem: String,
    },
}

impl Mapping {
    /// Reads a mapping file.
    pub fn load(path: &Path) -> Result<Self, MappingError> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| MappingError::Unreadable { path: path.to_owned(), cause })?;
        let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        Self::parse(&text, &name)
    }

    /// Reads the text of a mapping file; `name` is what errors call it.
    pub fn parse(text: &str, name: &str) -> Result<Self, MappingError> {
        checks::sound(text, name)
    }

    /// The Sage data folder whose exports these are.
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// The name of the mapping file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text of the mapping file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The day on which a file of these exports was true; none where it cannot be told, or each tells another.
    pub fn exported_on(&self, exports: &[&Export], file: &ExportFile) -> Option<NaiveDate> {
        let mut days = exports.iter().map(|export| export.exported_on(file, self).ok());
        let first = days.next()??;
        days.all(|day| day == Some(first)).then_some(first)
    }

    /// The exports that a file of this name holds: one or several, each of another entity.
    ///
    /// # Errors
    /// When no pattern matches the name, or those of two exports of one entity do.
    pub fn exports_for(&self, file_name: &str) -> Result<Vec<&Export>, ExportError> {
        let exports: Vec<&Export> = self.exports.iter().filter(|export| export.matches(file_name)).collect();
        if exports.is_empty() {
            let patterns: Vec<&str> = self.exports.iter().map(Export::files).collect();
            return Err(ExportError::NoExport { file: file_name.to_owned(), patterns: patterns.join(", ") });
        }
        let mut first_of: BTreeMap<&str, &Export> = BTreeMap::new();
        for export in &exports {
            let entity = export.entity.name();
            if let Some(first) = first_of.insert(entity, export) {
                return Err(ExportError::TwoExports {
                    file: file_name.to_owned(),
                    entity,
                    first: first.place.clone(),
                    second: export.place.clone(),
                });
            }
        }
        Ok(exports)
    }

    /// Where a file stands in an export that comes in parts; none for a file that is an export by itself.
    pub(crate) fn seat(&self, file_name: &str) -> Option<(&Export, Seat)> {
        self.exports.iter().find_map(|export| Some((export, export.seat(file_name)?)))
    }

    pub(crate) fn exports(&self) -> &[Export] {
        &self.exports
    }

    /// The job number behind accounting's code: from the crosswalk, else the code where it is one itself.
    pub(crate) fn job_number<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        let listed = self.crosswalk.get(code).map(String::as_str);
        listed.or_else(|| code.parse::<JobNumber>().is_ok().then_some(code))
    }
}

impl Export {
    /// What each row is.
    pub fn entity(&self) -> Entity {
        self.entity
    }

    /// Which amount the lines of a pay application state; none for other entities.
    pub fn billed(&self) -> Option<Billed> {
        self.billed
    }

    /// The pattern of the files' names.
    pub fn files(&self) -> &str {
        self.files.text()
    }

    /// Whether each of its rows may say for itself from which day it is true.
    pub fn rows_have_days(&self) -> bool {
        self.fields.iter().any(|mapped| mapped.field.name == "effective_on")
    }

    /// Whether a file of this name holds rows of it.
    pub(crate) fn matches(&self, file_name: &str) -> bool {
        let last = self.closed_by.as_ref().filter(|name| name.is_numbered());
        self.files.matches(file_name) || last.is_some_and(|name| name.matches(file_name))
    }

    /// The file that closes an export in parts, as the mapping writes it.
    pub(crate) fn closed_by(&self) -> Option<&NamePattern> {
        self.closed_by.as_ref()
    }

    /// The number of the first part of an export in parts.
    pub(crate) fn first_part(&self) -> Option<u64> {
        self.files.number()
    }

    fn seat(&self, file_name: &str) -> Option<Seat> {
        let closed_by = self.closed_by.as_ref()?;
        let (seen, closes) = match (closed_by.seen(file_name), self.files.seen(file_name)) {
            (Some(seen), _) => (seen, true),
            (None, Some(seen)) => (seen, false),
            (None, None) => return None,
        };
        let role = seen.number.map_or(Role::Marker, |number| Role::Part { number, closes });
        Some(Seat { export: format!("{} {}", self.place, seen.wild.join("/")), role })
    }

    /// The day on which the export was made: from the name where the mapping says how, else from the file.
    pub(crate) fn exported_on(&self, file: &ExportFile, mapping: &Mapping) -> Result<NaiveDate, ExportError> {
        let Some(pattern) = &self.exported_on else { return Ok(file.written_on) };
        pattern.day(&file.name).ok_or_else(|| ExportError::NoDay {
            file: file.name.clone(),
            pattern: pattern.text().to_owned(),
            key: format!("{}, exported_on", self.place),
            mapping: mapping.name().to_owned(),
        })
    }
}

impl MappedField {
    /// The text of the field in a row: what its cells hold, or the constant. Of several cells each keeps its
    /// place, so that no two rows come to one text by leaving another cell blank.
    pub(crate) fn text<'a>(&'a self, columns: &[usize], cells: &'a [String]) -> Cow<'a, str> {
        let cell = |column: &usize| cells.get(*column).map(String::as_str).unwrap_or_default();
        match (&self.origin, columns) {
            (Origin::Constant(text), _) => Cow::Borrowed(text),
            (_, [column]) => Cow::Borrowed(cell(column)),
            (_, several) => {
                let parts: Vec<&str> = several.iter().map(|column| cell(column).trim()).collect();
                let blank = parts.iter().all(|part| part.is_empty());
                Cow::Owned(if blank { String::new() } else { parts.join("-") })
            }
        }
    }

    /// What a text of the source stands for; itself when it is not listed.
    pub(crate) fn meant<'a>(&'a self, text: &'a str) -> &'a str {
        self.values.get(&text.trim().to_lowercase()).map_or(text, String::as_str)
    }
}
