//! What people decide on a laptop: sent to the service as a list, answered in the same order.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// A UUID the laptop made. Sent twice, it decides once and is answered the same.
    pub id: String,
    /// When it was decided, by the laptop's clock.
    pub decided_at: DateTime<Utc>,
    /// Who decided.
    pub decided_by: String,
    /// What was decided.
    #[serde(flatten)]
    pub subject: Subject,
}

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Subject {
    /// Which file is a job's schedule of record.
    PinSchedule(PinSchedule),
}

/// Which file is a job's schedule of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinSchedule {
    /// The job.
    pub project_key: i64,
    /// Its number: a key alone would name another job in another warehouse.
    pub job_number: String,
    /// The file, as the list of versions names it; without one the pin is taken away.
    pub file: Option<String>,
}

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The decision's.
    pub id: String,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What can come of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Outcome {
    /// It is in force.
    Accepted,
    /// Somebody decided otherwise after it.
    Superseded {
        /// Who.
        by: String,
        /// When.
        at: DateTime<Utc>,
        /// The file that is pinned instead; none where the pin was taken away.
        file: Option<String>,
    },
    /// It cannot be followed.
    Refused {
        /// A sentence that says why.
        why: String,
    },
}

impl Outcome {
    /// Its name on the wire and in tables.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Superseded { .. } => "superseded",
            Self::Refused { .. } => "refused",
        }
    }
}
