//! Files that claim to hold everything: how much the last one held, and which a person accepted though it held less.

use super::{Original, hashes};
use crate::{Error, Warehouse, bronze::Window, error::while_doing};

impl Warehouse {
    /// How many rows the latest file had that holds everything of an entity; before the first one, how many records
    /// there are.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn full_rows(&self, source_system: &str, instance: &str, entity: &str) -> Result<i64, Error> {
        let client = self.client().await?;
        let row =
            client.query_one(include_str!("full_rows.sql"), &[&source_system, &instance, &entity]).await;
        Ok(row.map_err(while_doing("counting the rows of the last full file"))?.get(0))
    }

    /// How many records of an entity there are inside a window.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn rows_inside(
        &self,
        source_system: &str,
        instance: &str,
        entity: &str,
        window: &Window,
    ) -> Result<i64, Error> {
        let client = self.client().await?;
        let (from, to) = (window.from.to_string(), window.to.to_string());
        let sql = include_str!("rows_inside.sql");
        let row =
            client.query_one(sql, &[&source_system, &instance, &entity, &window.field, &from, &to]).await;
        Ok(row.map_err(while_doing("counting the records of a window"))?.get(0))
    }

    /// Keeps a person's word that these files may land, however little they hold.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn accept_file(&self, originals: &[Original<'_>], by: &str) -> Result<(), Error> {
        let client = self.client().await?;
        let kept = client.execute(include_str!("accept.sql"), &[&hashes(originals), &by]).await;
        kept.map_err(while_doing("keeping that a file is accepted")).map(drop)
    }

    /// Whether a person has said that these files may land. Landing them uses it up.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_accepted(&self, originals: &[Original<'_>]) -> Result<bool, Error> {
        let client = self.client().await?;
        let row = client.query_one(include_str!("is_accepted.sql"), &[&hashes(originals)]).await;
        Ok(row.map_err(while_doing("looking whether a file is accepted"))?.get(0))
    }
}
