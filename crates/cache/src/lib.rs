//! The laptop's two SQLite files and the view models of every screen.

pub mod views;
