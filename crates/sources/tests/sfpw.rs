//! Real pay-application histories through the example mapping that the repository keeps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cds_sources::Record;
use cds_sources::sage300::{Content, ExportFile, Mapping, read_files};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn shared() -> Option<PathBuf> {
    let found = match std::env::var_os("CDS_SHARED") {
        Some(path) => Some(PathBuf::from(path)),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|dir| dir.join("shared"))
            .find(|d| d.is_dir()),
    };
    let folder = found.map(|shared| shared.join("data/sfpw_payapps")).filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("skipped: shared data not present");
    }
    folder
}

fn mapping() -> Mapping {
    Mapping::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/sfpw-mapping.toml")).unwrap()
}

/// All rows of a file, each of which is a record.
fn records(folder: &Path, file: &str) -> Vec<Record> {
    let mapping = mapping();
    let content = Content::of(std::fs::File::open(folder.join(file)).unwrap()).unwrap();
    let of_folder = ExportFile { name: file.to_owned(), content, written_on: NaiveDate::default() };
    let mut records = Vec::new();
    let readings = read_files(&mut [of_folder], &mapping, &mut |record| {
        records.push(record);
        Ok(())
    });
    let readings = readings.unwrap();
    assert_eq!(readings.len(), 1, "{file} is one kind of record");
    let (_, reading) = &readings[0];
    assert_eq!((reading.rejected.as_slice(), reading.repeated), ([].as_slice(), 0), "{file}");
    records
}

fn text<'a>(record: &'a Record, field: &str) -> &'a str {
    record.payload[field].as_str().unwrap_or_else(|| panic!("{field} of {}", record.source_id))
}

fn amount(record: &Record, field: &str) -> Decimal {
    text(record, field).parse().unwrap()
}

#[test]
fn every_row_of_the_real_files_becomes_a_record() {
    let Some(folder) = shared() else { return };
    let jobs = records(&folder, "contracts.csv");
    assert_eq!(jobs.len(), 3);
    assert_eq!(records(&folder, "periods.csv").len(), 40);
    assert_eq!(records(&folder, "billed_lines.csv").len(), 567);
    let lines = records(&folder, "sov_lines.csv");
    assert_eq!(lines.len(), 82 + 76 + 51);
    for job in &jobs {
        let of_job = lines.iter().filter(|line| line.payload["job"] == job.payload["job"]);
        let scheduled: Decimal = of_job.map(|line| amount(line, "scheduled_value")).sum();
        assert_eq!(scheduled, amount(job, "original_contract"), "{}", job.source_id);
    }
}

#[test]
fn jobs_get_their_number_from_the_crosswalk_and_keep_their_code() {
    let Some(folder) = shared() else { return };
    let lines = records(&folder, "billed_lines.csv");
    let first = &lines[0];
    assert_eq!(first.source_id, "1243I/2/R-01");
    assert_eq!((text(first, "job_number"), text(first, "job")), ("22-1-243", "1243I"));
    assert_eq!(first.payload["application"], 2);
    assert_eq!(text(first, "billed"), "this_period");
    assert_eq!(first.payload["row"]["amount_this_period"], "3000.00");
}

#[test]
fn the_running_sum_of_the_lines_is_the_amount_to_date_of_every_application() {
    let Some(folder) = shared() else { return };
    let mut billed: BTreeMap<(String, u64), Decimal> = BTreeMap::new();
    for line in records(&folder, "billed_lines.csv") {
        let key = (text(&line, "job").to_owned(), line.payload["application"].as_u64().unwrap());
        *billed.entry(key).or_default() += amount(&line, "this_period");
    }
    let applications = records(&folder, "periods.csv");
    for application in &applications {
        let (job, number) = (text(application, "job"), application.payload["application"].as_u64().unwrap());
        let to_date: Decimal =
            billed.iter().filter(|((of, n), _)| of == job && *n <= number).map(|(_, amount)| amount).sum();
        let stated: Decimal = application.payload["row"]["amount_to_date"].as_str().unwrap().parse().unwrap();
        assert_eq!(to_date, stated, "{}", application.source_id);
        assert!(application.payload.get("completed_to_date").is_none(), "the lines are what counts");
    }
    let undated = applications.iter().filter(|application| application.payload.get("period_to").is_none());
    assert!(undated.clone().all(|application| application.payload.get("published_on").is_some()));
    assert_eq!(undated.count(), 24);
}
