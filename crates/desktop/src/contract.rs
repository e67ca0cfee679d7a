//! The one list of commands: name, request, reply, error. The TypeScript in `ui/src/lib/generated` is written
//! from it, and both transports hand their calls to [`crate::App::call`].

use std::path::PathBuf;

use cds_cache::views::{Freshness, Portfolio, ProjectPage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window asks.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Request {
    /// Every job → [`Reply::Portfolio`].
    Portfolio,
    /// One job → [`Reply::Project`].
    Project {
        /// Durable key.
        #[ts(type = "number")]
        project_key: i64,
    },
    /// A job's S-curve at a size in CSS pixels → [`Reply::Chart`].
    Chart {
        /// Durable key.
        #[ts(type = "number")]
        project_key: i64,
        /// CSS pixels.
        width: u32,
        /// CSS pixels.
        height: u32,
    },
    /// Saves a job's S-curve as a PNG → [`Reply::SavedChart`].
    SaveChart(ChartToSave),
    /// Says which file of a job is of record, or takes the pin away → [`Reply::Project`]. It is sent to the service
    /// with the next pull, which begins at once.
    PinSchedule {
        /// Durable key.
        #[ts(type = "number")]
        project_key: i64,
        /// The file, as the list of versions names it; without one the pin is taken away.
        file: Option<String>,
    },
    /// How fresh, connected or not → [`Reply::Status`].
    Status,
    /// Pull now → [`Reply::Status`] when done; progress arrives as [`Event::Progress`].
    SyncNow,
    /// Name a server and a development token, try them, keep them → [`Reply::Status`].
    Connect {
        /// `http://127.0.0.1:8787`.
        server: String,
        /// The development token the service wrote.
        token: String,
    },
}

/// What the window gets.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "reply", content = "body", rename_all = "snake_case")]
pub enum Reply {
    /// Every job.
    Portfolio(Portfolio),
    /// One job.
    Project(Box<ProjectPage>),
    /// A drawn chart.
    Chart(ChartImage),
    /// A chart that was saved, or is to be.
    SavedChart(SavedChart),
    /// The state of the sync.
    Status(SyncStatus),
}

/// A chart as it is on screen.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChartToSave {
    /// Durable key.
    #[ts(type = "number")]
    pub project_key: i64,
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// In the dark colours.
    pub dark: bool,
    /// The id of the line that is not shown.
    pub hidden: Option<String>,
}

/// A picture of a chart.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SavedChart {
    /// Its file's name.
    pub name: String,
    /// Where it was saved.
    pub file: Option<PathBuf>,
    /// Its bytes, for a browser, which saves files itself.
    pub png: Option<Vec<u8>>,
}

/// A chart and where its points are.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChartImage {
    /// An `<svg>` element; colours are CSS variables.
    pub svg: String,
    /// Plot rectangle and points in CSS pixels.
    pub geometry: cds_charts::Geometry,
}

/// The sync as the foot of the rail shows it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SyncStatus {
    /// Where the laptop stands.
    pub state: SyncState,
    /// Dates.
    pub freshness: Freshness,
    /// The server, once connected.
    pub server: Option<String>,
    /// What to tell the user about the last attempt, when it failed.
    pub problem: Option<Problem>,
    /// What to tell the user of a file that had to be set aside when the app was opened.
    pub set_aside: Option<String>,
}

/// Where the laptop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// No server named yet.
    NotConnected,
    /// The last attempt reached the service.
    Online,
    /// The last attempt did not reach it.
    Offline,
    /// A pull is under way.
    Syncing,
}

/// Why a command did not do what was asked. The window decides by `kind`, never by the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Problem {
    /// What class of failure.
    pub kind: ProblemKind,
    /// One sentence: what happened and what to do.
    pub message: String,
}

/// Decides what the window does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The service was not reached: try again later.
    Offline,
    /// The token was refused: a person signs in again.
    SignIn,
    /// No such job in the cache.
    NotFound,
    /// The request made no sense.
    Invalid,
    /// Something of ours broke.
    Internal,
}

/// What the app tells the window unasked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Rows changed: read again what shows these tables.
    CacheChanged {
        /// Fed tables.
        tables: Vec<String>,
    },
    /// A pull advances.
    Progress {
        /// Changes received.
        #[ts(type = "number")]
        received: u64,
        /// Changes in the pull.
        #[ts(type = "number")]
        total: u64,
    },
    /// The sync's state changed.
    Status(SyncStatus),
}
