//! What people asked for: what is not done yet, and that it is done.

use serde::Serialize;
use sordino_contract::{ChangeId, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{Store, StoreError, Write};
use crate::PersonId;

/// Something that somebody asked for and that is not done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenRequest {
    /// The id of the change that asked, which is on the person's receipt.
    pub id: String,
    /// `export` or `erase`.
    pub what: String,
    /// Who asked.
    pub person: String,
    /// When it was taken in.
    pub recorded_at: String,
}

/// What came of saying that a request is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It is on record now.
    Now(OpenRequest),
    /// It was on record before.
    Before {
        /// When it was said first.
        recorded_at: String,
    },
    /// There is no such request.
    Unknown,
    /// Several people chose the same id for theirs: which of them is meant?
    Several,
}

/// Those of one id, or of one person, or all.
const OPEN: &str = "SELECT person, change_id, recorded_at, asked FROM log AS line \
     WHERE asked IS NOT NULL AND (?1 IS NULL OR change_id = ?1) AND (?2 IS NULL OR person = ?2) \
     AND NOT EXISTS (SELECT 1 FROM log AS done \
     WHERE done.person = line.person AND done.closes = line.change_id) ORDER BY seq";

impl Store {
    /// What people asked for and is not done yet, the oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn open_requests(&self) -> Result<Vec<OpenRequest>, StoreError> {
        let query = sqlx::query(OPEN).bind(None::<&str>).bind(None::<&str>);
        let rows = query.fetch_all(&self.readers).await?;
        rows.iter().map(open).collect()
    }

    /// Puts on record that a request is done; its person is told by the next document. Said
    /// again, it is on record once.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn close_request(
        &self,
        id: &ChangeId,
        person: Option<&PersonId>,
        now: Timestamp,
    ) -> Result<Closed, StoreError> {
        let mut tx = self.write().await?;
        let person = person.map(PersonId::expose);
        let query = sqlx::query(OPEN).bind(id.as_str()).bind(person);
        let rows = query.fetch_all(&mut *tx.tx).await?;
        let request = match rows.as_slice() {
            [] => return closed_before(&mut tx.tx, id, person).await,
            [one] => open(one)?,
            _ => return Ok(Closed::Several),
        };
        tx.add_done(id, &request.person, now).await?;
        tx.commit().await?;
        Ok(Closed::Now(request))
    }
}

impl Write {
    async fn add_done(
        &mut self,
        id: &ChangeId,
        person: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let unreadable = || StoreError::Unreadable { column: "log.person", source: None };
        let person = PersonId::new(person).ok_or_else(unreadable)?;
        let mut preferences = self.person(&person).await?.ok_or_else(unreadable)?.preferences;
        preferences.done(id);
        self.keep_preferences(&person, &preferences, now).await?;
        let catalogue = self.catalogue().await?.map_or(0, |(version, _)| version);
        sqlx::query(
            "INSERT INTO log (person, kind, recorded_at, catalogue, changed, closes) \
             VALUES (?, 'done', ?, ?, '[]', ?)",
        )
        .bind(person.expose())
        .bind(now.to_string())
        .bind(catalogue)
        .bind(id.as_str())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

async fn closed_before(
    on: &mut SqliteConnection,
    id: &ChangeId,
    person: Option<&str>,
) -> Result<Closed, StoreError> {
    let sql = "SELECT recorded_at FROM log WHERE kind = 'done' AND closes = ?1 \
               AND (?2 IS NULL OR person = ?2) ORDER BY seq";
    let row = sqlx::query(sql).bind(id.as_str()).bind(person).fetch_optional(on).await?;
    Ok(match row {
        Some(row) => Closed::Before { recorded_at: row.try_get("recorded_at")? },
        None => Closed::Unknown,
    })
}

fn open(row: &SqliteRow) -> Result<OpenRequest, StoreError> {
    Ok(OpenRequest {
        id: row.try_get("change_id")?,
        what: row.try_get("asked")?,
        person: row.try_get("person")?,
        recorded_at: row.try_get("recorded_at")?,
    })
}
