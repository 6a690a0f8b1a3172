//! The database: people, the catalogue, and the log that everything else follows from.

mod catalogue;
mod imports;
mod log;
mod people;
mod requests;
mod verify;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Sqlite, SqliteConnection, Transaction};

use crate::catalogue::Catalogue;

pub use log::{Difference, Line, Page};
pub(crate) use log::{Kept, NewLine};
pub(crate) use people::NewPerson;
pub use requests::{Closed, OpenRequest};
pub use verify::Verified;

/// How many connections read at a time.
const READERS: u32 = 4;

/// How long to wait for another process, as an import, that is writing.
const BUSY: Duration = Duration::from_secs(15);

/// Why the database did not do what was asked. Who asked is told no more than that it failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused, or the file cannot be used.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the database's schema cannot be brought up to date")]
    Schema(#[from] MigrateError),
    /// Something in it is not what was put there.
    #[error("`{column}` of a row cannot be read")]
    Unreadable {
        /// The column.
        column: &'static str,
        /// What was wrong with it.
        #[source]
        source: Option<serde_json::Error>,
    },
}

/// A catalogue and the number of its version.
pub(crate) type Version = (i64, Arc<Catalogue>);

/// The database.
///
/// One connection writes, so that writers queue here instead of failing in SQLite; a few more
/// read, and never wait for it.
#[derive(Debug, Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    /// The catalogue that was read last, and its version.
    catalogue: Arc<Mutex<Option<Version>>>,
}

impl Store {
    /// Opens the database in a file, which is made if there is none, and brings its schema up
    /// to date.
    ///
    /// # Errors
    ///
    /// If the file cannot be used, or holds a schema that this version does not know.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A change that was answered survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            // Without it, `INSERT OR REPLACE` would delete past the triggers of the log.
            .pragma("recursive_triggers", "ON")
            .disable_statement_logging();
        let writer = writer(&options).await?;
        migrate(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_lazy_with(options.create_if_missing(false).pragma("query_only", "ON"));
        Ok(Self { writer, readers, catalogue: Arc::default() })
    }

    /// Begins a transaction that writes. It holds the write lock from the start, so what it
    /// reads is what it changes.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        let tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write { tx, store: self.clone() })
    }

    /// Begins a transaction that reads, and sees one state throughout.
    pub(crate) async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read { tx: self.readers.begin().await?, store: self.clone() })
    }

    /// Closes every connection and folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Err(error) =
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer).await
        {
            // Nothing is lost: the next start reads the write-ahead log.
            tracing::warn!(error = %error, "the write-ahead log was not folded into the database");
        }
        self.writer.close().await;
    }

    async fn catalogue_by(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<Option<Version>, StoreError> {
        let Some(version) = catalogue::newest(connection).await? else {
            return Ok(None);
        };
        let kept = |slot: &Mutex<Option<Version>>| {
            let slot = slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            slot.clone().filter(|(kept, _)| *kept == version)
        };
        if let Some(kept) = kept(&self.catalogue) {
            return Ok(Some(kept));
        }
        // An import by another process may have added a version while this one was running.
        let read = (version, Arc::new(catalogue::version(connection, version).await?));
        *self.catalogue.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(read.clone());
        Ok(Some(read))
    }
}

/// The one connection that writes.
///
/// Programs that start at once on a new file all turn its write-ahead log on, and for that lock
/// SQLite does not wait as long as `busy_timeout` says.
async fn writer(options: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let started = std::time::Instant::now();
    loop {
        match SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await {
            Err(sqlx::Error::Database(error))
                if error.code().as_deref() == Some("5") && started.elapsed() < BUSY =>
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            connected => return Ok(connected?),
        }
    }
}

/// A transaction that reads.
pub(crate) struct Read {
    tx: Transaction<'static, Sqlite>,
    store: Store,
}

/// A transaction that writes. Dropped without [`commit`](Self::commit), it did nothing.
pub(crate) struct Write {
    tx: Transaction<'static, Sqlite>,
    store: Store,
}

impl Read {
    /// The newest catalogue and its version.
    pub(crate) async fn catalogue(&mut self) -> Result<Option<Version>, StoreError> {
        self.store.catalogue_by(&mut self.tx).await
    }
}

impl Write {
    /// The newest catalogue and its version.
    pub(crate) async fn catalogue(&mut self) -> Result<Option<Version>, StoreError> {
        self.store.catalogue_by(&mut self.tx).await
    }

    /// Keeps what was written. When this returns, it is on the disk.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

/// Brings the schema up to date.
///
/// Of two programs that start at once, one fails at a step that the other has just done: it
/// looks again, and finds it done. That can happen once for each step.
async fn migrate(writer: &SqlitePool) -> Result<(), MigrateError> {
    static STEPS: Migrator = sqlx::migrate!();
    for _ in STEPS.iter() {
        if STEPS.run(writer).await.is_ok() {
            return Ok(());
        }
    }
    STEPS.run(writer).await
}

/// What is wrong with a column, by its place alone: the words of `source` quote what stands
/// there, which may be somebody's, and end up in the log.
fn unreadable(column: &'static str) -> impl FnOnce(serde_json::Error) -> StoreError {
    move |source| {
        let (kind, line, at) = (source.classify(), source.line(), source.column());
        let place = format!("{kind:?} error at line {line} column {at}");
        StoreError::Unreadable { column, source: Some(serde::de::Error::custom(place)) }
    }
}

/// JSON of what is made of texts, flags and numbers, and so always can be written.
fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(unreadable("state"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// serde's own words for a text in the wrong place hold that text.
    #[test]
    fn a_column_that_cannot_be_read_is_not_quoted() {
        let torn = r#"{"subscribed": "ann.private@example.com"}"#;
        let error = serde_json::from_str::<crate::Preferences>(torn).expect_err("not a flag");
        assert!(
            error.to_string().contains("ann.private"),
            "else there is nothing to hide: {error}"
        );
        let said = format!("{:?}", unreadable("people.state")(error));
        assert!(!said.contains("ann.private"), "{said}");
        assert!(said.contains("people.state") && said.contains("line: 1"), "{said}");
    }
}
