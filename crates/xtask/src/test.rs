//! `cargo xtask test`: everything that has to hold before a change is kept.

use crate::{
    build,
    commands::Line,
    front_end,
    machine::{self, Purpose},
    progress::Progress,
};

/// Runs every check, the quick ones first.
///
/// # Errors
/// With the first that fails, and how to run it alone.
pub(crate) fn run() -> anyhow::Result<()> {
    let mut progress = Progress::begin();
    progress.step("what the machine needs", || machine::prepare(Purpose::Test))?;
    progress.run("format", &Line::new("cargo fmt --all --check"))?;
    front_end::install(&mut progress)?;
    for (name, script) in [
        ("lint of the front end", "lint"),
        ("types of the front end", "check"),
        ("tests of the front end", "test"),
        ("the front end in a browser", "test:browser"),
        ("build of the front end", "build"),
    ] {
        progress.run(name, &front_end::script(script))?;
    }
    for (name, line) in rust() {
        progress.run(name, &line)?;
    }
    dependencies(&mut progress)?;
    progress.sum_up();
    Ok(())
}

fn rust() -> [(&'static str, Line); 5] {
    [
        ("lint", Line::new("cargo clippy --workspace --all-targets --locked -- -D warnings")),
        (
            "documentation",
            Line::new("cargo doc --workspace --no-deps --locked").with("RUSTDOCFLAGS", "-D warnings"),
        ),
        // The window's tests open the app as it was built.
        ("build", build::everything()),
        ("tests", tests()),
        ("examples in the documentation", Line::new("cargo test --workspace --doc --locked")),
    ]
}

/// `cargo nextest` where it is installed: it says more, sooner.
fn tests() -> Line {
    if Line::new("cargo nextest --version").answer().is_some() {
        Line::new("cargo nextest run --workspace --locked")
    } else {
        Line::new("cargo test --workspace --locked --lib --bins --tests")
    }
}

/// Checks what we depend on, with a tool that is built here where the machine has none.
fn dependencies(progress: &mut Progress) -> anyhow::Result<()> {
    let mut deny = Line::new("cargo deny");
    if deny.clone().and(["--version"]).answer().is_none() {
        deny = Line::new("target/tools/bin/cargo-deny");
        if deny.clone().and(["--version"]).answer().is_none() {
            let install = Line::new("cargo install --locked --quiet --root target/tools cargo-deny@0.20.2");
            progress.run("the tool that checks dependencies", &install)?;
        }
    }
    progress.run("dependencies", &deny.and(["--locked", "check", "bans", "licenses", "sources"]))
}
