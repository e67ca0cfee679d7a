//! The mapping file: what an installation's exports are called and how they write things.

mod checks;
mod file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cds_domain::JobNumber;
use glob::{MatchOptions, Pattern};

use super::entity::{Billed, Entity, Field};
use super::read::ExportError;
use super::value::Formats;

/// A mapping file that has been read and found sound.
#[derive(Debug, Clone)]
pub struct Mapping {
    name: String,
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
    files: Pattern,
    pub(crate) fields: Vec<MappedField>,
    pub(crate) place: String,
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
    /// The column under this header.
    Column(String),
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
        self.files.as_str()
    }

    pub(crate) fn matches(&self, file_name: &str) -> bool {
        let options = MatchOptions { case_sensitive: false, ..MatchOptions::new() };
        self.files.matches_with(file_name, options)
    }
}

impl MappedField {
    /// The text of the field in a row: what its cell holds, or the constant.
    pub(crate) fn text<'a>(&'a self, cell: Option<&'a String>) -> &'a str {
        match &self.origin {
            Origin::Constant(text) => text,
            Origin::Column(_) => cell.map(String::as_str).unwrap_or_default(),
        }
    }

    /// What a text of the source stands for; itself when it is not listed.
    pub(crate) fn meant<'a>(&'a self, text: &'a str) -> &'a str {
        self.values.get(&text.trim().to_lowercase()).map_or(text, String::as_str)
    }
}
