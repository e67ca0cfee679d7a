//! Every shared Microsoft Project XML file against its reference reading.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cds_schedule::{Duration, Project, Schedule, Task, read};
use chrono::NaiveDateTime;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

#[test]
fn every_shared_file_reads_as_its_reference_says() {
    let files = shared_files();
    let mut differences = Vec::new();
    for file in &files {
        let bytes = fs::read(file).expect("a file");
        let reference = fs::read(file.with_extension("xml.json")).expect("a reference");
        let reference: Value = serde_json::from_slice(&reference).expect("JSON");
        match read(&bytes) {
            Ok(schedule) => compare(file, &schedule, &reference, &mut differences),
            Err(error) => differences.push(format!("{}: {error}", file.display())),
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_cut_copy_of_a_shared_file_is_refused() {
    for file in shared_files() {
        let bytes = fs::read(&file).expect("a file");
        let whole = bytes.iter().rposition(|b| *b == b'>').unwrap_or_default();
        for part in 1..40 {
            let cut = bytes.get(..whole * part / 40).unwrap_or_default();
            assert!(read(cut).is_err(), "{} cut to {} bytes was read", file.display(), cut.len());
        }
    }
}

fn shared_files() -> Vec<PathBuf> {
    let named = std::env::var_os("CDS_SHARED").map(PathBuf::from);
    let beside =
        || Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).map(|above| above.join("shared"));
    let folder = named.or_else(beside).unwrap_or_default().join("schedules/mspdi");
    let Ok(entries) = fs::read_dir(folder) else {
        println!("skipped: shared data not present");
        return Vec::new();
    };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "xml")).collect();
    assert_eq!(files.len(), 26, "the shared schedules");
    files
}

fn compare(file: &Path, schedule: &Schedule, reference: &Value, differences: &mut Vec<String>) {
    let mut expect = |what: String, ours: &Value, theirs: &Value| {
        if !same(ours, theirs) {
            differences.push(format!("{} {what}: {ours} instead of {theirs}", file.display()));
        }
    };
    let project = &schedule.project;
    let said = &reference["project"];
    for (field, ours) in [
        ("start", date(project.start)),
        ("finish", date(project.finish)),
        ("status_date", date(project.status_date)),
        ("last_saved", date(project.last_saved)),
        ("created", date(project.created)),
        ("guid", json!(project.guid.as_ref().map(|g| g.to_lowercase()))),
    ] {
        expect(format!("project {field}"), &lower(&ours), &lower(&said[field]));
    }
    let tasks = reference["tasks"].as_array().map(Vec::as_slice).unwrap_or_default();
    expect("task count".into(), &json!(schedule.tasks.len()), &json!(tasks.len()));
    for said in tasks {
        let unique_id = said["unique_id"].as_i64().unwrap_or_default();
        let Some(task) = schedule.tasks.iter().find(|task| task.unique_id == unique_id) else {
            expect(format!("task {unique_id}"), &Value::Null, said);
            continue;
        };
        for (field, ours) in fields(task, project) {
            expect(format!("task {unique_id} {field}"), &ours, &said[field]);
        }
    }
}

fn fields(task: &Task, project: &Project) -> Vec<(&'static str, Value)> {
    let mut fields = vec![("id", json!(task.id)), ("null", json!(task.blank))];
    if task.blank {
        return fields;
    }
    fields.extend([
        ("name", json!(task.name)),
        ("outline_level", json!(task.outline_level)),
        ("summary", json!(task.summary)),
        ("milestone", json!(task.milestone)),
        ("start", date(task.start)),
        ("finish", date(task.finish)),
        ("actual_start", date(task.actual_start)),
        ("actual_finish", date(task.actual_finish)),
        ("duration", duration(task.duration, project)),
        ("actual_duration", duration(task.actual_duration, project)),
        ("remaining_duration", duration(task.remaining_duration, project)),
        ("percent_complete", json!(task.percent_complete.and_then(|p| p.to_f64()))),
        ("deadline", date(task.deadline)),
        ("predecessors", predecessors(task)),
    ]);
    if !task.active {
        fields.push(("active", json!(false)));
    }
    fields
}

fn predecessors(task: &Task) -> Value {
    let link = |p: &cds_schedule::Dependency| {
        json!([p.unique_id, p.link.code(), [p.lag.to_f64(), p.lag_unit.code()]])
    };
    if task.predecessors.is_empty() { Value::Null } else { task.predecessors.iter().map(link).collect() }
}

fn date(date: Option<NaiveDateTime>) -> Value {
    json!(date.map(|d| d.format("%Y-%m-%dT%H:%M:%S").to_string()))
}

fn lower(value: &Value) -> Value {
    value.as_str().map_or(value.clone(), |text| json!(text.to_lowercase()))
}

fn duration(duration: Option<Duration>, project: &Project) -> Value {
    json!(duration.map(|d| json!([d.in_unit(project).to_f64(), d.unit.code()])))
}

/// Absent means null, false or empty; seconds of zero are left out; numbers agree to 0.001.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Number(a), Value::Number(b)) => {
            (a.as_f64().unwrap_or(f64::NAN) - b.as_f64().unwrap_or(f64::NAN)).abs() <= 0.001
        }
        (Value::String(a), Value::String(b)) => a == b || a.strip_suffix(":00") == Some(b.as_str()),
        (Value::Bool(false), Value::Null) | (Value::Null, Value::Bool(false)) => true,
        (Value::String(text), Value::Null) => text.is_empty(),
        _ => ours == theirs,
    }
}
