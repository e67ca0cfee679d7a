//! Talks to the service: reads pages of the feed, and sends decisions.

use std::time::Duration;

use cds_feed::decisions::{self, Decision};
use reqwest::StatusCode;

use crate::{
    connection::Connection,
    contract::{Problem, ProblemKind},
};

#[derive(Debug)]
pub(crate) struct ServiceClient {
    http: reqwest::Client,
}

/// What the service answered.
pub(crate) enum Answer {
    /// A page's NDJSON.
    Page(String),
    /// The cursor is not of that warehouse any more.
    ResyncRequired,
}

impl ServiceClient {
    pub(crate) fn new() -> Self {
        let http = reqwest::Client::builder()
            // The service is on this machine: a proxy would get the token for nothing.
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(30))
            .build()
            .unwrap_or_default();
        Self { http }
    }

    /// The page after the cursor, of at most so many changes.
    pub(crate) async fn page(
        &self,
        Connection { server, token }: &Connection,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Answer, Problem> {
        let limit = limit.to_string();
        let mut query = vec![("limit", limit.as_str())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let request = self.http.get(format!("{server}/v1/feed")).query(&query).bearer_auth(token);
        let response = request.send().await.map_err(|e| unreachable(server, &e))?;
        match response.status() {
            StatusCode::OK => {
                let body = response.bytes().await.map_err(|e| unreachable(server, &e))?;
                Ok(Answer::Page(decompress(&body)?))
            }
            StatusCode::CONFLICT => Ok(Answer::ResyncRequired),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(refused()),
            status => Err(Problem {
                kind: ProblemKind::Offline,
                message: format!("The service at {server} answered {status}; the next pull tries again."),
            }),
        }
    }

    /// What the service answers to decisions; nothing where it cannot take them now, because a run is under way or it
    /// is of an older version.
    pub(crate) async fn decide(
        &self,
        Connection { server, token }: &Connection,
        waiting: &[Decision],
    ) -> Result<Vec<decisions::Answer>, Problem> {
        let request = self.http.post(format!("{server}/v1/decisions")).json(waiting).bearer_auth(token);
        let response = request.send().await.map_err(|e| unreachable(server, &e))?;
        match response.status() {
            StatusCode::OK => response.json().await.map_err(|e| unreachable(server, &e)),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(refused()),
            status => {
                tracing::warn!(%status, "the service does not take decisions now; they wait");
                Ok(Vec::new())
            }
        }
    }
}

fn refused() -> Problem {
    Problem {
        kind: ProblemKind::SignIn,
        message: "The service refused the token; connect again with a current one.".into(),
    }
}

fn decompress(body: &[u8]) -> Result<String, Problem> {
    zstd::decode_all(body).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| Problem {
        kind: ProblemKind::Offline,
        message: "The service's answer was cut off or damaged on the way; the next pull tries again.".into(),
    })
}

fn unreachable(server: &str, error: &reqwest::Error) -> Problem {
    let why = if error.is_timeout() { "did not answer in time" } else { "could not be reached" };
    tracing::info!(error = %error, "the service was not reached");
    Problem { kind: ProblemKind::Offline, message: format!("The service at {server} {why}.") }
}
