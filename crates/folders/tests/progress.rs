//! Which tasks count, what their work adds up to, and what the payload looks like.

use cds_folders::{Dependency, ScheduleFacts, TaskFacts, Work};
use rust_decimal::Decimal;
use serde_json::json;

fn task(unique_id: i64, duration: &str, actual: &str) -> TaskFacts {
    TaskFacts {
        unique_id,
        name: format!("Task {unique_id}"),
        active: true,
        duration_minutes: Some(duration.parse().unwrap()),
        actual_minutes: Some(actual.parse().unwrap()),
        ..TaskFacts::default()
    }
}

#[test]
fn only_active_tasks_that_are_no_summary_milestone_or_blank_line_count() {
    let counted = task(1, "480", "120");
    assert!(counted.is_counted());
    assert!(!TaskFacts { summary: true, ..counted.clone() }.is_counted());
    assert!(!TaskFacts { milestone: true, ..counted.clone() }.is_counted());
    assert!(!TaskFacts { active: false, ..counted.clone() }.is_counted());
    assert!(!TaskFacts { blank: true, ..counted }.is_counted());
}

#[test]
fn work_is_the_exact_sum_over_the_tasks_that_count() {
    let tasks = vec![
        TaskFacts { summary: true, ..task(1, "10000", "10000") },
        task(2, "480", "480"),
        task(3, "960.1", "240.2"),
        TaskFacts { actual_minutes: None, ..task(4, "60", "0") },
        TaskFacts { duration_minutes: None, actual_minutes: None, ..task(5, "0", "0") },
        TaskFacts { active: false, ..task(6, "5000", "0") },
    ];
    let facts = ScheduleFacts { task_count: tasks.len(), tasks, ..ScheduleFacts::default() };
    let expected = Work { planned_minutes: Decimal::new(15001, 1), actual_minutes: Decimal::new(7202, 1) };
    assert_eq!(facts.work(), expected);
    assert_eq!(ScheduleFacts::default().work(), Work::default());
}

#[test]
fn a_schedule_is_recognised_by_its_tasks_without_blank_lines_and_the_project_itself() {
    let blank = TaskFacts { blank: true, ..task(3, "0", "0") };
    let facts =
        ScheduleFacts { tasks: vec![task(0, "0", "0"), task(1, "0", "0"), blank], ..Default::default() };
    assert_eq!(facts.task_names().into_iter().collect::<Vec<_>>(), [(1, "Task 1".to_owned())]);
}

#[test]
fn the_payload_names_every_field_and_writes_minutes_exactly() {
    let mut excavate = task(7, "2400.5", "1200");
    excavate.id = Some(3);
    excavate.outline_level = Some(2);
    excavate.counts = true;
    excavate.start = Some("2025-03-03T08:00:00".parse().unwrap());
    excavate.percent_complete = Some(Decimal::from(50));
    excavate.predecessors = vec![Dependency {
        unique_id: 6,
        kind: "FS".to_owned(),
        lag: Decimal::from(-2),
        lag_unit: "d".to_owned(),
    }];
    let facts = ScheduleFacts {
        guid: Some("A".to_owned()),
        start: Some("2025-03-03T08:00:00".parse().unwrap()),
        task_count: 1,
        tasks: vec![excavate],
        ..ScheduleFacts::default()
    };
    let payload = serde_json::to_value(&facts).unwrap();
    assert_eq!(
        payload,
        json!({
            "guid": "A",
            "start": "2025-03-03T08:00:00",
            "finish": null,
            "status_date": null,
            "last_saved": null,
            "task_count": 1,
            "tasks": [{
                "unique_id": 7,
                "id": 3,
                "name": "Task 7",
                "outline_level": 2,
                "summary": false,
                "milestone": false,
                "active": true,
                "blank": false,
                "counts": true,
                "start": "2025-03-03T08:00:00",
                "finish": null,
                "duration_minutes": "2400.5",
                "actual_minutes": "1200",
                "remaining_minutes": null,
                "percent_complete": "50",
                "predecessors": [{ "unique_id": 6, "type": "FS", "lag": "-2", "lag_unit": "d" }],
            }],
        })
    );
    assert_eq!(serde_json::from_value::<ScheduleFacts>(payload).unwrap(), facts);
}
