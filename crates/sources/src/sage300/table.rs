//! The bytes of a CSV file as rows of text that know their line.

mod lines;

use std::io::Read;

use csv::ByteRecord;
use encoding_rs::WINDOWS_1252;

use super::read::{ExportError, ReadError};
use lines::Lines;

/// A CSV file, header read, rows still to come.
pub(crate) struct Table<R> {
    /// The header cells, trimmed.
    pub(crate) headers: Vec<String>,
    lines: Lines<R>,
}

/// One row of the file.
pub(crate) struct Row<'a> {
    /// The line on which it begins, counted from 1.
    pub(crate) line: u64,
    /// Its bytes, without the line break.
    pub(crate) original: &'a [u8],
    /// One text per header, unless the row as a whole is at fault.
    pub(crate) cells: Vec<String>,
    /// What is wrong with the row as a whole.
    pub(crate) fault: Option<String>,
}

impl<R: Read> Table<R> {
    /// Reads the header.
    pub(crate) fn open(bytes: R) -> Result<Self, ReadError> {
        let mut lines = Lines::open(bytes)?;
        if lines.is_utf16() {
            return Err(ExportError::Undecodable("it is UTF-16").into());
        }
        let header = lines.next_row()?.ok_or(ExportError::Empty)?;
        let mut headers = decode_all(header.cells)
            .ok_or(ExportError::Undecodable("its first line is neither UTF-8 nor Windows-1252"))?;
        for header in &mut headers {
            *header = header.trim().to_owned();
        }
        Ok(Self { headers, lines })
    }

    /// The next row that is not blank.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        let width = self.headers.len();
        let Some(lines::Row { line, original, cells }) = self.lines.next_row()? else { return Ok(None) };
        let cells = decode_all(cells);
        let fault = fault(cells.as_deref(), width, original);
        Ok(Some(Row { line, original, cells: cells.unwrap_or_default(), fault }))
    }
}

fn fault(cells: Option<&[String]>, width: usize, original: &[u8]) -> Option<String> {
    if has_open_quote(original) || ends_inside_quotes(original) {
        return Some(
            "a quotation mark is opened and not closed, so that the following lines run into this \
                    row; expected each quotation mark inside a text to be doubled"
                .to_owned(),
        );
    }
    let Some(cells) = cells else {
        return Some("the row holds bytes that are neither UTF-8 nor Windows-1252 text".to_owned());
    };
    // One empty cell too many is as bad as any: a comma in a text pushes an empty last cell out.
    (cells.len() != width).then(|| {
        format!(
            "the row has {} cells and the header {width}; expected one cell for each header, and quotation \
             marks around a text that holds a comma",
            cells.len()
        )
    })
}

/// Whether a row of several lines has a quotation mark too many. Doubled marks and the pair around a text are
/// even; a lone mark inside one line (`6" pipe`) is harmless.
fn has_open_quote(original: &[u8]) -> bool {
    let several_lines = original.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
    several_lines && original.iter().filter(|&&byte| byte == b'"').count() % 2 == 1
}

/// Whether the file ends inside a text: `"1,234` may be all that is left of `"1,234,567.89"`.
fn ends_inside_quotes(original: &[u8]) -> bool {
    let (mut inside, mut begins) = (false, true);
    let mut bytes = original.iter().peekable();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'"' if inside => inside = bytes.next_if(|&&next| next == b'"').is_some(),
            b'"' if begins => inside = true,
            _ => {}
        }
        begins = byte == b',';
    }
    inside
}

fn decode_all(cells: &ByteRecord) -> Option<Vec<String>> {
    cells.iter().map(decode).collect()
}

/// UTF-8, else Windows-1252. No text holds a zero byte, or one of the five that Windows-1252 leaves
/// undefined (they come out as control characters).
fn decode(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    let is_text = !text.chars().any(|c| c == '\0' || ('\u{80}'..='\u{9f}').contains(&c));
    is_text.then_some(text)
}
