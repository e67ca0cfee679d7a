//! Decisions of the window: shown at once, sent before the next pull, and answered.

use axum::http::StatusCode;
use cds_cache::views::{PinDecision, ProjectPage};
use cds_desktop::contract::{Problem, ProblemKind, Reply, Request};
use cds_feed::decisions::{Outcome, Subject};

use crate::{
    laptop::Laptop,
    service::{Service, page},
};

impl Laptop {
    async fn take_pin_away(&self) -> Result<ProjectPage, Problem> {
        self.page_of(Request::PinSchedule { project_key: 1, file: None }).await
    }

    async fn pin(&self) -> Option<PinDecision> {
        self.page_of(Request::Project { project_key: 1 }).await.expect("a job").pin
    }

    /// What came of the pin; none while it waits.
    async fn outcome(&self) -> Option<Outcome> {
        self.pin().await.expect("a decision").outcome
    }

    async fn page_of(&self, request: Request) -> Result<ProjectPage, Problem> {
        match self.app.call(request).await? {
            Reply::Project(page) => Ok(*page),
            other => panic!("a job was asked for, {other:?} came"),
        }
    }
}

async fn connected() -> (Service, Laptop) {
    let mut service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    let laptop = Laptop::connected(&mut service).await;
    (service, laptop)
}

#[tokio::test]
async fn a_decision_made_offline_waits_through_restarts_and_is_sent_before_the_next_pull() {
    let (mut service, laptop) = connected().await;
    // The service takes no decisions just now: a run is under way.
    service.will_decide(Err(StatusCode::CONFLICT));
    let page = laptop.take_pin_away().await.expect("kept");
    assert_eq!(page.pin.expect("a decision").outcome, None);
    // The pull that the decision began goes on without it.
    assert_eq!(service.asked().await.as_deref(), Some("1"));
    let laptop = laptop.reopen();
    assert_eq!(laptop.outcome().await, None);

    laptop.sync_now().await.expect("pulled");
    assert_eq!(laptop.outcome().await, Some(Outcome::Accepted));
    let sent = service.decided();
    assert_eq!((sent.len(), &sent[0].id), (2, &sent[1].id), "the same decision, sent again");
    let Subject::PinSchedule(pin) = &sent[0].subject;
    assert_eq!((pin.project_key, pin.job_number.as_str(), &pin.file), (1, "25-1-001", &None));

    laptop.sync_now().await.expect("pulled");
    assert_eq!(service.decided().len(), 2, "an answered one is sent no more");
}

#[tokio::test]
async fn whoever_decided_later_is_named_with_the_day() {
    let (service, laptop) = connected().await;
    let at = "2026-01-05T09:00:00Z".parse().expect("an instant");
    let file = Some("Master.xml".to_owned());
    service.will_decide(Ok(Outcome::Superseded { by: "A. Bell".into(), at, file: file.clone() }));
    laptop.take_pin_away().await.expect("kept");
    laptop.sync_now().await.expect("pulled");
    let by = "A. Bell".to_owned();
    assert_eq!(laptop.outcome().await, Some(Outcome::Superseded { by, at, file }));
}

#[tokio::test]
async fn a_decision_stays_waiting_when_the_service_is_not_reached() {
    let (service, laptop) = connected().await;
    service.unplug().await;
    laptop.take_pin_away().await.expect("kept");
    assert_eq!(laptop.sync_now().await.expect_err("offline").kind, ProblemKind::Offline);
    assert_eq!(laptop.outcome().await, None);
}

#[tokio::test]
async fn a_file_that_the_job_does_not_have_is_no_decision() {
    let (service, laptop) = connected().await;
    let pin = Request::PinSchedule { project_key: 1, file: Some("No such.xml".into()) };
    assert_eq!(laptop.page_of(pin).await.expect_err("refused").kind, ProblemKind::Invalid);
    assert_eq!((laptop.pin().await, service.decided().len()), (None, 0));
}

#[tokio::test]
async fn a_file_of_the_laptops_own_that_cannot_be_read_is_set_aside_and_told() {
    let (_service, laptop) = connected().await;
    assert_eq!(laptop.status().await.set_aside, None);
    std::fs::write(laptop.folder().join("local.sqlite"), "broken").expect("written");
    let laptop = laptop.reopen();
    let told = laptop.status().await.set_aside.expect("it is told");
    assert!(told.contains("local-damaged-") && told.contains("connect again"), "{told}");
    assert_eq!(laptop.jobs().await, ["25-1-001"]);
}
