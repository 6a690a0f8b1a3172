//! Which ids an import has seen, so that one that stands twice in a file is found.

use std::collections::HashMap;

use sqlx::Row;

use super::{Store, StoreError, Write, json};

impl Store {
    /// Begins an import: no id was seen yet.
    ///
    /// The ids are in a temporary table of the writer's connection, which SQLite keeps in a
    /// file: a set in memory would grow with the import.
    pub(crate) async fn forget_import(&self) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        for sql in [
            "CREATE TEMP TABLE IF NOT EXISTS imported \
             (id TEXT PRIMARY KEY NOT NULL, line INTEGER NOT NULL) WITHOUT ROWID",
            "DELETE FROM temp.imported",
        ] {
            sqlx::query(sql).execute(&mut *tx.tx).await?;
        }
        tx.commit().await
    }
}

impl Write {
    /// Notes the ids on lines of the file. Answers the lines whose id was seen before, each
    /// with the line that it was seen on first.
    pub(crate) async fn note_import(
        &mut self,
        ids: &[(&str, u64)],
    ) -> Result<HashMap<u64, u64>, StoreError> {
        sqlx::query(
            "INSERT OR IGNORE INTO temp.imported (id, line) \
             SELECT value ->> 0, value ->> 1 FROM json_each(?)",
        )
        .bind(json(&ids)?)
        .execute(&mut *self.tx)
        .await?;
        let rows = sqlx::query(
            "SELECT value ->> 1 AS line, imported.line AS first FROM json_each(?) \
             JOIN temp.imported ON imported.id = value ->> 0 WHERE first <> value ->> 1",
        )
        .bind(json(&ids)?)
        .fetch_all(&mut *self.tx)
        .await?;
        let line = |row: &sqlx::sqlite::SqliteRow, name: &str| -> Result<u64, StoreError> {
            Ok(u64::try_from(row.try_get::<i64, _>(name)?).unwrap_or_default())
        };
        rows.iter().map(|row| Ok((line(row, "line")?, line(row, "first")?))).collect()
    }
}
