//! Where a run's time goes, seen from outside: the driver tells the log of every statement it begins, and what passes
//! until the next one is that statement's time, with whatever the product does in between.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use log::{LevelFilter, Log, Metadata, Record};

/// So much of a statement tells it from the others.
const TOLD: usize = 4_000;

/// The heartbeat of the run's claim comes on its own, in the middle of others.
const HEARTBEAT: &str = "select 1";

static CLOCK: Mutex<Option<Clock>> = Mutex::new(None);

struct Clock {
    prepared: HashMap<String, String>,
    current: Spot,
    since: Instant,
    spent: HashMap<Spot, Duration>,
}

/// A statement, in the layer that was being written when it came.
type Spot = (Layer, String);

/// What of the warehouse is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Layer {
    /// Bronze, with the reading of what lands.
    Landing,
    /// Silver, with the schedule of record.
    Silver,
    /// Gold, with the change log.
    Gold,
}

impl Layer {
    /// A statement that names no layer belongs to the one before it.
    fn of(statement: &str) -> Option<Self> {
        match statement {
            "analyze bronze.record" => Some(Self::Silver),
            _ if statement.contains(" gold.") => Some(Self::Gold),
            _ if statement.contains(" silver.") => Some(Self::Silver),
            _ if statement.contains(" bronze.record") => Some(Self::Landing),
            _ => None,
        }
    }
}

/// What each statement took, between [`begin`] and [`end`], the largest first. The text before the first is empty.
pub(crate) struct Spent(Vec<(Spot, Duration)>);

impl Spent {
    /// The time of all statements.
    pub(crate) fn total(&self) -> Duration {
        self.0.iter().map(|(_, spent)| *spent).sum()
    }

    /// The time of a layer's statements.
    pub(crate) fn of(&self, layer: Layer) -> Duration {
        self.in_layer(layer).map(|(_, spent)| spent).sum()
    }

    /// A layer's statements.
    pub(crate) fn in_layer(&self, layer: Layer) -> impl Iterator<Item = (&str, Duration)> {
        self.0
            .iter()
            .filter(move |((of, _), _)| *of == layer)
            .map(|((_, text), spent)| (text.as_str(), *spent))
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, Duration)> {
        self.0.iter().map(|((_, text), spent)| (text.as_str(), *spent))
    }
}

struct Listener;

impl Log for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("tokio_postgres")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let now = Instant::now();
        if let Some(clock) = CLOCK.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            clock.hear(&beginning(record), now);
        }
    }

    fn flush(&self) {}
}

impl Clock {
    fn started(since: Instant) -> Self {
        let current = (Layer::Landing, String::new());
        Self { prepared: HashMap::new(), current, since, spent: HashMap::new() }
    }

    fn hear(&mut self, message: &str, now: Instant) {
        let Some(statement) = self.statement(message).filter(|statement| statement != HEARTBEAT) else {
            return;
        };
        let layer = Layer::of(&statement).unwrap_or(self.current.0);
        let before = std::mem::replace(&mut self.current, (layer, statement));
        *self.spent.entry(before).or_default() += now - self.since;
        self.since = now;
    }

    fn statement(&mut self, message: &str) -> Option<String> {
        if let Some(prepared) = message.strip_prefix("preparing query ") {
            let (name, text) = prepared.split_once(": ")?;
            let name = name.split_whitespace().next()?;
            self.prepared.insert(name.to_owned(), one_line(text));
            return Some(one_line(text));
        }
        let executed = message.strip_prefix("executing ")?;
        for unprepared in ["simple query: ", "statement batch: "] {
            if let Some(text) = executed.strip_prefix(unprepared) {
                return Some(one_line(text));
            }
        }
        let (_, text) = executed.split_once("statement ")?;
        Some(self.prepared.get(text.split_whitespace().next()?).cloned().unwrap_or_default())
    }
}

/// Makes the driver's messages heard, once in a process.
pub(crate) fn listen() {
    if log::set_logger(&Listener).is_ok() {
        log::set_max_level(LevelFilter::Debug);
    }
}

/// Starts the clock anew.
pub(crate) fn begin() {
    *CLOCK.lock().unwrap_or_else(PoisonError::into_inner) = Some(Clock::started(Instant::now()));
}

/// Stops the clock.
pub(crate) fn end() -> Spent {
    let Some(mut clock) = CLOCK.lock().unwrap_or_else(PoisonError::into_inner).take() else {
        return Spent(Vec::new());
    };
    *clock.spent.entry(clock.current).or_default() += clock.since.elapsed();
    let mut spent: Vec<_> = clock.spent.into_iter().collect();
    spent.sort_by_key(|(_, spent)| std::cmp::Reverse(*spent));
    Spent(spent)
}

fn one_line(statement: &str) -> String {
    let lines = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// Parameters can be long, and are not asked for.
fn beginning(record: &Record<'_>) -> String {
    struct Limited(String);
    impl Write for Limited {
        fn write_str(&mut self, part: &str) -> std::fmt::Result {
            if self.0.len() > TOLD {
                return Err(std::fmt::Error);
            }
            self.0.push_str(part);
            Ok(())
        }
    }
    let mut limited = Limited(String::new());
    // An error says that it was enough.
    let _ = write!(limited, "{}", record.args());
    limited.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_the_time_until_the_next_one_in_the_layer_last_named() {
        let began = Instant::now();
        let mut clock = Clock::started(began);
        let at = |seconds| began + Duration::from_secs(seconds);
        clock.hear("preparing query s1: -- why\nselect\n  2", at(1));
        clock.hear("executing statement s1 with parameters: []", at(3));
        clock.hear("executing statement batch: delete from silver.a", at(6));
        clock.hear("executing statement batch: select 1", at(9));
        clock.hear("executing statement batch: COMMIT", at(10));
        clock.hear("executing copy in statement s1", at(11));
        let spent = |layer, text: &str| clock.spent[&(layer, text.to_owned())].as_secs();
        assert_eq!((spent(Layer::Landing, ""), spent(Layer::Landing, "select 2")), (1, 5));
        assert_eq!((spent(Layer::Silver, "delete from silver.a"), spent(Layer::Silver, "COMMIT")), (4, 1));
    }
}
