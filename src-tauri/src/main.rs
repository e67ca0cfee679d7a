//! The desktop app: a window over [`cds_desktop::App`]. Every command is answered and every event made there.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod window;

use std::{sync::Arc, time::Duration};

use anyhow::{Context, anyhow};
use cds_desktop::{
    App,
    contract::{Problem, Reply, Request},
};
use clap::Parser;
use tauri::{Manager, State, async_runtime};

use crate::arguments::Arguments;

const PULL_EVERY: Duration = Duration::from_secs(60);

/// The app, or why it could not be opened: the window says so, for nobody sees what a program without a console prints.
type Opened = Result<Arc<App>, Problem>;

/// The one command: what [`App::call`] answers.
#[tauri::command]
async fn call(app: State<'_, Opened>, request: Request) -> Result<Reply, Problem> {
    match app.inner() {
        Ok(app) => app.call(request).await,
        Err(problem) => Err(problem.clone()),
    }
}

fn main() -> anyhow::Result<()> {
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| anyhow!("another TLS provider is installed already"))?;
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .init();
    let arguments = Arguments::parse();
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![call])
        .setup(move |shell| Ok(set_up(shell.handle(), arguments)?))
        .run(tauri::generate_context!())
        .context("the window could not be opened")
}

fn set_up(shell: &tauri::AppHandle, arguments: Arguments) -> anyhow::Result<()> {
    let folder = arguments.data.map_or_else(|| shell.path().app_local_data_dir(), Ok)?;
    let opened: Opened =
        App::open_with_downloads(&folder, shell.path().download_dir().ok()).map_err(Problem::from);
    if let Err(problem) = &opened {
        tracing::error!(problem = %problem.message, "the app cannot be opened");
    }
    shell.manage(opened.clone());
    if let Ok(app) = &opened {
        let teller = shell.clone();
        async_runtime::spawn(window::forward(app.subscribe(), move |event| window::tell(&teller, event)));
    }
    window::open(shell)?;
    if let Ok(app) = opened {
        async_runtime::spawn(app.pull_in_background(PULL_EVERY));
    }
    Ok(())
}
