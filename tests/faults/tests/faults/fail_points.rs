//! The service ends at a named place, as at a power cut.

use std::os::unix::process::ExitStatusExt;

use cds_faults::{Contents, Contractor, Office, Server};
use cds_warehouse::silver_assets;

use crate::{PROGRAM, Undisturbed, assert_same};

pub(crate) const ABORTED: i32 = 6;

/// Places in the order in which a run comes to them. Some it passes more than once: `6*off` lets it pass six times.
/// Beside them, a run ends before and after it commits each asset of silver.
const FIRST_DAY: [&str; 13] = [
    "landing.in_copy=return",
    "landing.in_copy=100*off->return",
    "landing.before_commit=return",
    "landing.after_commit=return",
    "file.before_move=2*off->return",
    "landing.after_commit=6*off->return",
    "original.in_copy=return",
    "roots.before_commit=return",
    "roots.after_commit=return",
    "schedule_of_record.before_commit=return",
    "gold.before_commit=return",
    "gold.after_commit=return",
    "run.before_end=return",
];

const WITH_CORRECTIONS: [&str; 8] = [
    "landing.after_commit=return",
    "file.before_move=3*off->return",
    "dim_project.after_commit=return",
    "fact_change_orders.after_commit=return",
    "fact_pay_apps.after_commit=return",
    "schedule_of_record.after_commit=return",
    "gold.before_commit=return",
    "run.after_end=return",
];

fn run_into(office: &Office, fail_point: &str) -> anyhow::Result<()> {
    let ran = office.run_into(fail_point)?;
    assert_eq!(ran.status.signal(), Some(ABORTED), "{fail_point}: {} {}", ran.said, ran.logged);
    Ok(())
}

#[tokio::test]
async fn wherever_a_first_run_ends_the_next_one_leaves_what_an_undisturbed_one_leaves() -> anyhow::Result<()>
{
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    let of_assets = silver_assets()
        .flat_map(|asset| ["before_commit", "after_commit"].map(|moment| format!("{asset}.{moment}=return")));
    for fail_point in FIRST_DAY.map(str::to_owned).into_iter().chain(of_assets) {
        let fail_point = fail_point.as_str();
        let database = server.new_database().await?;
        let office = Office::open(PROGRAM, &contractor, Some(&server.url(&database)?))?;
        run_into(&office, fail_point)?;
        office.run()?;
        let contents = Contents::read(&server.client(&database).await?).await?;
        assert_same(&undisturbed.first, &contents, fail_point);
    }
    server.stop().await
}

#[tokio::test]
async fn wherever_a_run_with_corrections_ends_the_next_one_brings_them_all() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    let first_day = server.new_database().await?;
    let mut office = Office::open(PROGRAM, &contractor, Some(&server.url(&first_day)?))?;
    office.run()?;
    for fail_point in WITH_CORRECTIONS {
        let database = server.copy_database(&first_day).await?;
        office.reach_warehouse(server.url(&database)?)?;
        contractor.lay_second_day(office.path())?;
        run_into(&office, fail_point)?;
        office.run()?;
        office.run()?;
        let contents = Contents::read(&server.client(&database).await?).await?;
        assert_same(&undisturbed.corrected, &contents, fail_point);
        contractor.lay_first_share(office.path())?;
    }
    server.stop().await
}
