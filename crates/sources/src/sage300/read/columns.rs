//! Where the columns of an export stand in a file.

use std::collections::HashSet;

use super::ExportError;
use crate::sage300::mapping::{Export, Mapping, Origin};

/// Where the columns of an export stand in a file.
pub(crate) struct Columns {
    /// Those of each field, in the order of the export's fields; none for a constant.
    pub(crate) fields: Vec<Vec<usize>>,
    pub(crate) control: Option<ControlColumns>,
}

/// Where the trailer row says what it is, and what it counts.
pub(crate) struct ControlColumns {
    pub(crate) mark: usize,
    pub(crate) rows: Option<usize>,
}

impl Columns {
    pub(crate) fn locate(
        export: &Export,
        mapping: &Mapping,
        headers: &[String],
    ) -> Result<Self, ExportError> {
        let mut search = Search { export, mapping, headers, missing: Vec::new() };
        let mut fields = Vec::new();
        for mapped in &export.fields {
            let columns = match &mapped.origin {
                Origin::Constant(_) => Vec::new(),
                Origin::Columns(wanted) => {
                    let key = format!("columns.{}", mapped.field.name);
                    wanted.iter().map(|header| search.find(header, &key)).collect::<Result<_, _>>()?
                }
            };
            fields.push(columns);
        }
        let control = export.control.as_ref().map(|control| -> Result<_, ExportError> {
            let rows = control.rows.as_ref().map(|header| search.find(header, "control.rows")).transpose()?;
            Ok(ControlColumns { mark: search.find(&control.column, "control.column")?, rows })
        });
        let control = control.transpose()?;
        search.expect_all()?;
        Ok(Self { fields, control })
    }
}

struct Search<'a> {
    export: &'a Export,
    mapping: &'a Mapping,
    headers: &'a [String],
    missing: Vec<String>,
}

impl Search<'_> {
    /// The column under a header; one that is missing is noted, so that all of them are told at once.
    fn find(&mut self, header: &str, key: &str) -> Result<usize, ExportError> {
        let key = format!("{}, {key}", self.export.place);
        match columns_under(header, self.headers).as_slice() {
            [column] => Ok(*column),
            [] => {
                self.missing.push(format!("\"{header}\" ({key})"));
                Ok(usize::MAX)
            }
            _ => {
                let mapping = self.mapping.name().to_owned();
                Err(ExportError::AmbiguousColumn { header: header.to_owned(), key, mapping })
            }
        }
    }

    fn expect_all(self) -> Result<(), ExportError> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let headers: Vec<String> = named(self.headers).map(|header| format!("\"{header}\"")).collect();
        Err(ExportError::MissingColumns {
            missing: self.missing.join(", "),
            headers: headers.join(", "),
            mapping: self.mapping.name().to_owned(),
        })
    }
}

/// The columns under a header, however it is written.
pub(crate) fn columns_under(header: &str, headers: &[String]) -> Vec<usize> {
    let wanted = header.to_lowercase();
    let seen = headers.iter().enumerate();
    seen.filter(|(_, seen)| seen.to_lowercase() == wanted).map(|(column, _)| column).collect()
}

/// The headers that say anything.
pub(crate) fn named(headers: &[String]) -> impl Iterator<Item = &String> {
    headers.iter().filter(|header| !header.is_empty())
}

/// A name for each column under which the row as received is kept: its header, made unique.
pub(super) fn labels(headers: &[String]) -> Vec<String> {
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
