//! PostgreSQL stops in the middle of a run: by an administrator's hand, or as at a crash.

use std::{process::Command, sync::Arc};

use anyhow::ensure;
use cds_e2e::Laptop;
use cds_faults::{Contractor, Office, Server};
use tokio::task::spawn_blocking;

use crate::{
    PROGRAM, Undisturbed, assert_same, in_time,
    laptop::rows,
    network::{hold, until_somebody_waits},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_server_stops_says_so_and_the_service_brings_it_up_for_the_next_one() -> anyhow::Result<()>
{
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    server.stop().await?;
    let office = Arc::new(Office::open(PROGRAM, &contractor, None)?);
    let serving = Arc::new(office.serve()?);
    let trigger = || {
        let (office, serving) = (Arc::clone(&office), Arc::clone(&serving));
        spawn_blocking(move || office.trigger(&serving))
    };
    contractor.lay_second_day(office.path())?;
    for signal in ["-INT", "-KILL"] {
        let turn = office.private_client().await?;
        hold(&turn).await?;
        let running = trigger();
        until_somebody_waits(&turn).await?;
        stop(&office, signal)?;
        let ran = running.await??;
        assert!(!ran.status.success(), "{}", ran.said);
        assert!(ran.logged.contains("the warehouse"), "{}", ran.logged);

        let ran = trigger().await??;
        assert!(ran.status.success() && ran.logged.is_empty(), "{signal}: {}", ran.logged);
    }
    let ran = trigger().await??;
    assert!(ran.status.success() && ran.logged.is_empty(), "{}", ran.logged);
    let serving = Arc::into_inner(serving).expect("nobody else asks");
    serving.terminate()?;
    assert_same(&undisturbed.corrected, &office.private_contents().await?, "two stops");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_between_runs_is_brought_up_for_the_laptops() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let office = Office::open(PROGRAM, &contractor, None)?;
    let serving = office.serve()?;
    let mut laptop = Laptop::connect_with(format!("http://{}", serving.address), office.token()?).await?;
    let before = rows(&laptop)?;
    let killed = office.postmaster()?;
    stop(&office, "-KILL")?;
    in_time("a warehouse that is up again", async {
        loop {
            let pulled = laptop.sync_now().await;
            assert_eq!(rows(&laptop)?, before);
            if pulled.is_ok() && office.postmaster().is_ok_and(|running| running != killed) {
                return Ok(());
            }
        }
    })
    .await?;
    serving.terminate()
}

fn stop(office: &Office, signal: &str) -> anyhow::Result<()> {
    let sent = Command::new("kill").args([signal, &office.postmaster()?]).status()?;
    ensure!(sent.success(), "the server could not be stopped");
    Ok(())
}
