//! S-curves: how far a schedule says a job is, how far the money says it is, and what the difference means.

pub mod plain;
