//! The real window: it opens a project, keeps its numbers without the service, and shows what its cache holds. Through
//! the driver of its web view, which there is on Linux only.
#![cfg(target_os = "linux")]

use std::path::Path;

use anyhow::Context;
use cds_cache::Cache;
use cds_company::{Company, Size};
use cds_e2e::{Installation, Laptop, Window};
use serde_json::Value;

/// The same laptop screen at 100 % and at 125 %.
const SCREENS: [(u32, u32); 2] = [(1366, 690), (1093, 560)];

const VARIANCE: &str = "return document.querySelector('[data-testid=variance]')?.dataset.points ?? null";
const CHART: &str = "return document.querySelector('[data-testid=chart] [data-series=schedule]') && true";
const SYNC_STATE: &str = "return document.querySelector('[data-testid=sync-state]')?.dataset.state ?? null";
const SYNC_NOW: &str = "return document.querySelector('[data-testid=sync-now]')?.click() ?? null";

#[tokio::test]
async fn the_window_opens_a_project_and_keeps_its_number_with_the_service_stopped() -> anyhow::Result<()> {
    let company = Company::generate(Size::Small, 77);
    let mut installation = Installation::of(&company).await?;
    installation.run(company.as_of).await?;
    let laptop = Laptop::connect(&mut installation).await?;
    let job = worst(&laptop).await?;
    let shown = points(laptop.job(&job).await?.latest.and_then(|month| month.variance_bp));

    let window = Window::open(laptop.folder(), 1366, 690).await?;
    open_project(&window, &job).await?;
    assert_eq!(window.wait_for(VARIANCE).await?, shown);
    window.wait_for(CHART).await?;
    window.close().await?;

    installation.stop().await?;
    let key = laptop.job(&job).await?.project_key;
    for (width, height) in SCREENS {
        let window = Window::open(laptop.folder(), width, height).await?;
        open_project(&window, &job).await?;
        assert_eq!(window.wait_for(VARIANCE).await?, shown, "without the service, at {width}×{height}");
        window.wait_for(CHART).await?;
        window.run(SYNC_NOW).await?;
        window.wait_until(SYNC_STATE, |state| state == "offline").await?;
        assert_eq!(window.wait_for(VARIANCE).await?, shown);
        keep_picture(&window, &format!("window-{width}x{height}.png")).await?;
        window.close().await?;
    }

    alter(laptop.folder(), key)?;
    let window = Window::open(laptop.folder(), 1366, 690).await?;
    open_project(&window, &job).await?;
    assert_eq!(window.wait_for(VARIANCE).await?, "-42.42", "the row altered in SQLite shows altered");
    window.close().await
}

#[tokio::test]
async fn an_open_window_shows_a_changed_bill_without_a_restart() -> anyhow::Result<()> {
    let mut company = Company::generate(Size::Small, 78);
    let mut installation = Installation::of(&company).await?;
    installation.run(company.as_of).await?;
    let laptop = Laptop::connect(&mut installation).await?;
    let job = worst(&laptop).await?;
    let before = points(laptop.job(&job).await?.latest.and_then(|month| month.variance_bp));
    let window = Window::open(laptop.folder(), 1366, 690).await?;
    open_project(&window, &job).await?;
    assert_eq!(window.wait_for(VARIANCE).await?, before);

    let edited = company.job_mut(&job).context("the job to edit")?;
    let bill = edited.applications.last_mut().context("a bill")?;
    bill.lines[0].this_period_cents += 7_500_000;
    company.write_exports(&installation.drop_folder())?;
    installation.run(company.as_of).await?;
    window.run(SYNC_NOW).await?;
    let now = window.wait_until(VARIANCE, |value| *value != before).await?;
    window.close().await?;
    assert_eq!(now, points(laptop.job(&job).await?.latest.and_then(|month| month.variance_bp)));
    installation.stop().await
}

/// A job whose latest month uses a bill and is far off: the first of the portfolio.
async fn worst(laptop: &Laptop) -> anyhow::Result<String> {
    let jobs = laptop.portfolio().await?.jobs;
    Ok(jobs.into_iter().next().context("a job")?.job_number)
}

async fn open_project(window: &Window, job: &str) -> anyhow::Result<()> {
    let row = format!("return document.querySelector('[data-job=\"{job}\"] a') && true");
    window.wait_for(&row).await?;
    window.run(&format!("document.querySelector('[data-job=\"{job}\"] a').click()")).await.map(drop)
}

/// Hundredths of a point as the page writes them for machines.
fn points(bp: Option<i32>) -> Value {
    bp.map_or(Value::Null, |bp| Value::String(format!("{:.2}", f64::from(bp) / 100.0)))
}

fn alter(folder: &Path, project_key: i64) -> anyhow::Result<()> {
    let file = Cache::open(folder)?.current()?.context("nothing has been pulled")?;
    let altered = rusqlite::Connection::open(file)?.execute(
        "update gold_schedule_health set variance_bp = -4242 where project_key = ?1",
        [project_key],
    )?;
    anyhow::ensure!(altered > 0, "the job has months");
    Ok(())
}

async fn keep_picture(window: &Window, name: &str) -> anyhow::Result<()> {
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
    std::fs::create_dir_all(&pictures)?;
    std::fs::write(pictures.join(name), window.screenshot().await?)?;
    Ok(())
}
