//! What the benches print.

use std::{
    io::Write,
    time::{Duration, Instant},
};

/// A bench under way: tells what it is at.
pub(crate) struct Bench {
    name: &'static str,
    began: Instant,
}

impl Bench {
    pub(crate) fn begin(name: &'static str) -> Self {
        println!("\n== {name}");
        Self { name, began: Instant::now() }
    }

    /// Tells what comes next.
    pub(crate) fn step(&self, what: &str) {
        println!("   [{:6.1} s] {what}", self.began.elapsed().as_secs_f64());
        // Whoever looks on through a pipe wants to see it now.
        let _ = std::io::stdout().flush();
    }

    /// Tells the result.
    pub(crate) fn result(&self, sentence: &str) {
        println!("{}: {sentence}", self.name);
    }
}

/// The largest shares of a whole, and what is left of it.
pub(crate) fn shares(whole: Duration, parts: &[(&str, Duration)]) {
    let mut parts: Vec<_> = parts.iter().filter(|(_, part)| !part.is_zero()).copied().collect();
    parts.sort_by_key(|(_, part)| std::cmp::Reverse(*part));
    let named: Duration = parts.iter().map(|(_, part)| *part).sum();
    parts.push(("the rest", whole.saturating_sub(named)));
    for (name, part) in parts {
        let per_cent = 100.0 * part.as_secs_f64() / whole.as_secs_f64();
        println!("   {per_cent:5.1} %  {:8.3} s  {}", part.as_secs_f64(), shortened(name));
    }
}

/// The middle one of an odd number of values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that 95 in a hundred do not exceed.
pub(crate) fn p95(mut times: Vec<Duration>) -> Duration {
    times.sort();
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(at).copied().unwrap_or_default()
}

fn shortened(text: &str) -> String {
    const WIDTH: usize = 110;
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    text.chars().take(WIDTH).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let times: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(p95(times), Duration::from_millis(95));
        assert_eq!(p95(vec![Duration::from_millis(7)]), Duration::from_millis(7));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
