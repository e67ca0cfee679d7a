//! What became of each asset in a run.

use crate::{Error, Warehouse, error::while_doing};

/// How the building of an asset ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetOutcome {
    /// It is built. A source says how many records it loaded.
    Done(Option<i64>),
    /// It is not, and why.
    Failed(String),
    /// It is built in part: the service was told to stop.
    Stopped,
}

impl Warehouse {
    /// Notes that an asset is begun in a run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_asset(&self, run_id: i64, asset: &str) -> Result<(), Error> {
        let client = self.client().await?;
        let begun = client.execute(include_str!("begin_asset.sql"), &[&run_id, &asset]).await;
        begun.map_err(while_doing("beginning an asset")).map(drop)
    }

    /// Notes how an asset ended in a run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_asset(&self, run_id: i64, asset: &str, outcome: &AssetOutcome) -> Result<(), Error> {
        let (word, message, rows) = match outcome {
            AssetOutcome::Done(rows) => ("done", None, *rows),
            AssetOutcome::Failed(why) => ("failed", Some(why.as_str()), None),
            AssetOutcome::Stopped => ("stopped", None, None),
        };
        let client = self.client().await?;
        let ended =
            client.execute(include_str!("end_asset.sql"), &[&run_id, &asset, &word, &message, &rows]).await;
        ended.map_err(while_doing("closing an asset")).map(drop)
    }
}
