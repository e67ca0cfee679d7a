use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;

/// A schedule file on the share and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScheduleVersion {
    /// The file, relative to the job folder, `/` separated.
    pub file: String,
    /// What kind of schedule it is.
    pub series: Series,
    /// The project's GUID.
    pub guid: String,
    /// The day it describes.
    pub data_date: NaiveDate,
    /// Where that day can be read.
    pub data_date_source: DataDateSource,
    /// The status date in the file.
    pub status_date: Option<NaiveDateTime>,
    /// The last-saved date in the file.
    pub last_saved: Option<NaiveDateTime>,
    /// When it was opened last: no data date.
    pub opened: NaiveDateTime,
    /// The time of the file.
    pub written_at: DateTime<Utc>,
    /// The rows, from top to bottom.
    pub tasks: Vec<Task>,
}

/// What kind of schedule a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// The job's schedule: this one is of record.
    Master,
    /// The one the bid was won with.
    Bid,
    /// The superintendent's next weeks.
    LookAhead,
}

/// Where a data date can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DataDateSource {
    /// The status date in the file.
    StatusDate,
    /// A date in the file's name.
    Name,
    /// The last-saved date in the file.
    LastSaved,
    /// The time of the file.
    FileTime,
}

/// A row of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Stays when rows move; 0 is the project itself.
    pub uid: u32,
    /// Its name.
    pub name: String,
    /// Depth in the outline.
    pub level: u32,
    /// What kind of row it is.
    pub row: Row,
    /// Start.
    pub start: NaiveDateTime,
    /// Finish.
    pub finish: NaiveDateTime,
    /// Working time planned.
    pub duration_minutes: i64,
    /// Working time done.
    pub actual_minutes: i64,
    /// Start by the baseline.
    pub baseline_start: NaiveDateTime,
    /// Finish by the baseline.
    pub baseline_finish: NaiveDateTime,
    /// What must come before it.
    pub links: Vec<Link>,
}

/// What kind of row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// Work.
    Work,
    /// The sum of the rows beneath it.
    Summary,
    /// A moment.
    Milestone,
    /// Work taken out of the schedule and left in the file.
    Inactive,
    /// An empty line.
    Blank,
}

/// A link to the task before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The task before.
    pub uid: u32,
    /// How the two are tied.
    pub kind: LinkKind,
    /// Working time between the two; negative is lead.
    pub lag_minutes: i64,
}

/// How two tasks are tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum LinkKind {
    /// Finish to start.
    #[serde(rename = "FS")]
    FinishStart,
    /// Start to start.
    #[serde(rename = "SS")]
    StartStart,
    /// Finish to finish.
    #[serde(rename = "FF")]
    FinishFinish,
    /// Start to finish.
    #[serde(rename = "SF")]
    StartFinish,
}
