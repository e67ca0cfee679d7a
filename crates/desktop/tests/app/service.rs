//! A service on loopback that answers by a script.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cds_feed::{
    Change, Head, Line, Operation, SCHEMA_VERSION, Tail,
    decisions::{Answer, Decision, Outcome},
    tables::Fed,
    tables::Project,
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
    task::JoinHandle,
};

pub(crate) const TOKEN: &str = "secret";

/// A request for a page: the cursor it came with.
pub(crate) type Asked = Option<String>;

pub(crate) struct Service {
    pub(crate) address: String,
    script: Arc<Script>,
    asked: mpsc::UnboundedReceiver<Asked>,
    served: JoinHandle<()>,
}

struct Script {
    /// What decisions come to, by the order of their arrival; those beyond are accepted.
    outcomes: Mutex<VecDeque<Result<Outcome, StatusCode>>>,
    decided: Mutex<Vec<Decision>>,
    pages: Mutex<VecDeque<(StatusCode, Vec<u8>)>>,
    /// Pages may be sent as far as there are permits.
    permits: Semaphore,
    tell: mpsc::UnboundedSender<Asked>,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let (tell, asked) = mpsc::unbounded_channel();
        let permits = Semaphore::new(1000);
        let script = Arc::new(Script {
            outcomes: Mutex::default(),
            decided: Mutex::default(),
            pages: Mutex::default(),
            permits,
            tell,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let routes = Router::new()
            .route("/v1/feed", get(feed))
            .route("/v1/decisions", post(decide))
            .with_state(Arc::clone(&script));
        let served = tokio::spawn(async move { axum::serve(listener, routes).await.expect("served") });
        Self { address, script, asked, served }
    }

    /// What the next request for a page gets.
    pub(crate) fn will_send(&self, page: Vec<u8>) {
        self.will_answer(StatusCode::OK, page);
    }

    pub(crate) fn will_answer(&self, status: StatusCode, body: Vec<u8>) {
        self.script.pages.lock().expect("the script").push_back((status, body));
    }

    /// What the next decision comes to, or how the service refuses all of them.
    pub(crate) fn will_decide(&self, outcome: Result<Outcome, StatusCode>) {
        self.script.outcomes.lock().expect("the script").push_back(outcome);
    }

    /// The decisions that came, each time they did.
    pub(crate) fn decided(&self) -> Vec<Decision> {
        self.script.decided.lock().expect("the script").clone()
    }

    /// Keeps back every answer until [`Service::release`].
    pub(crate) fn hold(&self) {
        self.script.permits.forget_permits(1000);
    }

    pub(crate) fn release(&self) {
        self.script.permits.add_permits(1000);
    }

    /// Waits for the next request for a page.
    pub(crate) async fn asked(&mut self) -> Asked {
        self.asked.recv().await.expect("a request")
    }

    /// The requests for pages since the last look.
    pub(crate) fn asked_so_far(&mut self) -> Vec<Asked> {
        std::iter::from_fn(|| self.asked.try_recv().ok()).collect()
    }

    /// Takes the service off the network.
    pub(crate) async fn unplug(self) {
        self.served.abort();
        assert!(self.served.await.is_err_and(|ended| ended.is_cancelled()));
    }
}

async fn decide(
    State(script): State<Arc<Script>>,
    Json(decisions): Json<Vec<Decision>>,
) -> Result<Json<Vec<Answer>>, StatusCode> {
    let mut outcomes = script.outcomes.lock().expect("the script");
    script.decided.lock().expect("the script").extend(decisions.iter().cloned());
    let answer = |decision: Decision| {
        let outcome = outcomes.pop_front().unwrap_or(Ok(Outcome::Accepted))?;
        Ok(Answer { id: decision.id, outcome })
    };
    decisions.into_iter().map(answer).collect::<Result<Vec<_>, _>>().map(Json)
}

async fn feed(
    State(script): State<Arc<Script>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != &format!("Bearer {TOKEN}")) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // Whoever connects tries the token with a page of one change.
    if query["limit"] == "1" {
        return page(&[], "tried", false).into_response();
    }
    script.tell.send(query.get("cursor").cloned()).expect("the test listens");
    let _permit = script.permits.acquire().await.expect("open");
    let next = script.pages.lock().expect("the script").pop_front();
    next.unwrap_or_else(|| (StatusCode::OK, page(&[], "end", false))).into_response()
}

/// A page with these jobs, as it goes over the wire.
pub(crate) fn page(jobs: &[&str], cursor: &str, more: bool) -> Vec<u8> {
    let head = Line::Head(Head { schema: SCHEMA_VERSION, total: jobs.len() as u64 });
    let tail = Line::Tail(Tail {
        cursor: cursor.into(),
        more,
        company: "Desert Contractors".into(),
        refreshed_at: None,
        as_of: None,
    });
    let jobs = jobs.iter().map(|number| Line::Change(job(number)));
    let lines = std::iter::once(head).chain(jobs).chain([tail]);
    let lines: Vec<String> = lines.map(|line| serde_json::to_string(&line).expect("JSON")).collect();
    zstd::encode_all(lines.join("\n").as_bytes(), 1).expect("compressed")
}

/// A job whose key is the last part of its number.
fn job(number: &str) -> Change {
    let row = Project {
        project_key: number.rsplit('-').next().and_then(|part| part.parse().ok()).expect("a number"),
        job_number: number.into(),
        project_name: format!("Job {number}"),
        status: "active".into(),
        project_manager: None,
        client: None,
        original_contract: None,
        contract_to_date: None,
        schedule_file: None,
        schedule_file_reason: None,
    };
    let Ok(Value::Object(row)) = serde_json::to_value(row) else { panic!("a row is an object") };
    Change { table: Project::NAME.into(), op: Operation::Upsert, row }
}
