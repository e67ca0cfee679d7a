//! Writes a schedule version the way Microsoft Project saves XML.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use quick_xml::escape::escape;

use crate::model::{Job, Link, LinkKind, Row, ScheduleVersion, Task};

/// `DurationFormat` and `LagFormat` of days.
const DAYS: &str = "7";

/// An XML text under construction.
struct Xml {
    text: String,
    depth: usize,
}

pub(crate) fn write(job: &Job, version: &ScheduleVersion) -> String {
    let mut xml = Xml {
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n".to_owned(),
        depth: 0,
    };
    xml.line("<Project xmlns=\"http://schemas.microsoft.com/project\">");
    xml.depth += 1;
    xml.element("SaveVersion", "14");
    xml.element("GUID", &version.guid);
    xml.element("Title", &job.name);
    xml.element("CreationDate", &instant(job.start.and_time(NaiveTime::MIN)));
    xml.optional("LastSaved", version.last_saved);
    let start = version.tasks.iter().map(|task| task.start).min();
    let finish = version.tasks.iter().map(|task| task.finish).max();
    xml.optional("StartDate", start);
    xml.optional("FinishDate", finish);
    xml.element("MinutesPerDay", "480");
    xml.element("MinutesPerWeek", "2400");
    xml.element("DaysPerMonth", "20");
    xml.element("CurrentDate", &instant(version.opened));
    xml.optional("StatusDate", version.status_date);
    xml.within("Tasks", |xml| {
        for (id, task) in (0..).zip(&version.tasks) {
            xml.within("Task", |xml| xml.task(id, task, version.data_date));
        }
    });
    xml.depth -= 1;
    xml.line("</Project>");
    xml.text
}

impl Xml {
    fn task(&mut self, id: usize, task: &Task, data_date: NaiveDate) {
        self.element("UID", &task.uid.to_string());
        self.element("ID", &id.to_string());
        if task.row == Row::Blank {
            self.element("IsNull", "1");
            return;
        }
        let percent = percent_complete(task, data_date);
        self.element("Name", &task.name);
        self.element("Active", flag(task.row != Row::Inactive));
        self.element("IsNull", "0");
        self.element("OutlineLevel", &task.level.to_string());
        self.element("Start", &instant(task.start));
        self.element("Finish", &instant(task.finish));
        self.element("Duration", &span(task.duration_minutes));
        self.element("DurationFormat", DAYS);
        self.element("Milestone", flag(task.row == Row::Milestone));
        self.element("Summary", flag(task.row == Row::Summary));
        self.element("PercentComplete", &percent.to_string());
        self.optional("ActualStart", Some(task.start).filter(|_| percent > 0));
        self.optional("ActualFinish", Some(task.finish).filter(|_| percent == 100));
        self.element("ActualDuration", &span(task.actual_minutes));
        self.element("RemainingDuration", &span(task.duration_minutes - task.actual_minutes));
        for link in &task.links {
            self.within("PredecessorLink", |xml| xml.link(*link));
        }
        self.within("Baseline", |xml| {
            xml.element("Number", "0");
            xml.element("Start", &instant(task.baseline_start));
            xml.element("Finish", &instant(task.baseline_finish));
        });
    }

    fn link(&mut self, link: Link) {
        let kind = match link.kind {
            LinkKind::FinishFinish => "0",
            LinkKind::FinishStart => "1",
            LinkKind::StartFinish => "2",
            LinkKind::StartStart => "3",
        };
        self.element("PredecessorUID", &link.uid.to_string());
        self.element("Type", kind);
        self.element("CrossProject", "0");
        // In tenths of a minute.
        self.element("LinkLag", &(link.lag_minutes * 10).to_string());
        self.element("LagFormat", DAYS);
    }

    fn within(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.line(&format!("<{name}>"));
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self.line(&format!("</{name}>"));
    }

    fn optional(&mut self, name: &str, at: Option<NaiveDateTime>) {
        if let Some(at) = at {
            self.element(name, &instant(at));
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        self.line(&format!("<{name}>{}</{name}>", escape(text)));
    }

    fn line(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n('\t', self.depth));
        self.text.push_str(line);
        self.text.push_str("\r\n");
    }
}

/// In whole per cent of the duration; what takes no time is done once its day has come.
fn percent_complete(task: &Task, data_date: NaiveDate) -> i64 {
    match task.duration_minutes {
        0 if task.finish.date() <= data_date => 100,
        0 => 0,
        minutes => task.actual_minutes * 100 / minutes,
    }
}

fn flag(set: bool) -> &'static str {
    if set { "1" } else { "0" }
}

fn instant(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn span(minutes: i64) -> String {
    format!("PT{}H{}M0S", minutes / 60, minutes % 60)
}
