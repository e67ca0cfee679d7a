use std::env;

use anyhow::Context;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

const SEED: &str = "CDS_SEED";

/// Moments that nobody chose. The seed is of the clock, or the one that the variable `CDS_SEED` repeats.
#[derive(Debug)]
pub struct Moments(ChaCha8Rng);

impl Moments {
    /// Takes the seed and prints it.
    ///
    /// # Errors
    /// When `CDS_SEED` is not a number.
    pub fn seeded() -> anyhow::Result<Self> {
        let seed = match env::var(SEED) {
            Ok(seed) => seed.parse().with_context(|| format!("{SEED}={seed} is not a whole number"))?,
            Err(_) => std::time::UNIX_EPOCH.elapsed()?.as_secs(),
        };
        println!("{SEED}={seed} repeats this");
        Ok(Self(ChaCha8Rng::seed_from_u64(seed)))
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64() % limit
    }

    /// A moment within something of which only a later measurement tells how long it takes: how much of it has passed
    /// by then, from 0 to 1.
    pub fn part(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }
}
