//! The rules of the product: pure functions on plain structs. No I/O, no clock: today is an argument.

mod job_number;
pub mod scurve;

pub use job_number::{JobNumber, JobNumberError};
