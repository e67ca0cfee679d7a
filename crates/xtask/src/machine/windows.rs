use std::path::Path;

use anyhow::bail;

use super::{has_node, has_postgresql};
use crate::commands::Line;

/// Installing is left to the person: every one of these asks for an administrator.
pub(super) fn check() -> anyhow::Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    bail!("install these first, then open a new terminal and try again:\n{}", missing.join("\n"))
}

fn missing() -> Vec<&'static str> {
    [
        (
            has_msvc(),
            "- Rust for MSVC with the C++ build tools: winget install Microsoft.VisualStudio.2022.BuildTools \
             --override \"--add Microsoft.VisualStudio.Workload.VCTools --passive\", then rustup default stable-msvc",
        ),
        (has_node(), "- Node.js 20.19 or newer: winget install OpenJS.NodeJS.LTS"),
        (has_webview2(), "- WebView2 runtime: winget install Microsoft.EdgeWebView2Runtime"),
        (
            has_postgresql(&[r"C:\Program Files\PostgreSQL"]),
            "- PostgreSQL 15 to 18 (its service may stay off): winget install PostgreSQL.PostgreSQL.17",
        ),
    ]
    .into_iter()
    .filter_map(|(present, what)| (!present).then_some(what))
    .collect()
}

fn has_msvc() -> bool {
    let installer = r"C:\Program Files (x86)\Microsoft Visual Studio\Installer\vswhere.exe";
    cfg!(target_env = "msvc") && Path::new(installer).exists()
}

/// The runtime writes its version where its installer looks for it: for the machine, or for the user.
fn has_webview2() -> bool {
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node", r"HKCU\Software"].iter().any(|hive| {
        Line::new("reg query").and([format!(r"{hive}\{CLIENT}"), "/v".into(), "pv".into()]).answer().is_some()
    })
}
