//! `POST /v1/decisions`: what people decided on their laptops, answered in the same order, and followed at once.

use std::sync::Arc;

use anyhow::ensure;
use axum::{
    Extension, Json,
    extract::State,
    response::{IntoResponse, Response},
};
use cds_feed::decisions::{Answer, Decision, Outcome};
use chrono::NaiveDate;

use crate::{
    api::{Api, Viewer, failed},
    service::Service,
};

/// A laptop sends what waits in it; nobody decides more in a day offline.
const MOST: usize = 1000;

pub(crate) async fn decide(
    State(api): State<Arc<Api>>,
    Extension(viewer): Extension<Viewer>,
    Json(mut decisions): Json<Vec<Decision>>,
) -> Response {
    // An account decides under its own name, whatever the laptop calls its user.
    if let Some(name) = &viewer.name {
        decisions.iter_mut().for_each(|decision| decision.decided_by.clone_from(name));
    }
    let user_key = viewer.user_key;
    // A task of its own: whoever asked may hang up, and what was decided is followed all the same.
    let deciding = tokio::spawn(async move { api.service.decide(user_key, &decisions, api.as_of).await });
    match deciding.await.unwrap_or_else(|panicked| Err(panicked.into())) {
        Ok(answers) => Json(answers).into_response(),
        Err(error) => failed("", &error),
    }
}

impl Service {
    /// Takes an account's decisions, and brings the jobs they touch up to date as of the last run, or of `as_of` where none has
    /// finished.
    ///
    /// # Errors
    /// When a run is under way, and when the warehouse fails. Decisions that were taken before stay; sent again, they
    /// are answered the same.
    pub async fn decide(
        &self,
        user_key: i64,
        decisions: &[Decision],
        as_of: Option<NaiveDate>,
    ) -> anyhow::Result<Vec<Answer>> {
        ensure!(decisions.len() <= MOST, "send at most {MOST} decisions at once");
        let claim = self.warehouse.claim_run().await?;
        let outcome = self.decide_and_follow(user_key, decisions, as_of).await;
        claim.release().await;
        outcome
    }

    async fn decide_and_follow(
        &self,
        user_key: i64,
        decisions: &[Decision],
        as_of: Option<NaiveDate>,
    ) -> anyhow::Result<Vec<Answer>> {
        let answers = self.warehouse.decide(user_key, decisions).await?;
        if answers.iter().any(|answer| answer.outcome == Outcome::Accepted) {
            let last = self.warehouse.last_run().await?;
            // A run that never was has built no job to decide on.
            if let Some(as_of) = last.map(|run| run.as_of).or(as_of) {
                let pattern = self.config.folders.as_ref().and_then(|f| f.schedule_of_record.as_ref());
                self.warehouse
                    .follow_decisions(as_of, pattern, self.config.company.billed_basis.into())
                    .await?;
            }
        }
        Ok(answers)
    }
}
