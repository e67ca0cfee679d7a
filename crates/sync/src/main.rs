//! `cds-sync`: the headless service.

mod stop;

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use cds_sync::{
    api::{self, Pin},
    config::Config,
    pipeline::RunReport,
    running,
    service::Service,
    token,
};
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

use stop::Stop;

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
    let stop = Stop::listen();
    match arguments.command {
        Command::Run { as_of } => {
            with_service(config, stop, async |service, stop| {
                let report = run(&service, as_of, stop).await?;
                let report = report.context("stopped before the end of the run; run it again")?;
                every_source_answered(report.failed_sources)
            })
            .await
        }
        Command::Serve { as_of } => {
            with_service(config, stop, async |service, stop| {
                match run(&service, as_of, stop.clone()).await? {
                    Some(_) => serve(service, as_of, stop).await,
                    None => Ok(()),
                }
            })
            .await
        }
        Command::Trigger => trigger(&config).await,
        Command::Pin { job, file, by } => pin(config, stop, Pin { job, file, by }).await,
    }
}

/// Stops the private warehouse whatever happened meanwhile.
async fn with_service<F>(config: Config, stop: Stop, work: F) -> anyhow::Result<()>
where
    F: AsyncFnOnce(Arc<Service>, Stop) -> anyhow::Result<()>,
{
    let service = tokio::select! {
        service = Service::start(config) => service?,
        () = stop.clone().requested() => bail!("stopped before the warehouse was up"),
    };
    let outcome = work(Arc::clone(&service), stop).await;
    let stopped = service.stop().await;
    outcome.and(stopped)
}

/// Runs the pipeline and prints its report; nothing when the process was told to stop before the end.
async fn run(service: &Service, as_of: Option<NaiveDate>, stop: Stop) -> anyhow::Result<Option<RunReport>> {
    let report = tokio::select! {
        report = service.run(as_of) => report?,
        () = stop.requested() => return Ok(None),
    };
    print!("{report}");
    Ok(Some(report))
}

/// A row or a file that could not be read is told in the report; a source that could not be is for whoever runs
/// this by a timer to hear of.
fn every_source_answered(failed: usize) -> anyhow::Result<()> {
    match failed {
        0 => Ok(()),
        1 => bail!("a source failed as a whole; the report says why"),
        _ => bail!("{failed} sources failed as a whole; the report says why"),
    }
}

async fn serve(service: Arc<Service>, as_of: Option<NaiveDate>, stop: Stop) -> anyhow::Result<()> {
    let settings = service.serve_settings().clone();
    let token = token::load_or_create(&settings.development_token_file)?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!("serve.listen = {} cannot be listened on; is another service there?", settings.listen)
    })?;
    println!("serving on http://{}", listener.local_addr()?);
    api::serve(service, as_of, token, listener, stop.requested()).await
}

async fn trigger(config: &Config) -> anyhow::Result<()> {
    let Some(ran) = running::ask(&config.serve, "/v1/runs", &()).await? else {
        bail!("no service answers on {}; start one with `cds-sync serve`", config.serve.listen);
    };
    print!("{}", ran.report);
    every_source_answered(ran.failed_sources)
}

/// Through the service that is running here, if one is: the private warehouse is its own as long as it runs.
async fn pin(config: Config, stop: Stop, pin: Pin) -> anyhow::Result<()> {
    if let Some(ran) = running::ask(&config.serve, "/v1/pins", &pin).await? {
        print!("{}", ran.report);
        return Ok(());
    }
    with_service(config, stop, async |service, stop| {
        println!("{}", service.pin(&pin).await?);
        let report = run(&service, None, stop).await?;
        report.map(drop).context("stopped before the end of the run; run it again")
    })
    .await
}
