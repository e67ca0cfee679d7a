//! The explanation as a person reads it.

use std::fmt::{Display, Formatter, Result};

use super::{
    CheckedColumn, CheckedExport, CheckedFile, CheckedRows, MappingCheck, Matched, Seen, UnknownCodes,
};
use crate::sage300::read::{Holds, Totals, quoted};

/// How many of the unknown job codes are told.
const CODES_TOLD: usize = 5;

impl Display for MappingCheck {
    fn fmt(&self, f: &mut Formatter) -> Result {
        for file in &self.files {
            writeln!(f, "{file}")?;
        }
        for export in &self.idle {
            writeln!(f, "No file matches {export}.")?;
        }
        let failing: Vec<&str> = self.failing().collect();
        let all = counted(self.files.len(), "file", "files");
        match failing.as_slice() {
            [] => writeln!(f, "{all} checked; none would fail."),
            _ => writeln!(f, "{all} checked; {} would fail: {}.", failing.len(), failing.join(", ")),
        }
    }
}

impl Display for CheckedFile {
    fn fmt(&self, f: &mut Formatter) -> Result {
        writeln!(f, "{}", self.name)?;
        if let Some(missing) = &self.missing {
            writeln!(f, "  Would wait for {missing}.")?;
        }
        match &self.exports {
            Ok(exports) => exports.iter().try_for_each(|export| write!(f, "{export}")),
            Err(why) => writeln!(f, "  Would fail: {why}."),
        }
    }
}

impl Display for Matched {
    fn fmt(&self, f: &mut Formatter) -> Result {
        write!(f, "{}: {}, files = \"{}\"", self.place, self.entity, self.files)
    }
}

impl Display for CheckedExport {
    fn fmt(&self, f: &mut Formatter) -> Result {
        writeln!(f, "  {}", self.export)?;
        self.columns.iter().try_for_each(|column| write!(f, "{column}"))?;
        if !self.unmapped.is_empty() {
            let headers: Vec<String> = self.unmapped.iter().map(|header| format!("\"{header}\"")).collect();
            writeln!(f, "    Not mapped, kept as received: {}", headers.join(", "))?;
        }
        write!(f, "{}", self.codes)?;
        if let Some(rows) = &self.rows {
            write!(f, "{rows}")?;
        }
        match &self.refused {
            Some(why) => writeln!(f, "    Would fail: {why}."),
            None => Ok(()),
        }
    }
}

impl Display for CheckedColumn {
    fn fmt(&self, f: &mut Formatter) -> Result {
        write!(f, "    {} = \"{}\": ", self.field, self.header)?;
        match &self.seen {
            Seen::Once => writeln!(f, "found"),
            Seen::Several => writeln!(f, "there more than once"),
            Seen::Never { closest: None } => writeln!(f, "missing; no header is like it"),
            Seen::Never { closest: Some(header) } => {
                writeln!(f, "missing; the closest header is \"{header}\"")
            }
        }
    }
}

impl Display for UnknownCodes {
    fn fmt(&self, f: &mut Formatter) -> Result {
        if self.rows_of.is_empty() {
            return Ok(());
        }
        let row_count = |rows: u64| counted(rows, "row", "rows");
        let mut told: Vec<String> = self
            .rows_of
            .iter()
            .take(CODES_TOLD)
            .map(|(code, rows)| format!("{} ({})", quoted(code), row_count(*rows)))
            .collect();
        let further = self.rows_of.len().saturating_sub(CODES_TOLD);
        if further > 0 {
            told.push(format!("and {further} more"));
        }
        let codes = counted(self.rows_of.len(), "job code", "job codes");
        let rows = row_count(self.rows_of.iter().map(|(_, rows)| rows).sum());
        writeln!(f, "    {codes} in {rows} neither in the crosswalk nor a job number: {}", told.join(", "))
    }
}

impl Display for CheckedRows {
    fn fmt(&self, f: &mut Formatter) -> Result {
        let Self { good, repeated, bad, .. } = self;
        let received = counted(self.received, "row", "rows");
        writeln!(f, "    {received}: {good} good, {repeated} repeated within the file, {bad} bad")?;
        self.first.iter().try_for_each(|row| writeln!(f, "      {row}."))?;
        let further = bad.saturating_sub(self.first.len());
        if further > 0 && !self.first.is_empty() {
            writeln!(f, "      And {further} more.")?;
        }
        writeln!(f, "    Holds {}", held(self.holds))?;
        if self.holds != Holds::Changes && self.keyless > 0 {
            let rows = counted(self.keyless, "row", "rows");
            writeln!(f, "    The key of {rows} cannot be read, so nothing is seen as deleted")?;
        }
        writeln!(f, "    Was true on {}", self.exported_on)?;
        if let Some(totals) = &self.totals {
            write!(f, "{totals}")?;
        }
        let Some(sample) = &self.sample else { return Ok(()) };
        writeln!(f, "    Line {} would be read as", sample.line)?;
        for (field, value) in &sample.values {
            match value {
                Some(value) => writeln!(f, "      {field} = {value}")?,
                None => writeln!(f, "      {field} is blank")?,
            }
        }
        Ok(())
    }
}

impl Display for Totals {
    fn fmt(&self, f: &mut Formatter) -> Result {
        writeln!(f, "    Agrees with the trailer in {}: {}", self.place, told_or_nothing(&self.agreed))?;
        if !self.unchecked.is_empty() {
            writeln!(
                f,
                "    Cannot be checked, so nothing is seen as deleted: {}",
                self.unchecked.join("; ")
            )?;
        }
        Ok(())
    }
}

fn held(holds: Holds) -> String {
    match holds {
        Holds::Changes => "changes: what is not in it stays as it was".to_owned(),
        Holds::Everything => "everything: what is not in it is seen as deleted".to_owned(),
        Holds::Window { field, from, to } => {
            format!("every {field} from {from} to {to}: what of these days is not in it is seen as deleted")
        }
    }
}

fn told_or_nothing(totals: &[String]) -> String {
    if totals.is_empty() { "it has no total that is checked".to_owned() } else { totals.join(", ") }
}

fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, several: &str) -> String {
    let what = if count == N::from(1) { one } else { several };
    format!("{count} {what}")
}
