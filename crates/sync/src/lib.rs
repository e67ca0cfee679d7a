//! The headless service: pipeline, scheduler, API.
