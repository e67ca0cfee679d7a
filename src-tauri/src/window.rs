use std::time::Duration;

use anyhow::Context;
use cds_desktop::contract::Event;
use tauri::{AppHandle, Emitter, Runtime, WebviewWindowBuilder, webview::PageLoadEvent};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Under which name the web view hears an [`Event`].
const EVENT: &str = "app-event";

/// A page that never reports itself loaded is shown all the same after so long.
const SHOWN_AFTER: Duration = Duration::from_millis(2500);

/// Opens the window, which is seen once its page is loaded: a white flash looks broken.
pub(crate) fn open<R: Runtime>(shell: &AppHandle<R>) -> anyhow::Result<()> {
    let settings = shell.config().app.windows.first().context("tauri.conf.json describes no window")?;
    let window = WebviewWindowBuilder::from_config(shell, settings)?
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                show(&window);
            }
        })
        .build()?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOWN_AFTER).await;
        show(&window);
    });
    Ok(())
}

fn show<R: Runtime>(window: &tauri::WebviewWindow<R>) {
    if let Err(problem) = window.show() {
        tracing::error!(error = %problem, "the window cannot be shown");
    }
}

/// Hands one event to the web view.
pub(crate) fn tell<R: Runtime>(shell: &AppHandle<R>, event: Event) {
    if let Err(problem) = shell.emit(EVENT, event) {
        tracing::warn!(error = %problem, "an event did not reach the window");
    }
}

/// Tells the app's events until the app is gone.
pub(crate) async fn forward(mut events: Receiver<Event>, tell: impl Fn(Event)) {
    loop {
        match events.recv().await {
            Ok(event) => tell(event),
            // A window that fell behind reads again with the next event.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use tokio::sync::broadcast;

    use super::*;

    #[tokio::test]
    async fn a_window_that_fell_behind_hears_what_comes_next() {
        let (sender, events) = broadcast::channel(1);
        for table in ["projects", "change_orders"] {
            sender.send(Event::CacheChanged { tables: vec![table.into()] }).expect("somebody listens");
        }
        drop(sender);
        let heard = RefCell::new(vec![]);
        forward(events, |event| heard.borrow_mut().push(serde_json::to_value(event).expect("written"))).await;
        let last = serde_json::json!({ "event": "cache_changed", "tables": ["change_orders"] });
        assert_eq!(heard.into_inner(), [last]);
    }
}
