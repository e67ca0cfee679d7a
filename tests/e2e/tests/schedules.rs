//! Real Microsoft Project XML files in job folders, to the warehouse.

use std::fs;

use cds_e2e::{Installation, Laptop, shared_data};
use serde_json::Value;

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

    let report = installation.run("2026-01-31".parse()?).await?;
    let told = report.problems.join("\n");
    assert!(told.contains("truncated.xml") && told.contains("no schedule.xml"), "{told}");
    assert_eq!(report.problems.len(), 2, "{told}");

    let laptop = Laptop::connect(&mut installation).await?;
    for (number, file) in (1..).zip(&files) {
        let reference: Value = serde_json::from_slice(&fs::read(file.with_extension("xml.json"))?)?;
        let page = laptop.project(&format!("25-1-{number:03}")).await?;
        let [version] = page.versions.as_slice() else {
            panic!("{}: one version was expected, there are {}", file.display(), page.versions.len());
        };
        let tasks = reference["tasks"].as_array().map_or(0, Vec::len);
        assert_eq!(version.task_count as usize, tasks, "{}", file.display());
        let finish = reference["project"]["finish"].as_str().and_then(|text| text.get(..10)).map(str::to_owned);
        assert_eq!(version.finish.map(|day| day.to_string()), finish, "{}", file.display());
    }
    installation.stop().await
}

fn job_folder(installation: &Installation, number: i32) -> anyhow::Result<std::path::PathBuf> {
    let folder = installation.share().join("Jobs 2025").join(format!("25-1-{number:03} Sample {number}"));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

