//! The connections break: those to the warehouse, and those of a laptop.

use cds_e2e::{Laptop, disagreements};
use cds_faults::{Contents, Contractor, Fault, Moments, Office, Proxy, Server, Upstream};
use tokio::task::{spawn_blocking, yield_now};
use tokio_postgres::Client;

use crate::{PROGRAM, Undisturbed, assert_same, in_time, laptop::rows};

/// Taken by a test, it holds every run at the first transaction that changes something.
const TURN: &str = "select pg_advisory_lock(hashtext('cds.warehouse'))";
const GIVE_WAY: &str = "select pg_advisory_unlock_all()";
const WAITS: &str = "select count(*) from pg_locks where locktype = 'advisory' and not granted";

/// Waits until somebody waits for the turn that `client` holds.
pub(crate) async fn until_somebody_waits(client: &Client) -> anyhow::Result<()> {
    in_time("a run that comes to its turn", async {
        while client.query_one(WAITS, &[]).await?.get::<_, i64>(0) == 0 {
            yield_now().await;
        }
        Ok(())
    })
    .await
}

pub(crate) async fn hold(client: &Client) -> anyhow::Result<()> {
    client.execute(TURN, &[]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_connection_breaks_ends_with_a_sentence_and_the_next_one_goes_on() -> anyhow::Result<()> {
    let mut moments = Moments::seeded()?;
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    let way = Proxy::open(Upstream::Unix(server.socket()?)).await?;
    let port = way.address().port();

    let database = server.new_database().await?;
    let office = Office::open(PROGRAM, &contractor, Some(&server.url_at(&database, port)))?;
    way.mend();
    let (office, ran) = run(office).await?;
    assert!(ran.status.success(), "{}", ran.logged);
    let of_a_run = way.passed();
    drop(office);

    for fault in [Fault::Cut, Fault::Truncate] {
        for _ in 0..2 {
            let database = server.new_database().await?;
            let office = Office::open(PROGRAM, &contractor, Some(&server.url_at(&database, port)))?;
            let after = 1 + moments.below(of_a_run * 9 / 10);
            way.plan(fault, after);
            let (office, ran) = run(office).await?;
            assert!(!ran.status.success(), "{fault:?} after {after} of {of_a_run} bytes");
            assert!(ran.logged.contains("the warehouse"), "{fault:?} after {after}: {}", ran.logged);
            way.mend();
            let (_office, ran) = run(office).await?;
            assert!(ran.status.success() && ran.logged.is_empty(), "{}", ran.logged);
            let contents = Contents::read(&server.client(&database).await?).await?;
            assert_same(&undisturbed.first, &contents, &format!("{fault:?} after {after} of {of_a_run}"));
        }
    }
    server.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_does_not_wait_for_ever_for_a_server_that_has_gone_silent() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    let way = Proxy::open(Upstream::Unix(server.socket()?)).await?;
    let database = server.new_database().await?;
    let url = format!("{} connect_timeout=1", server.url_at(&database, way.address().port()));
    let office = Office::open(PROGRAM, &contractor, Some(&url))?;

    let turn = server.client(&database).await?;
    hold(&turn).await?;
    let running = tokio::spawn(run(office));
    until_somebody_waits(&turn).await?;
    way.plan(Fault::Stall, 0);
    let (office, ran) = running.await??;
    assert!(!ran.status.success());
    assert!(ran.logged.contains("the run was given up; the next one goes on from there"), "{}", ran.logged);
    assert!(ran.logged.contains("it has not answered for 6 s"), "{}", ran.logged);
    // One that does not even get in.
    let (mut office, ran) = run(office).await?;
    assert!(!ran.status.success());
    assert!(ran.logged.contains("cannot be reached: it has not answered for 2 s"), "{}", ran.logged);

    way.mend();
    turn.execute(GIVE_WAY, &[]).await?;
    // Behind a dead line a server keeps the claim of the run that was given up, until it looks after its clients.
    let ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    turn.execute(ended, &[]).await?;
    office.reach_warehouse(server.url(&database)?)?;
    let (_office, ran) = run(office).await?;
    assert!(ran.status.success() && ran.logged.is_empty(), "{}", ran.logged);
    assert_same(&undisturbed.first, &Contents::read(&turn).await?, "a silent server");
    server.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_that_is_cut_off_shows_nothing_of_itself_and_goes_on_later() -> anyhow::Result<()> {
    let mut moments = Moments::seeded()?;
    let contractor = Contractor::small()?;
    let office = Office::open(PROGRAM, &contractor, None)?;
    let serving = office.serve()?;
    let way = Proxy::open(Upstream::Tcp(serving.address)).await?;
    let mut laptop = Laptop::connect_with(format!("http://{}", way.address()), office.token()?).await?;
    let first_day = rows(&laptop)?;
    contractor.lay_second_day(office.path())?;
    serving.terminate()?;
    office.run()?;
    let serving = office.serve()?;
    way.lead_to(Upstream::Tcp(serving.address));

    way.mend();
    let new = Laptop::connect_with(format!("http://{}", serving.address), office.token()?).await?;
    for fault in [Fault::Cut, Fault::Truncate] {
        for _ in 0..4 {
            // A pull of the changes is a few kilobytes.
            let after = moments.below(1_000);
            way.plan(fault, after);
            let refused = laptop.sync_now().await.expect_err("the pull is cut off").to_string();
            assert!(refused.starts_with("Offline: "), "{fault:?} after {after}: {refused}");
            assert_eq!(rows(&laptop)?, first_day, "{fault:?} after {after}");
        }
    }
    way.mend();
    laptop.sync_now().await?;
    assert_ne!(rows(&laptop)?, first_day);
    assert_eq!(rows(&laptop)?, rows(&new)?);
    let truth = contractor.corrected.truth();
    assert_eq!(disagreements(&laptop.months().await?, &truth)?, Vec::<String>::new());
    serving.terminate()
}

#[tokio::test(flavor = "current_thread")]
async fn a_pull_from_a_service_that_has_gone_silent_ends_in_time() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let office = Office::open(PROGRAM, &contractor, None)?;
    let serving = office.serve()?;
    let way = Proxy::open(Upstream::Tcp(serving.address)).await?;
    let mut laptop = Laptop::connect_with(format!("http://{}", way.address()), office.token()?).await?;
    let before = rows(&laptop)?;
    way.plan(Fault::Stall, 1);
    let pulling = tokio::spawn(async move { (laptop.sync_now().await, laptop) });
    way.struck().await;
    // The clock of this process alone: longer than a laptop waits.
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    let (refused, mut laptop) = pulling.await?;
    tokio::time::resume();
    let refused = refused.expect_err("the service is silent").to_string();
    assert!(refused.contains("did not answer in time. What you see is what was pulled last."), "{refused}");
    assert_eq!(rows(&laptop)?, before);
    way.mend();
    laptop.sync_now().await?;
    serving.terminate()
}

/// A run on a thread of its own, as the proxy works meanwhile.
async fn run(office: Office) -> anyhow::Result<(Office, cds_faults::Ran)> {
    spawn_blocking(move || office.try_run().map(|ran| (office, ran))).await?
}
