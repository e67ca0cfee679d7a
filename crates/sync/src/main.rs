//! `cds-sync`: the headless service.

mod output;
mod sage;
mod signals;

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, bail, ensure};
use cds_sync::{
    api::{self, Pin, Ran},
    backup,
    config::{self, Config},
    doctor,
    pipeline::Selection,
    running,
    service::Service,
    status::Status,
    stop::Stop,
    token,
    user::{Told, UserCommand},
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use clap::{Parser, Subcommand};
use tokio::{net::TcpListener, task::JoinSet};

use output::{say, say_line};
use sage::SageCommand;

/// Brings a contractor's books and schedules together and serves them to laptops.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration file, when it is not in one of its usual places.
    #[arg(long, env = "CDS_SYNC_CONFIG")]
    config: Option<PathBuf>,
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
        /// Only these assets: `name`, `+name` with all it needs, `name+` with all that depends on it.
        #[arg(long, value_delimiter = ',')]
        select: Vec<String>,
    },
    /// Run the pipeline every night and serve the API until stopped.
    Serve {
        /// The business day to take for today; then it runs at the start too, whether a run is due or not.
        #[arg(long)]
        as_of: Option<NaiveDate>,
    },
    /// Say what is fresh, what failed, what waits, and what to do.
    Status,
    /// Check the configuration and everything it names.
    Doctor,
    /// Make a backup in a folder, beside a running service too.
    Backup {
        /// The folder in which the dated backup is made.
        folder: PathBuf,
        /// With the contents of the secret files.
        #[arg(long)]
        with_secrets: bool,
    },
    /// Put a backup in the place of the warehouse, while no service runs.
    Restore {
        /// The backup.
        backup: PathBuf,
        /// Though the warehouse holds data, which is lost.
        #[arg(long)]
        replace: bool,
    },
    /// Ask the service that is running here for a run.
    Trigger,
    /// Answer questions about the Sage 300 exports.
    #[command(subcommand)]
    Sage(SageCommand),
    /// Say who may see what.
    #[command(subcommand)]
    User(UserCommand),
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

/// How long a night waits while something else has the warehouse, before it looks again.
const ASK_AGAIN: Duration = Duration::from_secs(10);

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
    let config = Config::load(&config::find(arguments.config)?)?;
    let stop = signals::listen();
    match arguments.command {
        Command::Run { as_of, select } => {
            let selection = Selection::parse(&select)?;
            with_service(config, stop, async |service, _| run(&service, as_of, &selection).await).await
        }
        Command::Serve { as_of } => {
            with_service(config, stop, async |service, stop| serve(service, as_of, stop).await).await
        }
        Command::Status => status(config, stop).await,
        Command::Doctor => doctor(&config, stop).await,
        Command::Backup { folder, with_secrets } => {
            or_stopped(stop, async {
                let (made, left_out) = backup::make(&config, &folder, with_secrets, Utc::now()).await?;
                left_out.iter().for_each(|left_out| say_line(format_args!("left out: {left_out}")));
                say_line(made.display());
                Ok(())
            })
            .await
        }
        Command::Restore { backup, replace } => {
            or_stopped(stop, async {
                let made_at = backup::restore(&config, &backup, replace).await?;
                let made_at = made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
                say_line(format_args!("the warehouse is as it was at {made_at}; every laptop pulls it anew"));
                Ok(())
            })
            .await
        }
        Command::Trigger => trigger(&config).await,
        Command::Sage(command) => sage::answer(config, stop, command).await,
        Command::User(command) => user(config, stop, command).await,
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
        () = stop.requested() => bail!("stopped before the warehouse was up"),
    };
    let (running, told) = (Arc::clone(&service), stop.clone());
    tokio::spawn(async move {
        told.requested().await;
        running.halt();
    });
    let outcome = work(Arc::clone(&service), stop).await;
    let stopped = service.stop().await;
    outcome.and(stopped)
}

/// Breaks off when told to: half a backup has no name, and half a restore is no warehouse.
async fn or_stopped(stop: Stop, work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::select! {
        done = work => done,
        () = stop.requested() => bail!("stopped before the end; do it again"),
    }
}

/// Runs the pipeline and prints its report.
async fn run(service: &Service, as_of: Option<NaiveDate>, selection: &Selection) -> anyhow::Result<()> {
    let report = service.run_selected(as_of, selection).await?;
    say(&report);
    ensure!(!report.stopped, "stopped before the end of the run; run it again");
    every_source_answered(report.failed_sources)
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

/// Serves, and runs every night. A run that is due at the start goes on beside: laptops are served what there is.
async fn serve(service: Arc<Service>, as_of: Option<NaiveDate>, stop: Stop) -> anyhow::Result<()> {
    let begun = Utc::now();
    let due = if as_of.is_some() { begun } else { service.next_due(begun).await? };
    let settings = service.serve_settings().clone();
    let token = token::load_or_create(&settings.development_token_file)?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!("serve.listen = {} cannot be listened on; is another service there?", settings.listen)
    })?;
    say_line(format_args!("serving on http://{}", listener.local_addr()?));
    let mut nights = JoinSet::new();
    nights.spawn(every_night(Arc::clone(&service), as_of, due));
    nights.spawn(Arc::clone(&service).keep_warehouse_up());
    let served = tokio::select! {
        served = api::serve(service, as_of, token, listener, async move { stop.requested().await }) => served,
        Some(Err(broken)) = nights.join_next() => Err(broken).context("the nightly run broke off"),
    };
    nights.shutdown().await;
    served
}

async fn every_night(service: Arc<Service>, as_of: Option<NaiveDate>, due: DateTime<Utc>) {
    let run = || {
        // A task of its own: it comes to its end though nobody keeps the nights any more.
        let run = tokio::spawn(run_by_itself(Arc::clone(&service), as_of));
        async move {
            if let Err(broken) = run.await {
                tracing::error!(%broken, "a run broke off; it is tried again the next night");
            }
        }
    };
    service.nightly().keep(due, Utc::now, run).await;
}

fn is_under_way(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(cds_warehouse::Error::RunUnderWay(_)))
}

/// Nobody waits for this run: its report is printed, a failure logged. While something else has the warehouse, such as
/// a decision that is being followed, the night waits for it.
async fn run_by_itself(service: Arc<Service>, as_of: Option<NaiveDate>) {
    loop {
        match service.run(as_of).await {
            Ok(report) => say(&report),
            Err(error) if is_under_way(&error) && !service.is_stopping() => {
                tokio::time::sleep(ASK_AGAIN).await;
                continue;
            }
            Err(error) => {
                tracing::error!(error = %format!("{error:#}"), "a run failed; it is tried again the next night");
            }
        }
        break;
    }
    say_line("run ended");
}

async fn trigger(config: &Config) -> anyhow::Result<()> {
    let Some(ran) = running::ask::<Ran>(&config.serve, "/v1/runs", &()).await? else {
        bail!("no service answers on {}; start one with `cds-sync serve`", config.serve.listen);
    };
    say(&ran.report);
    every_source_answered(ran.failed_sources)
}

/// Of the service that is running here, else of the warehouse itself.
async fn status(config: Config, stop: Stop) -> anyhow::Result<()> {
    if let Some(status) = running::look(&config.serve, "/v1/status").await? {
        return tell(&status);
    }
    if config.warehouse.url.is_none() && !config.warehouse.data.exists() {
        let data = config.warehouse.data.display();
        say_line(format_args!("warehouse: there is none yet in {data}; the first run makes it"));
        return tell(&Status::of_nothing(config.company.time_zone));
    }
    with_service(config, stop, async |service, _| tell(&service.status().await?)).await
}

fn tell(status: &Status) -> anyhow::Result<()> {
    say(&status.text);
    ensure!(status.well, "not all is well; the lines above say what to do");
    Ok(())
}

async fn doctor(config: &Config, stop: Stop) -> anyhow::Result<()> {
    let checks = tokio::select! {
        checks = doctor::examine(config) => checks,
        () = stop.requested() => bail!("stopped before everything was looked at"),
    };
    checks.iter().for_each(say_line);
    match checks.iter().filter(|check| check.is_problem()).count() {
        0 => Ok(()),
        1 => bail!("there is a problem; its line says what to do"),
        problems => bail!("there are {problems} problems; their lines say what to do"),
    }
}

/// Through the service that is running here, if one is: the private warehouse is its own as long as it runs.
async fn pin(config: Config, stop: Stop, pin: Pin) -> anyhow::Result<()> {
    if let Some(ran) = running::ask::<Ran>(&config.serve, "/v1/pins", &pin).await? {
        say(&ran.report);
        return Ok(());
    }
    with_service(config, stop, async |service, _| {
        say_line(service.pin(&pin).await?);
        run(&service, None, &Selection::everything()).await
    })
    .await
}

/// Through the service that is running here, as a pin.
async fn user(config: Config, stop: Stop, command: UserCommand) -> anyhow::Result<()> {
    if let Some(told) = running::ask::<Told>(&config.serve, "/v1/users", &command).await? {
        say(&told.text);
        return Ok(());
    }
    with_service(config, stop, async |service, _| {
        say(command.carry_out(&service.warehouse).await?.text);
        Ok(())
    })
    .await
}
