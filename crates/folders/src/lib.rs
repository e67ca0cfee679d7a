//! Job folders on a file share: which schedules are there, which version, which one is of record.
//!
//! The steps, in the order a caller takes them:
//!
//! 1. [`Scan`] walks the configured roots, finds job folders and the schedule files in them, and hands over
//!    the bytes of those whose contents are new. What it must remember between scans is a [`ScanState`].
//! 2. The reader of the caller's choice turns the bytes into [`ScheduleFacts`], from which
//!    [`ScheduleFacts::work`] sums the planned and the actual work.
//! 3. [`data_date()`] says which day the version describes, and how that is known.
//! 4. [`schedule_of_record`] says which file a job goes by, and which versions belong to it.
//!
//! Nothing here watches for changes: servers lose such notices, so looking again is the source of truth. And
//! nothing is taken for deleted because it could not be reached.

mod data_date;
mod path;
mod problem;
mod progress;
mod record;
mod scan;
mod share;
mod walk;

pub use data_date::{
    DataDate, DataDateSettings, DataDateSource, DateClues, DatePattern, PatternError, data_date,
};
pub use path::path_key;
pub use problem::{Problem, ProblemKind};
pub use progress::{Dependency, ScheduleFacts, TaskFacts, Work};
pub use record::{
    Choice, FilePattern, FilePatternError, OfRecord, Reason, Version, VersionId, schedule_of_record,
};
pub use scan::{Counts, Found, Gone, Report, RootReport, Scan, ScanSettings, ScanState};
#[cfg(any(test, feature = "testing"))]
pub use share::fake::{FakeShare, Fault};
pub use share::{Contents, Disk, Entry, EntryKind, ShareError, ShareFs, Stamp};
pub use walk::{Candidate, RootState, Walk, WalkSettings, walk};
