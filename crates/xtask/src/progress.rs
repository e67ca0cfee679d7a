//! What a task has done, and how long it took.

use std::time::{Duration, Instant};

use anyhow::Context;

use crate::commands::Line;

/// The steps of a task, told as they come.
pub(crate) struct Progress {
    began: Instant,
    done: Vec<(String, Duration)>,
}

impl Progress {
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), done: vec![] }
    }

    /// Does a step.
    ///
    /// # Errors
    /// The step's own, with its name.
    pub(crate) fn step<T>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        println!("\n[{} {}] {name}", self.done.len() + 1, seconds(self.began.elapsed()));
        let began = Instant::now();
        let result = work().with_context(|| format!("the step \"{name}\" failed"))?;
        self.done.push((name.to_owned(), began.elapsed()));
        Ok(result)
    }

    /// Runs a line as a step.
    ///
    /// # Errors
    /// When it fails; the error says how to run it alone.
    pub(crate) fn run(&mut self, name: &str, line: &Line) -> anyhow::Result<()> {
        self.step(&format!("{name}: {line}"), || line.run())
    }

    /// Tells what was done.
    pub(crate) fn sum_up(&self) {
        println!();
        for (name, took) in &self.done {
            println!("{:>9}  {name}", seconds(*took));
        }
        println!("{:>9}  in all", seconds(self.began.elapsed()));
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
