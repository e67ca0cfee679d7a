//! The laptop's two files: pulls that are cut off, resyncs, and what the screens are told.

mod feed;
mod job;
mod laptop;
mod local;
mod outbox;
mod portfolio;
mod pull;
mod resync;
mod verdict;
mod versions;
