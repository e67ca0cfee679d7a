//! The laptop's two SQLite files and the view models of every screen.
//!
//! - `cache-<n>.sqlite` is a copy of the feed. It may be thrown away: when the feed can no longer follow it, the
//!   next one is filled beside it and the file `current` then names that one. No file is renamed while it is open.
//! - `local.sqlite` is what this laptop alone knows, with the decisions that wait to be sent. It is migrated and never
//!   rebuilt.
//!
//! Every call opens the file it needs, so a reader that began before a swap finishes on the old file.

mod apply;
mod checksums;
mod error;
mod files;
mod layout;
mod local;
mod outbox;
mod pull;
pub mod views;

pub use error::Error;
pub use files::Cache;
pub use local::Local;
pub use pull::Pull;
