//! The queries of the screens, as the window asks them.

use std::time::{Duration, Instant};

use cds_desktop::contract::{Problem, Reply, Request};
use cds_e2e::Laptop;

use crate::report::{Bench, p95};

/// The portfolio is one query; the others are asked of every job.
const PORTFOLIOS: usize = 100;

pub(crate) async fn bench(laptop: &Laptop) -> anyhow::Result<()> {
    let bench = Bench::begin("views");
    let jobs: Vec<i64> = laptop.portfolio().await?.jobs.iter().map(|job| job.project_key).collect();
    bench.step(&format!("{} jobs", jobs.len()));
    let portfolio = ask(laptop, vec![Request::Portfolio; PORTFOLIOS]).await?;
    let project = ask(laptop, jobs.iter().map(|key| Request::Project { project_key: *key })).await?;
    let chart = |key: &i64| Request::Chart { project_key: *key, width: 960, height: 420 };
    let chart = ask(laptop, jobs.iter().map(chart)).await?;
    let told = [("portfolio", portfolio), ("project", project), ("chart", chart)]
        .map(|(view, times)| format!("{view} {:.1} ms", 1000.0 * p95(times).as_secs_f64()));
    bench.result(&format!("p95 {}", told.join(", ")));
    Ok(())
}

async fn ask(laptop: &Laptop, requests: impl IntoIterator<Item = Request>) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for request in requests {
        let began = Instant::now();
        let answer: Result<Reply, Problem> = laptop.call(request).await;
        times.push(began.elapsed());
        answer.map_err(|problem| anyhow::anyhow!("{:?}: {}", problem.kind, problem.message))?;
    }
    Ok(times)
}
