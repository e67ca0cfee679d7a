//! The service ends while it takes down what people decide: at a laptop, or by an administrator's word.

use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

use cds_e2e::Laptop;
use cds_faults::{Contents, Contractor, Office, Proxy, Server, Upstream};
use cds_feed::decisions::Outcome;

use crate::{
    PROGRAM, assert_same,
    fail_points::ABORTED,
    manager::{Manager, assert_same_sums},
};

/// Places in the order in which the service comes to them. The run at the start has passed those of gold once.
const PLACES: [&str; 4] = [
    "decisions.before_commit=return",
    "decisions.after_commit=return",
    "gold.before_commit=1*off->return",
    "gold.after_commit=1*off->return",
];

fn assert_aborted(status: ExitStatus, fail_point: &str) {
    assert_eq!(status.signal(), Some(ABORTED), "{fail_point}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_service_ends_while_it_decides_each_decision_is_answered_once() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let manager = Manager::of(&contractor)?;
    let files = &manager.files[..PLACES.len()];
    let mut server = Server::start().await?;
    let undisturbed = administered(&contractor, &manager, files, &mut server).await?;

    let database = server.new_database().await?;
    let office = Office::open(PROGRAM, &contractor, Some(&server.url(&database)?))?;
    let serving = office.serve()?;
    let token = manager.admit(&office, &serving)?;
    let way = Proxy::open(Upstream::Tcp(serving.address)).await?;
    let mut laptop = Laptop::connect_with(format!("http://{}", way.address()), token.clone()).await?;
    serving.terminate()?;
    for (fail_point, file) in PLACES.iter().zip(files) {
        let serving = office.serve_into(fail_point)?;
        way.lead_to(Upstream::Tcp(serving.address));
        laptop.pin_schedule(&manager.job, file).await?;
        assert!(laptop.sync_now().await.is_err(), "{fail_point} ends the service before it answers");
        assert_aborted(serving.ended()?, fail_point);
        assert_eq!(manager.decision(&laptop).await?, (file.clone(), None), "{fail_point}");

        let serving = office.serve()?;
        way.lead_to(Upstream::Tcp(serving.address));
        laptop.sync_now().await?;
        assert_eq!(manager.decision(&laptop).await?, (file.clone(), Some(Outcome::Accepted)), "{fail_point}");
        let of_record = manager.schedule_of_record(&laptop).await?;
        assert_eq!(of_record, (file.clone(), "pinned".to_owned()), "{fail_point}");
        assert_same_sums(&laptop, &serving, &token).await?;
        serving.terminate()?;
    }
    let contents = Contents::read(&server.client(&database).await?).await?;
    assert_same(&undisturbed, &contents, "decisions that were cut off");
    server.stop().await
}

#[tokio::test]
async fn what_an_administrator_says_is_kept_whole_or_not_at_all() -> anyhow::Result<()> {
    let contractor = Contractor::small()?;
    let manager = Manager::of(&contractor)?;
    let file = &manager.files[0];
    let mut server = Server::start().await?;
    let undisturbed = administered(&contractor, &manager, &manager.files[..1], &mut server).await?;

    let database = server.new_database().await?;
    let client = server.client(&database).await?;
    let office = Office::open(PROGRAM, &contractor, Some(&server.url(&database)?))?;
    office.run()?;
    for (words, place) in [(&manager.adding()[..], "access"), (&manager.pinning(file)[..], "pin")] {
        let before = Contents::read(&client).await?;
        let fail_point = format!("{place}.before_commit=return");
        assert_aborted(office.command_into(words, &fail_point)?.status, &fail_point);
        assert_same(&before, &Contents::read(&client).await?, &fail_point);
        let fail_point = format!("{place}.after_commit=return");
        assert_aborted(office.command_into(words, &fail_point)?.status, &fail_point);
        assert_ne!(before, Contents::read(&client).await?, "{fail_point}");
    }
    office.run()?;
    assert_same(&undisturbed, &Contents::read(&client).await?, "words that were cut off");
    server.stop().await
}

/// What the warehouse holds when nothing disturbs the service, and an administrator pins the manager's job to one file
/// after the other.
async fn administered(
    contractor: &Contractor,
    manager: &Manager,
    files: &[String],
    server: &mut Server,
) -> anyhow::Result<Contents> {
    let database = server.new_database().await?;
    let office = Office::open(PROGRAM, contractor, Some(&server.url(&database)?))?;
    let serving = office.serve()?;
    manager.admit(&office, &serving)?;
    for file in files {
        office.ask(&serving, &manager.pinning(file))?;
    }
    serving.terminate()?;
    Contents::read(&server.client(&database).await?).await
}
