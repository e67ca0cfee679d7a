//! The desktop app in a browser: the same commands, files and front end without a window of its own.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::{Context, ensure};
use clap::Parser;
use tokio::net::TcpListener;

/// Serves the desktop app on loopback.
#[derive(Parser)]
struct Arguments {
    /// Folder of the laptop's files.
    #[arg(long)]
    data: PathBuf,
    /// Folder of the built front end.
    #[arg(long)]
    front_end: PathBuf,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| anyhow::anyhow!("another TLS provider is installed already"))?;
    let arguments = Arguments::parse();
    ensure!(arguments.listen.ip().is_loopback(), "{} is not loopback", arguments.listen);
    ensure!(
        arguments.front_end.join("index.html").is_file(),
        "{} holds no built front end: it has no index.html; build one with `npm run build` in ui, and name ui/dist",
        arguments.front_end.display()
    );
    let app = cds_desktop::App::open(&arguments.data)?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", arguments.listen))?;
    println!("http://{}", listener.local_addr()?);
    tokio::spawn(std::sync::Arc::clone(&app).pull_in_background(Duration::from_secs(60)));
    cds_desktop::browser::serve(app, &arguments.front_end, listener).await?;
    Ok(())
}
