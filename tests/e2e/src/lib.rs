//! What the end-to-end tests stand on: an installation (configuration, drop folder, share, service over a private
//! PostgreSQL) and a laptop that pulls from it over HTTP.

mod installation;
mod laptop;
mod shared;

pub use installation::Installation;
pub use laptop::Laptop;
pub use shared::shared_data;
