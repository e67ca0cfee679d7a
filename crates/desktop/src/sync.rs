//! Pulls the feed into the cache, on demand and in the background.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use cds_feed::Line;
use chrono::Utc;

use crate::{
    App, broke,
    connection::{self, Connection},
    contract::{Event, Problem, ProblemKind, SyncState},
    service_client::Answer,
};

/// Changes asked for in one page.
const PAGE: u32 = 5000;

impl App {
    /// Pulls every `interval` from now on, as long as the app lives. Without a connection it waits for one.
    pub async fn pull_in_background(self: Arc<Self>, interval: Duration) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if matches!(self.read(|app| Ok(connection::server(&app.local)?)).await, Ok(Some(_))) {
                // The problem is kept in the status, where the window shows it.
                let _ = self.pull().await;
            }
        }
    }

    /// Pulls to the end of the feed. A pull that is under way is waited for and repeated: it may have begun before
    /// what the caller wants to see. It goes on to its end when the caller does not: a window that is reloaded
    /// drops its call.
    pub(crate) async fn pull(self: &Arc<Self>) -> Result<(), Problem> {
        let app = Arc::clone(self);
        tokio::spawn(async move { app.pull_in_turn().await })
            .await
            .unwrap_or_else(|panicked| broke(&panicked))
    }

    async fn pull_in_turn(self: &Arc<Self>) -> Result<(), Problem> {
        let _one_at_a_time = self.pulling.lock().await;
        self.set_state(SyncState::Syncing, None);
        let outcome = self.pull_to_the_end().await;
        match &outcome {
            Ok(tables) => {
                self.set_state(SyncState::Online, None);
                if !tables.is_empty() {
                    self.tell(Event::CacheChanged { tables: tables.clone() });
                }
            }
            Err(problem) => {
                let state = match problem.kind {
                    ProblemKind::Invalid => SyncState::NotConnected,
                    _ => SyncState::Offline,
                };
                self.set_state(state, Some(problem.clone()));
            }
        }
        outcome.map(drop)
    }

    async fn pull_to_the_end(self: &Arc<Self>) -> Result<Vec<String>, Problem> {
        let connection = self.read(|app| Connection::kept(&app.local, &app.folder)).await?;
        // First, so that the pull brings what comes of them.
        self.send_decisions(&connection).await?;
        let mut pull = self.read(|app| Ok(app.cache.pull()?)).await?;
        let mut received = 0;
        loop {
            let cursor = pull.cursor()?;
            match self.page(&connection, cursor.as_deref(), PAGE).await? {
                Answer::Page(body) => {
                    self.report(&body, &mut received);
                    let (taken, changed) = self
                        .read(move |_| {
                            let changed = pull.take_page(&body, Utc::now())?;
                            Ok((pull, changed))
                        })
                        .await?;
                    if let Some(changed) = changed {
                        return Ok(changed);
                    }
                    pull = taken;
                }
                Answer::ResyncRequired if cursor.is_some() => {
                    received = 0;
                    pull = self.read(|app| Ok(app.cache.resync()?)).await?;
                }
                Answer::ResyncRequired => {
                    return Err(Problem {
                        kind: ProblemKind::Internal,
                        message:
                            "The service asks for a new start of a pull that is one; update the service."
                                .into(),
                    });
                }
            }
        }
    }

    /// A page of the feed. Where the service is not reached, whoever has pulled before has something to see all the
    /// same, and whoever has not may have the address wrong.
    pub(crate) async fn page(
        self: &Arc<Self>,
        connection: &Connection,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Answer, Problem> {
        let mut answer = self.client.page(connection, cursor, limit).await;
        if let Err(problem) = &mut answer
            && problem.kind == ProblemKind::Offline
        {
            let pulled = self.read(|app| Ok(app.cache.freshness()?)).await?.pulled_at.is_some();
            problem.message.push_str(if pulled {
                " What you see is what was pulled last."
            } else {
                " Check its address, and that it runs."
            });
        }
        answer
    }

    fn report(&self, body: &str, received: &mut u64) {
        let head = body.lines().next().and_then(|line| serde_json::from_str(line).ok());
        if let Some(Line::Head(head)) = head {
            *received += (body.lines().count() as u64).saturating_sub(2);
            self.tell(Event::Progress { received: *received, total: head.total });
        }
    }

    fn set_state(&self, state: SyncState, problem: Option<Problem>) {
        *self.sync.lock().unwrap_or_else(PoisonError::into_inner) = (state, problem);
        if let Ok(status) = self.status() {
            self.tell(Event::Status(status));
        }
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listens before the window is open.
        let _ = self.events.send(event);
    }
}
