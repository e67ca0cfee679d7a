//! Who asks: whoever holds the development token, or an account by its own.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};
use cds_warehouse::access::{DEVELOPMENT, Role};

use super::{Api, failed, refusal};
use crate::token;

/// Who asks, once the token is believed.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    pub(crate) user_key: i64,
    /// None for the development token, which is nobody's in particular.
    pub(crate) name: Option<String>,
    administers: bool,
}

pub(super) async fn signed_in(State(api): State<Arc<Api>>, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    match viewer(&api, given).await {
        Ok(viewer) => {
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
        Err(refused) => refused,
    }
}

pub(super) async fn administrators_only(
    Extension(viewer): Extension<Viewer>,
    request: Request,
    next: Next,
) -> Response {
    if viewer.administers {
        return next.run(request).await;
    }
    let message = "only an administrator may ask for this; an account gets there with `cds-sync user roles`";
    refusal(StatusCode::FORBIDDEN, "forbidden", message)
}

async fn viewer(api: &Api, given: &str) -> Result<Viewer, Response> {
    if token::same(given, &api.token) {
        return Ok(Viewer { user_key: DEVELOPMENT, name: None, administers: true });
    }
    let refused = |why: &str| refusal(StatusCode::UNAUTHORIZED, "sign_in", why);
    let found = api.service.warehouse.sign_in(given).await.map_err(|error| failed("", &error.into()))?;
    let signed_in = found.ok_or_else(|| refused("this token is nobody's; ask an administrator for yours"))?;
    let account = signed_in.account;
    if !account.active {
        let why = format!("the account {} is closed; ask an administrator", account.email);
        return Err(refused(&why));
    }
    if signed_in.revoked {
        let why = format!("another token of {} has taken the place of this one", account.email);
        return Err(refused(&why));
    }
    Ok(Viewer {
        user_key: account.user_key,
        administers: account.roles.contains(&Role::Admin),
        name: Some(account.full_name),
    })
}
