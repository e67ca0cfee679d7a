//! The whole service is killed at moments that nobody chose.

use std::time::Instant;

use cds_company::Company;
use cds_e2e::{Laptop, disagreements};
use cds_faults::{Contractor, Moments, Office, Proxy, Server, Upstream};

use crate::{PROGRAM, Undisturbed, assert_same, laptop::rows};

#[tokio::test(flavor = "multi_thread")]
async fn five_kills_at_random_moments_leave_nothing_behind() -> anyhow::Result<()> {
    let mut moments = Moments::seeded()?;
    let contractor = Contractor::small()?;
    let mut server = Server::start().await?;
    let undisturbed = Undisturbed::of(&contractor, &mut server).await?;
    server.stop().await?;

    let begun = Instant::now();
    Office::open(PROGRAM, &contractor, None)?.run()?;
    let mut span = begun.elapsed();
    let office = loop {
        let office = Office::open(PROGRAM, &contractor, None)?;
        if office.run_killed(moments.within(span))? && office.run_killed(moments.within(span))? {
            break office;
        }
        // It was quicker than the one that was measured, and had ended before it was killed.
        span /= 2;
    };
    let begun = Instant::now();
    let serving = office.serve()?;
    let run = begun.elapsed();
    let way = Proxy::open(Upstream::Tcp(serving.address)).await?;
    let mut laptop = Laptop::connect_with(format!("http://{}", way.address()), office.token()?).await?;
    agrees(&laptop, &contractor.first).await?;

    contractor.lay_second_day(office.path())?;
    serving.kill()?;
    assert!(laptop.sync_now().await.is_err(), "nobody serves");
    for _ in 0..2 {
        assert!(office.serve_killed(moments.within(run))?, "it serves until it is killed");
    }
    agrees(&laptop, &contractor.first).await?;

    office.run()?;
    let serving = office.serve()?;
    way.lead_to(Upstream::Tcp(serving.address));
    laptop.sync_now().await?;
    agrees(&laptop, &contractor.corrected).await?;
    let new = Laptop::connect_with(format!("http://{}", serving.address), office.token()?).await?;
    assert_eq!(rows(&laptop)?, rows(&new)?, "a laptop that followed has what a new one gets");
    serving.terminate()?;
    let contents = office.private_contents().await?;
    assert_same(&undisturbed.corrected, &contents, "five kills");
    Ok(())
}

async fn agrees(laptop: &Laptop, company: &Company) -> anyhow::Result<()> {
    assert_eq!(disagreements(&laptop.months().await?, &company.truth())?, Vec::<String>::new());
    Ok(())
}
