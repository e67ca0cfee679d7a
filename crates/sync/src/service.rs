//! A running service: its warehouse, and one run at a time.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use cds_sources::sage300::drop::Look;
use cds_warehouse::{
    Warehouse,
    connect::no_tls,
    embedded::{self, Embedded},
};
use chrono::{DateTime, NaiveDate, Utc};
use tokio::{sync::Mutex, time::timeout};

use crate::{
    api::Pin,
    config::{Config, Serve},
    pipeline::{self, Accept, Replay, Run, RunReport, Selection, Work},
    schedule::Nightly,
    status::Status,
    stop::Stop,
};

/// How long a run that was told to stop may take to come to its next file or asset.
const LAST_STEP: Duration = Duration::from_secs(60);
/// How often it is looked whether the private warehouse is up.
const WAREHOUSE_CHECK: Duration = Duration::from_secs(5);

/// The service over its warehouse.
pub struct Service {
    pub(crate) config: Config,
    /// The warehouse it feeds.
    pub warehouse: Warehouse,
    embedded: Mutex<Option<Embedded>>,
    /// Held while a run is under way.
    look: Mutex<Look>,
    stop: Stop,
}

impl Service {
    /// Connects to the configured warehouse, or starts the private one, and brings its tables up to date.
    ///
    /// # Errors
    /// When the warehouse cannot be had; the error says what to do.
    pub async fn start(config: Config) -> anyhow::Result<Arc<Self>> {
        let (warehouse, embedded) = match config.warehouse.target()? {
            Some((target, tls)) => (Warehouse::open(&target, tls).await?, None),
            None => {
                let settings = embedded::Settings {
                    data_dir: config.warehouse.data.clone(),
                    bin_dir: config.warehouse.programs.clone(),
                };
                let server = Embedded::start(&settings).await?;
                (Warehouse::open(&server.config(), no_tls()).await?, Some(server))
            }
        };
        let embedded = Mutex::new(embedded);
        Ok(Arc::new(Self {
            config,
            warehouse,
            embedded,
            look: Mutex::new(Look::default()),
            stop: Stop::default(),
        }))
    }

    /// Runs the pipeline once. Without `as_of` today is the business day in the company's time zone.
    ///
    /// # Errors
    /// When another run is under way, here or elsewhere, and when the warehouse fails. A source that fails is told in
    /// the report, and the others go on.
    pub async fn run(&self, as_of: Option<NaiveDate>) -> anyhow::Result<RunReport> {
        self.run_selected(as_of, &Selection::everything()).await
    }

    /// The same for some assets only.
    ///
    /// # Errors
    /// As [`Service::run`].
    pub async fn run_selected(
        &self,
        as_of: Option<NaiveDate>,
        selection: &Selection,
    ) -> anyhow::Result<RunReport> {
        self.run_with(as_of, selection, &Work::Sources).await
    }

    /// Reads kept exports again and runs the rest of the pipeline, as [`Service::run`].
    ///
    /// # Errors
    /// As of [`Service::run`], and when no exports are configured.
    pub async fn replay(&self, as_of: Option<NaiveDate>, replay: Replay) -> anyhow::Result<RunReport> {
        self.config.sage300()?;
        self.run_with(as_of, &Selection::everything(), &Work::Replay(replay)).await
    }

    /// Lets a held file land at the next run, and says so.
    ///
    /// # Errors
    /// When no such file is held.
    pub async fn accept(&self, accept: &Accept) -> anyhow::Result<String> {
        pipeline::accept(self.config.sage300()?, accept, &self.warehouse, self.config.company.time_zone)
            .await?;
        Ok(format!("{} is accepted by {}", accept.name, accept.by))
    }

    async fn run_with(
        &self,
        as_of: Option<NaiveDate>,
        selection: &Selection,
        work: &Work,
    ) -> anyhow::Result<RunReport> {
        self.revive_warehouse().await?;
        let claim = self.warehouse.claim_run().await?;
        let mut look = self.look.lock().await;
        let now = Utc::now();
        let today = now.with_timezone(&self.config.company.time_zone).date_naive();
        let as_of = as_of.unwrap_or(today);
        let Self { config, warehouse, stop, .. } = self;
        let run = Run { config, warehouse, selection, work, as_of, now, stop };
        let outcome = tokio::select! {
            outcome = run.go(&mut look) => outcome,
            lost = claim.lost() => Err(lost).context("the run was given up; the next one goes on from there"),
        };
        drop(look);
        claim.release().await;
        outcome
    }

    /// Tells a run under way, and every later one, to stop at its next file or asset.
    pub fn halt(&self) {
        self.stop.request();
    }

    /// Looks after the private warehouse for as long as it is polled: one that has stopped is started again.
    pub async fn keep_warehouse_up(self: Arc<Self>) {
        loop {
            tokio::time::sleep(WAREHOUSE_CHECK).await;
            if let Err(error) = self.revive_warehouse().await {
                tracing::error!(error = %format!("{error:#}"), "the private warehouse does not come up; it is tried again");
            }
        }
    }

    async fn revive_warehouse(&self) -> anyhow::Result<()> {
        match self.embedded.lock().await.as_ref() {
            Some(server) => server.revive().await.context("the private warehouse had stopped"),
            None => Ok(()),
        }
    }

    /// When the pipeline runs by itself.
    #[must_use]
    pub fn nightly(&self) -> Nightly {
        Nightly { at: self.config.serve.nightly, time_zone: self.config.company.time_zone }
    }

    /// When the next nightly run is due: `now`, if one was missed.
    ///
    /// # Errors
    /// When the warehouse does not say when the last one was.
    pub async fn next_due(&self, now: DateTime<Utc>) -> anyhow::Result<DateTime<Utc>> {
        let last = self.warehouse.last_run().await?;
        Ok(self.nightly().next_due(last.map(|run| run.finished_at), now))
    }

    /// How the warehouse stands.
    ///
    /// # Errors
    /// When the warehouse does not say.
    pub async fn status(&self) -> anyhow::Result<Status> {
        Ok(Status::of(&self.warehouse.standing().await?, self.config.company.time_zone, Utc::now()))
    }

    /// How the API is served.
    #[must_use]
    pub fn serve_settings(&self) -> &Serve {
        &self.config.serve
    }

    /// Pins a job's schedule of record, or takes the pin away, and says which; the next run follows it.
    ///
    /// # Errors
    /// When there is no one job of that number, or no such file.
    pub async fn pin(&self, Pin { job, file, by }: &Pin) -> anyhow::Result<String> {
        let before = self.warehouse.pin_schedule(job, file.as_deref(), by).await?;
        Ok(match file {
            Some(file) => format!("{job} is pinned to {file} by {by}"),
            None if before => format!("the pin of {job} is taken away"),
            None => format!("{job} had no pin"),
        })
    }

    /// Whether it was told to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stop.is_requested()
    }

    /// Lets a run under way come to its next file or asset, gives up the warehouse, and stops it where it is the
    /// private one.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn stop(&self) -> anyhow::Result<()> {
        self.halt();
        if timeout(LAST_STEP, self.look.lock()).await.is_err() {
            tracing::warn!("a run did not come to its next step in time; what it was writing is undone");
        }
        self.warehouse.close();
        match self.embedded.lock().await.take() {
            Some(server) => server.stop().await.context("the private warehouse did not stop"),
            None => Ok(()),
        }
    }
}
