//! The files of a contractor, as the product's readers see them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cds_company::{Company, Row, ScheduleVersion, Series, Size, naive};
use cds_folders::{
    Choice, DataDateSettings, DateClues, ScheduleFacts, Version, data_date, schedule_of_record,
};
use cds_sources::{
    Record,
    sage300::{Content, ExportFile, Mapping, read_files},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::json;
use tempfile::TempDir;

fn contractor(seed: u64) -> (Company, TempDir) {
    let company = Company::generate(Size::Small, seed);
    let folder = tempfile::tempdir().unwrap();
    company.write_installation(folder.path()).unwrap();
    (company, folder)
}

/// All files beneath a folder: what they hold, by path.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path).into_iter().map(|(file, bytes)| (path.join(file), bytes)));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found.into_iter().map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes)).collect()
}

/// The records of the exports of a day, by entity; none may be rejected.
fn records(company: &Company, folder: &Path, day: &str) -> BTreeMap<String, Vec<Record>> {
    let mapping = Mapping::parse(&company.mapping(), "mapping.toml").unwrap();
    let mut records: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for (path, bytes) in contents(&folder.join("drop")) {
        let name = path.to_str().unwrap();
        if !name.contains(day) || name.ends_with(".done") {
            continue;
        }
        let content = Content::of(bytes.as_slice()).unwrap();
        let file = ExportFile { name: name.to_owned(), content, written_on: NaiveDate::default() };
        let readings = read_files(&mut [file], &mapping, &mut |record| {
            records.entry(record.entity.clone()).or_default().push(record);
            Ok(())
        });
        for (_, reading) in readings.unwrap() {
            assert_eq!((reading.rejected.as_slice(), reading.repeated), ([].as_slice(), 0), "{name}");
        }
    }
    records
}

fn text<'a>(record: &'a Record, field: &str) -> &'a str {
    record.payload[field].as_str().unwrap_or_default()
}

fn cents(record: &Record, field: &str) -> Decimal {
    text(record, field).parse::<Decimal>().unwrap() * Decimal::ONE_HUNDRED
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (company, folder) = contractor(11);
    let (_, again) = contractor(11);
    assert!(contents(folder.path()) == contents(again.path()));
    let (_, other) = contractor(12);
    assert!(contents(folder.path()) != contents(other.path()));
    let before = contents(folder.path());
    fs::write(folder.path().join("share/stray.xml"), "stray").unwrap();
    fs::write(folder.path().join("drop/stray.csv"), "stray").unwrap();
    company.write_installation(folder.path()).unwrap();
    assert!(contents(folder.path()) == before, "what was written over an installation differs");
}

#[test]
fn the_exports_are_read_to_the_last_row_and_to_the_cent() {
    let (company, folder) = contractor(21);
    let records = records(&company, folder.path(), "2026-10-30");
    let booked = || company.jobs.iter().filter(|job| job.accounting_code.is_some());
    let jobs: Vec<_> = records["job"]
        .iter()
        .map(|r| [text(r, "job_number"), text(r, "name"), text(r, "project_manager"), text(r, "status")])
        .collect();
    let expected: Vec<_> = booked()
        .map(|job| {
            let status = if job.status == cds_company::JobStatus::Closed { "closed" } else { "active" };
            [job.number.as_str(), job.name.as_str(), job.manager.name.as_str(), status]
        })
        .collect();
    assert_eq!(jobs, expected);
    let changes: Decimal = records["change_order"].iter().map(|record| cents(record, "amount")).sum();
    let agreed: i64 = booked().flat_map(|job| &job.change_orders).map(|change| change.amount_cents).sum();
    assert_eq!(changes, Decimal::from(agreed));

    let mut billed: BTreeMap<(String, u64), Decimal> = BTreeMap::new();
    for line in &records["pay_application_line"] {
        let key = (text(line, "job_number").to_owned(), line.payload["application"].as_u64().unwrap());
        let parts =
            ["previous", "this_period", "stored"].map(|part| cents(line, part)).into_iter().sum::<Decimal>();
        assert_eq!(parts, cents(line, "completed_to_date"), "{}", line.source_id);
        *billed.entry(key).or_default() += parts;
    }
    let applications = booked().flat_map(|job| job.applications.iter().map(move |bill| (job, bill)));
    let expected: BTreeMap<_, _> = applications
        .map(|(job, bill)| {
            ((job.number.clone(), u64::from(bill.number)), Decimal::from(bill.completed_to_date_cents()))
        })
        .collect();
    assert_eq!(billed, expected);
    for header in &records["pay_application"] {
        let key = (text(header, "job_number").to_owned(), header.payload["application"].as_u64().unwrap());
        assert_eq!(cents(header, "completed_to_date"), expected[&key], "{}", header.source_id);
    }
}

#[test]
fn the_books_are_read_to_the_last_line_and_to_the_cent() {
    let (company, folder) = contractor(23);
    let truth = company.truth();
    let sums = naive::book_sums(&truth).unwrap();
    let today = records(&company, folder.path(), "2026-10-30");
    let of_code =
        |record: &Record| (text(record, "job_number").to_owned(), text(record, "cost_code").to_owned());

    let mut hours: BTreeMap<_, Decimal> = BTreeMap::new();
    for line in &today["labor"] {
        *hours.entry(of_code(line)).or_default() += cents(line, "hours");
    }
    let expected: BTreeMap<_, _> =
        sums.hours.into_iter().map(|(code, hours)| (code, Decimal::from(hours))).collect();
    assert_eq!(hours, expected);

    let mut ledger: BTreeMap<String, Record> = BTreeMap::new();
    let earlier = records(&company, folder.path(), "2026-09-30");
    for line in earlier["job_cost"].iter().chain(&today["job_cost"]) {
        ledger.insert(line.source_id.clone(), line.clone());
    }
    let is_today = |id: &String| today["job_cost"].iter().any(|line| line.source_id == *id);
    ledger.retain(|id, line| text(line, "accounting_date") < "2026-09-01" || is_today(id));
    let mut costs: BTreeMap<_, Decimal> = BTreeMap::new();
    for line in ledger.values() {
        *costs.entry(of_code(line)).or_default() += cents(line, "amount");
    }
    let expected: BTreeMap<_, _> =
        sums.cost_cents.into_iter().map(|(code, cost)| (code, Decimal::from(cost))).collect();
    assert_eq!(costs, expected);

    let mut budgets: BTreeMap<_, Decimal> = BTreeMap::new();
    for line in &today["job_cost_code"] {
        let total = cents(line, "total_estimate");
        assert_eq!(
            cents(line, "original_estimate") + cents(line, "approved_changes"),
            total,
            "{}",
            line.source_id
        );
        *budgets.entry(text(line, "job_number").to_owned()).or_default() += total;
    }
    let expected: BTreeMap<_, _> =
        sums.budget_cents.into_iter().map(|(job, budget)| (job, Decimal::from(budget))).collect();
    assert_eq!(budgets, expected);
}

#[test]
fn each_export_of_the_payroll_has_the_titles_of_its_day() {
    let (company, folder) = contractor(24);
    let truth = company.truth();
    let mut titles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for day in ["2024-12-31", "2025-06-30", "2025-12-31", "2026-06-30", "2026-10-30"] {
        let people = &records(&company, folder.path(), day)["employee"];
        assert_eq!(people.len(), company.employees.len());
        for person in people.iter().step_by(5) {
            let title = naive::title_on(&truth, &person.source_id, day.parse().unwrap()).unwrap();
            assert_eq!(Some(text(person, "job_title")), title.as_deref(), "{} on {day}", person.source_id);
        }
        for person in people {
            titles.entry(person.source_id.clone()).or_default().insert(text(person, "job_title").to_owned());
        }
    }
    assert!(titles.values().any(|titles| titles.len() > 1));
}

#[test]
fn the_export_before_the_last_holds_what_was_corrected_since() {
    let (company, folder) = contractor(31);
    let earlier = records(&company, folder.path(), "2026-09-30");
    let mut corrected = 0;
    for job in &company.jobs {
        for bill in job.applications.iter().filter(|bill| bill.first_exported.is_some()) {
            let of_bill = |r: &&Record| {
                text(r, "job_number") == job.number && r.payload["application"] == u64::from(bill.number)
            };
            let lines = earlier["pay_application_line"].iter().filter(of_bill);
            let first: Decimal = lines.map(|line| cents(line, "completed_to_date")).sum();
            assert!(first > Decimal::from(bill.completed_to_date_cents()), "{}", job.number);
            corrected += 1;
        }
    }
    assert!(corrected > 0);
}

/// What the folders' reader makes of a schedule file.
fn read(folder: &Path, job_folder: &str, file: &str) -> (ScheduleFacts, std::time::SystemTime) {
    let path = folder.join("share").join(job_folder).join(file);
    let schedule = cds_schedule::read(&fs::read(&path).unwrap()).unwrap();
    (ScheduleFacts::from(&schedule), fs::metadata(&path).unwrap().modified().unwrap())
}

#[test]
fn schedules_are_read_as_the_truth_says() {
    let (company, folder) = contractor(41);
    let mut kinds = std::collections::BTreeSet::new();
    for job in &company.jobs {
        for version in &job.schedules {
            let (facts, _) = read(folder.path(), &job.folder, &version.file);
            assert_eq!(facts.tasks.len(), version.tasks.len(), "{}/{}", job.folder, version.file);
            for (seen, task) in facts.tasks.iter().zip(&version.tasks) {
                let kind = match task.row {
                    Row::Work => (false, false, true, false),
                    Row::Summary => (true, false, true, false),
                    Row::Milestone => (false, true, true, false),
                    Row::Inactive => (false, false, false, false),
                    Row::Blank => (false, false, true, true),
                };
                assert_eq!((seen.summary, seen.milestone, seen.active, seen.blank), kind, "{}", task.name);
                if task.row == Row::Blank {
                    continue;
                }
                assert_eq!(seen.name, task.name);
                assert_eq!(seen.duration_minutes, Some(task.duration_minutes.into()), "{}", task.name);
                assert_eq!(seen.actual_minutes, Some(task.actual_minutes.into()), "{}", task.name);
                assert_eq!((seen.start, seen.finish), (Some(task.start), Some(task.finish)));
                for (seen, link) in seen.predecessors.iter().zip(&task.links) {
                    let lag = Decimal::from(link.lag_minutes) / Decimal::from(480);
                    assert_eq!((seen.unique_id, seen.lag), (i64::from(link.uid), lag));
                    assert_eq!(json!(seen.kind), json!(link.kind));
                    kinds.insert(seen.kind.clone());
                }
                assert_eq!(seen.predecessors.len(), task.links.len());
            }
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["FF", "FS", "SF", "SS"]);
}

#[test]
fn data_dates_are_found_where_the_truth_says() {
    let (company, folder) = contractor(51);
    let mut sources = BTreeMap::new();
    for job in &company.jobs {
        for version in &job.schedules {
            let (facts, modified) = read(folder.path(), &job.folder, &version.file);
            let clues = DateClues {
                file: &version.file,
                status_date: facts.status_date,
                last_saved: facts.last_saved,
                modified: modified.into(),
                corrected: None,
            };
            let found = data_date(&clues, &DataDateSettings::default(), chrono_tz::America::Phoenix);
            assert_eq!(found.date, version.data_date, "{}/{}", job.folder, version.file);
            assert_eq!(json!(found.source), json!(version.data_date_source));
            *sources.entry(json!(found.source).to_string()).or_insert(0) += 1;
        }
    }
    assert_eq!(sources.len(), 4, "{sources:?}");
}

#[test]
fn the_masters_are_the_schedule_of_record_on_a_first_look() {
    let (company, folder) = contractor(61);
    let mut decoys = 0;
    for job in company.jobs.iter().filter(|job| !job.schedules.is_empty()) {
        let version = |version: &ScheduleVersion| {
            let (facts, modified) = read(folder.path(), &job.folder, &version.file);
            Version {
                file: version.file.clone(),
                hash: version.file.clone(),
                data_date: version.data_date,
                modified: modified.into(),
                project_guid: facts.guid.clone(),
                tasks: facts.task_names(),
                on_share: true,
            }
        };
        let versions: Vec<_> = job.schedules.iter().map(version).collect();
        let record = schedule_of_record(&versions, &Choice::default()).unwrap();
        let (masters, others): (Vec<&ScheduleVersion>, Vec<_>) =
            job.schedules.iter().partition(|version| version.series == Series::Master);
        let found: Vec<_> = record.versions.iter().map(|version| &version.file).collect();
        assert_eq!(found, masters.iter().map(|version| &version.file).collect::<Vec<_>>());
        decoys += others.len();
    }
    assert!(decoys > 0);
}
