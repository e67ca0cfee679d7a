use std::{
    fs,
    io::{BufRead, BufReader, ErrorKind, Lines, Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::Duration,
};

use cds_feed::Line;
use reqwest::{Client, StatusCode};
use serde_json::{Map, Value};

use crate::installation::{Called, Installation, assert_says};

/// A service that serves.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: String,
    output: Option<Lines<BufReader<ChildStdout>>>,
}

impl Serving {
    fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the run that it began by itself has ended.
    pub(crate) fn after_its_run(mut self) -> Self {
        let ended = self.output.iter_mut().flatten().map_while(Result::ok).any(|line| line == "run ended");
        assert!(ended, "it says when a run has ended");
        self
    }

    /// Asks it to end, as a service manager does.
    fn ask_to_end(&self) {
        let kill = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        assert!(kill.expect("kill runs").success());
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn terminate(self) -> Called {
        self.ask_to_end();
        self.ended()
    }

    fn ended(mut self) -> Called {
        let mut stderr = Vec::new();
        self.child.stderr.take().expect("its log").read_to_end(&mut stderr).expect("read");
        let status = self.child.wait().expect("it ends");
        Called(Output { status, stdout: Vec::new(), stderr })
    }

    fn host(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// A client that begins a request and never ends it.
    async fn half_a_request(&self) -> TcpStream {
        let mut client = TcpStream::connect(self.host()).expect("connected");
        client.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        client.write_all(b"GET /v1/feed HTTP/1.1\r\nHost: x\r\n").expect("sent");
        // A request after it that is answered: by then the first has been taken up.
        assert_eq!(pull(self, None).await.0, StatusCode::UNAUTHORIZED);
        client
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
    /// Starts the service for 30 November 2025 and waits until its first run has ended.
    pub(crate) fn serve(&self) -> Serving {
        self.serve_with(&["--as-of", "2025-11-30"]).after_its_run()
    }

    /// Starts the service and waits until it serves.
    pub(crate) fn serve_with(&self, arguments: &[&str]) -> Serving {
        let serving = self.begin_to_serve(arguments);
        // The commands that ask the service have to know its port.
        self.reconfigure("127.0.0.1:0", serving.host());
        serving
    }

    /// The same, and the configuration keeps its port of any number.
    pub(crate) fn begin_to_serve(&self, arguments: &[&str]) -> Serving {
        let mut command = self.command(&["serve"]);
        command.args(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = output
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("serving on ").map(str::to_owned))
            .expect("it says where it serves");
        Serving { child, address, output: Some(output) }
    }
}

/// A client like a laptop's.
pub(crate) fn laptop() -> Client {
    // A test before this one in the same process has installed it already.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().no_proxy().build().expect("a client")
}

pub(crate) async fn pull(serving: &Serving, token: Option<&str>) -> (StatusCode, Vec<u8>) {
    pull_after(serving, token, None).await
}

/// What comes after a cursor.
pub(crate) async fn pull_after(
    serving: &Serving,
    token: Option<&str>,
    cursor: Option<&str>,
) -> (StatusCode, Vec<u8>) {
    let cursor = cursor.map(|cursor| ("cursor", cursor));
    let mut request = laptop().get(format!("{}/v1/feed", serving.address)).query(cursor.as_slice());
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.expect("an answer");
    (response.status(), response.bytes().await.expect("a body").to_vec())
}

pub(crate) fn lines(body: &[u8]) -> Vec<Line> {
    let text = zstd::decode_all(body).expect("zstd");
    let text = String::from_utf8(text).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
}

pub(crate) fn projects(body: &[u8]) -> Vec<Map<String, Value>> {
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
    for path in ["/v1/runs", "/v1/pins", "/v1/decisions"] {
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
    serving.terminate().said();
}

#[tokio::test]
async fn a_running_service_is_asked_for_runs_and_pins_and_stops_its_database() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    let serving = office.serve();
    office.save_schedule("Look-ahead.xml", 600);
    assert_says(&office.call(&["trigger"]).said(), &["2 records received = 2 loaded"]);
    assert_eq!(
        office.call(&["pin", "25-1-001", "Look-ahead.xml", "--by", "R. Ortega"]).said(),
        "25-1-001 is pinned to Look-ahead.xml by R. Ortega\nnothing new from any source\n"
    );
    let token = fs::read_to_string(office.path("development-token")).expect("a token");
    let job = projects(&pull(&serving, Some(&token)).await.1).pop().expect("a job");
    assert_eq!(
        (&job["schedule_file"], &job["schedule_file_reason"]),
        (&"Look-ahead.xml".into(), &"pinned".into())
    );
    let refused = office.call(&["pin", "25-1-001", "Nothing.xml"]).refused();
    assert_says(&refused, &["it has: Look-ahead.xml, Master.xml"]);
    assert_eq!(
        office.call(&["sage", "replay", "--all"]).said(),
        "0 kept files were read again; all say what they said\n"
    );
    let not_held = office.call(&["sage", "accept", "jobs.csv"]).refused();
    assert_says(&not_held, &["no file jobs.csv is held; none is"]);
    let second = office.call(&["run"]).refused();
    assert_says(&second, &[&format!("process id {}", serving.pid())]);

    let server = postmaster(&office).expect("a running server");
    assert!(is_running(&server));
    serving.terminate().said();
    assert!(postmaster(&office).is_none() && !is_running(&server), "and its server with it");
}

#[tokio::test]
async fn a_decision_of_a_laptop_is_followed_at_once_and_answered_again_the_same() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    let serving = office.serve();
    office.save_schedule("Look-ahead.xml", 600);
    office.call(&["trigger"]).said();
    let token = fs::read_to_string(office.path("development-token")).expect("a token");
    let job = projects(&pull(&serving, Some(&token)).await.1).pop().expect("a job");
    let decision = serde_json::json!([{
        "id": "6a1f0c9e-6f0e-4a52-8d0b-0d6f5f0f7f11",
        "decided_at": "2025-11-30T09:00:00Z",
        "decided_by": "R. Ortega",
        "kind": "pin_schedule",
        "payload": { "project_key": job["project_key"], "job_number": "25-1-001", "file": "Look-ahead.xml" },
    }]);
    for _ in 0..2 {
        let request = laptop().post(format!("{}/v1/decisions", serving.address)).json(&decision);
        let answered: Value =
            request.bearer_auth(&token).send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answered[0]["state"], "accepted", "{answered}");
    }
    let job = projects(&pull(&serving, Some(&token)).await.1).pop().expect("a job");
    assert_eq!(
        (&job["schedule_file"], &job["schedule_file_reason"]),
        (&"Look-ahead.xml".into(), &"pinned".into())
    );
    serving.terminate().said();
}

#[tokio::test]
async fn a_service_that_never_ran_serves_at_once_and_runs_beside() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    let serving = office.serve_with(&[]);
    let health = laptop().get(format!("{}/healthz", serving.address)).send().await.expect("an answer");
    assert_eq!(health.status(), StatusCode::OK);
    let serving = serving.after_its_run();
    let token = fs::read_to_string(office.path("development-token")).expect("a token");
    assert_eq!(projects(&pull(&serving, Some(&token)).await.1).len(), 1);
    let status = laptop().get(format!("{}/v1/status", serving.address)).send().await.expect("an answer");
    assert_eq!(status.status(), StatusCode::UNAUTHORIZED);
    assert_says(&office.call(&["status"]).said(), &["last good run: ", "something new landed last"]);
    assert_says(&office.call(&["doctor"]).said(), &["ok       warehouse: the service on "]);
    serving.terminate().said();
}

#[test]
fn a_service_whose_output_was_closed_goes_on() {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    let mut serving = office.serve_with(&["--as-of", "2025-11-30"]);
    serving.output = None;
    while !office.call(&["status"]).0.status.success() {
        std::thread::yield_now();
    }
    assert_says(&office.call(&["trigger"]).said(), &["nothing new from any source"]);
    serving.terminate().said();
}

#[tokio::test]
async fn a_client_that_never_ends_its_request_does_not_keep_the_service_up() {
    let office = Installation::new();
    let serving = office.serve();
    let mut client = serving.half_a_request().await;
    serving.ask_to_end();
    match client.read(&mut [0; 1]) {
        Ok(0) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        other => panic!("the service is still up: {other:?}"),
    }
    serving.ended().said();
    assert!(postmaster(&office).is_none());
}

#[tokio::test]
async fn a_second_signal_ends_the_service_at_once() {
    let office = Installation::new();
    let serving = office.serve();
    let _client = serving.half_a_request().await;
    serving.ask_to_end();
    // It has heard the first signal when it takes up nobody any more.
    while TcpStream::connect(serving.host()).is_ok() {
        tokio::task::yield_now().await;
    }
    serving.ask_to_end();
    assert_eq!(serving.ended().0.status.code(), Some(130));
    // The next service takes over the server that was left.
    office.run();
    assert!(postmaster(&office).is_none());
}

#[test]
fn a_run_that_is_told_to_stop_keeps_what_it_landed_and_the_next_goes_on_from_there() {
    const FILES: usize = 300;
    let office = Installation::new();
    office.run();
    for number in 0..FILES {
        let job = format!("Job,Name,Contract\n25-1-{number:03},Job {number},1.00\n");
        office.drop_file(&format!("jobs{number:03}.csv"), &job);
    }
    let mut command = office.command(&["run", "--as-of", "2025-11-30"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // Each file that is landed goes into `done` at once.
    while !office.path("drop/done").exists() {
        std::thread::yield_now();
    }
    let kill = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    let (said, why) = Called(child.wait_with_output().expect("it ends")).failed();
    assert_says(&said, &["stopped: it was told to stop; what it had landed and built is kept"]);
    assert_says(&why, &["stopped before the end of the run"]);
    assert!(postmaster(&office).is_none(), "its server is stopped");

    let left = fs::read_dir(office.path("drop")).expect("a folder").count() - 1;
    let landed = said.lines().filter(|line| line.contains("1 loaded")).count();
    assert!(left > 0 && landed > 0, "{left} left, {landed} landed");
    assert_eq!(landed + left, FILES);
    let (status, _) = office.call(&["status"]).failed();
    assert_says(&status, &["last run: stopped ", "to do: run it to its end"]);

    let rest = office.run();
    assert_eq!(rest.lines().filter(|line| line.contains("1 loaded")).count(), left);
    assert_says(&office.call(&["status"]).said(), &["last good run"]);
}
