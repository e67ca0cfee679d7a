//! The program itself, over a private PostgreSQL of its own: what an operator drops, configures, asks and stops.

#[cfg(target_os = "linux")]
mod backup;
mod claims;
#[cfg(target_os = "linux")]
mod company_server;
mod drop_folder;
mod fiscal_year;
mod held;
mod installation;
mod one_at_a_time;
mod refusals;
mod repeated;
mod replay;
mod selection;
#[cfg(target_os = "linux")]
mod serving;
mod share;
mod standing;
#[cfg(target_os = "linux")]
mod users;
