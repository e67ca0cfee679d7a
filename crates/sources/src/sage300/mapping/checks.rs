//! From the file as written to a mapping that can be relied on: each check names the key and what to write.

use std::collections::BTreeMap;
use std::ops::Range;

use cds_domain::JobNumber;
use chrono::NaiveDate;
use glob::Pattern;
use toml::Spanned;

use super::file::{Dates, ExportTable, Limits, MappingFile, Numbers, Texts};
use super::{Export, MappedField, Mapping, MappingError, Origin};
use crate::sage300::entity::{Billed, Entity, Field, Holds};
use crate::sage300::value::{Formats, read_date, write_date};

pub(super) fn sound(text: &str, name: &str) -> Result<Mapping, MappingError> {
    let source = Source { text, name };
    let file: MappingFile = toml::from_str(text).map_err(|error| source.syntax(&error))?;
    if file.instance.get_ref().trim().is_empty() {
        return Err(source.wrong(
            &file.instance.span(),
            "instance",
            "write the name of the Sage data folder",
        ));
    }
    if file.export.is_empty() {
        return Err(source.wrong(
            &(0..0),
            "[[export]]",
            "there is none; add one for each kind of export file",
        ));
    }
    let formats = formats(&source, &file.dates, &file.numbers)?;
    let bad_rows_percent = bad_rows_percent(&source, &file.limits)?;
    let crosswalk = crosswalk(&source, &file.crosswalk)?;
    let mut mapping = Mapping {
        name: name.to_owned(),
        instance: file.instance.get_ref().trim().to_owned(),
        formats,
        bad_rows_percent,
        crosswalk,
        exports: Vec::new(),
    };
    for (index, table) in file.export.iter().enumerate() {
        let place = format!("[[export]] {}", index + 1);
        let export = ExportCheck { source: &source, place, table, formats: &mapping.formats }.export()?;
        mapping.exports.push(export);
    }
    Ok(mapping)
}

/// The text of the file, to find the line of a problem in.
struct Source<'a> {
    text: &'a str,
    name: &'a str,
}

impl Source<'_> {
    fn wrong(&self, span: &Range<usize>, key: impl Into<String>, problem: impl Into<String>) -> MappingError {
        let before = self.text.get(..span.start).unwrap_or_default();
        MappingError::Invalid {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            key: key.into(),
            problem: problem.into(),
        }
    }

    fn syntax(&self, error: &toml::de::Error) -> MappingError {
        let span = error.span().unwrap_or(0..0);
        let start = self.text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
        let problem = error.message().trim_end().replace('\n', "; ");
        let hint = if problem.starts_with("missing field") { "add it" } else { "correct it" };
        self.wrong(&span, format!("`{line}`"), format!("{problem}; {hint} as docs/sage-mapping.md shows"))
    }
}

fn formats(source: &Source, dates: &Dates, numbers: &Numbers) -> Result<Formats, MappingError> {
    let decimal = separator(source, &numbers.decimal, "numbers.decimal")?;
    let thousands = if numbers.thousands.get_ref().is_empty() {
        None
    } else {
        Some(separator(source, &numbers.thousands, "numbers.thousands")?)
    };
    if thousands == Some(decimal) {
        let problem = "it is the decimal sign as well; the two must differ, \"\" stands for none";
        return Err(source.wrong(&numbers.thousands.span(), "numbers.thousands", problem));
    }
    Ok(Formats { dates: date_formats(source, dates)?, decimal, thousands })
}

fn separator(source: &Source, text: &Spanned<String>, key: &str) -> Result<char, MappingError> {
    let mut chars = text.get_ref().chars();
    match (chars.next(), chars.next()) {
        (Some(sign), None) if !sign.is_alphanumeric() && !"$+-()".contains(sign) => Ok(sign),
        _ => Err(source.wrong(&text.span(), key, "write the one sign that is used, such as \".\" or \",\"")),
    }
}

fn date_formats(source: &Source, dates: &Dates) -> Result<Vec<String>, MappingError> {
    const KEY: &str = "dates.formats";
    let ambiguous = NaiveDate::from_ymd_opt(2024, 3, 4).unwrap_or_default();
    let mut formats: Vec<String> = Vec::new();
    for format in &dates.formats {
        let written = write_date(ambiguous, format.get_ref());
        let Some(written) = written.filter(|text| read_date(text, format.get_ref()) == Some(ambiguous))
        else {
            let problem = format!(
                "\"{}\" does not describe a date; write one such as \"%m/%d/%Y\" for 01/31/2025",
                format.get_ref()
            );
            return Err(source.wrong(&format.span(), KEY, problem));
        };
        let other =
            formats.iter().find(|other| read_date(&written, other).is_some_and(|date| date != ambiguous));
        if let Some(other) = other {
            let problem = format!(
                "\"{written}\" is one date by \"{}\" and another by \"{other}\"; keep the one the exports use",
                format.get_ref()
            );
            return Err(source.wrong(&format.span(), KEY, problem));
        }
        formats.push(format.get_ref().clone());
    }
    if formats.is_empty() {
        return Err(source.wrong(
            &(0..0),
            KEY,
            "the list is empty; write at least one, such as \"%m/%d/%Y\"",
        ));
    }
    Ok(formats)
}

fn bad_rows_percent(source: &Source, limits: &Limits) -> Result<u8, MappingError> {
    let percent = &limits.bad_rows_percent;
    if *percent.get_ref() > 100 {
        let problem = "write a percentage from 0 to 100, such as 25";
        return Err(source.wrong(&percent.span(), "limits.bad_rows_percent", problem));
    }
    Ok(*percent.get_ref())
}

fn crosswalk(source: &Source, table: &Texts) -> Result<BTreeMap<String, String>, MappingError> {
    let mut crosswalk = BTreeMap::new();
    for (code, number) in table {
        if number.get_ref().parse::<JobNumber>().is_err() {
            let problem = format!(
                "\"{}\" is not a job number; write year, category and sequence, such as \"25-1-082\"",
                number.get_ref()
            );
            return Err(source.wrong(&number.span(), format!("crosswalk.\"{}\"", code.get_ref()), problem));
        }
        crosswalk.insert(code.get_ref().trim().to_owned(), number.get_ref().clone());
    }
    Ok(crosswalk)
}

/// The checks of one `[[export]]`.
struct ExportCheck<'a> {
    source: &'a Source<'a>,
    place: String,
    table: &'a Spanned<ExportTable>,
    formats: &'a Formats,
}

impl ExportCheck<'_> {
    fn export(self) -> Result<Export, MappingError> {
        let table = self.table.get_ref();
        let files = self.pattern(&table.files)?;
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
        Ok(Export { entity: table.entity, billed, files, fields, place: self.place })
    }

    fn wrong(&self, span: &Range<usize>, key: &str, problem: impl Into<String>) -> MappingError {
        self.source.wrong(span, format!("{}, {key}", self.place), problem)
    }

    fn missing(&self, field: &str, why: &str) -> MappingError {
        let problem = format!("it is missing and {why}; add the header of its column, or a constant");
        self.wrong(&self.table.span(), &format!("columns.{field}"), problem)
    }

    fn pattern(&self, files: &Spanned<String>) -> Result<Pattern, MappingError> {
        let text = files.get_ref();
        if text.trim().is_empty() || text.contains(['/', '\\']) {
            let problem = "write a pattern of file names without a folder, such as \"jobs*.csv\"";
            return Err(self.wrong(&files.span(), "files", problem));
        }
        Pattern::new(text).map_err(|error| {
            let problem = format!("\"{text}\" is not a pattern of file names: {error}");
            self.wrong(&files.span(), "files", problem)
        })
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
        for (name, header) in &self.table.get_ref().columns {
            let field = self.field("columns", name)?;
            let header_text = header.get_ref().trim();
            if header_text.is_empty() {
                let problem = "write the header of the column as the file has it";
                return Err(self.wrong(&header.span(), &format!("columns.{}", field.name), problem));
            }
            let origin = Origin::Column(header_text.to_owned());
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
                mapped.field.name == field.name && matches!(mapped.origin, Origin::Column(_))
            };
            let Some(mapped) = fields.iter_mut().find(column) else {
                let problem =
                    "no column is mapped to this field; add it under columns, or take this table out";
                return Err(self.wrong(&name.span(), &format!("values.{}", field.name), problem));
            };
            for (from, to) in texts {
                let key = format!("values.{}.\"{}\"", field.name, from.get_ref());
                if field.holds != Holds::JobCode {
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
        match self.formats.value(field.holds, text.get_ref()) {
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
