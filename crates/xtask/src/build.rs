//! The product's programs and the demo's.

use std::path::{Path, PathBuf};

use crate::commands::Line;

/// Builds them all at once: one by one they would want their dependencies in several versions. This program is left
/// out, as Windows lets nobody replace one that runs.
pub(crate) fn programs() -> Line {
    Line::new("cargo build --workspace --exclude xtask --bins --locked")
}

/// Builds the tests besides.
pub(crate) fn everything() -> Line {
    Line::new("cargo build --workspace --exclude xtask --all-targets --locked")
}

/// Where a program is once it is built.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    folder.join("debug").join(Path::new(name)).with_extension(std::env::consts::EXE_EXTENSION)
}
