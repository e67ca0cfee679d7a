//! Decisions that wait for the service outlive everything but their answer.

use cds_cache::{Local, views::PinDecision};
use cds_feed::decisions::{Answer, Decision, Outcome, PinSchedule, Subject};

use crate::{
    feed::last_page,
    laptop::{Laptop, now, take},
};

fn pin(id: &str, project_key: i64, file: Option<&str>) -> Decision {
    Decision {
        id: id.into(),
        decided_at: now(),
        decided_by: "R. Ortega".into(),
        subject: Subject::PinSchedule(PinSchedule {
            project_key,
            job_number: "25-1-001".into(),
            file: file.map(Into::into),
        }),
    }
}

fn local(laptop: &Laptop) -> Local {
    Local::open(laptop.folder(), now()).expect("opened")
}

#[test]
fn a_decision_is_still_there_after_a_restart_and_a_resync() {
    let laptop = Laptop::new();
    let decided = [pin("b", 1, Some("Look-ahead.xml")), pin("a", 1, None)];
    for decision in &decided {
        local(&laptop).decide(decision).expect("kept");
    }
    take(&mut laptop.cache.resync().expect("a resync"), &last_page(&[], "1")).expect("taken");
    let laptop = laptop.reopen();
    assert_eq!(local(&laptop).waiting().expect("read"), decided, "in the order they were made");
}

#[test]
fn an_answer_ends_the_waiting_and_is_kept_beside_the_decision() {
    let laptop = Laptop::new();
    let local = local(&laptop);
    local.decide(&pin("a", 1, Some("Look-ahead.xml"))).expect("kept");
    local.decide(&pin("b", 2, None)).expect("kept");
    let superseded = Outcome::Superseded { by: "A. Bell".into(), at: now(), file: Some("Master.xml".into()) };
    local.keep_answer(&Answer { id: "a".into(), outcome: superseded.clone() }).expect("kept");
    local.keep_answer(&Answer { id: "a".into(), outcome: Outcome::Accepted }).expect("too late");

    assert_eq!(local.waiting().expect("read"), [pin("b", 2, None)]);
    let kept = local.last_pin(1).expect("read");
    let file = Some("Look-ahead.xml".into());
    assert_eq!(kept, Some(PinDecision { file, decided_at: now(), outcome: Some(superseded) }));
}

#[test]
fn the_last_decision_on_a_job_is_the_one_that_is_shown() {
    let laptop = Laptop::new();
    let local = local(&laptop);
    assert_eq!(local.last_pin(1).expect("read"), None);
    local.decide(&pin("z", 1, Some("Look-ahead.xml"))).expect("kept");
    local.decide(&pin("a", 1, None)).expect("kept");
    local.decide(&pin("m", 2, Some("Master.xml"))).expect("kept");
    let waiting = PinDecision { file: None, decided_at: now(), outcome: None };
    assert_eq!(local.last_pin(1).expect("read"), Some(waiting));
}

#[test]
fn an_id_that_is_there_already_is_refused() {
    let laptop = Laptop::new();
    let local = local(&laptop);
    local.decide(&pin("a", 1, Some("Look-ahead.xml"))).expect("kept");
    assert!(local.decide(&pin("a", 2, None)).is_err());
    assert_eq!(local.waiting().expect("read").len(), 1);
}
