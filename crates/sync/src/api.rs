//! The API that laptops pull from.

mod sign_in;

use std::{sync::Arc, time::Duration};

use anyhow::ensure;
use axum::{
    Extension, Json, Router,
    extract::{Query, State},
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cds_feed::Line;
use cds_warehouse::{
    Error::{NoSuchFile, NoSuchJob, NoSuchUser, RunUnderWay, UserExists},
    Warehouse,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    decisions,
    pipeline::{Accept, NotHeld, Replay, RunReport},
    service::Service,
    user::UserCommand,
};
pub(crate) use sign_in::Viewer;

/// Changes in a page unless the laptop asks for less.
const PAGE: u32 = 5000;
/// How long a request under way may take to end once the service is to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

pub(crate) struct Api {
    pub(crate) service: Arc<Service>,
    pub(crate) as_of: Option<NaiveDate>,
    token: String,
}

/// Serves until `stop` resolves, and the requests under way a little longer. A run that is asked for takes `as_of`
/// for today where it is given. A development token allows loopback only: it is no sign-in.
///
/// # Errors
/// When the listener is not on loopback, or breaks.
pub async fn serve(
    service: Arc<Service>,
    as_of: Option<NaiveDate>,
    token: String,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    ensure!(
        address.ip().is_loopback(),
        "a development token signs in laptops on this machine only; set serve.listen to a loopback address \
         instead of {address}"
    );
    let api = Arc::new(Api { service, as_of, token });
    let routes = Router::new()
        .route("/v1/runs", post(run))
        .route("/v1/pins", post(pin))
        .route("/v1/replays", post(replay))
        .route("/v1/accepted", post(accept))
        .route("/v1/users", post(user))
        .route("/v1/status", get(status))
        .layer(middleware::from_fn(sign_in::administrators_only))
        .route("/v1/decisions", post(decisions::decide))
        .route("/v1/feed", get(feed))
        .route("/v1/checksums", get(checksums))
        .layer(middleware::from_fn_with_state(Arc::clone(&api), sign_in::signed_in))
        .route("/healthz", get(|| async { "ok" }))
        .with_state(api);
    let (stopping, stopped) = oneshot::channel();
    let serving = axum::serve(listener, routes).with_graceful_shutdown(async move {
        stop.await;
        // Nobody hears it only when serving has ended.
        let _ = stopping.send(());
    });
    tokio::select! {
        served = serving.into_future() => Ok(served?),
        () = some_time_after(stopped) => Ok(()),
    }
}

/// A client that never ends its request must not keep the service up.
async fn some_time_after(stopped: oneshot::Receiver<()>) {
    let _ = stopped.await;
    tokio::time::sleep(LAST_REQUESTS).await;
}

#[derive(Deserialize)]
struct Pull {
    cursor: Option<String>,
    limit: Option<u32>,
}

async fn feed(
    State(api): State<Arc<Api>>,
    Extension(viewer): Extension<Viewer>,
    Query(pull): Query<Pull>,
) -> Response {
    let limit = pull.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let service = &api.service;
    let cursor = pull.cursor.as_deref();
    match page(&service.warehouse, viewer.user_key, cursor, limit, &service.config.company.name).await {
        Ok(body) => ([(header::CONTENT_TYPE, "application/x-ndjson+zstd")], body).into_response(),
        Err(FeedError::Warehouse(error @ cds_warehouse::Error::ResyncRequired(_))) => {
            refusal(StatusCode::CONFLICT, "resync_required", &error.to_string())
        }
        Err(error) => {
            tracing::error!(error = %format!("{:#}", anyhow::Error::from(error)), "a pull failed");
            refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "the pull failed; the service's log says why",
            )
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum FeedError {
    #[error(transparent)]
    Warehouse(#[from] cds_warehouse::Error),
    #[error("a page could not be written")]
    Encoding(#[from] serde_json::Error),
    #[error("a page could not be compressed")]
    Compression(#[from] std::io::Error),
}

async fn page(
    warehouse: &Warehouse,
    user_key: i64,
    cursor: Option<&str>,
    limit: u32,
    company: &str,
) -> Result<Vec<u8>, FeedError> {
    let page = warehouse.pull(user_key, cursor, limit, company).await?;
    let lines: Result<Vec<String>, serde_json::Error> =
        page.lines.iter().map(serde_json::to_string::<Line>).collect();
    Ok(zstd::encode_all(lines?.join("\n").as_bytes(), 1)?)
}

async fn checksums(State(api): State<Arc<Api>>, Extension(viewer): Extension<Viewer>) -> Response {
    match api.service.warehouse.checksums(viewer.user_key).await {
        Ok(checksums) => Json(checksums).into_response(),
        Err(error) => failed("", &error.into()),
    }
}

/// Pins the schedule of record of a job and runs the pipeline.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pin {
    /// The job's number.
    pub job: String,
    /// The file, as the versions list names it; without one the pin is taken away.
    pub file: Option<String>,
    /// Who decided.
    pub by: String,
}

/// What came of a run that was asked for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ran {
    /// What it did, for a person.
    pub report: String,
    /// How many sources failed as a whole.
    pub failed_sources: usize,
}

async fn pin(State(api): State<Arc<Api>>, Json(pin): Json<Pin>) -> Response {
    match api.service.pin(&pin).await {
        Ok(pinned) => run_after(&format!("{pinned}\n"), api).await,
        Err(error) if matches!(error.downcast_ref(), Some(NoSuchJob { .. } | NoSuchFile { .. })) => {
            refusal(StatusCode::BAD_REQUEST, "invalid", &error.to_string())
        }
        Err(error) => failed("", &error),
    }
}

async fn accept(State(api): State<Arc<Api>>, Json(accept): Json<Accept>) -> Response {
    match api.service.accept(&accept).await {
        Ok(accepted) => run_after(&format!("{accepted}\n"), api).await,
        Err(error) if error.is::<NotHeld>() => {
            refusal(StatusCode::BAD_REQUEST, "invalid", &error.to_string())
        }
        Err(error) => failed("", &error),
    }
}

async fn replay(State(api): State<Arc<Api>>, Json(replay): Json<Replay>) -> Response {
    let service = Arc::clone(&api.service);
    to_its_end("", async move { service.replay(api.as_of, replay).await }).await
}

async fn user(State(api): State<Arc<Api>>, Json(command): Json<UserCommand>) -> Response {
    match command.carry_out(&api.service.warehouse).await {
        Ok(told) => Json(told).into_response(),
        Err(error @ (NoSuchUser(_) | UserExists(_) | NoSuchJob { .. })) => {
            refusal(StatusCode::BAD_REQUEST, "invalid", &error.to_string())
        }
        Err(error) => failed("", &error.into()),
    }
}

async fn status(State(api): State<Arc<Api>>) -> Response {
    match api.service.status().await {
        Ok(status) => Json(status).into_response(),
        Err(error) => failed("", &error),
    }
}

async fn run(State(api): State<Arc<Api>>) -> Response {
    run_after("", api).await
}

async fn run_after(done: &str, api: Arc<Api>) -> Response {
    to_its_end(done, async move { api.service.run(api.as_of).await }).await
}

/// A run in a task of its own: whoever asked may hang up, and it goes on to its end.
async fn to_its_end(
    done: &str,
    run: impl Future<Output = anyhow::Result<RunReport>> + Send + 'static,
) -> Response {
    match tokio::spawn(run).await.unwrap_or_else(|panicked| Err(panicked.into())) {
        Ok(report) => {
            let failed_sources = report.failed_sources;
            Json(Ran { report: format!("{done}{report}"), failed_sources }).into_response()
        }
        Err(error) => failed(done, &error),
    }
}

/// What was `done` before stays, and is told too.
pub(crate) fn failed(done: &str, error: &anyhow::Error) -> Response {
    let message = format!("{done}{error:#}");
    if let Some(RunUnderWay(_)) = error.downcast_ref() {
        return refusal(StatusCode::CONFLICT, "run_under_way", &message);
    }
    tracing::error!(error = %format!("{error:#}"), "a request failed");
    refusal(StatusCode::INTERNAL_SERVER_ERROR, "internal", &message)
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response {
    (status, Json(json!({ "kind": kind, "message": message }))).into_response()
}
