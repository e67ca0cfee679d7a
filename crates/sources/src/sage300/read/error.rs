//! Why an export cannot be read, or is refused as a whole.

use std::error::Error;
use std::io;

/// Why the files of an export were not read to their end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// They are refused as a whole.
    #[error(transparent)]
    Refused(#[from] ExportError),
    /// The copy that is read cannot be read: this says nothing about the files.
    #[error(
        "the copy of the file cannot be read: {0}; look after the disk of the temporary folder, and run again"
    )]
    Copy(io::Error),
    /// Whoever takes the records takes no more: this says nothing about the files.
    #[error(transparent)]
    Sink(Box<dyn Error + Send + Sync>),
}

/// Why the files of an export are refused as a whole. Each needs a person: the same files would fail again.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Nobody has said what the file holds.
    #[error(
        "no export of the mapping matches \"{file}\"; patterns are {patterns}; rename the file, or add an \
         [[export]] for it to the mapping"
    )]
    NoExport {
        /// The file's name.
        file: String,
        /// The patterns of the mapping.
        patterns: String,
    },
    /// Two exports of one entity would each count the rows, and might contradict each other.
    #[error(
        "two exports of the mapping read \"{file}\" as {entity}, {first} and {second}; narrow one of their \
         patterns so that one is left"
    )]
    TwoExports {
        /// The file's name.
        file: String,
        /// What both take a row for.
        entity: &'static str,
        /// The first of them, by its place in the mapping.
        first: String,
        /// The second.
        second: String,
    },
    /// There is not even a header.
    #[error("the file is empty, without even a header; export it again")]
    Empty,
    /// The file is not text in an encoding that is read.
    #[error("the file is not text that can be read: {0}; export it again as CSV, in UTF-8 or Windows-1252")]
    Undecodable(&'static str),
    /// Columns of the mapping are not in the file.
    #[error(
        "the file has no column for {missing}; its headers are {headers}; correct the header in the mapping \
         {mapping}, or export again with the column"
    )]
    MissingColumns {
        /// The headers that are missing, each with its key in the mapping.
        missing: String,
        /// The headers seen.
        headers: String,
        /// The mapping file.
        mapping: String,
    },
    /// A column of the mapping is in the file twice.
    #[error(
        "the file has more than one column \"{header}\", which {key} of the mapping {mapping} needs; name the \
         columns apart in the export"
    )]
    AmbiguousColumn {
        /// The header.
        header: String,
        /// Its key in the mapping.
        key: String,
        /// The mapping file.
        mapping: String,
    },
    /// So much of the file cannot be read that it is not what its export says.
    #[error(
        "{bad} of {received} rows of {entity} cannot be read, over the {percent} % that limits.bad_rows_percent of \
         the mapping {mapping} allows; correct the export or the mapping; the first of them: {first}"
    )]
    TooManyBadRows {
        /// What each row was taken for.
        entity: &'static str,
        /// Rows that cannot be read.
        bad: usize,
        /// Rows of the file.
        received: u64,
        /// How many in a hundred may be bad.
        percent: u8,
        /// The first of them, each with its line and reason.
        first: String,
        /// The mapping file.
        mapping: String,
    },
    /// A part is not what the first part is.
    #[error(
        "{first} is read by {by_first} and {other} by {by_other}; let `files` of these exports match every part of \
         the export"
    )]
    UnlikeParts {
        /// The first part.
        first: String,
        /// The places of its exports in the mapping.
        by_first: String,
        /// The other part.
        other: String,
        /// The places of its exports.
        by_other: String,
    },
    /// One part of an export is at fault.
    #[error("{file}: {cause}")]
    InPart {
        /// The part.
        file: String,
        /// What is wrong with it.
        cause: Box<ExportError>,
    },
    /// The name does not say on which day the export was made.
    #[error(
        "the name \"{file}\" does not say the day of the export as \"{pattern}\" ({key} of the mapping {mapping}) \
         does; rename the file, or correct the pattern"
    )]
    NoDay {
        /// The file's name.
        file: String,
        /// What the name should look like.
        pattern: String,
        /// Its key in the mapping.
        key: String,
        /// The mapping file.
        mapping: String,
    },
    /// The row with the control totals is not there.
    #[error(
        "no row has \"{text}\" in the column \"{column}\", so there is no total to check the rows against, and the \
         end may be missing; export it again"
    )]
    NoTrailer {
        /// What marks the row.
        text: String,
        /// The header of the column that it stands in.
        column: String,
    },
    /// The row with the control totals is not the last.
    #[error("{row} stands after the trailer in {trailer}, which must be the last row; export it again")]
    AfterTrailer {
        /// Where the first row after it stands.
        row: String,
        /// Where the trailer stands.
        trailer: String,
    },
    /// The rows do not come to what the trailer says.
    #[error(
        "the trailer in {trailer} says {stated} for {what}, and the rows come to {found}; rows are missing or \
         changed, so nothing of it is loaded: export it again"
    )]
    ControlTotal {
        /// Where the trailer stands.
        trailer: String,
        /// The total: a field, or the rows.
        what: String,
        /// What the trailer says, as it is written.
        stated: String,
        /// What the rows come to.
        found: String,
    },
}

impl ReadError {
    /// Says which part is at fault, where there are several.
    pub(super) fn in_part(self, file: Option<&str>) -> Self {
        match (self, file) {
            (Self::Refused(cause), Some(file)) => {
                ExportError::InPart { file: file.to_owned(), cause: Box::new(cause) }.into()
            }
            (other, _) => other,
        }
    }
}
