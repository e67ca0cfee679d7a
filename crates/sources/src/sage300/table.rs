//! The bytes of a CSV file as rows of text that know their line.

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;

use super::read::ExportError;

/// A CSV file, header read, rows still to come.
pub(crate) struct Table<'a> {
    /// The header cells, trimmed.
    pub(crate) headers: Vec<String>,
    lines: Lines<'a>,
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

impl<'a> Table<'a> {
    /// Reads the header.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ExportError> {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(ExportError::Undecodable("it is UTF-16"));
        }
        let mut lines = Lines::new(bytes);
        let (header, ..) = lines.next_row().ok_or(ExportError::Empty)?;
        let mut headers = decode_all(&header)
            .ok_or(ExportError::Undecodable("its first line is neither UTF-8 nor Windows-1252"))?;
        for header in &mut headers {
            *header = header.trim().to_owned();
        }
        Ok(Self { headers, lines })
    }

    /// The next row that is not blank.
    pub(crate) fn next_row(&mut self) -> Option<Row<'a>> {
        let (cells, line, original) = self.lines.next_row()?;
        let cells = decode_all(&cells);
        let fault = self.fault(cells.as_deref(), original);
        Some(Row { line, original, cells: cells.unwrap_or_default(), fault })
    }

    fn fault(&self, cells: Option<&[String]>, original: &[u8]) -> Option<String> {
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
        let width = self.headers.len();
        // One empty cell too many is as bad as any: a comma in a text pushes an empty last cell out.
        (cells.len() != width).then(|| {
            format!(
                "the row has {} cells and the header {width}; expected one cell for each header, and quotation \
                 marks around a text that holds a comma",
                cells.len()
            )
        })
    }
}

/// The rows of a file with their lines and bytes, blank ones left out.
struct Lines<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    /// Where `reader` began in `bytes`.
    offset: usize,
    /// Up to where lines have been counted, and the line there.
    counted: (usize, u64),
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let offset = preamble(bytes);
        let text = bytes.get(offset..).unwrap_or_default();
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        Self { bytes, reader, offset, counted: (0, 1) }
    }

    fn next_row(&mut self) -> Option<(ByteRecord, u64, &'a [u8])> {
        let mut cells = ByteRecord::new();
        loop {
            let start = self.position();
            // Reading from memory with any number of cells per row has no way to fail.
            if !self.reader.read_byte_record(&mut cells).unwrap_or(false) {
                return None;
            }
            if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let raw = self.bytes.get(start..self.position()).unwrap_or_default();
            let breaks = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let original = raw.get(breaks..).unwrap_or_default();
            let end =
                original.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
            let line = self.line_at(start + breaks);
            return Some((cells, line, original.get(..end).unwrap_or_default()));
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.position().byte()).map_or(self.bytes.len(), |byte| self.offset + byte)
    }

    /// Counts for itself: the reader ends a row between `\r` and `\n`, and knows no lone `\r`.
    fn line_at(&mut self, position: usize) -> u64 {
        let (from, line) = self.counted;
        let passed = self.bytes.get(from..position).unwrap_or_default();
        let ends_line = |at: usize, byte: u8| {
            byte == b'\n' || (byte == b'\r' && self.bytes.get(from + at + 1) != Some(&b'\n'))
        };
        let breaks = passed.iter().enumerate().filter(|&(at, &byte)| ends_line(at, byte)).count();
        self.counted = (position, line + breaks as u64);
        self.counted.1
    }
}

/// What stands before the header: a byte order mark, and the `#TYPE …` line of PowerShell's `Export-Csv`.
fn preamble(bytes: &[u8]) -> usize {
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = bytes.get(mark..).unwrap_or_default();
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"#TYPE")) {
        let line = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
        return mark + line;
    }
    mark
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
