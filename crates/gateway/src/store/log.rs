//! The log: the consent record, one line for each change and each import of a person.

use serde::Serialize;
use sordino_contract::{
    Ask, ChangeId, ChangeSet, Changed, GivenReason, HISTORY_MAX, Receipt, Timestamp, Via, Wishes,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};

use super::{Read, Store, StoreError, Write, json, unreadable};
use crate::preferences::Entry;
use crate::{PersonId, Preferences};

/// A change to be written down.
#[derive(Debug)]
pub(crate) struct NewLine<'a> {
    /// What was asked.
    pub change: &'a ChangeSet,
    /// A hash of it.
    pub hash: &'a str,
    /// By which link, and so whose it is.
    pub link: &'a crate::token::Link,
    /// When it is kept.
    pub recorded_at: Timestamp,
    /// The catalogue that it was checked against.
    pub catalogue: i64,
    /// What it does.
    pub entries: &'a [Entry],
    /// The request that is taken in.
    pub asked: Option<Ask>,
    /// Why, as it is kept.
    pub reason: Option<&'a GivenReason>,
}

/// What was asked, as it was asked.
#[derive(Serialize)]
struct Asked<'a> {
    set: &'a Wishes,
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<Ask>,
}

/// A change that was written down before.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The hash of what was asked.
    pub hash: String,
    /// What was answered.
    pub receipt: Receipt,
    /// The reason that it gave for another change, if it did nothing else.
    pub explains: Option<GivenReason>,
    /// Whether it is the last thing that the log has about this person.
    pub is_last: bool,
}

/// A line of the log, as it is exported.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Its number. Numbers rise; some are missing where a change was not kept.
    pub seq: i64,
    /// When it was kept, and so took effect.
    pub recorded_at: String,
    /// When the wish was made, as its maker says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
    /// Whose it is.
    pub person: String,
    /// `import`, `change`, or `done`: what was asked for was done.
    pub kind: String,
    /// The change's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The `jti` of the link's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What the link might do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power: Option<String>,
    /// The campaign whose message the link stood in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The document that was on the screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The version of the catalogue that it was checked against.
    pub catalogue: i64,
    /// What was before and after. Where both are the same, somebody asked for less of what was
    /// off already. `null` before is "never decided" in an import.
    pub changed: Vec<Difference>,
    /// What was asked for and is to be done: `export` or `erase`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// The change whose request is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// Why, if it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<GivenReason>,
}

/// What a line of the log did to one place.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The place.
    pub path: sordino_contract::Path,
    /// What stood there before.
    pub before: sordino_contract::Value,
    /// What stands there since.
    pub after: sordino_contract::Value,
}

/// Where to go on reading the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// After the line with this number.
    pub after: i64,
    /// At most this many lines.
    pub lines: i64,
}

async fn kept(
    on: &mut SqliteConnection,
    person: &PersonId,
    id: &ChangeId,
) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query(
        "SELECT change_id, body_hash, recorded_at, via, changed, asked, reason, \
         seq = (SELECT max(seq) FROM log WHERE person = ?1) AS is_last \
         FROM log WHERE person = ?1 AND change_id = ?2",
    )
    .bind(person.expose())
    .bind(id.as_str())
    .fetch_optional(on)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let receipt = receipt(&row)?;
    let alone = receipt.asked.is_none() && entries(row.try_get("changed")?)?.is_empty();
    let explains = reason(&row)?.filter(|reason| alone && reason.receipt.is_some());
    Ok(Some(Kept {
        hash: row.try_get("body_hash")?,
        receipt,
        explains,
        is_last: row.try_get("is_last")?,
    }))
}

/// What was answered to a change.
fn receipt(row: &SqliteRow) -> Result<Receipt, StoreError> {
    let entries = entries(row.try_get("changed")?)?.into_iter();
    let via: Option<&str> = row.try_get("via")?;
    Ok(Receipt {
        id: change_id(row, "change_id")?,
        recorded_at: moment(row.try_get("recorded_at")?)?,
        via: via.and_then(Via::of),
        changed: entries.filter(Entry::is_change).map(|entry| entry.changed).collect(),
        asked: asked(row)?.map(Ask::capability),
    })
}

/// The receipts of the last changes of a person that changed something or asked for something,
/// the newest first.
pub(super) async fn history(
    on: &mut SqliteConnection,
    person: &PersonId,
) -> Result<Vec<Receipt>, StoreError> {
    let rows = sqlx::query(
        "SELECT change_id, recorded_at, via, changed, asked FROM log \
         WHERE person = ? AND is_history = 1 ORDER BY seq DESC LIMIT ?",
    )
    .bind(person.expose())
    .bind(HISTORY_MAX as i64)
    .fetch_all(on)
    .await?;
    rows.iter().map(receipt).collect()
}

pub(super) fn change_id(row: &SqliteRow, column: &'static str) -> Result<ChangeId, StoreError> {
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable { column: "log.change_id", source: None })
}

/// The request that a line took in.
pub(super) fn asked(row: &SqliteRow) -> Result<Option<Ask>, StoreError> {
    let word: Option<&str> = row.try_get("asked")?;
    Ok(word.and_then(Ask::of))
}

pub(super) fn entries(text: &str) -> Result<Vec<Entry>, StoreError> {
    serde_json::from_str(text).map_err(unreadable("log.changed"))
}

fn reason(row: &SqliteRow) -> Result<Option<GivenReason>, StoreError> {
    let text: Option<&str> = row.try_get("reason")?;
    text.map(serde_json::from_str).transpose().map_err(unreadable("log.reason"))
}

pub(super) fn imported(text: &str) -> Result<Preferences, StoreError> {
    serde_json::from_str(text).map_err(unreadable("log.changed"))
}

pub(super) fn moment(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { column: "log.recorded_at", source: None })
}

impl Read {
    /// What was answered to the change with this id, if this person made one.
    pub(crate) async fn kept(
        &mut self,
        person: &PersonId,
        id: &ChangeId,
    ) -> Result<Option<Kept>, StoreError> {
        kept(&mut self.tx, person, id).await
    }
}

impl Read {
    /// What a person wished for in the changes whose ids begin with `family`, the oldest first.
    pub(crate) async fn wished(
        &mut self,
        person: &PersonId,
        family: &str,
    ) -> Result<Vec<Wishes>, StoreError> {
        #[derive(serde::Deserialize)]
        struct Asked {
            set: Wishes,
        }
        let rows = sqlx::query_scalar::<_, String>(
            "SELECT request FROM log WHERE person = ?1 AND kind = 'change' \
             AND substr(change_id, 1, length(?2)) = ?2 ORDER BY seq",
        )
        .bind(person.expose())
        .bind(family)
        .fetch_all(&mut *self.tx)
        .await?;
        let mut all = Vec::new();
        for row in rows {
            let asked: Asked = serde_json::from_str(&row).map_err(unreadable("log.request"))?;
            all.push(asked.set);
        }
        Ok(all)
    }
}

impl Write {
    /// What was answered to the change with this id, if this person made one.
    pub(crate) async fn kept(
        &mut self,
        person: &PersonId,
        id: &ChangeId,
    ) -> Result<Option<Kept>, StoreError> {
        kept(&mut self.tx, person, id).await
    }

    /// Writes a change down and answers its receipt.
    pub(crate) async fn add_line(&mut self, line: &NewLine<'_>) -> Result<Receipt, StoreError> {
        let NewLine { change, link, .. } = line;
        let changed = line.entries.iter().filter(|entry| entry.is_change());
        let changed: Vec<Changed> = changed.map(|entry| entry.changed.clone()).collect();
        let is_history = line.asked.is_some() || !changed.is_empty();
        sqlx::query(
            "INSERT INTO log (person, kind, change_id, body_hash, recorded_at, made_at, via, \
             link, power, campaign, revision, catalogue, request, changed, reason, asked, \
             is_history) VALUES (?, 'change', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(link.person.expose())
        .bind(change.id.as_str())
        .bind(line.hash)
        .bind(line.recorded_at.to_string())
        .bind(change.made_at.map(|at| at.to_string()))
        .bind(change.via.map(|via| via.as_str()))
        .bind(&link.id)
        .bind(crate::token::power_word(link.power))
        .bind(link.campaign.as_ref().map(|campaign| campaign.as_str()))
        .bind(&change.revision)
        .bind(line.catalogue)
        .bind(json(&Asked { set: &change.set, ask: change.ask })?)
        .bind(json(&line.entries)?)
        .bind(line.reason.map(json).transpose()?)
        .bind(line.asked.map(Ask::as_str))
        .bind(is_history)
        .execute(&mut *self.tx)
        .await?;
        Ok(Receipt {
            id: change.id.clone(),
            recorded_at: line.recorded_at,
            via: change.via,
            changed,
            asked: line.asked.map(Ask::capability),
        })
    }

    /// Writes down what an import decided for people.
    pub(crate) async fn add_imports(
        &mut self,
        decided: &[(PersonId, Preferences)],
        catalogue: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if decided.is_empty() {
            return Ok(());
        }
        let decided = decided
            .iter()
            .map(|(person, filled)| Ok((person, json(filled)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let now = now.to_string();
        let mut insert =
            QueryBuilder::new("INSERT INTO log (person, kind, recorded_at, catalogue, changed) ");
        insert.push_values(decided, |mut row, (person, filled)| {
            row.push_bind(person.expose())
                .push_bind("import")
                .push_bind(&now)
                .push_bind(catalogue)
                .push_bind(filled);
        });
        insert.build().execute(&mut *self.tx).await?;
        Ok(())
    }
}

impl Store {
    /// Lines of the log in order, of one person or of all.
    ///
    /// A caller reads page by page, so that a long export holds neither the log in memory nor
    /// a lock on the database.
    pub async fn lines(
        &self,
        person: Option<&PersonId>,
        page: Page,
    ) -> Result<Vec<Line>, StoreError> {
        let sql = if person.is_some() {
            "SELECT * FROM log WHERE person = ?3 AND seq > ?1 ORDER BY seq LIMIT ?2"
        } else {
            "SELECT * FROM log WHERE seq > ?1 ORDER BY seq LIMIT ?2"
        };
        let mut query = sqlx::query(sql).bind(page.after).bind(page.lines);
        if let Some(person) = person {
            query = query.bind(person.expose());
        }
        let rows = query.fetch_all(&self.readers).await?;
        rows.iter().map(line).collect()
    }
}

fn line(row: &SqliteRow) -> Result<Line, StoreError> {
    let kind: String = row.try_get("kind")?;
    let text: &str = row.try_get("changed")?;
    let changed = if kind == "import" {
        let each = imported(text)?.each().into_iter();
        each.map(|(path, after)| Difference {
            path,
            before: sordino_contract::Value::Nothing,
            after,
        })
        .collect()
    } else {
        let each = entries(text)?.into_iter();
        each.map(|entry| Difference {
            path: entry.changed.path,
            before: entry.changed.was,
            after: entry.changed.is,
        })
        .collect()
    };
    Ok(Line {
        seq: row.try_get("seq")?,
        recorded_at: row.try_get("recorded_at")?,
        made_at: row.try_get("made_at")?,
        person: row.try_get("person")?,
        kind,
        id: row.try_get("change_id")?,
        via: row.try_get("via")?,
        link: row.try_get("link")?,
        power: row.try_get("power")?,
        campaign: row.try_get("campaign")?,
        revision: row.try_get("revision")?,
        catalogue: row.try_get("catalogue")?,
        changed,
        asked: row.try_get("asked")?,
        closes: row.try_get("closes")?,
        reason: reason(row)?,
    })
}
