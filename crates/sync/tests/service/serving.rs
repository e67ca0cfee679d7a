use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use cds_feed::Line;
use reqwest::{Client, StatusCode};
use serde_json::{Map, Value};

use crate::installation::{Installation, assert_says};

/// A service that serves.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as a service manager does, and says whether it ended well.
    fn terminate(mut self) -> bool {
        let kill = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        assert!(kill.expect("kill runs").success());
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // A test that failed on the way; the next service takes over the server.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Installation {
    /// Starts the service and waits until it serves.
    fn serve(&self) -> Serving {
        let mut command = self.command(&["serve", "--as-of", "2025-11-30"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("serving on ").map(str::to_owned))
            .expect("it says where it serves");
        // The commands that ask the service have to know its port.
        self.reconfigure("127.0.0.1:0", address.trim_start_matches("http://"));
        Serving { child, address }
    }
}

/// A client like a laptop's.
fn laptop() -> Client {
    // A test before this one in the same process has installed it already.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().no_proxy().build().expect("a client")
}

async fn pull(serving: &Serving, token: Option<&str>) -> (StatusCode, Vec<u8>) {
    let mut request = laptop().get(format!("{}/v1/feed", serving.address));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.expect("an answer");
    (response.status(), response.bytes().await.expect("a body").to_vec())
}

fn lines(body: &[u8]) -> Vec<Line> {
    let text = zstd::decode_all(body).expect("zstd");
    let text = String::from_utf8(text).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
}

fn projects(body: &[u8]) -> Vec<Map<String, Value>> {
    let changes = lines(body).into_iter().filter_map(|line| match line {
        Line::Change(change) if change.table == "gold_projects" => Some(change.row),
        _ => None,
    });
    changes.collect()
}

/// The server's process, by the file it keeps while it runs.
fn postmaster(office: &Installation) -> Option<String> {
    let text = fs::read_to_string(office.path("warehouse/postgres/postmaster.pid")).ok()?;
    text.lines().next().map(str::to_owned)
}

/// Whether a process does anything; one that has ended and is not yet reaped has no command line.
fn is_running(pid: &str) -> bool {
    fs::read(Path::new("/proc").join(pid).join("cmdline")).is_ok_and(|command| !command.is_empty())
}

#[tokio::test]
async fn only_the_token_opens_the_feed() {
    let office = Installation::new();
    office.drop_file("jobs.csv", "Job,Name,Contract\n25-1-001,Library,1000000.00\n");
    let serving = office.serve();
    let file = office.path("development-token");
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    let token = fs::read_to_string(&file).expect("a token");

    for wrong in [None, Some(""), Some("cds_dev_"), Some(&token[..token.len() - 1])] {
        let (status, body) = pull(&serving, wrong).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert_says(&String::from_utf8_lossy(&body), &["\"kind\":\"sign_in\""]);
    }
    for path in ["/v1/runs", "/v1/pins"] {
        let answer = laptop().post(format!("{}{path}", serving.address)).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let (status, body) = pull(&serving, Some(&token)).await;
    assert_eq!(status, StatusCode::OK);
    let lines = lines(&body);
    assert!(matches!(lines.first(), Some(Line::Head(_))) && matches!(lines.last(), Some(Line::Tail(_))));
    assert!(
        lines
            .iter()
            .any(|line| matches!(line, Line::Change(change) if change.row["job_number"] == "25-1-001"))
    );

    let foreign = laptop().get(format!("{}/v1/feed?cursor=nonsense", serving.address)).bearer_auth(&token);
    let foreign = foreign.send().await.expect("an answer");
    assert_eq!(foreign.status(), StatusCode::CONFLICT);
    assert_says(&foreign.text().await.expect("a body"), &["resync_required"]);
    assert!(serving.terminate());
}

#[tokio::test]
async fn a_running_service_is_asked_for_runs_and_pins_and_stops_its_database() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    let serving = office.serve();
    office.save_schedule("Look-ahead.xml", 600);
    assert_says(&office.call(&["trigger"]).said(), &["2 received = 2 loaded"]);
    assert_eq!(office.call(&["pin", "25-1-001", "Look-ahead.xml"]).said(), "nothing new from any source\n");
    let token = fs::read_to_string(office.path("development-token")).expect("a token");
    let job = projects(&pull(&serving, Some(&token)).await.1).pop().expect("a job");
    assert_eq!(
        (&job["schedule_file"], &job["schedule_file_reason"]),
        (&"Look-ahead.xml".into(), &"pinned".into())
    );
    let refused = office.call(&["pin", "25-1-001", "Nothing.xml"]).refused();
    assert_says(&refused, &["it has: Look-ahead.xml, Master.xml"]);
    let second = office.call(&["run"]).refused();
    assert_says(&second, &[&format!("process id {}", serving.pid())]);

    let server = postmaster(&office).expect("a running server");
    assert!(is_running(&server));
    assert!(serving.terminate(), "the service ends well");
    assert!(postmaster(&office).is_none() && !is_running(&server), "and its server with it");
}
