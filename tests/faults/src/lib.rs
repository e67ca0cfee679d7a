//! What breaks in the field, done to the real service: it is killed, its connections are cut, its database stops.
//! After the next run everything has to be as if nothing had happened, which is what [`Contents`] compares.

#![cfg(unix)]

mod contents;
mod contractor;
mod moments;
mod office;
mod proxy;
mod server;
mod serving;

pub use contents::Contents;
pub use contractor::Contractor;
pub use moments::Moments;
pub use office::{Office, Ran};
pub use proxy::{Fault, Proxy, Upstream};
pub use server::Server;
pub use serving::Serving;
