//! The PostgreSQL warehouse: connect, migrate, land bronze, build silver and gold, serve the feed.

pub mod connect;
pub mod embedded;
