//! Whether what is under way is to end at its next safe place.

use tokio::sync::watch;

/// A wish that is heard by everyone who holds it, and stays.
#[derive(Debug, Clone, Default)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// Wishes it.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether it is wished.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves when it is wished, now or before.
    pub async fn requested(&self) {
        // It cannot fail: the sender is ours.
        let _ = self.0.subscribe().wait_for(|stop| *stop).await;
    }
}
