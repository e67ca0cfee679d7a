//! What the end-to-end tests stand on: an installation (configuration, drop folder, share, service over a private
//! PostgreSQL) and a laptop that pulls from it over HTTP.

mod agreement;
mod checksums;
mod installation;
mod laptop;
mod shared;
#[cfg(target_os = "linux")]
mod window;

pub use agreement::disagreements;
pub use checksums::served_checksums;
pub use installation::Installation;
pub use laptop::Laptop;
pub use shared::shared_data;
#[cfg(target_os = "linux")]
pub use window::Window;
