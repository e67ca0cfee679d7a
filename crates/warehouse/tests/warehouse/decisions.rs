//! Decisions of laptops: answered once, and the later of two stands in whichever order they arrive.

use std::collections::BTreeSet;

use cds_feed::decisions::{Decision, Outcome, PinSchedule, Subject};
use cds_warehouse::access::{DEVELOPMENT, Role};
use chrono::{DateTime, Utc};

use crate::{
    books::JOB,
    fixture::{World, day},
    migrations::go_back_to,
    share::{schedule, task},
};

async fn two_files() -> anyhow::Result<World> {
    let mut world = World::start().await?;
    let mut other = schedule("Look-ahead.xml", "2025-10-20", 0);
    other.tasks = vec![task(900, "Next three weeks", 480, 240)];
    world.share(schedule("Master.xml", "2025-10-15", 20).found()).await?;
    world.run("2025-10-31").await?;
    world.share(other.found()).await?;
    world.run("2025-10-31").await?;
    Ok(world)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn pin(world: &World, id: &str, by: &str, decided_at: &str, file: Option<&str>) -> Decision {
    Decision {
        id: id.into(),
        decided_at: at(decided_at),
        decided_by: by.into(),
        subject: Subject::PinSchedule(PinSchedule {
            project_key: world.laptop.job(JOB).project_key,
            job_number: JOB.into(),
            file: file.map(Into::into),
        }),
    }
}

async fn decide(world: &World, decision: Decision) -> anyhow::Result<Outcome> {
    let [answer] =
        <[_; 1]>::try_from(world.warehouse.decide(DEVELOPMENT, &[decision]).await?).expect("one answer");
    Ok(answer.outcome)
}

/// What a laptop sees of record once the decisions are followed.
async fn of_record(world: &mut World) -> anyhow::Result<String> {
    world.warehouse.follow_decisions(day("2025-10-31"), None, world.basis).await?;
    world.laptop.pull(&world.warehouse, 1000).await?;
    let job = world.laptop.job(JOB);
    Ok(format!("{} {}", job.schedule_file.unwrap_or_default(), job.schedule_file_reason.unwrap_or_default()))
}

#[tokio::test]
async fn a_decision_is_followed_without_a_run_and_the_months_with_it() -> anyhow::Result<()> {
    let mut world = two_files().await?;
    let decision = pin(&world, "a", "ann", "2025-10-31T09:00:00Z", Some("Look-ahead.xml"));
    assert_eq!(decide(&world, decision).await?, Outcome::Accepted);
    assert_eq!(of_record(&mut world).await?, "Look-ahead.xml pinned");
    let percent = world.laptop.month("2025-10-31").schedule_percent.map(|p| p.to_string());
    assert_eq!(percent.as_deref(), Some("50.00"));
    world.stop().await
}

#[tokio::test]
async fn the_same_decision_sent_again_is_answered_the_same_and_decides_nothing() -> anyhow::Result<()> {
    let mut world = two_files().await?;
    let first = pin(&world, "a", "ann", "2025-10-31T09:00:00Z", Some("Look-ahead.xml"));
    assert_eq!(decide(&world, first.clone()).await?, Outcome::Accepted);
    decide(&world, pin(&world, "b", "bob", "2025-10-31T10:00:00Z", Some("Master.xml"))).await?;
    assert_eq!(decide(&world, first).await?, Outcome::Accepted, "as it was answered");
    assert_eq!(of_record(&mut world).await?, "Master.xml pinned");
    world.stop().await
}

#[tokio::test]
async fn the_later_decision_stands_though_the_earlier_arrives_after_it() -> anyhow::Result<()> {
    let mut world = two_files().await?;
    decide(&world, pin(&world, "b", "bob", "2025-10-31T10:00:00Z", Some("Master.xml"))).await?;
    let earlier = pin(&world, "a", "ann", "2025-10-31T09:00:00Z", Some("Look-ahead.xml"));
    let file = Some("Master.xml".to_owned());
    let superseded = Outcome::Superseded { by: "bob".into(), at: at("2025-10-31T10:00:00Z"), file };
    assert_eq!(decide(&world, earlier).await?, superseded);
    assert_eq!(of_record(&mut world).await?, "Master.xml pinned");

    // One that took the pin away, through the service itself, counts like any other.
    world.warehouse.pin_schedule(JOB, None, "cid").await?;
    let before = pin(&world, "c", "ann", "2025-11-01T09:00:00Z", Some("Look-ahead.xml"));
    let outcome = decide(&world, before).await?;
    assert!(matches!(&outcome, Outcome::Superseded { by, file: None, .. } if by == "cid"), "{outcome:?}");
    assert_eq!(of_record(&mut world).await?, "Master.xml continues");
    world.stop().await
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_decide_for_the_time_to_come() -> anyhow::Result<()> {
    let mut world = two_files().await?;
    decide(&world, pin(&world, "a", "ann", "2999-01-01T00:00:00Z", Some("Look-ahead.xml"))).await?;
    decide(&world, pin(&world, "b", "bob", "2999-01-01T00:00:00Z", Some("Master.xml"))).await?;
    assert_eq!(of_record(&mut world).await?, "Master.xml pinned");
    world.stop().await
}

#[tokio::test]
async fn a_decision_on_what_is_not_there_is_refused_in_a_sentence_and_others_are_not() -> anyhow::Result<()> {
    let mut world = two_files().await?;
    let no_file = pin(&world, "a", "ann", "2025-10-31T09:00:00Z", Some("No such.xml"));
    let mut other_warehouse = pin(&world, "b", "ann", "2025-10-31T09:00:00Z", Some("Look-ahead.xml"));
    let Subject::PinSchedule(subject) = &mut other_warehouse.subject;
    subject.job_number = "24-9-999".into();
    let good = pin(&world, "c", "ann", "2025-10-31T09:00:00Z", Some("Look-ahead.xml"));
    let answers = world.warehouse.decide(DEVELOPMENT, &[no_file, other_warehouse, good]).await?;
    let states: Vec<_> = answers.iter().map(|answer| answer.outcome.state()).collect();
    assert_eq!(states, ["refused", "refused", "accepted"]);
    let Outcome::Refused { why } = &answers[1].outcome else { panic!("refused") };
    assert!(why.contains("24-9-999"), "{why}");
    assert_eq!(of_record(&mut world).await?, "Look-ahead.xml pinned");
    world.stop().await
}

#[tokio::test]
async fn an_account_decides_on_the_jobs_that_it_sees_and_on_no_others() -> anyhow::Result<()> {
    let world = two_files().await?;
    world.warehouse.add_user("ann@x.example", "Ann", &BTreeSet::from([Role::Field])).await?;
    let ann = world.warehouse.users().await?.remove(0).user_key;
    let decision = |id| pin(&world, id, "ann", "2025-10-31T09:00:00Z", Some("Look-ahead.xml"));
    let outcome = world.warehouse.decide(ann, &[decision("a")]).await?.remove(0).outcome;
    assert_eq!(outcome.state(), "refused");
    world.warehouse.grant_job("ann@x.example", JOB, "an administrator").await?;
    let outcome = world.warehouse.decide(ann, &[decision("b")]).await?.remove(0).outcome;
    assert_eq!(outcome, Outcome::Accepted);
    world.stop().await
}

#[tokio::test]
async fn a_pin_from_before_there_were_decisions_counts_as_one() -> anyhow::Result<()> {
    let world = two_files().await?;
    world.warehouse.pin_schedule(JOB, Some("Look-ahead.xml"), "ann").await?;
    go_back_to(8, &world.client().await?).await?;
    cds_warehouse::Warehouse::open(&world.server.config(), cds_warehouse::connect::no_tls()).await?;
    let earlier = pin(&world, "a", "bob", "2025-10-31T09:00:00Z", Some("Master.xml"));
    let outcome = decide(&world, earlier).await?;
    assert!(matches!(&outcome, Outcome::Superseded { by, .. } if by == "ann"), "{outcome:?}");
    world.stop().await
}
