//! What one `[[export]]` says of its files as a whole: what they hold, how they belong together, their totals.

use super::export::ExportCheck;
use crate::sage300::entity::Kind;
use crate::sage300::mapping::file::Held;
use crate::sage300::mapping::names::{DayPattern, NamePattern};
use crate::sage300::mapping::{Claim, Control, MappedField, MappingError, Origin};

impl ExportCheck<'_> {
    pub(super) fn closed_by(&self, files: &NamePattern) -> Result<Option<NamePattern>, MappingError> {
        let table = self.table.get_ref();
        let Some(written) = &table.closed_by else {
            if files.is_numbered() {
                let problem = "its parts need `closed_by`, the name of the file that is written after the last part, \
                               such as \"ledger.done\"";
                return Err(self.wrong(&table.files.span(), "files", problem));
            }
            return Ok(None);
        };
        let wrong = |problem: &str| Err(self.wrong(&written.span(), "closed_by", problem));
        if !files.is_numbered() {
            return wrong(
                "`files` has no number of a part; write it as \"ledger_{0}.csv\", or take this out",
            );
        }
        let closed_by = self.pattern("closed_by", written)?;
        if closed_by.wild() != files.wild() {
            return wrong("write each * and ? of `files` here too: they stand for the same text");
        }
        Ok(Some(closed_by))
    }

    pub(super) fn exported_on(&self) -> Result<Option<DayPattern>, MappingError> {
        let Some(written) = &self.table.get_ref().exported_on else { return Ok(None) };
        let pattern = DayPattern::parse(written.get_ref());
        pattern.map(Some).map_err(|problem| self.wrong(&written.span(), "exported_on", problem))
    }

    pub(super) fn claim(&self, fields: &[MappedField]) -> Result<Claim, MappingError> {
        let table = self.table.get_ref();
        let held = table.holds.as_ref().map_or(Held::Changes, |holds| *holds.get_ref());
        let Some(window) = &table.window else {
            if let Some(holds) = table.holds.as_ref().filter(|_| held == Held::Window) {
                let problem = "name the date that says in which window a row is, such as window = \
                               \"accounting_date\"";
                return Err(self.wrong(&holds.span(), "holds", problem));
            }
            if let Some(reach) = &table.reach {
                return Err(self.wrong(&reach.span(), "reach", "only a window has it; take it out"));
            }
            return Ok(if held == Held::Everything { Claim::Everything } else { Claim::Changes });
        };
        if held != Held::Window {
            let problem = "only holds = \"window\" has it; write that, or take this out";
            return Err(self.wrong(&window.span(), "window", problem));
        }
        let is_sure = |mapped: &&MappedField| {
            mapped.field.kind == Kind::Date
                && mapped.field.required
                && matches!(mapped.origin, Origin::Columns(_))
        };
        let mut sure = fields.iter().filter(is_sure).map(|mapped| mapped.field.name);
        let Some(field) = sure.clone().find(|name| name == window.get_ref()) else {
            let problem = match sure.next() {
                Some(name) => format!("every row must have the date; write \"{name}\""),
                None => format!(
                    "a {} has no date that every row must have; write holds = \"changes\" or \"everything\"",
                    table.entity.name()
                ),
            };
            return Err(self.wrong(&window.span(), "window", problem));
        };
        let reach = table.reach.as_ref().map(|reach| *reach.get_ref()).unwrap_or_default();
        Ok(Claim::Window { field, reach })
    }

    pub(super) fn control(&self, fields: &[MappedField]) -> Result<Option<Control>, MappingError> {
        let Some(table) = &self.table.get_ref().control else { return Ok(None) };
        let table = table.get_ref();
        for (key, written) in
            [("column", Some(&table.column)), ("text", Some(&table.text)), ("rows", table.rows.as_ref())]
        {
            if let Some(written) = written.filter(|written| written.get_ref().trim().is_empty()) {
                let problem = "it is blank; write what the file has";
                return Err(self.wrong(&written.span(), &format!("control.{key}"), problem));
            }
        }
        let mut sums = Vec::new();
        for name in &table.sums {
            let is_number = |mapped: &&MappedField| {
                matches!(mapped.field.kind, Kind::Amount | Kind::Quantity)
                    && matches!(mapped.origin, Origin::Columns(_))
            };
            let mut numbers = fields.iter().filter(is_number).map(|mapped| mapped.field.name);
            let Some(field) = numbers.find(|field| field == name.get_ref()) else {
                let problem = format!("\"{}\" is no amount or quantity under columns", name.get_ref());
                return Err(self.wrong(&name.span(), "control.sums", problem));
            };
            sums.push(field);
        }
        Ok(Some(Control {
            column: table.column.get_ref().trim().to_owned(),
            text: table.text.get_ref().trim().to_owned(),
            rows: table.rows.as_ref().map(|rows| rows.get_ref().trim().to_owned()),
            sums,
        }))
    }
}
