//! Sage 300 Construction and Real Estate, by CSV exports that a person drops into a folder.
//!
//! No two installations export alike, so a [`Mapping`] (a TOML file, `docs/sage-mapping.md`) says which file
//! holds what. [`read_files`] turns the files of one export into records, which it hands on as they come;
//! [`mod@drop`] is the folder they come from and end in.

mod bad_rows;
mod check;
mod content;
pub mod drop;
mod entity;
mod mapping;
mod read;
mod report;
mod table;
mod value;

pub use check::MappingCheck;
pub use content::{Content, CopyError};
pub use entity::{Billed, Entity};
pub use mapping::{Export, Mapping, MappingError};
pub use read::{ExportError, ExportFile, Holds, ReadError, Reading, Sink, read_export, read_files};
