//! The rows of a CSV file with their lines and bytes, blank ones left out. No more of the file is in memory than a
//! row and what is read at once.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::sage300::read::ReadError;

/// So many bytes are read at once.
const CHUNK: usize = 1 << 16;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What the line begins with that PowerShell's `Export-Csv` puts before the header.
const TYPE: &[u8] = b"#TYPE";

type Text<R> = Chain<Cursor<Vec<u8>>, BufReader<R>>;

pub(super) struct Lines<R> {
    reader: Reader<Recorded<Text<R>>>,
    cells: ByteRecord,
    line: LineCount,
    is_utf16: bool,
}

/// One row of the file.
pub(super) struct Row<'a> {
    /// The line on which it begins, counted from 1.
    pub(super) line: u64,
    /// Its bytes, without the line break.
    pub(super) original: &'a [u8],
    pub(super) cells: &'a ByteRecord,
}

impl<R: Read> Lines<R> {
    pub(super) fn open(bytes: R) -> Result<Self, ReadError> {
        let mut bytes = BufReader::with_capacity(CHUNK, bytes);
        let mut start = Vec::new();
        let longest = BYTE_ORDER_MARK.len() + TYPE.len();
        bytes.by_ref().take(longest as u64).read_to_end(&mut start).map_err(ReadError::Copy)?;
        let is_utf16 = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
        let text = without_preamble(Cursor::new(start).chain(bytes)).map_err(ReadError::Copy)?;
        let mut builder = ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).buffer_capacity(CHUNK);
        let reader = reader.from_reader(Recorded::new(text));
        Ok(Self { reader, cells: ByteRecord::new(), line: LineCount::default(), is_utf16 })
    }

    pub(super) fn is_utf16(&self) -> bool {
        self.is_utf16
    }

    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        loop {
            let start = self.reader.position().byte();
            self.reader.get_mut().forget_before(start);
            // With any number of cells in a row, only the reading itself can fail.
            let read = self.reader.read_byte_record(&mut self.cells);
            if !read.map_err(|error| ReadError::Copy(error.into()))? {
                return Ok(None);
            }
            let end = self.reader.position().byte();
            let raw = self.reader.get_ref().between(start, end);
            let breaks = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let (before, after) = raw.split_at(breaks);
            self.line.pass(before);
            let line = self.line.line;
            self.line.pass(after);
            if self.cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            // Once more: what is borrowed in a loop is borrowed in all of its turns.
            let raw = self.reader.get_ref().between(start, end);
            let row = raw.get(breaks..).unwrap_or_default();
            let length =
                row.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
            let original = row.get(..length).unwrap_or_default();
            return Ok(Some(Row { line, original, cells: &self.cells }));
        }
    }
}

/// Skips what stands before the header: a byte order mark, and the `#TYPE …` line of PowerShell up to its line break.
fn without_preamble<R: Read>(mut text: Text<R>) -> io::Result<Text<R>> {
    if text.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        text.consume(BYTE_ORDER_MARK.len());
    }
    if !text.fill_buf()?.get(..TYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(TYPE)) {
        return Ok(text);
    }
    loop {
        let bytes = text.fill_buf()?;
        let line_break = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let passed = line_break.unwrap_or(bytes.len());
        text.consume(passed);
        if line_break.is_some() || passed == 0 {
            return Ok(text);
        }
    }
}

/// A reader that still has what it gave, as far as it has not been told to forget it.
struct Recorded<R> {
    inner: R,
    given: Vec<u8>,
    /// Where `given` begins in all that was given.
    from: u64,
    /// Before it nothing is needed any more.
    needed_from: u64,
}

impl<R> Recorded<R> {
    fn new(inner: R) -> Self {
        Self { inner, given: Vec::new(), from: 0, needed_from: 0 }
    }

    fn forget_before(&mut self, position: u64) {
        self.needed_from = position;
    }

    fn between(&self, start: u64, end: u64) -> &[u8] {
        let at = |position: u64| usize::try_from(position - self.from).unwrap_or(usize::MAX);
        self.given.get(at(start)..at(end)).unwrap_or_default()
    }
}

impl<R: Read> Read for Recorded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        // Here and not with each row, so that what stays moves once for all the rows of a chunk.
        let forgotten = usize::try_from(self.needed_from - self.from).unwrap_or(usize::MAX);
        self.given.drain(..forgotten.min(self.given.len()));
        self.from = self.needed_from;
        self.given.extend_from_slice(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Counts for itself: the CSV reader ends a row between `\r` and `\n`, and knows no lone `\r`.
struct LineCount {
    line: u64,
    after_return: bool,
}

impl Default for LineCount {
    fn default() -> Self {
        Self { line: 1, after_return: false }
    }
}

impl LineCount {
    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\r' || (*byte == b'\n' && !self.after_return) {
                self.line += 1;
            }
            self.after_return = *byte == b'\r';
        }
    }
}
