//! The second transport: the same commands over HTTP on loopback, for tests and a browser. `POST /rpc` takes a
//! [`Request`] and answers a [`Reply`] or a [`Problem`]; `GET /events` streams [`Event`]s; anything else is a file
//! of the built front end.

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Json, Router,
    extract::{Request as HttpRequest, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response,
        sse::{self, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures::{Stream, StreamExt};
use tokio::net::TcpListener;
use tokio_stream::wrappers::BroadcastStream;

use crate::{
    App,
    contract::{Event, Problem, ProblemKind, Reply, Request},
};

#[derive(Clone)]
struct Served {
    app: Arc<App>,
    front_end: PathBuf,
}

/// Serves until the process ends.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(app: Arc<App>, front_end: &Path, listener: TcpListener) -> std::io::Result<()> {
    let served = Served { app, front_end: front_end.to_owned() };
    let routes = Router::new()
        .route("/rpc", post(rpc))
        .route("/events", get(events))
        .fallback(file)
        .layer(middleware::from_fn(same_origin))
        .with_state(served);
    axum::serve(listener, routes).await
}

/// Another site's page in the same browser must not reach the contractor's figures, by its own name or by one
/// that resolves to loopback.
async fn same_origin(request: HttpRequest, next: Next) -> Response {
    if is_own(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "this page is served to its own address only").into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    let own_name = ["127.0.0.1", "[::1]", "localhost"]
        .iter()
        .any(|name| host.strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':')));
    let foreign = text(header::ORIGIN).is_some_and(|origin| origin != format!("http://{host}"));
    own_name && !foreign
}

async fn rpc(State(served): State<Served>, Json(request): Json<Request>) -> Result<Json<Reply>, Response> {
    served
        .app
        .call(request)
        .await
        .map(Json)
        .map_err(|problem| (status(&problem), Json(problem)).into_response())
}

fn status(problem: &Problem) -> StatusCode {
    match problem.kind {
        ProblemKind::Offline => StatusCode::SERVICE_UNAVAILABLE,
        ProblemKind::SignIn => StatusCode::UNAUTHORIZED,
        ProblemKind::NotFound => StatusCode::NOT_FOUND,
        ProblemKind::Invalid => StatusCode::BAD_REQUEST,
        ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

async fn events(State(served): State<Served>) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let encode = |event: Event| sse::Event::default().json_data(event).ok().map(Ok);
    // A window that fell behind missed events: it reads again with the next one.
    let stream = BroadcastStream::new(served.app.subscribe())
        .filter_map(move |event| std::future::ready(event.ok().and_then(encode)));
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn file(State(served): State<Served>, request: HttpRequest) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let inside = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let bytes = if inside { tokio::fs::read(served.front_end.join(path)).await.ok() } else { None };
    match bytes {
        Some(bytes) => {
            let headers =
                [(header::CONTENT_TYPE, content_type(path)), (header::CONTENT_SECURITY_POLICY, POLICY)];
            (headers, bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The shell's policy (`src-tauri/tauri.conf.json`), but that commands go to where the page comes from.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
