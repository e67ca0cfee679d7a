//! The front end in `ui`: its packages and its build.

use std::fs;

use anyhow::Context;

use crate::{commands::Line, progress::Progress};

/// A script of `ui/package.json`.
pub(crate) fn script(name: &str) -> Line {
    Line::new("npm run").and([name]).within("ui")
}

/// Installs the packages of the lock file, unless they are there.
///
/// # Errors
/// When npm fails.
pub(crate) fn install(progress: &mut Progress) -> anyhow::Result<()> {
    const LOCK: &str = "ui/package-lock.json";
    const INSTALLED: &str = "ui/node_modules/.package-lock.installed.json";
    let lock = fs::read(LOCK).with_context(|| format!("{LOCK} cannot be read"))?;
    if fs::read(INSTALLED).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    progress.run("packages of the front end", &Line::new("npm ci --no-audit --no-fund").within("ui"))?;
    fs::write(INSTALLED, lock).with_context(|| format!("{INSTALLED} cannot be written"))
}
