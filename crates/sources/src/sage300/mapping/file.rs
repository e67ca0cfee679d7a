//! The mapping file as it is written. Everything that can be wrong later keeps its place in the file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Reach;
use crate::sage300::entity::{Billed, Entity};

pub(super) type Texts = BTreeMap<Spanned<String>, Spanned<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingFile {
    pub(super) instance: Spanned<String>,
    #[serde(default)]
    pub(super) dates: Dates,
    #[serde(default)]
    pub(super) numbers: Numbers,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) crosswalk: Texts,
    #[serde(default)]
    pub(super) export: Vec<Spanned<ExportTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dates {
    pub(super) formats: Vec<Spanned<String>>,
}

impl Default for Dates {
    fn default() -> Self {
        let formats = ["%m/%d/%Y", "%Y-%m-%d"];
        Self { formats: formats.into_iter().map(|format| Spanned::new(0..0, format.to_owned())).collect() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Numbers {
    pub(super) decimal: Spanned<String>,
    pub(super) thousands: Spanned<String>,
}

impl Default for Numbers {
    fn default() -> Self {
        let text = |text: &str| Spanned::new(0..0, text.to_owned());
        Self { decimal: text("."), thousands: text(",") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    pub(super) bad_rows_percent: Spanned<u8>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bad_rows_percent: Spanned::new(0..0, 25) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportTable {
    pub(super) entity: Entity,
    pub(super) files: Spanned<String>,
    pub(super) closed_by: Option<Spanned<String>>,
    pub(super) exported_on: Option<Spanned<String>>,
    pub(super) billed: Option<Spanned<Billed>>,
    pub(super) holds: Option<Spanned<Held>>,
    pub(super) window: Option<Spanned<String>>,
    pub(super) reach: Option<Spanned<Reach>>,
    pub(super) control: Option<Spanned<ControlTable>>,
    #[serde(default)]
    pub(super) columns: BTreeMap<Spanned<String>, Spanned<Headers>>,
    #[serde(default)]
    pub(super) constants: Texts,
    #[serde(default)]
    pub(super) values: BTreeMap<Spanned<String>, Texts>,
}

/// The header of a field's column, or the headers of several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected the header of a column, or a list of headers")]
pub(super) enum Headers {
    One(String),
    Several(Vec<String>),
}

/// What the files of an export hold.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Held {
    Changes,
    Everything,
    Window,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ControlTable {
    pub(super) column: Spanned<String>,
    pub(super) text: Spanned<String>,
    pub(super) rows: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) sums: Vec<Spanned<String>>,
}
