//! The export: the consent record, for whoever must show it.

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::to_string;
use sordino_contract::Value;

use crate::PersonId;
use crate::store::{Line, Page, Store, StoreError};

/// How many lines of the log are read at a time.
const LINES: i64 = 1_000;

/// How the record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object for each line of the log.
    Jsonl,
    /// One row for each place that a line changed, for spreadsheets.
    Csv,
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store failed.
    #[error("the log could not be read")]
    Store(#[from] StoreError),
    /// The output cannot be written to.
    #[error("the output could not be written")]
    Output(#[from] io::Error),
}

const COLUMNS: [&str; 18] = [
    "seq",
    "recorded_at",
    "made_at",
    "person",
    "kind",
    "id",
    "via",
    "link",
    "power",
    "campaign",
    "catalogue",
    "path",
    "before",
    "after",
    "asked",
    "closes",
    "reason",
    "comment",
];

/// Writes the record of one person, or of all, and answers how many lines of the log it had.
///
/// It reads page by page: memory does not grow with the log, and nobody waits for it.
pub async fn write(
    store: &Store,
    person: Option<&PersonId>,
    format: Format,
    out: impl Write,
) -> Result<u64, ExportError> {
    let mut out = match format {
        Format::Jsonl => Output::Jsonl(out),
        Format::Csv => Output::Csv(Box::new(csv::Writer::from_writer(out))),
    };
    out.begin()?;
    let (mut after, mut count) = (0, 0);
    loop {
        let page = Page { after, lines: LINES };
        let lines = store.lines(person, page).await?;
        let Some(last) = lines.last() else { break };
        after = last.seq;
        for line in &lines {
            out.line(line)?;
            count += 1;
        }
    }
    out.end()?;
    Ok(count)
}

enum Output<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Output<W> {
    fn begin(&mut self) -> io::Result<()> {
        match self {
            Self::Jsonl(_) => Ok(()),
            Self::Csv(out) => out.write_record(COLUMNS).map_err(from_csv),
        }
    }

    fn line(&mut self, line: &Line) -> io::Result<()> {
        match self {
            Self::Jsonl(out) => {
                serde_json::to_writer(&mut *out, line)?;
                out.write_all(b"\n")
            }
            Self::Csv(out) => {
                let rows = rows(line);
                rows.iter().try_for_each(|row| out.write_record(row).map_err(from_csv))
            }
        }
    }

    fn end(self) -> io::Result<()> {
        match self {
            Self::Jsonl(mut out) => out.flush(),
            Self::Csv(mut out) => out.flush(),
        }
    }
}

/// A row for each place; a line that changed nothing has one row with no place.
fn rows(line: &Line) -> Vec<[String; 18]> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let reason = line.reason.as_ref();
    let row = |path: String, before: String, after: String| {
        [
            line.seq.to_string(),
            line.recorded_at.clone(),
            text(&line.made_at),
            line.person.clone(),
            line.kind.clone(),
            text(&line.id),
            text(&line.via),
            text(&line.link),
            text(&line.power),
            text(&line.campaign),
            line.catalogue.to_string(),
            path,
            before,
            after,
            text(&line.asked),
            text(&line.closes),
            reason.map(|reason| reason.code.clone()).unwrap_or_default(),
            reason.and_then(|reason| reason.comment.clone()).unwrap_or_default(),
        ]
        .map(harmless)
    };
    if line.changed.is_empty() {
        return vec![row(String::new(), String::new(), String::new())];
    }
    let changed = line.changed.iter();
    changed.map(|one| row(one.path.to_string(), value(&one.before), value(&one.after))).collect()
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(word) => word.clone(),
        value => to_string(value).unwrap_or_default(),
    }
}

/// A spreadsheet runs a cell that begins like a formula, and a comment may begin with anything.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn from_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
