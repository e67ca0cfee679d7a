use thiserror::Error;

/// Why bytes could not be read as a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// Something else than a schedule.
    #[error("this is not a schedule but {what}; take it out of the folder, or leave it: it is passed over")]
    NotASchedule {
        /// What it is, as far as its first bytes tell.
        what: String,
    },
    /// A schedule in a format this version does not read.
    #[error("this is {format}, which this version does not read; save it as Microsoft Project XML beside it")]
    Unsupported {
        /// The format's name.
        format: &'static str,
    },
    /// The text is not in the encoding it claims.
    #[error("the text is not valid {encoding}; save the schedule again")]
    Encoding {
        /// The encoding it claims.
        encoding: String,
    },
    /// The file ends before its root element does.
    #[error("the file is cut off after {bytes} bytes, inside <{element}>; copy or save it again")]
    Truncated {
        /// Length of the text.
        bytes: usize,
        /// The innermost element that is open.
        element: String,
    },
    /// The XML is broken.
    #[error("the XML is broken at byte {position}: {reason}; save the schedule again")]
    Malformed {
        /// Where, counted in bytes of the decoded text.
        position: u64,
        /// What the XML reader said.
        reason: String,
    },
}
