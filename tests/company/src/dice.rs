use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// Chance that falls the same for a seed on every machine.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Each stream of a seed falls independently of the others.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number from `low` to `high`, both of them possible.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let numbers = (high - low).unsigned_abs() + 1;
        low + (self.bits() % numbers).cast_signed()
    }

    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// # Panics
    /// When there is nothing to pick from.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    fn index(&mut self, length: usize) -> usize {
        let below = self.bits() % (length as u64);
        usize::try_from(below).expect("less than a usize")
    }
}
