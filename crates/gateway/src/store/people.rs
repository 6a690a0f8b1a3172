//! People: who they are, and the projection of what they chose.

use std::collections::{BTreeMap, HashMap};

use sordino_contract::{CampaignId, Date, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};

use super::log::history;
use super::{Read, StoreError, Write, json, unreadable};
use crate::document::Person;
use crate::person::Address;
use crate::{PersonId, Preferences};

/// A person as an import brings them.
#[derive(Debug, Clone)]
pub(crate) struct NewPerson {
    /// The id.
    pub id: PersonId,
    /// The address.
    pub address: Address,
    /// The name.
    pub name: Option<String>,
    /// The language, BCP 47.
    pub locale: Option<String>,
    /// The zone that their days are counted in.
    pub time_zone: String,
    /// What they chose.
    pub preferences: Preferences,
    /// The day on which a campaign was last sent to them. What is absent stays as it is known.
    pub last_sent: BTreeMap<CampaignId, Date>,
}

async fn find(on: &mut SqliteConnection, id: &PersonId) -> Result<Option<Person>, StoreError> {
    let row =
        sqlx::query("SELECT address, locale, time_zone, state, last_sent FROM people WHERE id = ?")
            .bind(id.expose())
            .fetch_optional(&mut *on)
            .await?;
    let Some(row) = row else { return Ok(None) };
    let address = Address::new(row.try_get("address")?)
        .ok_or(StoreError::Unreadable { column: "people.address", source: None })?;
    Ok(Some(Person {
        id: id.clone(),
        address,
        locale: row.try_get("locale")?,
        time_zone: row.try_get("time_zone")?,
        preferences: state_of(&row)?,
        last_sent: serde_json::from_str(row.try_get("last_sent")?)
            .map_err(unreadable("people.last_sent"))?,
        history: history(on, id).await?,
    }))
}

fn state_of(row: &SqliteRow) -> Result<Preferences, StoreError> {
    serde_json::from_str(row.try_get("state")?).map_err(unreadable("people.state"))
}

impl Read {
    /// The person with this id.
    pub(crate) async fn person(&mut self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        find(&mut self.tx, id).await
    }
}

impl Write {
    /// The person with this id.
    pub(crate) async fn person(&mut self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        find(&mut self.tx, id).await
    }

    /// Keeps what a person has chosen now. The log must have a line that says how it came.
    pub(crate) async fn keep_preferences(
        &mut self,
        id: &PersonId,
        preferences: &Preferences,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE people SET state = ?, updated_at = ? WHERE id = ?")
            .bind(json(preferences)?)
            .bind(now.to_string())
            .bind(id.expose())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// What those of `ids` that are known have chosen.
    pub(crate) async fn preferences_of(
        &mut self,
        ids: &[&str],
    ) -> Result<HashMap<String, Preferences>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, state FROM people WHERE id IN (SELECT value FROM json_each(?))",
        )
        .bind(json(&ids)?)
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, state_of(row)?))).collect()
    }

    /// Adds people, or updates those that are known: who they are, and `preferences`.
    pub(crate) async fn keep_people(
        &mut self,
        people: &[NewPerson],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if people.is_empty() {
            return Ok(());
        }
        let states =
            people.iter().map(|person| json(&person.preferences)).collect::<Result<Vec<_>, _>>()?;
        let sent =
            people.iter().map(|person| json(&person.last_sent)).collect::<Result<Vec<_>, _>>()?;
        let now = now.to_string();
        let mut insert = QueryBuilder::new(
            "INSERT INTO people \
             (id, address, name, locale, time_zone, state, last_sent, updated_at) ",
        );
        let rows = people.iter().zip(states).zip(sent);
        insert.push_values(rows, |mut row, ((person, state), sent)| {
            row.push_bind(person.id.expose())
                .push_bind(person.address.expose())
                .push_bind(&person.name)
                .push_bind(&person.locale)
                .push_bind(&person.time_zone)
                .push_bind(state)
                .push_bind(sent)
                .push_bind(&now);
        });
        insert.push(
            " ON CONFLICT (id) DO UPDATE SET address = excluded.address, name = excluded.name, \
             locale = excluded.locale, time_zone = excluded.time_zone, state = excluded.state, \
             last_sent = json_patch(people.last_sent, excluded.last_sent), \
             updated_at = excluded.updated_at",
        );
        insert.build().execute(&mut *self.tx).await?;
        Ok(())
    }
}
