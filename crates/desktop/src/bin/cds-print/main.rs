//! Prints what the window shows: the portfolio, and the months of its worst job, whose S-curve it draws.

mod figures;
mod table;

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::{Context, anyhow, ensure};
use cds_cache::views::{Portfolio, ProjectPage};
use cds_desktop::{
    App,
    contract::{Problem, Reply, Request},
};
use clap::Parser;

use crate::{
    figures::{date, jobs, money, months_light, points, signed_points},
    table::Table,
};

/// Prints what the window shows.
#[derive(Parser)]
struct Arguments {
    /// Folder of the laptop's files.
    #[arg(long)]
    data: PathBuf,
    /// Connects to this service and pulls first.
    #[arg(long, requires = "token_file")]
    server: Option<String>,
    /// The development token the service wrote.
    #[arg(long, requires = "server")]
    token_file: Option<PathBuf>,
    /// Prints the months of the worst job too, and draws its S-curve into this folder.
    #[arg(long)]
    chart: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| anyhow!("another TLS provider is installed already"))?;
    let arguments = Arguments::parse();
    let app = App::open(&arguments.data)?;
    if let (Some(server), Some(file)) = (arguments.server, arguments.token_file) {
        let token =
            fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        app.call(Request::Connect { server, token }).await.map_err(said)?;
    }
    let portfolio = portfolio(&app).await?;
    ensure!(
        !portfolio.company.is_empty(),
        "nothing has been pulled into {} yet; connect it to a service with --server and --token-file",
        arguments.data.display()
    );
    print_portfolio(&portfolio);
    if let Some(folder) = arguments.chart {
        let worst = portfolio.jobs.first().context("there is no job to draw")?;
        let page = project(&app, worst.project_key).await?;
        print_project(&page);
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let picture = folder.join(format!("{}.png", page.job.job_number));
        fs::write(&picture, app.chart_png(worst.project_key, 960, 480).map_err(said)?)
            .with_context(|| format!("{} cannot be written", picture.display()))?;
        println!("\nIts S-curve: {}", picture.display());
    }
    Ok(())
}

async fn portfolio(app: &Arc<App>) -> anyhow::Result<Portfolio> {
    match app.call(Request::Portfolio).await.map_err(said)? {
        Reply::Portfolio(portfolio) => Ok(portfolio),
        other => Err(anyhow!("a portfolio was asked for, {other:?} came")),
    }
}

async fn project(app: &Arc<App>, project_key: i64) -> anyhow::Result<ProjectPage> {
    match app.call(Request::Project { project_key }).await.map_err(said)? {
        Reply::Project(page) => Ok(*page),
        other => Err(anyhow!("a project was asked for, {other:?} came")),
    }
}

fn said(problem: Problem) -> anyhow::Error {
    anyhow!(problem.message)
}

fn print_portfolio(portfolio: &Portfolio) {
    println!(
        "\n{}: {}, billed to {}, scheduled to {}\n",
        portfolio.company,
        jobs(portfolio.jobs.len()),
        date(portfolio.billed_to),
        date(portfolio.scheduled_to),
    );
    let mut table = Table::new(
        &["Job", "Name", "Project manager"],
        &["Contract", "Schedule %", "Billed %", "Variance"],
        "Light",
    );
    for job in &portfolio.jobs {
        let latest = job.latest.as_ref();
        table.add([
            job.job_number.clone(),
            job.name.clone(),
            job.project_manager.clone().unwrap_or_else(|| figures::NONE.into()),
            money(job.contract_cents),
            points(latest.and_then(|month| month.schedule_bp)),
            points(latest.and_then(|month| month.financial_bp)),
            signed_points(latest.and_then(|month| month.variance_bp)),
            latest.map_or_else(|| figures::NONE.into(), months_light),
        ]);
    }
    print!("{table}");
}

fn print_project(page: &ProjectPage) {
    println!("\n{} {}\n{}\n", page.job.job_number, page.job.name, page.verdict.sentence);
    let mut table = Table::new(
        &["Month", "Data date", "Billed to"],
        &["Billed", "Schedule %", "Billed %", "Variance"],
        "Light",
    );
    for month in &page.months {
        table.add([
            date(Some(month.month_end)),
            date(month.data_date),
            date(month.period_to),
            money(month.billed_cents),
            points(month.schedule_bp),
            points(month.financial_bp),
            signed_points(month.variance_bp),
            months_light(month),
        ]);
    }
    print!("{table}");
}
