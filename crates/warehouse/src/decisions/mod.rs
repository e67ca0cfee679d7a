//! What people decide on laptops. Each decision is answered once; the later of two on the same subject stands, in
//! whichever order they arrive.

use cds_feed::decisions::{Answer, Decision, Outcome, PinSchedule, Subject};
use cds_folders::FilePattern;
use chrono::NaiveDate;
use serde_json::Value;
use tokio_postgres::Transaction;

use crate::{BilledBasis, Error, Warehouse, commit, error::while_doing, in_turn};

const DECIDING: &str = "taking decisions";

impl Warehouse {
    /// Takes an account's decisions in their order, and answers in the same. All of them are kept, or none. What
    /// follows from them is for [`Warehouse::follow_decisions`] or the next run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decide(&self, user_key: i64, decisions: &[Decision]) -> Result<Vec<Answer>, Error> {
        let failed = while_doing(DECIDING);
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let mut answers = Vec::new();
        for decision in decisions {
            let outcome = answer(&transaction, user_key, decision).await.map_err(&failed)?;
            answers.push(Answer { id: decision.id.clone(), outcome });
        }
        commit(transaction, "decisions").await.map_err(&failed)?;
        Ok(answers)
    }

    /// Brings the jobs that decisions touched up to date, from what has been landed and built.
    ///
    /// # Errors
    /// When the database refuses; the next run follows them then.
    pub async fn follow_decisions(
        &self,
        as_of: NaiveDate,
        pattern: Option<&FilePattern>,
        basis: BilledBasis,
    ) -> Result<(), Error> {
        self.decide_schedules_of_record(pattern).await?;
        self.build_gold(as_of, basis).await
    }
}

/// The answer that was given before, or a new one that is kept.
async fn answer(
    transaction: &Transaction<'_>,
    user_key: i64,
    decision: &Decision,
) -> Result<Outcome, tokio_postgres::Error> {
    let known = transaction.query_opt(include_str!("answered.sql"), &[&decision.id]).await?;
    if let Some(outcome) = known.and_then(|row| serde_json::from_value(row.get(0)).ok()) {
        return Ok(outcome);
    }
    let Decision { id, decided_at, decided_by, subject } = decision;
    let Subject::PinSchedule(pin) = subject;
    let outcome = outcome_of(transaction, user_key, pin, decision).await?;
    let written = serde_json::to_value(subject).unwrap_or_default();
    let (kind, payload) = (written["kind"].as_str(), &written["payload"]);
    let answered: Value = serde_json::to_value(&outcome).unwrap_or_default();
    let keep = include_str!("keep.sql");
    let state = outcome.state();
    transaction
        .execute(keep, &[id, &kind, &pin.project_key, payload, decided_at, decided_by, &state, &answered])
        .await?;
    if outcome == Outcome::Accepted {
        let pinned = include_str!("pin.sql");
        transaction.execute(pinned, &[&pin.project_key, &pin.file, decided_by, decided_at]).await?;
    }
    Ok(outcome)
}

async fn outcome_of(
    transaction: &Transaction<'_>,
    user_key: i64,
    pin: &PinSchedule,
    decision: &Decision,
) -> Result<Outcome, tokio_postgres::Error> {
    let job = transaction.query_opt(include_str!("job.sql"), &[&pin.project_key, &user_key]).await?;
    let job = job.filter(|job| job.get::<_, &str>("job_number") == pin.job_number);
    let Some(job) = job else {
        let why = format!(
            "the service has no job {} like the one on the laptop; choose the file again there",
            pin.job_number
        );
        return Ok(Outcome::Refused { why });
    };
    let files: Vec<String> = job.get("files");
    if let Some(file) = pin.file.as_ref().filter(|file| !files.contains(file)) {
        let why = format!("the job has no schedule file {file} any more; choose one that it has");
        return Ok(Outcome::Refused { why });
    }
    let later = include_str!("later.sql");
    let later = transaction.query_opt(later, &[&pin.project_key, &decision.decided_at]).await?;
    Ok(later.map_or(Outcome::Accepted, |later| Outcome::Superseded {
        by: later.get("decided_by"),
        at: later.get("decided_at"),
        file: later.get("file"),
    }))
}
