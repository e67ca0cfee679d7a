use std::{pin::pin, sync::Arc};

use axum::http::StatusCode;
use cds_desktop::contract::{Event, ProblemKind, SyncState};
use futures::poll;

use crate::{
    laptop::Laptop,
    service::{Service, TOKEN, page},
};

#[tokio::test]
async fn without_a_network_the_problem_is_told_and_the_jobs_are_still_there() {
    let mut service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    let laptop = Laptop::connected(&mut service).await;
    assert_eq!(laptop.status().await.state, SyncState::Online);
    let address = service.address.clone();
    service.unplug().await;

    let problem = laptop.sync_now().await.expect_err("offline");
    assert_eq!(problem.kind, ProblemKind::Offline);
    assert!(
        problem.message.contains(&address) && problem.message.contains("pulled last"),
        "{}",
        problem.message
    );
    let status = laptop.status().await;
    assert_eq!((status.state, status.problem), (SyncState::Offline, Some(problem)));
    assert_eq!(laptop.jobs().await, ["25-1-001"]);

    let laptop = laptop.reopen();
    let status = laptop.status().await;
    assert_eq!((status.state, status.server.as_deref()), (SyncState::Offline, Some(address.as_str())));
    assert!(status.freshness.pulled_at.is_some());
    assert_eq!(laptop.jobs().await, ["25-1-001"]);
}

#[tokio::test]
async fn a_laptop_that_never_pulled_is_not_told_that_it_shows_something() {
    let service = Service::start().await;
    let address = service.address.clone();
    service.unplug().await;
    let problem = Laptop::new().connect(&address, TOKEN).await.expect_err("offline");
    assert_eq!(problem.kind, ProblemKind::Offline);
    assert!(
        problem.message.contains("Check its address") && !problem.message.contains("you see"),
        "{}",
        problem.message
    );
}

#[tokio::test]
async fn a_body_that_is_cut_off_changes_nothing_and_the_next_pull_goes_on() {
    let mut service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    let laptop = Laptop::connected(&mut service).await;

    let whole = page(&["25-1-002"], "2", false);
    let without_tail = {
        let text = String::from_utf8(zstd::decode_all(whole.as_slice()).expect("zstd")).expect("text");
        let (cut, _tail) = text.rsplit_once('\n').expect("lines");
        zstd::encode_all(cut.as_bytes(), 1).expect("compressed")
    };
    for cut in [whole[..whole.len() / 2].to_vec(), without_tail] {
        service.will_send(cut);
        let problem = laptop.sync_now().await.expect_err("cut off");
        assert_eq!(problem.kind, ProblemKind::Offline, "{}", problem.message);
        assert!(problem.message.contains("cut off"), "{}", problem.message);
        assert_eq!(laptop.jobs().await, ["25-1-001"]);
    }
    service.will_send(whole);
    laptop.sync_now().await.expect("pulled");
    assert_eq!(laptop.jobs().await, ["25-1-001", "25-1-002"]);
    assert_eq!(service.asked_so_far(), vec![Some("1".to_owned()); 3]);
}

#[tokio::test]
async fn pages_are_asked_for_by_the_cursor_of_the_one_before_and_told_as_progress() {
    let mut service = Service::start().await;
    service.will_send(page(&["25-1-001", "25-1-002"], "page 2", true));
    service.will_send(page(&["25-1-003"], "1", false));
    let laptop = Laptop::new();
    let mut events = laptop.app.subscribe();
    laptop.connect(&service.address, TOKEN).await.expect("connected");
    assert_eq!(service.asked_so_far(), [None, Some("page 2".to_owned())]);

    let (mut received, mut changed, mut states) = (Vec::new(), Vec::new(), Vec::new());
    while let Ok(event) = events.try_recv() {
        match event {
            Event::Progress { received: now, .. } => received.push(now),
            Event::CacheChanged { tables } => changed.push(tables),
            Event::Status(status) => states.push(status.state),
        }
    }
    assert_eq!(received, [2, 3]);
    assert_eq!(changed, [["gold_projects"]]);
    assert_eq!(states, [SyncState::Syncing, SyncState::Online]);
}

#[tokio::test]
async fn a_refused_cursor_leads_to_a_resync_and_the_old_copy_is_read_until_it_is_whole() {
    let mut service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    let laptop = Laptop::connected(&mut service).await;
    service.will_answer(StatusCode::CONFLICT, Vec::new());
    service.will_send(page(&["25-1-002"], "page 2", true));
    service.will_answer(StatusCode::SERVICE_UNAVAILABLE, Vec::new());
    assert_eq!(laptop.sync_now().await.expect_err("refused").kind, ProblemKind::Offline);
    assert_eq!(laptop.jobs().await, ["25-1-001"]);

    let laptop = laptop.reopen();
    service.will_send(page(&["25-1-003"], "2", false));
    laptop.sync_now().await.expect("pulled");
    assert_eq!(laptop.jobs().await, ["25-1-002", "25-1-003"]);
    let cursors = service.asked_so_far();
    let cursors: Vec<_> = cursors.iter().map(Option::as_deref).collect();
    assert_eq!(cursors, [Some("1"), None, Some("page 2"), Some("page 2")], "the resync went on at its page");
}

#[tokio::test]
async fn a_service_that_refuses_every_start_is_a_problem_and_no_endless_loop() {
    let service = Service::start().await;
    let laptop = Laptop::new();
    service.will_answer(StatusCode::CONFLICT, Vec::new());
    let problem = laptop.connect(&service.address, TOKEN).await.expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Internal);
}

#[tokio::test]
async fn sync_now_during_a_pull_waits_for_it_and_pulls_again() {
    let mut service = Service::start().await;
    let laptop = Laptop::connected(&mut service).await;
    service.will_send(page(&["25-1-001"], "1", false));
    service.will_send(page(&["25-1-002"], "2", false));
    service.hold();
    let first = tokio::spawn({
        let app = Arc::clone(&laptop.app);
        async move { app.call(cds_desktop::contract::Request::SyncNow).await }
    });
    assert_eq!(service.asked().await.as_deref(), Some("end"));
    assert_eq!(laptop.status().await.state, SyncState::Syncing);

    let mut second = pin!(laptop.sync_now());
    // Time enough for many a request, if it did not wait.
    for _ in 0..50 {
        assert!(poll!(&mut second).is_pending());
        laptop.status().await;
    }
    assert_eq!(service.asked_so_far(), []);
    service.release();
    first.await.expect("it ends").expect("pulled");
    second.await.expect("pulled");
    assert_eq!(service.asked().await.as_deref(), Some("1"), "it went on where the first had ended");
    assert_eq!(laptop.jobs().await, ["25-1-001", "25-1-002"]);
}

#[tokio::test]
async fn a_window_that_drops_its_call_does_not_break_off_the_pull() {
    let mut service = Service::start().await;
    let laptop = Laptop::connected(&mut service).await;
    service.will_send(page(&["25-1-001"], "1", false));
    service.hold();
    let mut events = laptop.app.subscribe();
    let call = tokio::spawn({
        let app = Arc::clone(&laptop.app);
        async move { app.call(cds_desktop::contract::Request::SyncNow).await }
    });
    assert_eq!(service.asked().await.as_deref(), Some("end"));
    call.abort();
    service.release();
    while !matches!(events.recv().await.expect("the app lives"), Event::CacheChanged { .. }) {}
    assert_eq!(laptop.jobs().await, ["25-1-001"]);
    assert_eq!(laptop.status().await.state, SyncState::Online);
}

#[tokio::test]
async fn a_connection_that_does_not_work_takes_the_place_of_none() {
    let mut service = Service::start().await;
    let laptop = Laptop::connected(&mut service).await;
    let kept = laptop.status().await.server;
    let wrong_token = laptop.connect(&service.address, "guessed").await.expect_err("refused");
    assert_eq!(wrong_token.kind, ProblemKind::SignIn);
    let elsewhere = laptop.connect("http://warehouse.example.com:8787", TOKEN).await.expect_err("refused");
    assert_eq!(elsewhere.kind, ProblemKind::Invalid);
    assert_eq!(laptop.status().await.server, kept);
    laptop.sync_now().await.expect("the old connection still works");
}
