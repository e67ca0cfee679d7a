use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use super::{value, value_of};
use crate::{Baseline, Dependency, Duration, DurationUnit, LinkType, Project, Task};

/// A `<Task>` as far as it has been read. Elements come in any order, so durations wait for their unit.
#[derive(Default)]
pub(super) struct TaskBuilder {
    task: Task,
    unique_id: Option<i64>,
    inactive: bool,
    unit: Option<(DurationUnit, bool)>,
    duration: Option<Decimal>,
    actual_duration: Option<Decimal>,
    remaining_duration: Option<Decimal>,
    links: Vec<Link>,
    baselines: Vec<BaselineBuilder>,
}

#[derive(Default)]
struct Link {
    unique_id: Option<i64>,
    link: LinkType,
    lag: Decimal,
    unit: Option<DurationUnit>,
}

#[derive(Default)]
struct BaselineBuilder {
    number: i64,
    start: Option<NaiveDateTime>,
    finish: Option<NaiveDateTime>,
    duration: Option<Decimal>,
    unit: Option<DurationUnit>,
}

impl TaskBuilder {
    pub(super) fn open_link(&mut self) {
        self.links.push(Link::default());
    }

    pub(super) fn open_baseline(&mut self) {
        self.baselines.push(BaselineBuilder::default());
    }

    /// Takes the text of an element by its path beneath `<Task>`.
    pub(super) fn take(&mut self, path: &[&str], text: &str) {
        match path {
            [field] => self.take_field(field, text),
            ["PredecessorLink", field] => {
                if let Some(link) = self.links.last_mut() {
                    link.take(field, text);
                }
            }
            ["Baseline", field] => {
                if let Some(baseline) = self.baselines.last_mut() {
                    baseline.take(field, text);
                }
            }
            _ => {}
        }
    }

    fn take_field(&mut self, field: &str, text: &str) {
        let task = &mut self.task;
        match field {
            "UID" => self.unique_id = value::integer(text),
            "ID" => task.id = value::integer(text),
            "Name" => task.name = text.to_owned(),
            "GUID" => task.guid = value_of(text),
            "WBS" => task.wbs = value_of(text),
            "OutlineLevel" => task.outline_level = text.trim().parse().ok(),
            "OutlineNumber" => task.outline_number = value_of(text),
            "Summary" => task.summary = value::flag(text),
            "Milestone" => task.milestone = value::flag(text),
            "Active" => self.inactive = !value::flag(text),
            "IsNull" => task.blank = value::flag(text),
            "Manual" => task.manual = value::flag(text),
            "Critical" => task.critical = value::flag(text),
            "Estimated" => task.estimated = value::flag(text),
            "Start" => task.start = value::date(text),
            "Finish" => task.finish = value::date(text),
            "ActualStart" => task.actual_start = value::date(text),
            "ActualFinish" => task.actual_finish = value::date(text),
            "Deadline" => task.deadline = value::date(text),
            "Duration" => self.duration = value::minutes(text),
            "ActualDuration" => self.actual_duration = value::minutes(text),
            "RemainingDuration" => self.remaining_duration = value::minutes(text),
            "DurationFormat" => self.unit = value::unit(text),
            "PercentComplete" => task.percent_complete = value::percent(text),
            _ => {}
        }
    }

    /// The task, unless it has no unique id: nothing could refer to it.
    pub(super) fn build(self, project: &Project) -> Option<Task> {
        let (unit, estimated) = self.unit.unwrap_or_default();
        let duration = |minutes: Option<Decimal>| minutes.map(|minutes| Duration { minutes, unit });
        let baseline = self.baselines.into_iter().find(|baseline| baseline.number == 0);
        let mut task = Task {
            unique_id: self.unique_id?,
            active: !self.inactive,
            estimated: self.task.estimated || estimated,
            duration: duration(self.duration),
            actual_duration: duration(self.actual_duration),
            remaining_duration: duration(self.remaining_duration),
            baseline: baseline.map(|baseline| baseline.build(unit)),
            predecessors: self.links.into_iter().filter_map(|link| link.build(project)).collect(),
            ..self.task
        };
        if task.milestone {
            task.finish = task.finish.or(task.start);
        }
        Some(task)
    }
}

impl Link {
    fn take(&mut self, field: &str, text: &str) {
        match field {
            "PredecessorUID" => self.unique_id = value::integer(text),
            "Type" => self.link = value::link_type(text).unwrap_or_default(),
            "LinkLag" => self.lag = value::decimal(text).unwrap_or_default(),
            "LagFormat" => self.unit = value::unit(text).map(|(unit, _)| unit),
            _ => {}
        }
    }

    /// Lags are stored in tenths of a minute, percentages as they are.
    fn build(self, project: &Project) -> Option<Dependency> {
        let lag_unit = self.unit.unwrap_or_default();
        let lag = match lag_unit {
            DurationUnit::Percent | DurationUnit::ElapsedPercent => self.lag,
            _ => {
                let minutes = self.lag / Decimal::TEN;
                Duration { minutes, unit: lag_unit }.in_unit(project)
            }
        };
        Some(Dependency { unique_id: self.unique_id?, link: self.link, lag, lag_unit })
    }
}

impl BaselineBuilder {
    fn take(&mut self, field: &str, text: &str) {
        match field {
            "Number" => self.number = value::integer(text).unwrap_or_default(),
            "Start" => self.start = value::date(text),
            "Finish" => self.finish = value::date(text),
            "Duration" => self.duration = value::minutes(text),
            "DurationFormat" => self.unit = value::unit(text).map(|(unit, _)| unit),
            _ => {}
        }
    }

    fn build(self, unit_of_task: DurationUnit) -> Baseline {
        let unit = self.unit.unwrap_or(unit_of_task);
        let duration = self.duration.map(|minutes| Duration { minutes, unit });
        Baseline { start: self.start, finish: self.finish, duration }
    }
}

/// What only the whole list tells: rows without numbers, and which tasks are summaries.
pub(super) fn complete(tasks: &mut [Task]) {
    if tasks.iter().all(|task| task.id.is_none()) {
        for (id, task) in (1..).zip(tasks.iter_mut()) {
            task.id = Some(id);
        }
    }
    // Third-party writers leave the mark out, so the outline has the word where it has levels.
    let levels: Vec<Option<u32>> =
        tasks.iter().filter(|task| !task.blank).map(|task| task.outline_level).collect();
    let mut next = levels.iter().skip(1).copied().chain([None]);
    for task in tasks.iter_mut().filter(|task| !task.blank) {
        let below = next.next().flatten();
        if let (Some(level), Some(below)) = (task.outline_level, below) {
            task.summary |= below > level;
        }
    }
}
