//! When the process is to end: Ctrl-C, or the termination that a service gets.

use cds_sync::stop::Stop;

/// What a program ends with that a signal broke off.
const INTERRUPTED: i32 = 130;

/// Heard from the start of the process on, so that no signal falls between two waits. Whoever sends a second
/// one does not wait for anything: the process ends at once.
pub(crate) fn listen() -> Stop {
    let stop = Stop::default();
    let told = stop.clone();
    tokio::spawn(async move {
        signalled().await;
        told.request();
        signalled().await;
        std::process::exit(INTERRUPTED);
    });
    stop
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
