//! The real desktop window, driven through `WebKitWebDriver` on a display of its own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, anyhow, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{Instant, sleep},
};

/// How long the page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open window of the desktop app over a laptop's files.
pub struct Window {
    http: reqwest::Client,
    session: String,
    // Ended in this order: the driver ends the app, then the display goes.
    driver: Child,
    _display: Child,
}

impl Window {
    /// Opens the app on a screen of `width` × `height` pixels.
    ///
    /// # Errors
    /// When the display, the driver or the app does not come up; the error says which.
    pub async fn open(data: &Path, width: u32, height: u32) -> anyhow::Result<Self> {
        let app = app_binary()?;
        let (display, name) = display(width, height).await?;
        let port = free_port()?;
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("DISPLAY", name)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(
                ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"].map(|home| (home, data.join("home"))),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("WebKitWebDriver does not start; install webkit2gtk-driver")?;
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        let address = format!("http://127.0.0.1:{port}");
        await_ready(&http, &address).await?;
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": {
            "binary": app, "args": ["--data", data],
        } } } });
        let opened = post(&http, &format!("{address}/session"), &capabilities).await?;
        let id = opened["sessionId"].as_str().context("the driver names no session")?;
        let window = Self { session: format!("{address}/session/{id}"), http, driver, _display: display };
        let whole = json!({ "x": 0, "y": 0, "width": width, "height": height });
        post(&window.http, &format!("{}/window/rect", window.session), &whole).await?;
        Ok(window)
    }

    /// Runs JavaScript in the page; `return` gives the value.
    ///
    /// # Errors
    /// When the page throws.
    pub async fn run(&self, script: &str) -> anyhow::Result<Value> {
        let body = json!({ "script": script, "args": [] });
        post(&self.http, &format!("{}/execute/sync", self.session), &body).await
    }

    /// Asks the page until it gives something.
    ///
    /// # Errors
    /// When it does not in time; the error holds what the page shows.
    pub async fn wait_for(&self, script: &str) -> anyhow::Result<Value> {
        self.wait_until(script, |value| !value.is_null()).await
    }

    /// Asks the page until it gives what is expected.
    ///
    /// # Errors
    /// When it does not in time; the error holds what the page shows.
    pub async fn wait_until(&self, script: &str, expected: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let start = Instant::now();
        loop {
            let value = self.run(script).await?;
            if expected(&value) {
                return Ok(value);
            }
            if start.elapsed() > PATIENCE {
                let page = self.run("return document.body.innerText").await?;
                bail!("`{script}` gave {value} for too long; the page shows:\n{page}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the window shows, as PNG.
    ///
    /// # Errors
    /// When the driver gives no picture.
    pub async fn screenshot(&self) -> anyhow::Result<Vec<u8>> {
        let answer = answered(self.http.get(format!("{}/screenshot", self.session))).await?;
        Ok(STANDARD.decode(answer.as_str().context("the driver gives no picture")?)?)
    }

    /// Closes the window.
    ///
    /// # Errors
    /// When the driver does not end.
    pub async fn close(mut self) -> anyhow::Result<()> {
        answered(self.http.delete(&self.session)).await?;
        self.driver.kill().await?;
        Ok(())
    }
}

/// The desktop app as it was built beside this test.
fn app_binary() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).context("a test lies in target/<profile>/deps")?;
    let app = folder.join("construction-data-sync");
    if !app.is_file() {
        bail!("{} is not built; run `cargo build -p construction-data-sync`", app.display());
    }
    Ok(app)
}

/// A display of its own: the X server picks a free number and tells it.
async fn display(width: u32, height: u32) -> anyhow::Result<(Child, String)> {
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("Xvfb does not start; install xvfb")?;
    let output = server.stdout.take().context("Xvfb tells its number")?;
    let number = BufReader::new(output).lines().next_line().await?.context("Xvfb ended without a number")?;
    Ok((server, format!(":{number}")))
}

fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

async fn await_ready(http: &reqwest::Client, address: &str) -> anyhow::Result<()> {
    let start = Instant::now();
    while answered(http.get(format!("{address}/status"))).await.is_err() {
        if start.elapsed() > PATIENCE {
            bail!("WebKitWebDriver does not answer on {address}");
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn post(http: &reqwest::Client, url: &str, body: &Value) -> anyhow::Result<Value> {
    answered(http.post(url).json(body)).await
}

async fn answered(request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
    let response = request.send().await?;
    let status = response.status();
    let body: Value = response.json().await?;
    if !status.is_success() {
        return Err(anyhow!("the driver answered {status}: {}", body["value"]["message"]));
    }
    Ok(body["value"].clone())
}
