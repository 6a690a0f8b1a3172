//! The import: a catalogue, and people from a CSV file as a CRM exports it.
//!
//! It reads the file once, in order, and holds a few hundred rows at a time. A row that cannot
//! be used is reported with its line and left out; the others go in. What a person decided is
//! never changed by it: a CRM's column is often older than the person's own choice.

mod encoding;
mod mapping;
mod records;
mod row;

use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::catalogue::Catalogue;
use crate::store::{NewPerson, Store, StoreError};
use crate::{Clock, PersonId, Preferences};

pub use encoding::Encoding;
pub use mapping::{Mapping, MappingError};
use records::Records;
use row::Reader;

/// How many rows go into one transaction: enough to be fast, few enough that a running gateway
/// is not kept waiting.
const BATCH: usize = 500;

/// How long the database is left to others between two transactions. SQLite does not queue
/// those who wait for its lock, so without a gap a running gateway might never get it.
const GAP: Duration = Duration::from_millis(5);

/// Why a file of people could not be used. Nothing was imported then, unless the file or the
/// database broke in the middle.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It cannot be read.
    #[error("{}: it cannot be read", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not UTF-8.
    #[error("{}: UTF-8 is expected, and it looks like {encoding}; save it as UTF-8", file.display())]
    WrongEncoding {
        /// The file.
        file: PathBuf,
        /// What it looks like.
        encoding: Encoding,
    },
    /// It does not have the columns that the mapping names.
    #[error("{}: {wrong}", file.display())]
    Header {
        /// The file.
        file: PathBuf,
        /// What was expected.
        wrong: String,
    },
    /// There is nothing that the columns could be about.
    #[error("there is no catalogue yet: give `--catalogue`")]
    NoCatalogue,
    /// The store failed.
    #[error("the people could not be kept")]
    Store(#[from] StoreError),
}

/// A row that was left out. It holds nothing of what stood in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// The column, if it is one.
    pub column: Option<String>,
    /// What was wrong, and what was expected.
    pub reason: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// People who were not known.
    pub added: u64,
    /// People who were known. Who they are was updated; what they decided stands.
    pub known: u64,
    /// Rows that were left out.
    pub bad: u64,
}

/// Hears how an import goes.
pub trait Report: Send {
    /// So many rows are done, and so many bytes of the file.
    fn progress(&mut self, rows: u64, bytes: u64);
    /// A row was left out.
    fn bad_row(&mut self, row: &BadRow);
}

/// Keeps the rows that were left out, and shows nothing.
impl Report for Vec<BadRow> {
    fn progress(&mut self, _rows: u64, _bytes: u64) {}

    fn bad_row(&mut self, row: &BadRow) {
        self.push(row.clone());
    }
}

struct Batch {
    good: Vec<(u64, NewPerson)>,
    bad: Vec<BadRow>,
    bytes: u64,
}

/// Imports people from a CSV file.
///
/// # Errors
///
/// If the file is not UTF-8, lacks a column that the mapping names, or the store fails.
pub async fn people(
    store: &Store,
    clock: &Clock,
    mapping: &Mapping,
    file: PathBuf,
    input: impl Read + Send + 'static,
    report: &mut dyn Report,
) -> Result<Summary, ImportError> {
    let (_, catalogue) = store.read().await?.catalogue().await?.ok_or(ImportError::NoCatalogue)?;
    let mut input = BufReader::with_capacity(encoding::LOOK, input);
    let unreadable = |source| ImportError::Unreadable { file: file.clone(), source };
    encoding::check(&mut input).map_err(unreadable)?.map_or(Ok(()), |encoding| {
        let file = file.clone();
        Err(ImportError::WrongEncoding { file, encoding })
    })?;
    let mut records = Records::new(input, mapping.delimiter());
    let header = records.header().map_err(unreadable)?;
    let reader = Reader::new(mapping, &catalogue, &header)
        .map_err(|wrong| ImportError::Header { file: file.clone(), wrong })?;

    let (send, mut receive) = mpsc::channel(2);
    let reading = tokio::task::spawn_blocking(move || read(records, &reader, &send));
    let mut writer = Writer::begin(store, clock).await?;
    while let Some(batch) = receive.recv().await {
        writer.write(batch, report).await?;
        tokio::time::sleep(GAP).await;
    }
    match reading.await {
        Ok(read) => read.map_err(unreadable)?,
        Err(panicked) => return Err(unreadable(io::Error::other(panicked))),
    }
    Ok(writer.summary)
}

/// Reads rows into batches until the file ends, or nobody takes them any more.
fn read(
    mut records: Records<impl BufRead>,
    reader: &Reader,
    send: &mpsc::Sender<Batch>,
) -> io::Result<()> {
    let mut batch = Batch { good: Vec::new(), bad: Vec::new(), bytes: 0 };
    while let Some(record) = records.next()? {
        match record.and_then(|(line, fields)| Ok((line, reader.person(line, fields)?))) {
            Ok(person) => batch.good.push(person),
            Err(bad) => batch.bad.push(bad),
        }
        if batch.good.len() + batch.bad.len() >= BATCH {
            batch.bytes = records.bytes();
            let full = std::mem::replace(
                &mut batch,
                Batch { good: Vec::new(), bad: Vec::new(), bytes: 0 },
            );
            if send.blocking_send(full).is_err() {
                return Ok(());
            }
        }
    }
    batch.bytes = records.bytes();
    let _ = send.blocking_send(batch);
    Ok(())
}

/// Puts batches into the database.
struct Writer<'a> {
    store: &'a Store,
    clock: &'a Clock,
    summary: Summary,
}

impl<'a> Writer<'a> {
    async fn begin(store: &'a Store, clock: &'a Clock) -> Result<Self, StoreError> {
        store.forget_import().await?;
        Ok(Self { store, clock, summary: Summary::default() })
    }

    async fn write(&mut self, batch: Batch, report: &mut dyn Report) -> Result<(), StoreError> {
        let Batch { good, mut bad, bytes } = batch;
        let mut tx = self.store.write().await?;
        let now = self.clock.now();
        // The newest, not the one that the file was read against: it may have moved on.
        let version = tx.catalogue().await?.map_or(0, |(version, _)| version);

        let ids: Vec<(&str, u64)> =
            good.iter().map(|(line, person)| (person.id.expose(), *line)).collect();
        let repeated = tx.note_import(&ids).await?;
        let mut people = Vec::with_capacity(good.len());
        for (line, person) in good {
            match repeated.get(&line) {
                None => people.push(person),
                Some(first) => bad.push(BadRow {
                    line,
                    column: None,
                    reason: format!("the same id stands on line {first} already"),
                }),
            }
        }
        let ids: Vec<&str> = people.iter().map(|person| person.id.expose()).collect();
        let mut known = tx.preferences_of(&ids).await?;
        let mut decided: Vec<(PersonId, Preferences)> = Vec::new();
        for person in &mut people {
            let told = std::mem::take(&mut person.preferences);
            match known.remove(person.id.expose()) {
                Some(preferences) => {
                    self.summary.known += 1;
                    person.preferences = preferences;
                }
                None => self.summary.added += 1,
            }
            if let Some(filled) = person.preferences.fill(&told) {
                decided.push((person.id.clone(), filled));
            }
        }
        tx.keep_people(&people, now).await?;
        tx.add_imports(&decided, version, now).await?;
        tx.commit().await?;

        bad.sort_by_key(|row| row.line);
        bad.iter().for_each(|row| report.bad_row(row));
        self.summary.bad += bad.len() as u64;
        let rows = self.summary.added + self.summary.known + self.summary.bad;
        report.progress(rows, bytes);
        Ok(())
    }
}

/// Imports a catalogue. Answers its version and whether it is new.
///
/// # Errors
///
/// If the store fails.
pub async fn catalogue(
    store: &Store,
    clock: &Clock,
    catalogue: &Catalogue,
) -> Result<(i64, bool), StoreError> {
    let mut tx = store.write().await?;
    let added = tx.add_catalogue(catalogue, clock.now()).await?;
    tx.commit().await?;
    Ok(added)
}
