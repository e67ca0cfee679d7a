//! Reads project schedules from bytes.
//!
//! ```no_run
//! let bytes = std::fs::read("Master schedule.xml")?;
//! let schedule = cds_schedule::read(&bytes)?;
//! println!("{} tasks, finish {:?}", schedule.tasks.len(), schedule.project.finish);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The format is found by content, never by name. Microsoft Project XML (MSPDI) is read; other schedule formats are
//! recognised and refused by their name. Bytes that are no schedule, or the beginning of one, give an [`Error`]:
//! there is no partial reading, and no panic.

mod error;
mod format;
mod model;
mod mspdi;

pub use error::Error;
pub use model::{Baseline, Dependency, Duration, DurationUnit, LinkType, Project, Schedule, Task};

/// Reads a schedule.
///
/// # Errors
/// When the bytes are not a whole schedule in a format that is read; the error says what they are instead, or where
/// they break.
pub fn read(bytes: &[u8]) -> Result<Schedule, Error> {
    match format::detect(bytes)? {
        format::Format::Mspdi(text) => mspdi::read(&text),
    }
}
