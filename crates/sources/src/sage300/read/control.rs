//! Control totals: what the trailer row of an export says must be what its rows come to.

use rust_decimal::Decimal;

use super::{Columns, ExportError, quoted};
use crate::sage300::entity::Kind;
use crate::sage300::mapping::{Control, Export, MappedField, Mapping};
use crate::sage300::table::Row;

/// What the trailer says, and how far the rows bear it out.
#[derive(Debug)]
pub(crate) struct Totals {
    /// Where the trailer stands.
    pub(crate) place: String,
    /// The totals that agree.
    pub(crate) agreed: Vec<String>,
    /// The totals that cannot be checked, and why: an amount among the rows cannot be read.
    pub(crate) unchecked: Vec<String>,
}

/// What the rows come to so far.
pub(super) struct Tally<'m> {
    control: &'m Control,
    mapping: &'m Mapping,
    rows: u64,
    sums: Vec<Sum<'m>>,
    trailer: Option<Trailer>,
    /// Where the first row after the trailer stands.
    after: Option<String>,
}

struct Sum<'m> {
    mapped: &'m MappedField,
    /// Its place among the export's fields.
    index: usize,
    total: Decimal,
    /// Where the first row stands whose amount cannot be read.
    unread: Option<String>,
}

/// What the trailer holds, as it is written.
struct Trailer {
    place: String,
    rows: String,
    sums: Vec<String>,
}

impl<'m> Tally<'m> {
    pub(super) fn new(control: &'m Control, mapping: &'m Mapping, export: &'m Export) -> Self {
        let sum = |name: &&str| {
            let mut fields = export.fields.iter().enumerate();
            let (index, mapped) = fields.find(|(_, mapped)| mapped.field.name == *name)?;
            Some(Sum { mapped, index, total: Decimal::ZERO, unread: None })
        };
        let sums = control.sums.iter().filter_map(sum).collect();
        Self { control, mapping, rows: 0, sums, trailer: None, after: None }
    }

    /// Counts a row, and says whether it is the trailer and so none of the records.
    pub(super) fn takes(&mut self, row: &Row, columns: &Columns, file: Option<&str>) -> bool {
        let place = || match file {
            Some(file) => format!("line {} of {file}", row.line),
            None => format!("line {}", row.line),
        };
        if self.trailer.is_some() {
            self.after.get_or_insert_with(place);
        }
        let text_of = |sum: &Sum| match columns.fields.get(sum.index) {
            Some(of_field) => sum.mapped.meant(&sum.mapped.text(of_field, &row.cells)).to_owned(),
            None => String::new(),
        };
        if is_trailer(self.control, columns, row) {
            let sums = self.sums.iter().map(text_of).collect();
            let rows = columns.control.as_ref().and_then(|control| row.cells.get(control.rows?));
            let rows = rows.map(|cell| cell.trim().to_owned()).unwrap_or_default();
            let trailer = Trailer { place: place(), rows, sums };
            self.trailer.get_or_insert(trailer);
            return true;
        }
        self.rows += 1;
        for sum in &mut self.sums {
            let number = read_number(self.mapping, sum.mapped.field.kind, &text_of(sum));
            match number.filter(|_| row.fault.is_none()) {
                Some(number) => sum.total += number,
                None => _ = sum.unread.get_or_insert_with(place),
            }
        }
        false
    }

    /// # Errors
    /// When there is no trailer, a row stands after it, or a total is not what the rows come to.
    pub(super) fn verdict(self) -> Result<Totals, ExportError> {
        let Some(trailer) = self.trailer else {
            let (text, column) = (self.control.text.clone(), self.control.column.clone());
            return Err(ExportError::NoTrailer { text, column });
        };
        if let Some(row) = self.after {
            return Err(ExportError::AfterTrailer { row, trailer: trailer.place });
        }
        let off = |what: &str, stated: &str, found: String| ExportError::ControlTotal {
            trailer: trailer.place.clone(),
            what: what.to_owned(),
            stated: quoted(stated),
            found,
        };
        let mut totals = Totals { place: trailer.place.clone(), agreed: Vec::new(), unchecked: Vec::new() };
        if self.control.rows.is_some() {
            let stated = read_number(self.mapping, Kind::Amount, &trailer.rows);
            if trailer.rows.is_empty() || stated != Some(Decimal::from(self.rows)) {
                return Err(off("rows", &trailer.rows, self.rows.to_string()));
            }
            totals.agreed.push(format!("rows {}", self.rows));
        }
        for (sum, text) in self.sums.iter().zip(&trailer.sums) {
            let field = sum.mapped.field;
            let stated = read_number(self.mapping, field.kind, text).filter(|_| !text.trim().is_empty());
            let found = self.mapping.formats.written(sum.total);
            match (&sum.unread, stated) {
                (None, Some(stated)) if stated == sum.total => {
                    totals.agreed.push(format!("{} {found}", field.name));
                }
                (Some(place), Some(_)) => {
                    totals.unchecked.push(format!("{}, which cannot be read in {place}", field.name));
                }
                _ => return Err(off(field.name, text, found)),
            }
        }
        Ok(totals)
    }
}

/// Whether a row is the one with the control totals, however many cells it has.
pub(crate) fn is_trailer(control: &Control, columns: &Columns, row: &Row) -> bool {
    let cell = columns.control.as_ref().and_then(|control| row.cells.get(control.mark));
    cell.is_some_and(|cell| cell.trim().to_lowercase() == control.text.to_lowercase())
}

/// A blank is nothing.
fn read_number(mapping: &Mapping, kind: Kind, text: &str) -> Option<Decimal> {
    if text.trim().is_empty() {
        return Some(Decimal::ZERO);
    }
    mapping.formats.number(kind, text.trim()).ok()
}
