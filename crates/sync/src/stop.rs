//! When the process is to end: Ctrl-C, or the termination that a service gets.

use tokio::sync::watch;

/// What a program ends with that a signal broke off.
const INTERRUPTED: i32 = 130;

/// Heard from the start of the process on, so that no signal falls between two waits. Whoever sends a second
/// one does not wait for anything: the process ends at once.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    pub(crate) fn listen() -> Self {
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            signalled().await;
            tell.send_replace(true);
            signalled().await;
            std::process::exit(INTERRUPTED);
        });
        Self(told)
    }

    /// Resolves when the process has been told to stop, now or before.
    pub(crate) async fn requested(mut self) {
        // The sender goes only after it has sent.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}

async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler there is nothing to wait for but the process's end.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
