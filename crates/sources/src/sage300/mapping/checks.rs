//! From the file as written to a mapping that can be relied on: each check names the key and what to write.

mod claims;
mod export;

use std::collections::BTreeMap;
use std::ops::Range;

use cds_domain::JobNumber;
use chrono::NaiveDate;
use toml::Spanned;

use super::file::{Dates, Limits, MappingFile, Numbers, Texts};
use super::{Mapping, MappingError};
use crate::sage300::value::{Formats, read_date, write_date};
use export::ExportCheck;

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
        text: text.to_owned(),
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
