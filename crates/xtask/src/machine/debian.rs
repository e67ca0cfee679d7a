use std::{collections::BTreeSet, fs, process::Command};

use anyhow::{Context, bail};

use super::{Purpose, has_postgresql};
use crate::commands::Line;

const TO_BUILD: [&str; 3] = ["build-essential", "libwebkit2gtk-4.1-dev", "pkg-config"];
const TO_TEST: [&str; 3] = ["chromium", "webkit2gtk-driver", "xvfb"];

/// Installs the packages that are missing. Where none is, nothing is asked of apt.
pub(super) fn install(purpose: Purpose) -> anyhow::Result<()> {
    let missing = missing(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if Line::new("apt-get --version").answer().is_none() {
        println!("This is no Debian, so nothing is installed; what Debian calls {names} has to be there.");
        return Ok(());
    }
    let root = as_root()?;
    let apt = root
        .clone()
        .and(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o"])
        // Another installation may be under way, on a machine that has just started for one.
        .and(["DPkg::Lock::Timeout=600"]);
    println!("Installing {names}");
    if let Err(problem) = apt.clone().and(["update", "-qq"]).run() {
        // One source of several that does not answer is no reason to stop: the installation tells.
        println!("{problem:#}; going on with the package lists that are there");
    }
    let install = apt.and(["install", "-y", "-qq", "--no-install-recommends"]).and(missing.clone());
    if missing.contains(&"postgresql") { without_a_cluster(&root, &install) } else { install.run() }
}

fn missing(purpose: Purpose) -> Vec<&'static str> {
    let wanted: Vec<&str> = match purpose {
        Purpose::Demo => TO_BUILD.to_vec(),
        Purpose::Test => TO_BUILD.into_iter().chain(TO_TEST).collect(),
    };
    let present = installed(&wanted);
    let mut missing: Vec<_> = wanted.into_iter().filter(|package| !present.contains(*package)).collect();
    if !has_postgresql(&["/usr/lib/postgresql"]) {
        missing.push("postgresql");
    }
    missing
}

fn installed(packages: &[&str]) -> BTreeSet<String> {
    // It fails when one package is unknown, and tells of the others all the same.
    let asked = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status} ${Package}\n"])
        .args(packages)
        .output();
    let told = asked.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned()).unwrap_or_default();
    told.lines().filter_map(|line| line.strip_prefix("installed ")).map(str::to_owned).collect()
}

/// How a command is begun that only root may run.
fn as_root() -> anyhow::Result<Line> {
    if is_root() {
        return Ok(Line::new(""));
    }
    if Line::new("sudo --version").answer().is_none() {
        bail!("packages are missing, and there is no sudo to install them with: run this as root once");
    }
    println!("apt is run through sudo, which may ask for your password.");
    Ok(Line::new("sudo"))
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Debian's packages make a server of their own and start it, unless they are told not to. They are told for this
/// installation only, in a file beside the administrator's own.
fn without_a_cluster(root: &Line, install: &Line) -> anyhow::Result<()> {
    const TOLD: &str = "/etc/postgresql-common/createcluster.d/construction-data-sync.conf";
    let text = "target/no-cluster.conf";
    fs::write(text, "create_main_cluster = false\n").with_context(|| format!("{text} cannot be written"))?;
    root.clone().and(["install", "-D", "-m", "644", text, TOLD]).run()?;
    let installed = install.run();
    root.clone().and(["rm", "-f", TOLD]).run()?;
    installed
}
