//! Asks the service that is running here. While it runs, the private warehouse is its own, so a command that needs
//! the warehouse goes through it.

use anyhow::bail;
use serde::Serialize;

use crate::{config::Serve, token};

/// Sends a request to the running service and returns the report of its run; nothing when none is running.
///
/// # Errors
/// The sentence of the service that refused, or how it could not be asked.
pub async fn ask(settings: &Serve, path: &str, request: &impl Serialize) -> anyhow::Result<Option<String>> {
    let Some(token) = token::load(&settings.development_token_file)? else {
        return Ok(None);
    };
    let url = format!("http://{}{path}", settings.listen);
    // A proxy has no business with a service on this machine, nor with its token.
    let client = reqwest::Client::builder().no_proxy().build()?;
    let response = match client.post(&url).bearer_auth(token).json(request).send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let status = response.status();
    let body: serde_json::Value = response.json().await?;
    if !status.is_success() {
        bail!("{}", body["message"].as_str().unwrap_or("the service refused and did not say why"));
    }
    Ok(Some(body["report"].as_str().unwrap_or_default().to_owned()))
}
