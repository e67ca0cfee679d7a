//! The contract between the warehouse and the laptop.
//!
//! The warehouse answers a pull with NDJSON [`Line`]s: one head, any number of changes, one tail. Every fed
//! table is a struct in [`tables`]; its primary key is named by [`tables::Fed::KEY`]. Money travels as decimal
//! strings, percentages as points 0–100 with two decimals, business days as ISO dates. What goes the other way is in
//! [`decisions`].

mod checksum;
pub mod decisions;
pub mod tables;
mod wire;

pub use checksum::{Checksum, Checksums, Summing};
pub use wire::{Change, Head, Line, Operation, SCHEMA_VERSION, Tail};
