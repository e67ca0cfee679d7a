//! Decisions made on this laptop: kept until the service has answered, and with its answer after that.

use cds_feed::decisions::{Answer, Decision, Subject};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params, types::FromSqlError};
use serde_json::{Value, json};

use crate::{Error, Local, views::PinDecision};

impl Local {
    /// Keeps a decision until it can be sent.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn decide(&self, decision: &Decision) -> Result<(), Error> {
        let subject = serde_json::to_value(&decision.subject).unwrap_or_default();
        let parameters = params![
            decision.id,
            subject["kind"].as_str(),
            subject["payload"].to_string(),
            decision.decided_at.to_rfc3339(),
            decision.decided_by,
        ];
        self.write(|connection| connection.execute(include_str!("outbox/keep.sql"), parameters).map(drop))
    }

    /// The decisions that the service has not answered, in the order they were made.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn waiting(&self) -> Result<Vec<Decision>, Error> {
        self.write(|connection| {
            connection.prepare(include_str!("outbox/waiting.sql"))?.query_map([], decision)?.collect()
        })
    }

    /// Keeps what came of a decision. One that was answered already stays as it is.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_answer(&self, Answer { id, outcome }: &Answer) -> Result<(), Error> {
        let answer = serde_json::to_string(outcome).unwrap_or_default();
        self.write(|connection| {
            connection
                .execute(include_str!("outbox/answer.sql"), params![id, outcome.state(), answer])
                .map(drop)
        })
    }

    /// The last decision of this laptop on a job's schedule of record.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_pin(&self, project_key: i64) -> Result<Option<PinDecision>, Error> {
        self.write(|connection| {
            connection.query_row(include_str!("outbox/last_pin.sql"), [project_key], pin).optional()
        })
    }
}

fn decision(row: &Row<'_>) -> Result<Decision, rusqlite::Error> {
    let kind: String = row.get("kind")?;
    let payload: Value = parsed(&row.get::<_, String>("payload")?)?;
    Ok(Decision {
        id: row.get("id")?,
        decided_at: instant(row)?,
        decided_by: row.get("decided_by")?,
        subject: serde_json::from_value::<Subject>(json!({ "kind": kind, "payload": payload }))
            .map_err(FromSqlError::other)?,
    })
}

fn pin(row: &Row<'_>) -> Result<PinDecision, rusqlite::Error> {
    let answer: Option<String> = row.get("answer")?;
    let outcome = answer.map(|answer| parsed(&answer)).transpose()?;
    Ok(PinDecision { file: row.get("file")?, decided_at: instant(row)?, outcome })
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, rusqlite::Error> {
    serde_json::from_str(text).map_err(|error| FromSqlError::other(error).into())
}

fn instant(row: &Row<'_>) -> Result<DateTime<Utc>, rusqlite::Error> {
    let text: String = row.get("decided_at")?;
    let at = DateTime::parse_from_rfc3339(&text).map_err(FromSqlError::other)?;
    Ok(at.with_timezone(&Utc))
}
