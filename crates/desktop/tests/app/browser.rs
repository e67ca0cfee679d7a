use std::fs;

use axum::http::StatusCode;
use cds_desktop::browser;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    laptop::Laptop,
    service::{Service, TOKEN, page},
};

/// A laptop whose app is served to a browser.
struct Browser {
    laptop: Laptop,
    folder: TempDir,
    host: String,
}

impl Browser {
    async fn open() -> Self {
        let laptop = Laptop::new();
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("front")).expect("a folder");
        fs::write(folder.path().join("front/index.html"), "<title>Jobs</title>").expect("written");
        fs::write(folder.path().join("secret.txt"), "secret").expect("written");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let app = std::sync::Arc::clone(&laptop.app);
        let front = folder.path().join("front");
        tokio::spawn(async move { browser::serve(app, &front, listener).await.expect("served") });
        Self { laptop, folder, host }
    }

    /// Sends a request as it stands: no client tidies its path or its headers.
    async fn send(&self, request_line: &str, headers: &[(&str, &str)], body: &str) -> (StatusCode, String) {
        let mut text =
            format!("{request_line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(&self.host).await.expect("connected");
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        (StatusCode::from_u16(status).expect("a status"), body.to_owned())
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        self.send(&format!("GET {path}"), &[("Host", &self.host)], "").await
    }

    async fn call(&self, request: Value) -> (StatusCode, Value) {
        let headers = [("Host", self.host.as_str()), ("Content-Type", "application/json")];
        let (status, body) = self.send("POST /rpc", &headers, &request.to_string()).await;
        (status, serde_json::from_str(&body).expect("JSON"))
    }
}

#[tokio::test]
async fn the_page_is_served_to_its_own_address_only() {
    let browser = Browser::open().await;
    let port = browser.host.rsplit(':').next().expect("a port");
    let localhost = format!("localhost:{port}");
    for (host, origin, expected) in [
        (browser.host.as_str(), None, StatusCode::OK),
        (&localhost, None, StatusCode::OK),
        (&browser.host, Some(format!("http://{}", browser.host)), StatusCode::OK),
        (&browser.host, Some("http://evil.example".to_owned()), StatusCode::FORBIDDEN),
        (&browser.host, Some(format!("http://{localhost}")), StatusCode::FORBIDDEN),
        (&browser.host, Some("null".to_owned()), StatusCode::FORBIDDEN),
        ("evil.example", None, StatusCode::FORBIDDEN),
        ("127.0.0.1.evil.example", None, StatusCode::FORBIDDEN),
    ] {
        let mut headers = vec![("Host", host)];
        headers.extend(origin.as_deref().map(|origin| ("Origin", origin)));
        for request in ["GET /", "GET /index.html"] {
            let (status, _) = browser.send(request, &headers, "").await;
            assert_eq!(status, expected, "{request} {host} {origin:?}");
        }
    }
}

#[tokio::test]
async fn only_files_of_the_front_end_are_served() {
    let browser = Browser::open().await;
    assert!(browser.folder.path().join("front/../secret.txt").is_file());
    assert_eq!(browser.get("/").await, (StatusCode::OK, "<title>Jobs</title>".to_owned()));
    let absolute = browser.folder.path().join("secret.txt").to_string_lossy().replace('\\', "/");
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/x/../../secret.txt",
        "/",
        "/missing.js",
    ] {
        let (status, body) = browser.get(path).await;
        assert!(status == StatusCode::NOT_FOUND || path == "/", "{path}: {status}");
        assert!(!body.contains("secret"), "{path}");
    }
    assert_eq!(browser.get(&format!("/{absolute}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_kind_of_a_problem_is_the_status_of_the_answer() {
    let browser = Browser::open().await;
    let (status, problem) = browser.call(json!({ "command": "project", "project_key": 7 })).await;
    assert_eq!((status, &problem["kind"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    let (status, problem) = browser.call(json!({ "command": "sync_now" })).await;
    assert_eq!((status, &problem["kind"]), (StatusCode::BAD_REQUEST, &json!("invalid")));

    let service = Service::start().await;
    let connect = |token: &str| json!({ "command": "connect", "server": service.address, "token": token });
    let (status, problem) = browser.call(connect("guessed")).await;
    assert_eq!((status, &problem["kind"]), (StatusCode::UNAUTHORIZED, &json!("sign_in")));
    let (status, reply) = browser.call(connect(TOKEN)).await;
    assert_eq!(
        (status, &reply["reply"], &reply["body"]["state"]),
        (StatusCode::OK, &json!("status"), &json!("online"))
    );
    service.will_answer(StatusCode::CONFLICT, Vec::new());
    service.will_answer(StatusCode::CONFLICT, Vec::new());
    let (status, problem) = browser.call(json!({ "command": "sync_now" })).await;
    assert_eq!((status, &problem["kind"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!("internal")));

    service.unplug().await;
    let (status, problem) = browser.call(json!({ "command": "sync_now" })).await;
    assert_eq!((status, &problem["kind"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("offline")));
    let (status, reply) = browser.call(json!({ "command": "portfolio" })).await;
    assert_eq!((status, &reply["body"]["company"]), (StatusCode::OK, &json!("Desert Contractors")));
}

#[tokio::test]
async fn events_reach_the_browser_as_they_happen() {
    let service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    let browser = Browser::open().await;
    let mut events = TcpStream::connect(&browser.host).await.expect("connected");
    let request = format!("GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", browser.host);
    events.write_all(request.as_bytes()).await.expect("sent");
    let mut seen = String::new();
    read_until(&mut events, &mut seen, "\r\n\r\n").await;
    browser.laptop.connect(&service.address, TOKEN).await.expect("connected");
    for event in [
        r#"{"event":"status","state":"syncing""#,
        r#"{"event":"progress","received":1,"total":1}"#,
        r#"{"event":"status","state":"online""#,
        r#"{"event":"cache_changed","tables":["gold_projects"]}"#,
    ] {
        read_until(&mut events, &mut seen, event).await;
    }
}

/// Reads on until the text has been seen; what came before it stays seen.
async fn read_until(stream: &mut TcpStream, seen: &mut String, text: &str) {
    let mut part = [0; 4096];
    while !seen.contains(text) {
        let length = stream.read(&mut part).await.expect("the stream goes on");
        assert!(length > 0, "the stream ended before {text}: {seen}");
        seen.push_str(&String::from_utf8_lossy(&part[..length]));
    }
}
