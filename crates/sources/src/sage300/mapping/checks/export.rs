//! What one `[[export]]` reads, and which column is which field.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::Source;
use crate::sage300::entity::{Billed, Entity, Field, Kind};
use crate::sage300::mapping::file::{ExportTable, Headers};
use crate::sage300::mapping::names::NamePattern;
use crate::sage300::mapping::{Export, MappedField, MappingError, Origin};
use crate::sage300::value::Formats;

/// The checks of one `[[export]]`.
pub(super) struct ExportCheck<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) place: String,
    pub(super) table: &'a Spanned<ExportTable>,
    pub(super) formats: &'a Formats,
}

impl ExportCheck<'_> {
    pub(super) fn export(self) -> Result<Export, MappingError> {
        let table = self.table.get_ref();
        let files = self.pattern("files", &table.files)?;
        let closed_by = self.closed_by(&files)?;
        let exported_on = self.exported_on()?;
        let mut fields = self.columns()?;
        fields.extend(self.constants(&fields)?);
        self.translations(&mut fields)?;
        let billed = self.billed()?;
        let is_mapped = |name: &str| fields.iter().any(|mapped| mapped.field.name == name);
        let mut fields_of_entity = table.entity.fields().iter();
        if let Some(field) = fields_of_entity.find(|field| field.required && !is_mapped(field.name)) {
            return Err(self.missing(field.name, &format!("every {} needs it", table.entity.name())));
        }
        if let Some(billed) = billed {
            self.amounts(billed, is_mapped)?;
        }
        let (claim, control) = (self.claim(&fields)?, self.control(&fields)?);
        let entity = table.entity;
        Ok(Export {
            entity,
            billed,
            files,
            closed_by,
            exported_on,
            claim,
            control,
            fields,
            place: self.place,
        })
    }

    pub(super) fn wrong(&self, span: &Range<usize>, key: &str, problem: impl Into<String>) -> MappingError {
        self.source.wrong(span, format!("{}, {key}", self.place), problem)
    }

    fn missing(&self, field: &str, why: &str) -> MappingError {
        let problem = format!("it is missing and {why}; add the header of its column, or a constant");
        self.wrong(&self.table.span(), &format!("columns.{field}"), problem)
    }

    pub(super) fn pattern(&self, key: &str, text: &Spanned<String>) -> Result<NamePattern, MappingError> {
        NamePattern::parse(text.get_ref()).map_err(|problem| self.wrong(&text.span(), key, problem))
    }

    fn field(&self, table: &str, name: &Spanned<String>) -> Result<&'static Field, MappingError> {
        let entity: Entity = self.table.get_ref().entity;
        entity.field(name.get_ref()).ok_or_else(|| {
            let known: Vec<&str> = entity.fields().iter().map(|field| field.name).collect();
            let key = format!("{table}.{}", name.get_ref());
            let problem = format!("{} has no such field; its fields are {}", entity.name(), known.join(", "));
            self.wrong(&name.span(), &key, problem)
        })
    }

    fn columns(&self) -> Result<Vec<MappedField>, MappingError> {
        let mut fields = Vec::new();
        for (name, written) in &self.table.get_ref().columns {
            let field = self.field("columns", name)?;
            let headers = match written.get_ref() {
                Headers::One(header) => std::slice::from_ref(header),
                Headers::Several(headers) => headers,
            };
            let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
            let wrong =
                |problem: &str| self.wrong(&written.span(), &format!("columns.{}", field.name), problem);
            if headers.is_empty() || headers.iter().any(String::is_empty) {
                return Err(wrong("write the header of the column as the file has it"));
            }
            if headers.len() > 1 && !matches!(field.kind, Kind::Text | Kind::JobCode) {
                return Err(wrong("only a text is put together from several columns; name one"));
            }
            let origin = Origin::Columns(headers);
            fields.push(MappedField { field, origin, values: BTreeMap::new() });
        }
        Ok(fields)
    }

    fn constants(&self, columns: &[MappedField]) -> Result<Vec<MappedField>, MappingError> {
        let mut fields = Vec::new();
        for (name, constant) in &self.table.get_ref().constants {
            let field = self.field("constants", name)?;
            let key = format!("constants.{}", field.name);
            if columns.iter().any(|column| column.field.name == field.name) {
                let problem = "it is under columns as well; keep one of the two";
                return Err(self.wrong(&name.span(), &key, problem));
            }
            self.canonical(field, constant, &key)?;
            let origin = Origin::Constant(constant.get_ref().clone());
            fields.push(MappedField { field, origin, values: BTreeMap::new() });
        }
        Ok(fields)
    }

    fn translations(&self, fields: &mut [MappedField]) -> Result<(), MappingError> {
        for (name, texts) in &self.table.get_ref().values {
            let field = self.field("values", name)?;
            let column = |mapped: &&mut MappedField| {
                mapped.field.name == field.name && matches!(mapped.origin, Origin::Columns(_))
            };
            let Some(mapped) = fields.iter_mut().find(column) else {
                let problem =
                    "no column is mapped to this field; add it under columns, or take this table out";
                return Err(self.wrong(&name.span(), &format!("values.{}", field.name), problem));
            };
            for (from, to) in texts {
                let key = format!("values.{}.\"{}\"", field.name, from.get_ref());
                if field.kind != Kind::JobCode {
                    self.canonical(field, to, &key)?;
                }
                let seen = mapped.values.insert(from.get_ref().trim().to_lowercase(), to.get_ref().clone());
                if seen.is_some() {
                    let problem = "it is listed twice; upper and lower case make no difference";
                    return Err(self.wrong(&from.span(), &key, problem));
                }
            }
        }
        Ok(())
    }

    fn canonical(&self, field: &Field, text: &Spanned<String>, key: &str) -> Result<(), MappingError> {
        match self.formats.value(field.kind, text.get_ref()) {
            Ok(_) => Ok(()),
            Err(expected) => {
                let problem = format!("\"{}\" cannot be read; expected {expected}", text.get_ref());
                Err(self.wrong(&text.span(), key, problem))
            }
        }
    }

    fn billed(&self) -> Result<Option<Billed>, MappingError> {
        let table = self.table.get_ref();
        match (&table.billed, table.entity) {
            (None, Entity::PayApplicationLine) => Ok(Some(Billed::default())),
            (Some(billed), Entity::PayApplicationLine) => Ok(Some(*billed.get_ref())),
            (None, _) => Ok(None),
            (Some(billed), _) => {
                let problem = "only a pay_application_line has it; take it out";
                Err(self.wrong(&billed.span(), "billed", problem))
            }
        }
    }

    /// Lines that say what they add must not say to-date too: it would be counted twice downstream.
    fn amounts(&self, billed: Billed, is_mapped: impl Fn(&str) -> bool) -> Result<(), MappingError> {
        if !is_mapped(billed.amount_field()) {
            let why = format!("billed = \"{}\" counts on it", billed.name());
            return Err(self.missing(billed.amount_field(), &why));
        }
        if billed == Billed::ThisPeriod && is_mapped("completed_to_date") {
            let problem = "lines billed by \"this_period\" carry no to-date amount; take it out, or set billed = \
                           \"to_date\"";
            return Err(self.wrong(&self.table.span(), "columns.completed_to_date", problem));
        }
        Ok(())
    }
}
