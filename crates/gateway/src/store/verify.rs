//! Rebuilding what people chose from the log alone, and comparing.

use sordino_contract::Request;
use sqlx::{Row, SqliteConnection};

use super::log::{asked, change_id, entries, imported, moment};
use super::{Store, StoreError, unreadable};
use crate::{PersonId, Preferences};

/// How many people are looked at in one read.
const PEOPLE: i64 = 500;

/// What a comparison found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many people there are.
    pub people: u64,
    /// How many lines the log has.
    pub lines: u64,
    /// Those for whom the database says something else than the log.
    pub different: Vec<PersonId>,
}

impl Store {
    /// Rebuilds what `person` chose from the log alone.
    ///
    /// # Errors
    ///
    /// If the database fails or a line of the log cannot be read.
    pub async fn rebuild(&self, person: &PersonId) -> Result<Preferences, StoreError> {
        let mut connection = self.readers.acquire().await?;
        Ok(rebuild(&mut connection, person).await?.0)
    }

    /// Rebuilds everybody from the log alone and compares with what the database says.
    ///
    /// # Errors
    ///
    /// If the database fails or a row cannot be read.
    pub async fn verify(&self, mut each: impl FnMut(u64)) -> Result<Verified, StoreError> {
        let mut found = Verified::default();
        let mut after = String::new();
        loop {
            // One transaction sees one state, so a change that is made meanwhile is in both or
            // in neither.
            let mut tx = self.readers.begin().await?;
            let rows = sqlx::query("SELECT id, state FROM people WHERE id > ? ORDER BY id LIMIT ?")
                .bind(&after)
                .bind(PEOPLE)
                .fetch_all(&mut *tx)
                .await?;
            let Some(last) = rows.last() else {
                return Ok(found);
            };
            after = last.try_get("id")?;
            for row in &rows {
                let id = PersonId::new(row.try_get("id")?)
                    .ok_or(StoreError::Unreadable { column: "people.id", source: None })?;
                let state: Preferences = serde_json::from_str(row.try_get("state")?)
                    .map_err(unreadable("people.state"))?;
                let (rebuilt, lines) = rebuild(&mut tx, &id).await?;
                found.people += 1;
                found.lines += lines;
                if rebuilt != state {
                    found.different.push(id);
                }
            }
            each(found.people);
        }
    }
}

/// Also answers how many lines were read.
async fn rebuild(
    on: &mut SqliteConnection,
    person: &PersonId,
) -> Result<(Preferences, u64), StoreError> {
    let rows = sqlx::query(
        "SELECT kind, change_id, recorded_at, made_at, changed, asked, closes FROM log \
         WHERE person = ? ORDER BY seq",
    )
    .bind(person.expose())
    .fetch_all(on)
    .await?;
    let mut rebuilt = Preferences::default();
    for row in &rows {
        let changed: &str = row.try_get("changed")?;
        match row.try_get("kind")? {
            "import" => {
                rebuilt.fill(&imported(changed)?);
                continue;
            }
            "done" => {
                rebuilt.done(&change_id(row, "closes")?);
                continue;
            }
            _ => {}
        }
        let recorded_at = moment(row.try_get("recorded_at")?)?;
        let made_at: Option<&str> = row.try_get("made_at")?;
        let made_at = made_at.map(moment).transpose()?.unwrap_or(recorded_at);
        for entry in entries(changed)? {
            rebuilt.apply(&entry, made_at.min(recorded_at));
        }
        if let Some(ask) = asked(row)? {
            let id = change_id(row, "change_id")?;
            rebuilt.requests.push(Request { id, what: ask.capability(), recorded_at });
        }
    }
    Ok((rebuilt, rows.len() as u64))
}
