//! The app against a service that says what a test wants, and a browser that asks what it should not.

mod browser;
mod deciding;
mod laptop;
mod programs;
mod pulling;
mod service;
