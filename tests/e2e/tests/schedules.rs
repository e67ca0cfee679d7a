//! Real Microsoft Project XML files in job folders, to the warehouse. It looks into the warehouse through the private
//! server's socket, which there is on Unix only.
#![cfg(unix)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use cds_cache::views::Version;
use cds_e2e::{Installation, Laptop, shared_data};
use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde_json::Value;
use tokio_postgres::Client;

const MAPPING: &str = "instance = \"none\"\n[dates]\nformats = [\"%Y-%m-%d\"]\n[numbers]\ndecimal = \".\"\n\
    [[export]]\nentity = \"job\"\nfiles = \"jobs*.csv\"\n[export.columns]\njob = \"Job\"\n";

#[tokio::test]
async fn every_real_schedule_lands_and_the_bad_ones_are_told() -> anyhow::Result<()> {
    let Some(data) = shared_data("schedules/mspdi") else { return Ok(()) };
    let mut installation = Installation::start(MAPPING).await?;
    let mut files: Vec<_> = fs::read_dir(&data)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    files.sort();
    assert_eq!(files.len(), 26);
    for (number, file) in (1..).zip(&files) {
        fs::copy(file, job_folder(&installation, number)?.join("schedule.xml"))?;
    }
    let bad = job_folder(&installation, 901)?;
    let whole = fs::read(&files[0])?;
    fs::write(bad.join("truncated.xml"), &whole[..whole.len() / 2])?;
    fs::write(bad.join("no schedule.xml"), "<?xml version=\"1.0\"?><invoice><total>1</total></invoice>")?;

    let growing = job_folder(&installation, 902)?.join("growing.xml");
    fs::write(&growing, &whole[..whole.len() / 2])?;
    // Written later than the run looks: somebody is still at it.
    fs::File::options()
        .write(true)
        .open(&growing)?
        .set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 130))?;

    let report = installation.run("2026-01-31".parse()?).await?;
    let told = report.problems.join("\n");
    assert!(told.contains("truncated.xml") && told.contains("no schedule.xml"), "{told}");
    assert!(told.contains("growing.xml"), "{told}");
    assert_eq!(report.problems.len(), 3, "{told}");

    let laptop = Laptop::connect(&mut installation).await?;
    for (number, file) in (1..).zip(&files) {
        let page = laptop.project(&format!("25-1-{number:03}")).await?;
        let [version] = page.versions.as_slice() else {
            panic!("{}: one version was expected, there are {}", file.display(), page.versions.len());
        };
        equals_reference(file, version, &installation.database().await?).await?;
    }

    fs::write(&growing, &whole)?;
    let report = installation.run("2026-01-31".parse()?).await?;
    assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
    let laptop = Laptop::connect(&mut installation).await?;
    assert_eq!(laptop.project("25-1-902").await?.versions.len(), 1, "it landed once it was whole");
    installation.stop().await
}

/// Holds a version that landed against the reference beside its file.
async fn equals_reference(file: &Path, version: &Version, warehouse: &Client) -> anyhow::Result<()> {
    let name = file.display();
    let reference: Value = serde_json::from_slice(&fs::read(file.with_extension("xml.json"))?)?;
    let project = |field: &str| reference["project"][field].as_str().unwrap_or_default().to_owned();
    let tasks = reference["tasks"].as_array().map_or(0, Vec::len);
    assert_eq!(version.task_count as usize, tasks, "{name}");
    assert_eq!(version.finish.map(|day| day.to_string()).as_deref(), project("finish").get(..10), "{name}");
    let start = warehouse.query_one(START, &[&version.version_key]).await?;
    assert_eq!(start.get::<_, String>(0), project("start"), "{name}");
    let kept = warehouse.query(TASKS, &[&version.version_key]).await?;
    let read = cds_schedule::read(&fs::read(file)?)?;
    assert_eq!(kept.iter().map(task).collect::<Vec<_>>(), expected_tasks(&reference, &read), "{name}");
    Ok(())
}

const START: &str = r#"select to_char(start_on, 'YYYY-MM-DD"T"HH24:MI') from silver.fact_schedule_versions
    where version_key = $1"#;

const TASKS: &str = "select unique_id, percent_complete, duration_minutes,
        coalesce((select array_agg(l.predecessor_id || l.link_type order by l.ordinal)
            from silver.fact_schedule_links l
            where l.version_key = a.version_key and l.successor_id = a.unique_id), '{}')
    from silver.fact_schedule_activities a where version_key = $1 and not is_blank order by unique_id";

/// Unique id, % complete, duration in working minutes, links as `12FS`.
type Task = (i64, Option<Decimal>, Option<Decimal>, Vec<String>);

fn task(row: &tokio_postgres::Row) -> Task {
    let exact = |number: Option<Decimal>| number.map(|n| n.normalize());
    (row.get(0), exact(row.get(1)), exact(row.get(2)), row.get(3))
}

/// What the reference says of the tasks that are no blank lines. Durations, which it gives in the units of people, are
/// the reader's minutes: the reader is held against them by itself.
fn expected_tasks(reference: &Value, read: &cds_schedule::Schedule) -> Vec<Task> {
    let tasks = reference["tasks"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut expected: Vec<Task> = tasks
        .iter()
        .filter(|task| task["null"] != true)
        .map(|task| {
            let id = task["unique_id"].as_i64().unwrap_or_default();
            let minutes =
                read.tasks.iter().find(|t| t.unique_id == id).and_then(|t| t.duration).map(|d| d.minutes);
            let links = task["predecessors"].as_array().map(Vec::as_slice).unwrap_or_default();
            let links =
                links.iter().map(|l| format!("{}{}", l[0], l[1].as_str().unwrap_or_default())).collect();
            let percent = task["percent_complete"].as_f64().and_then(Decimal::from_f64);
            (id, percent.map(|p| p.normalize()), minutes.map(|m| m.normalize()), links)
        })
        .collect();
    expected.sort_by_key(|task| task.0);
    expected
}

fn job_folder(installation: &Installation, number: i32) -> anyhow::Result<PathBuf> {
    let folder = installation.share().join("Jobs 2025").join(format!("25-1-{number:03} Sample {number}"));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
