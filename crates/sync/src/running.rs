//! Asks the service that is running here. While it runs, the private warehouse is its own, so a command that needs
//! the warehouse goes through it.

use anyhow::{Context, bail};
use reqwest::{Client, RequestBuilder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{config::Serve, token};

#[derive(Deserialize)]
struct Refusal {
    message: String,
}

/// Sends a request to the running service and returns what came of it; nothing when none is running.
///
/// # Errors
/// The sentence of the service that refused, or how it could not be asked.
pub async fn ask<T: DeserializeOwned>(
    settings: &Serve,
    path: &str,
    request: &impl Serialize,
) -> anyhow::Result<Option<T>> {
    answer(settings, |client, base| client.post(format!("{base}{path}")).json(request)).await
}

/// What the running service shows at a path; nothing when none is running.
///
/// # Errors
/// The sentence of the service that refused, or how it could not be asked.
pub async fn look<T: DeserializeOwned>(settings: &Serve, path: &str) -> anyhow::Result<Option<T>> {
    answer(settings, |client, base| client.get(format!("{base}{path}"))).await
}

async fn answer<T: DeserializeOwned>(
    settings: &Serve,
    request: impl FnOnce(Client, String) -> RequestBuilder,
) -> anyhow::Result<Option<T>> {
    let Some(token) = token::load(&settings.development_token_file)? else {
        return Ok(None);
    };
    // A proxy has no business with a service on this machine, nor with its token.
    let client = Client::builder().no_proxy().build()?;
    let sent = request(client, format!("http://{}", settings.listen)).bearer_auth(token).send().await;
    let response = match sent {
        Err(error) if error.is_connect() => return Ok(None),
        sent => sent.with_context(|| broken_off(settings))?,
    };
    let status = response.status();
    let body = response.text().await.with_context(|| broken_off(settings))?;
    if status.is_success() {
        let answer = serde_json::from_str(&body).ok();
        return Ok(Some(answer.with_context(|| something_else(settings))?));
    }
    match serde_json::from_str::<Refusal>(&body) {
        Ok(refusal) => bail!("{}", refusal.message),
        Err(_) => bail!("{} (it says {status})", something_else(settings)),
    }
}

fn something_else(Serve { listen, .. }: &Serve) -> String {
    format!("something else answers on {listen}; end that program, or give serve.listen another address")
}

fn broken_off(Serve { listen, .. }: &Serve) -> String {
    format!("the answer on {listen} broke off: the service ended meanwhile, or something else listens there")
}
