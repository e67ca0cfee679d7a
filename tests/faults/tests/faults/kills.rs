//! The whole service is killed at moments that nobody chose.

use std::time::Instant;

use cds_e2e::Laptop;
use cds_faults::{Contents, Contractor, Moments, Office, Proxy, Server, Upstream};
use cds_feed::decisions::Outcome;

use crate::{
    PROGRAM, assert_same,
    manager::{Manager, assert_same_sums},
};

#[tokio::test(flavor = "multi_thread")]
async fn five_kills_at_random_moments_leave_nothing_behind_and_a_decision_still_waits() -> anyhow::Result<()>
{
    let mut moments = Moments::seeded()?;
    let kills: [f64; 5] = std::array::from_fn(|_| moments.part());
    let contractor = Contractor::small()?;
    let manager = Manager::of(&contractor)?;
    let file = manager.files[manager.files.len() / 2].as_str();
    let undisturbed = undisturbed(&contractor, &manager, file).await?;

    let begun = Instant::now();
    Office::open(PROGRAM, &contractor, None)?.run()?;
    let mut span = begun.elapsed();
    let office = loop {
        let office = Office::open(PROGRAM, &contractor, None)?;
        if office.run_killed(span.mul_f64(kills[0]))? && office.run_killed(span.mul_f64(kills[1]))? {
            break office;
        }
        // It was quicker than the one that was measured, and had ended before it was killed.
        span /= 2;
    };
    let begun = Instant::now();
    let serving = office.serve()?;
    let span = begun.elapsed();
    let token = manager.admit(&office, &serving)?;
    let way = Proxy::open(Upstream::Tcp(serving.address)).await?;
    let mut laptop = Laptop::connect_with(format!("http://{}", way.address()), token.clone()).await?;
    manager.assert_agrees(&laptop, &contractor.first).await?;
    assert_same_sums(&laptop, &serving, &token).await?;

    contractor.lay_second_day(office.path())?;
    office.trigger_killed(serving, span.mul_f64(kills[2]))?;
    laptop.pin_schedule(&manager.job, file).await?;
    assert!(laptop.sync_now().await.is_err(), "nobody serves");
    for kill in &kills[3..] {
        assert!(office.serve_killed(span.mul_f64(*kill))?, "it serves until it is killed");
    }
    laptop.reopen()?;
    assert_eq!(manager.decision(&laptop).await?, (file.to_owned(), None));
    manager.assert_agrees(&laptop, &contractor.first).await?;

    office.run()?;
    let serving = office.serve()?;
    way.lead_to(Upstream::Tcp(serving.address));
    laptop.sync_now().await?;
    assert_eq!(manager.decision(&laptop).await?, (file.to_owned(), Some(Outcome::Accepted)));
    assert_eq!(manager.schedule_of_record(&laptop).await?, (file.to_owned(), "pinned".to_owned()));
    manager.assert_agrees(&laptop, &contractor.corrected).await?;
    assert_same_sums(&laptop, &serving, &token).await?;
    serving.terminate()?;
    assert_same(&undisturbed, &office.private_contents().await?, "five kills");
    Ok(())
}

/// What the warehouse holds when nothing disturbs the service, and the manager's decision is an administrator's word.
async fn undisturbed(contractor: &Contractor, manager: &Manager, file: &str) -> anyhow::Result<Contents> {
    let mut server = Server::start().await?;
    let database = server.new_database().await?;
    let office = Office::open(PROGRAM, contractor, Some(&server.url(&database)?))?;
    office.run()?;
    contractor.lay_second_day(office.path())?;
    let serving = office.serve()?;
    manager.admit(&office, &serving)?;
    // It runs too: a file is gone when two scans in a row have missed it.
    office.ask(&serving, &manager.pinning(file))?;
    serving.terminate()?;
    let contents = Contents::read(&server.client(&database).await?).await?;
    server.stop().await?;
    Ok(contents)
}
