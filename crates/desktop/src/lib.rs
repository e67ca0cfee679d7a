//! The desktop app without a shell: one list of commands, the feed client, a loopback transport.

pub mod contract;
