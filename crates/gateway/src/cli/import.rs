//! `import`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use sordino_gateway::import::{BadRow, Mapping, Report, Summary, catalogue, people};
use sordino_gateway::store::Store;
use sordino_gateway::{Catalogue, Clock, Config};

use super::progress::Progress;

/// The exit code of an import that left out bad rows.
const BAD_ROWS: u8 = 3;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the sender offers, a TOML file.
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Which column of PEOPLE says what, a TOML file.
    #[arg(long, value_name = "FILE", requires = "people")]
    mapping: Option<PathBuf>,
    /// The people, a CSV file in UTF-8.
    #[arg(requires = "mapping")]
    people: Option<PathBuf>,
}

pub(super) async fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // Everything is read before anything is written.
    let offered = arguments.catalogue.as_deref().map(Catalogue::read).transpose()?;
    let mapping = arguments.mapping.as_deref().map(Mapping::read).transpose()?;
    let files = mapping.as_ref().zip(arguments.people.as_deref());
    if offered.is_none() && files.is_none() {
        bail!("give `--catalogue FILE`, or `--mapping FILE PEOPLE`, or both");
    }
    let store = super::open(config).await?;
    let clock = Clock::machine();
    if let Some(offered) = &offered {
        let (version, new) = catalogue(&store, &clock, offered).await?;
        let (channels, campaigns) = (offered.channels.len(), offered.campaigns.len());
        let same = if new { "" } else { ", as it was" };
        eprintln!("catalogue: {campaigns} campaigns, {channels} channels: version {version}{same}");
    }
    let mut code = ExitCode::SUCCESS;
    if let Some((mapping, file)) = files {
        let summary = rows(&store, &clock, mapping, file).await?;
        let Summary { added, known, bad } = summary;
        eprintln!("people: {added} new, {known} known, {bad} rows left out");
        if bad > 0 {
            code = ExitCode::from(BAD_ROWS);
        }
    }
    store.close().await;
    Ok(code)
}

async fn rows(
    store: &Store,
    clock: &Clock,
    mapping: &Mapping,
    file: &Path,
) -> anyhow::Result<Summary> {
    let shown = file.display().to_string();
    let input = File::open(file).with_context(|| format!("{shown}: it cannot be opened"))?;
    let size = input.metadata().map_or(0, |about| about.len());
    let mut teller = Teller { file: shown, progress: Progress::of(size, "rows") };
    let done = people(store, clock, mapping, file.into(), input, &mut teller).await;
    teller.progress.end();
    Ok(done?)
}

struct Teller {
    file: String,
    progress: Progress,
}

impl Report for Teller {
    fn progress(&mut self, rows: u64, bytes: u64) {
        self.progress.at(rows, bytes);
    }

    fn bad_row(&mut self, row: &BadRow) {
        let column = row.column.as_ref();
        let column = column.map_or(String::new(), |name| format!("column `{name}`: "));
        self.progress.say(&format!("{}:{}: {column}{}", self.file, row.line, row.reason));
    }
}
