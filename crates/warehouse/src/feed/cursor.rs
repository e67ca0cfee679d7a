use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cds_feed::SCHEMA_VERSION;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::Error;

/// Where a laptop stands. Opaque to it, and signed, so that what comes back is what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// Which warehouse.
    pub(crate) epoch: String,
    /// Columns the laptop knows.
    pub(crate) schema: u32,
    /// Whose rows: the account, and whether it sees all of them or its own.
    pub(crate) scope: String,
    /// Every change up to this publish number has been applied.
    pub(crate) after: i64,
    /// Set within a pull: its end, and the last change of the page before.
    pub(crate) page: Option<Position>,
}

/// A place within a pull.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) until: i64,
    pub(crate) publish_no: i64,
    pub(crate) table: String,
    pub(crate) key: String,
}

/// Who the warehouse is, for signing and comparing.
pub(crate) struct Identity {
    pub(crate) epoch: String,
    pub(crate) signing_key: Vec<u8>,
}

impl Cursor {
    pub(crate) fn start(identity: &Identity, scope: &str) -> Self {
        Self {
            epoch: identity.epoch.clone(),
            schema: SCHEMA_VERSION,
            scope: scope.to_owned(),
            after: 0,
            page: None,
        }
    }

    pub(crate) fn sign(&self, identity: &Identity) -> Result<String, Error> {
        let body =
            serde_json::to_vec(self).map_err(|cause| Error::Encoding { table: "the cursor", cause })?;
        let signature = mac(identity, &body).finalize().into_bytes();
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(body), URL_SAFE_NO_PAD.encode(signature)))
    }

    pub(crate) fn verify(text: &str, identity: &Identity, scope: &str) -> Result<Self, Error> {
        let forged = || Error::ResyncRequired("its signature is not ours");
        let (body, signature) = text.split_once('.').ok_or_else(forged)?;
        let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| forged())?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| forged())?;
        mac(identity, &body).verify_slice(&signature).map_err(|_| forged())?;
        let cursor: Self = serde_json::from_slice(&body).map_err(|_| forged())?;
        if cursor.epoch != identity.epoch {
            return Err(Error::ResyncRequired("it belongs to another warehouse"));
        }
        if cursor.schema != SCHEMA_VERSION {
            return Err(Error::ResyncRequired("its columns are of another version"));
        }
        if cursor.scope != scope {
            return Err(Error::ResyncRequired("it was given to another account, or for other roles"));
        }
        Ok(cursor)
    }
}

fn mac(identity: &Identity, body: &[u8]) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(&identity.signing_key).expect("HMAC takes a key of any length");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = "7 all";

    fn identity(epoch: &str) -> Identity {
        Identity { epoch: epoch.into(), signing_key: vec![7; 32] }
    }

    #[test]
    fn a_signed_cursor_comes_back_as_it_was() -> Result<(), Error> {
        let ours = identity("a");
        let mut cursor = Cursor::start(&ours, ALL);
        cursor.after = 42;
        cursor.page = Some(Position { until: 50, publish_no: 43, table: "t".into(), key: "{}".into() });
        assert_eq!(Cursor::verify(&cursor.sign(&ours)?, &ours, ALL)?, cursor);
        Ok(())
    }

    #[test]
    fn a_cursor_that_is_not_ours_asks_for_a_resync() -> Result<(), Error> {
        let ours = identity("a");
        let good = Cursor::start(&ours, ALL).sign(&ours)?;
        let mut older = Cursor::start(&ours, ALL);
        older.schema = 0;
        let elsewhere = Cursor::start(&identity("b"), ALL).sign(&ours)?;
        let another = Cursor::start(&ours, "8 all").sign(&ours)?;
        let narrower = Cursor::start(&ours, "7 own").sign(&ours)?;
        let tampered = format!("A{}", &good[1..]);
        for (text, why) in [
            (tampered.as_str(), "its signature is not ours"),
            ("nonsense", "its signature is not ours"),
            (elsewhere.as_str(), "it belongs to another warehouse"),
            (older.sign(&ours)?.as_str(), "its columns are of another version"),
            (another.as_str(), "it was given to another account, or for other roles"),
            (narrower.as_str(), "it was given to another account, or for other roles"),
        ] {
            let refused = Cursor::verify(text, &ours, ALL);
            assert!(matches!(refused, Err(Error::ResyncRequired(reason)) if reason == why), "{text}");
        }
        Ok(())
    }
}
