//! The headless service: its configuration, the pipeline, and the API that laptops pull from.

pub mod api;
pub mod backup;
pub mod config;
mod decisions;
pub mod doctor;
pub mod pipeline;
pub mod running;
pub mod schedule;
pub mod service;
pub mod status;
pub mod stop;
pub mod token;
pub mod user;
