use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::Serialize;

/// A schedule. Dates are local to whoever saved it, without a zone.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Schedule {
    /// What is said of the project as a whole.
    pub project: Project,
    /// The tasks in the order of the file, blank rows among them.
    pub tasks: Vec<Task>,
}

/// The project's properties.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Project {
    /// Its title, or else its name.
    pub title: Option<String>,
    /// The GUID the scheduling program gave it; kept by "save as".
    pub guid: Option<String>,
    /// Start.
    pub start: Option<NaiveDateTime>,
    /// Finish.
    pub finish: Option<NaiveDateTime>,
    /// The day progress stands for, where somebody set it.
    pub status_date: Option<NaiveDateTime>,
    /// When the file was opened last: no data date.
    pub current_date: Option<NaiveDateTime>,
    /// When the project was made.
    pub created: Option<NaiveDateTime>,
    /// When the file was saved last.
    pub last_saved: Option<NaiveDateTime>,
    /// Working minutes that make a day of duration.
    pub minutes_per_day: Decimal,
    /// Working minutes that make a week of duration.
    pub minutes_per_week: Decimal,
    /// Working days that make a month of duration.
    pub days_per_month: Decimal,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            title: None,
            guid: None,
            start: None,
            finish: None,
            status_date: None,
            current_date: None,
            created: None,
            last_saved: None,
            minutes_per_day: Decimal::from(480),
            minutes_per_week: Decimal::from(2400),
            days_per_month: Decimal::from(20),
        }
    }
}

/// A task, a summary of tasks, or a blank row.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Task {
    /// Stays when rows move; 0 is the project itself.
    pub unique_id: i64,
    /// The row.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Its GUID.
    pub guid: Option<String>,
    /// Its code in the work breakdown structure.
    pub wbs: Option<String>,
    /// Depth in the outline; 0 is the project itself.
    pub outline_level: Option<u32>,
    /// `1.2.3`.
    pub outline_number: Option<String>,
    /// Whether it sums up the tasks beneath it.
    pub summary: bool,
    /// Whether it marks a moment.
    pub milestone: bool,
    /// Whether it takes part in the schedule.
    pub active: bool,
    /// Whether the row is blank: only the ids mean something then.
    pub blank: bool,
    /// Whether it is scheduled by hand.
    pub manual: bool,
    /// Whether its duration is an estimate.
    pub estimated: bool,
    /// Whether it is critical, as stored.
    pub critical: bool,
    /// Start.
    pub start: Option<NaiveDateTime>,
    /// Finish.
    pub finish: Option<NaiveDateTime>,
    /// Duration.
    pub duration: Option<Duration>,
    /// The day work began.
    pub actual_start: Option<NaiveDateTime>,
    /// The day work ended.
    pub actual_finish: Option<NaiveDateTime>,
    /// Duration done.
    pub actual_duration: Option<Duration>,
    /// Duration to go.
    pub remaining_duration: Option<Duration>,
    /// 0 to 100, of the duration.
    pub percent_complete: Option<Decimal>,
    /// The day it is to be done by.
    pub deadline: Option<NaiveDateTime>,
    /// Baseline 0.
    pub baseline: Option<Baseline>,
    /// What must come before it.
    pub predecessors: Vec<Dependency>,
}

/// What a task was planned to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Baseline {
    /// Start.
    pub start: Option<NaiveDateTime>,
    /// Finish.
    pub finish: Option<NaiveDateTime>,
    /// Duration.
    pub duration: Option<Duration>,
}

/// A link to the task that comes before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependency {
    /// The task that comes before.
    pub unique_id: i64,
    /// How the two are tied.
    pub link: LinkType,
    /// Time between the two, in the unit; negative is lead.
    pub lag: Decimal,
    /// The unit of the lag.
    pub lag_unit: DurationUnit,
}

/// How two tasks are tied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum LinkType {
    /// Finish to start.
    #[default]
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

impl LinkType {
    /// `FS`, `SS`, `FF`, `SF`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FinishStart => "FS",
            Self::StartStart => "SS",
            Self::FinishFinish => "FF",
            Self::StartFinish => "SF",
        }
    }
}

/// Time a task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Duration {
    /// Minutes of working time, exact; of elapsed time for elapsed units.
    pub minutes: Decimal,
    /// The unit it is shown in.
    pub unit: DurationUnit,
}

/// The unit a duration is shown in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DurationUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of the project's working minutes.
    #[default]
    Days,
    /// Weeks of the project's working minutes.
    Weeks,
    /// Months of the project's working days.
    Months,
    /// A percentage of another task's duration.
    Percent,
    /// Minutes round the clock.
    ElapsedMinutes,
    /// Hours round the clock.
    ElapsedHours,
    /// Days of 24 hours.
    ElapsedDays,
    /// Weeks of 7 days.
    ElapsedWeeks,
    /// Months of 30 days.
    ElapsedMonths,
    /// A percentage of another task's duration, round the clock.
    ElapsedPercent,
}

impl DurationUnit {
    /// `m h d w mo %` and `em eh ed ew emo e%`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Minutes => "m",
            Self::Hours => "h",
            Self::Days => "d",
            Self::Weeks => "w",
            Self::Months => "mo",
            Self::Percent => "%",
            Self::ElapsedMinutes => "em",
            Self::ElapsedHours => "eh",
            Self::ElapsedDays => "ed",
            Self::ElapsedWeeks => "ew",
            Self::ElapsedMonths => "emo",
            Self::ElapsedPercent => "e%",
        }
    }

    /// Minutes in one of these, in a project; percentages stand for themselves.
    #[must_use]
    pub fn minutes(self, project: &Project) -> Decimal {
        match self {
            Self::Minutes | Self::Percent | Self::ElapsedMinutes | Self::ElapsedPercent => Decimal::ONE,
            Self::Hours | Self::ElapsedHours => Decimal::from(60),
            Self::Days => project.minutes_per_day,
            Self::Weeks => project.minutes_per_week,
            Self::Months => project.minutes_per_day * project.days_per_month,
            Self::ElapsedDays => Decimal::from(24 * 60),
            Self::ElapsedWeeks => Decimal::from(7 * 24 * 60),
            Self::ElapsedMonths => Decimal::from(30 * 24 * 60),
        }
    }
}

impl Duration {
    /// The number shown, in its unit. A project that has no minutes in a day shows minutes.
    #[must_use]
    pub fn in_unit(&self, project: &Project) -> Decimal {
        let size = self.unit.minutes(project);
        if size.is_zero() { self.minutes } else { self.minutes / size }
    }
}
