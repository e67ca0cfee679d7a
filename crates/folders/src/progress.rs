//! What the warehouse keeps of a schedule version, and the work in it that counts.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A schedule version as it is landed: its JSON form is the payload.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScheduleFacts {
    /// The GUID the scheduling program gave the project.
    pub guid: Option<String>,
    /// Start of the project.
    pub start: Option<NaiveDateTime>,
    /// Finish of the project.
    pub finish: Option<NaiveDateTime>,
    /// The status date, where somebody set one.
    pub status_date: Option<NaiveDateTime>,
    /// When it was last saved.
    pub last_saved: Option<NaiveDateTime>,
    /// How many tasks there are, summaries and blank lines among them.
    pub task_count: usize,
    /// The tasks, in the order of the file.
    pub tasks: Vec<TaskFacts>,
}

/// A task of a schedule version. Durations are minutes of working time, exact, and decimal strings in JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// The id that stays when tasks move.
    pub unique_id: i64,
    /// The line it is on.
    pub id: Option<i64>,
    /// What it is called.
    pub name: String,
    /// Depth in the outline; 0 is the project itself.
    pub outline_level: Option<u32>,
    /// Whether it sums up the tasks beneath it.
    pub summary: bool,
    /// Whether it marks a moment.
    pub milestone: bool,
    /// Whether it takes part in the schedule.
    pub active: bool,
    /// Whether the line is empty.
    pub blank: bool,
    /// Whether it counts towards progress, by [`TaskFacts::is_counted`].
    pub counts: bool,
    /// Start.
    pub start: Option<NaiveDateTime>,
    /// Finish.
    pub finish: Option<NaiveDateTime>,
    /// Planned duration.
    pub duration_minutes: Option<Decimal>,
    /// Duration done.
    pub actual_minutes: Option<Decimal>,
    /// Duration to go.
    pub remaining_minutes: Option<Decimal>,
    /// Per cent complete, 0 to 100.
    pub percent_complete: Option<Decimal>,
    /// What must come before it.
    pub predecessors: Vec<Dependency>,
}

/// A link to a task that comes before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// The task that comes before.
    pub unique_id: i64,
    /// `FS`, `SS`, `FF` or `SF`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Time between the two, in the unit; negative is lead.
    pub lag: Decimal,
    /// The unit of the lag.
    pub lag_unit: String,
}

/// Work that counts, in minutes of working time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Planned: the sum of the durations.
    pub planned_minutes: Decimal,
    /// Done: the sum of the actual durations.
    pub actual_minutes: Decimal,
}

impl ScheduleFacts {
    /// Planned and actual work over the tasks that count.
    #[must_use]
    pub fn work(&self) -> Work {
        let counted = || self.tasks.iter().filter(|task| task.is_counted());
        Work {
            planned_minutes: counted().filter_map(|task| task.duration_minutes).sum(),
            actual_minutes: counted().filter_map(|task| task.actual_minutes).sum(),
        }
    }

    /// Unique id and name of the tasks, by which versions of one schedule are recognised. The task with id 0
    /// is the project itself, named after the file it was saved as, and is left out.
    #[must_use]
    pub fn task_names(&self) -> BTreeSet<(i64, String)> {
        let named = self.tasks.iter().filter(|task| !task.blank && task.unique_id != 0);
        named.map(|task| (task.unique_id, task.name.clone())).collect()
    }
}

impl TaskFacts {
    /// Whether the task counts towards progress: not a summary, a milestone, an inactive or a blank line.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.active && !self.summary && !self.milestone && !self.blank
    }
}

impl From<&cds_schedule::Schedule> for ScheduleFacts {
    fn from(schedule: &cds_schedule::Schedule) -> Self {
        let project = &schedule.project;
        Self {
            guid: project.guid.clone(),
            start: project.start,
            finish: project.finish,
            status_date: project.status_date,
            last_saved: project.last_saved,
            task_count: schedule.tasks.len(),
            tasks: schedule.tasks.iter().map(TaskFacts::from).collect(),
        }
    }
}

impl From<&cds_schedule::Task> for TaskFacts {
    fn from(task: &cds_schedule::Task) -> Self {
        let minutes = |duration: Option<cds_schedule::Duration>| duration.map(|d| d.minutes);
        let mut facts = Self {
            unique_id: task.unique_id,
            id: task.id,
            name: task.name.clone(),
            outline_level: task.outline_level,
            summary: task.summary,
            milestone: task.milestone,
            active: task.active,
            blank: task.blank,
            counts: false,
            start: task.start,
            finish: task.finish,
            duration_minutes: minutes(task.duration),
            actual_minutes: minutes(task.actual_duration),
            remaining_minutes: minutes(task.remaining_duration),
            percent_complete: task.percent_complete,
            predecessors: task.predecessors.iter().map(Dependency::from).collect(),
        };
        facts.counts = facts.is_counted();
        facts
    }
}

impl From<&cds_schedule::Dependency> for Dependency {
    fn from(link: &cds_schedule::Dependency) -> Self {
        Self {
            unique_id: link.unique_id,
            kind: link.link.code().to_owned(),
            lag: link.lag,
            lag_unit: link.lag_unit.code().to_owned(),
        }
    }
}
