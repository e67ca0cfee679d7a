//! Records as a scan of a share yields them.

use cds_warehouse::bronze::Arrival;
use serde_json::{Value, json};

pub(crate) const FOLDER: &str = "Jobs 2025/25-1-082 Mesa Gateway";

/// A schedule file as a scan finds it.
#[derive(Debug, Clone)]
pub(crate) struct ScheduleFile {
    pub(crate) folder: String,
    pub(crate) file: String,
    pub(crate) hash: String,
    pub(crate) data_date: String,
    pub(crate) guid: Option<String>,
    pub(crate) tasks: Vec<Value>,
}

/// A schedule of one task of 100 days, so many of which are done.
pub(crate) fn schedule(file: &str, data_date: &str, days_done: u32) -> ScheduleFile {
    let task = task(1, "Build", 100 * 480, days_done * 480);
    ScheduleFile {
        folder: FOLDER.to_owned(),
        file: file.to_owned(),
        hash: format!("{file}-{data_date}-{days_done}"),
        data_date: data_date.to_owned(),
        guid: None,
        tasks: vec![task],
    }
}

/// A task that counts, in minutes.
pub(crate) fn task(unique_id: i64, name: &str, planned: u32, done: u32) -> Value {
    json!({
        "unique_id": unique_id, "id": unique_id, "name": name, "outline_level": 1, "summary": false, "milestone": false,
        "active": true, "blank": false, "counts": true, "start": "2025-01-06T08:00:00", "finish": "2025-12-19T17:00:00",
        "duration_minutes": planned.to_string(), "actual_minutes": done.to_string(),
        "remaining_minutes": (planned - done).to_string(), "percent_complete": null, "predecessors": [],
    })
}

impl ScheduleFile {
    pub(crate) fn in_folder(self, folder: &str) -> Self {
        Self { folder: folder.to_owned(), ..self }
    }

    /// The file is found: its content as a version, and as what the file holds now.
    pub(crate) fn found(&self) -> Vec<Arrival> {
        let version = json!({
            "job_number": self.job_number(), "job_folder": self.folder, "file": self.file, "content_hash": self.hash,
            "size": 1, "modified_at": format!("{}T12:00:00Z", self.data_date), "data_date": self.data_date,
            "data_date_source": "status_date",
            "facts": {
                "guid": self.guid, "start": "2025-01-06T08:00:00", "finish": "2025-12-19T17:00:00", "status_date": null,
                "last_saved": null, "task_count": self.tasks.len(), "tasks": self.tasks,
            },
        });
        let version = Arrival {
            entity: "schedule_version".to_owned(),
            source_id: format!("{}/{}#{}", self.folder, self.file, self.hash),
            payload: version,
            deleted_how: None,
            effective_on: None,
        };
        vec![version, self.held(None)]
    }

    /// The file is gone.
    pub(crate) fn gone(&self) -> Arrival {
        self.held(Some("absent"))
    }

    fn held(&self, deleted_how: Option<&'static str>) -> Arrival {
        Arrival {
            entity: "schedule_file".to_owned(),
            source_id: format!("{}/{}", self.folder, self.file),
            payload: json!({
                "job_number": self.job_number(), "job_folder": self.folder, "file": self.file, "content_hash": self.hash,
            }),
            deleted_how,
            effective_on: None,
        }
    }

    fn job_number(&self) -> &str {
        let name = self.folder.rsplit('/').next().unwrap_or_default();
        name.split(' ').next().unwrap_or_default()
    }
}
