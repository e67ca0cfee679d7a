//! Programs that a task runs, and that end when the task is stopped.

use std::{
    ffi::OsStr,
    fmt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, bail};

static STOPPED: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// From now on Ctrl-C, or a termination, asks every program that runs to end; the task goes on when they have.
pub(crate) fn stop_with_us() -> anyhow::Result<()> {
    let stop = || {
        STOPPED.store(true, Ordering::SeqCst);
        running().iter().copied().for_each(ask_to_end);
    };
    ctrlc::set_handler(stop).context("Ctrl-C cannot be listened for")
}

/// Whether the task was stopped from outside.
pub(crate) fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

fn running() -> MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn ask_to_end(process: u32) {
    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    if let Ok(process) = i32::try_from(process) {
        // One that has ended already is what was asked for.
        let _ = kill(Pid::from_raw(process), Signal::SIGTERM);
    }
}

/// On Windows the console's Ctrl-C has reached the programs too.
#[cfg(not(unix))]
fn ask_to_end(_: u32) {}

/// A program that runs beside the task.
pub(crate) struct Running {
    child: Child,
}

impl Running {
    /// Starts what [`program`] made.
    pub(crate) fn start(mut command: Command) -> anyhow::Result<Self> {
        let mut started = running();
        if stopped() {
            bail!("stopped");
        }
        let child = command
            .spawn()
            .with_context(|| format!("{} cannot be started", command.get_program().display()))?;
        started.push(child.id());
        Ok(Self { child })
    }

    /// The program's own side of what was piped.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        let status = self.child.wait()?;
        running().retain(|process| *process != self.child.id());
        Ok(status)
    }

    /// Asks it to end, and waits.
    pub(crate) fn stop(mut self) -> anyhow::Result<ExitStatus> {
        self.ask_to_end();
        self.wait()
    }

    fn ask_to_end(&mut self) {
        if cfg!(unix) {
            ask_to_end(self.child.id());
        } else {
            let _ = self.child.kill();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.ask_to_end();
            let _ = self.wait();
        }
    }
}

/// A command that Linux ends when the task is killed and cannot do it: `setpriv` is in Debian's base system.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let setpriv = Path::new("/usr/bin/setpriv");
    if !setpriv.exists() {
        return Command::new(name);
    }
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "TERM", "--"]).arg(name.as_ref());
    command
}

/// A command line that is run to its end, and can be shown to a person who wants to run it alone.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    folder: Option<PathBuf>,
    environment: Vec<(&'static str, String)>,
    words: Vec<String>,
}

impl Line {
    /// A line of words that need no quotes, run in the repository's root.
    pub(crate) fn new(words: &str) -> Self {
        let words = words.split_whitespace().map(str::to_owned).collect();
        Self { folder: None, environment: vec![], words }
    }

    /// The same line in another folder.
    pub(crate) fn within(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The same line with a variable set.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The same line with more words.
    pub(crate) fn and(mut self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.words.extend(words.into_iter().map(Into::into));
        self
    }

    /// Runs it to the end.
    ///
    /// # Errors
    /// When it cannot be started or says that it failed.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let status = Running::start(self.command()?)?.wait()?;
        if stopped() {
            bail!("stopped");
        }
        if !status.success() {
            bail!("`{self}` failed ({status})");
        }
        Ok(())
    }

    /// What it answers, with nothing shown; `None` when it cannot be run, or fails.
    pub(crate) fn answer(&self) -> Option<String> {
        let output = self.command().ok()?.output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn command(&self) -> anyhow::Result<Command> {
        let (program, arguments) = self.words.split_first().context("a line begins with a program")?;
        // npm is a batch file on Windows, which is not found by its bare name.
        let program = if cfg!(windows) && program == "npm" { "npm.cmd" } else { program };
        let mut command = self::program(program);
        command.args(arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        Ok(command)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(folder) = &self.folder {
            write!(f, "cd {} && ", folder.display())?;
        }
        for (name, value) in &self.environment {
            write!(f, "{name}={} ", quoted(value))?;
        }
        let words: Vec<_> = self.words.iter().map(|word| quoted(word)).collect();
        f.write_str(&words.join(" "))
    }
}

fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("'{word}'") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_as_a_person_would_type_it() {
        let line = Line::new("npm run lint").and(["-- --fix all"]).with("CI", "1").within("ui");
        assert_eq!(line.to_string(), "cd ui && CI=1 npm run lint '-- --fix all'");
    }

    #[test]
    fn a_line_that_fails_is_named_in_its_error() {
        let error = Line::new("cargo no-such-command").run().expect_err("it fails").to_string();
        assert!(error.contains("`cargo no-such-command` failed"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_stopped_has_ended() {
        let mut sleep = program("sleep");
        sleep.arg("600");
        let status = Running::start(sleep).and_then(Running::stop).expect("stopped");
        assert!(!status.success());
    }
}
