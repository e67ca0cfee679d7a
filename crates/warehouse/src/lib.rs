//! The PostgreSQL warehouse: connect, migrate, land bronze, build silver and gold, serve the feed.
