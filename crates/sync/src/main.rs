//! `cds-sync`: the headless service.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use cds_sync::{api, config::Config, service::Service, token};
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

/// Brings a contractor's books and schedules together and serves them to laptops.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration file.
    #[arg(long, default_value = "cds-sync.toml", env = "CDS_SYNC_CONFIG")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the pipeline once.
    Run {
        /// The business day to take for today.
        #[arg(long)]
        as_of: Option<NaiveDate>,
    },
    /// Run the pipeline, then serve the API until stopped.
    Serve {
        /// The business day to take for today.
        #[arg(long)]
        as_of: Option<NaiveDate>,
    },
    /// Ask the service that is running here for a run.
    Trigger,
    /// Say which schedule file of a job is of record.
    Pin {
        /// The job's number: 25-1-082.
        job: String,
        /// The file, as the versions list names it; without one the pin is taken away.
        file: Option<String>,
        /// Who decided.
        #[arg(long, env = "USER", default_value = "administrator")]
        by: String,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| anyhow::anyhow!("another TLS provider is installed already"))?;
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .init();
    let arguments = Arguments::parse();
    let config = Config::load(&arguments.config)?;
    match arguments.command {
        Command::Run { as_of } => with_service(config, async |service| run(&service, as_of).await).await,
        Command::Serve { as_of } => {
            with_service(config, async |service| {
                tokio::select! {
                    done = run(&service, as_of) => done?,
                    () = stopped() => return Ok(()),
                }
                serve(service).await
            })
            .await
        }
        Command::Trigger => trigger(&config).await,
        Command::Pin { job, file, by } => {
            with_service(config, async |service| {
                service.pin(&job, file.as_deref(), &by).await?;
                run(&service, None).await
            })
            .await
        }
    }
}

/// Stops the private warehouse whatever happened meanwhile.
async fn with_service<F>(config: Config, work: F) -> anyhow::Result<()>
where
    F: AsyncFnOnce(Arc<Service>) -> anyhow::Result<()>,
{
    let service = Service::start(config).await?;
    let outcome = work(Arc::clone(&service)).await;
    let stopped = service.stop().await;
    outcome.and(stopped)
}

async fn run(service: &Service, as_of: Option<NaiveDate>) -> anyhow::Result<()> {
    print!("{}", service.run(as_of).await?);
    Ok(())
}

async fn serve(service: Arc<Service>) -> anyhow::Result<()> {
    let settings = service.serve_settings().clone();
    let token = token::load_or_create(&settings.development_token_file)?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!("serve.listen = {} cannot be listened on; is another service there?", settings.listen)
    })?;
    println!("serving on http://{}", listener.local_addr()?);
    api::serve(service, token, listener, stopped()).await
}

/// Ctrl-C, or the termination that a service gets.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler there is nothing to wait for but the process's end.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn trigger(config: &Config) -> anyhow::Result<()> {
    let token = token::load_or_create(&config.serve.development_token_file)?;
    let url = format!("http://{}/v1/runs", config.serve.listen);
    let response = reqwest::Client::new()
        .post(&url)
        .bearer_auth(token)
        .send()
        .await
        .with_context(|| format!("no service answers on {}; start one with `cds-sync serve`", config.serve.listen))?;
    let status = response.status();
    let body: serde_json::Value = response.json().await?;
    if !status.is_success() {
        bail!("{}", body["message"].as_str().unwrap_or("the run failed"));
    }
    print!("{}", body["report"].as_str().unwrap_or_default());
    Ok(())
}
