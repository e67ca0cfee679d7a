//! Embeds the front end, the icons and the capability file.

use std::{fs, path::Path};

fn main() {
    let page = "../ui/dist/index.html";
    println!("cargo::rerun-if-changed={page}");
    place_holder(Path::new(page));
    let commands = tauri_build::AppManifest::new().commands(&["call"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(problem) = tauri_build::try_build(attributes) {
        println!("cargo::error={problem:#}");
    }
}

/// A check of the Rust code alone must not need Node: without a built front end the window says how to build it.
fn place_holder(page: &Path) {
    if page.exists() {
        return;
    }
    let text = "<!doctype html><title>Construction Data Sync</title><p>The front end is not built: npm run build in ui.";
    let written = page.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(page, text));
    if let Err(problem) = written {
        println!("cargo::error={} cannot be written: {problem}", page.display());
    }
}
