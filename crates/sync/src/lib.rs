//! The headless service: its configuration, the pipeline, and the API that laptops pull from.

pub mod api;
pub mod config;
pub mod pipeline;
pub mod running;
pub mod service;
pub mod token;
