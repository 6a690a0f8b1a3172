//! The versions of the catalogue.

use sordino_contract::Timestamp;
use sqlx::{Row, SqliteConnection};

use super::{StoreError, Write, json, unreadable};
use crate::catalogue::Catalogue;

pub(super) async fn newest(on: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let row = sqlx::query("SELECT max(version) AS version FROM catalogue").fetch_one(on).await?;
    Ok(row.try_get("version")?)
}

pub(super) async fn version(
    on: &mut SqliteConnection,
    version: i64,
) -> Result<Catalogue, StoreError> {
    let row = sqlx::query("SELECT body FROM catalogue WHERE version = ?")
        .bind(version)
        .fetch_one(on)
        .await?;
    serde_json::from_str(row.try_get("body")?).map_err(unreadable("catalogue.body"))
}

impl Write {
    /// Adds a version of the catalogue, unless it is the newest already. Answers its number and
    /// whether it is new.
    pub(crate) async fn add_catalogue(
        &mut self,
        catalogue: &Catalogue,
        now: Timestamp,
    ) -> Result<(i64, bool), StoreError> {
        if let Some((version, kept)) = self.catalogue().await?
            && *kept == *catalogue
        {
            return Ok((version, false));
        }
        let row = sqlx::query(
            "INSERT INTO catalogue (recorded_at, body) VALUES (?, ?) RETURNING version",
        )
        .bind(now.to_string())
        .bind(json(catalogue)?)
        .fetch_one(&mut *self.tx)
        .await?;
        Ok((row.try_get("version")?, true))
    }
}
