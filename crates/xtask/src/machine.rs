//! What the machine has to have, besides Rust and Node.

mod debian;
mod windows;

use std::path::Path;

use anyhow::bail;

use crate::commands::Line;

/// What the machine is prepared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To build the app and show it.
    Demo,
    /// To test it, which needs browsers and a screen of its own besides.
    Test,
}

/// Installs what is missing, or says what to install.
///
/// # Errors
/// When something that is needed cannot be had; the error says what to do.
pub(crate) fn prepare(purpose: Purpose) -> anyhow::Result<()> {
    if cfg!(windows) {
        return windows::check();
    }
    if !has_node() {
        bail!("Node.js 20.19 or newer is needed, with npm; install it from your distribution or nodejs.org");
    }
    debian::install(purpose)
}

fn has_node() -> bool {
    let version = Line::new("node --version").answer();
    version.is_some_and(|version| is_recent(&version)) && Line::new("npm --version").answer().is_some()
}

/// Whether the tools of the front end run on this version of Node.
fn is_recent(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    let version: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= (20, 19)
}

/// Whether a PostgreSQL is installed that the private server can use.
fn has_postgresql(places: &[&str]) -> bool {
    let name = if cfg!(windows) { "postgres.exe" } else { "postgres" };
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let usual = places
        .iter()
        .flat_map(|place| (15..=18).map(move |major| Path::new(place).join(major.to_string()).join("bin")));
    std::env::split_paths(&on_path).chain(usual).any(|folder| folder.join(name).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_recent_from_20_19_on() {
        for (version, expected) in
            [("v20.19.0\n", true), ("v20.9.0", false), ("v22.12.0", true), ("v18.20.4", false), ("", false)]
        {
            assert_eq!(is_recent(version), expected, "{version}");
        }
    }
}
