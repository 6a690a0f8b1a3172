//! `export`.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use sordino_gateway::export::{ExportError, Format, write};
use sordino_gateway::{Config, PersonId};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// One person's record only.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Where it is written to. Default: standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let person = arguments
        .person
        .as_deref()
        .map(|id| PersonId::new(id).context("`--person` is not a person's id"));
    let person = person.transpose()?;
    let store = super::open(config).await?;
    let written = match &arguments.output {
        Some(file) => {
            let out = File::create(file)
                .with_context(|| format!("{}: it cannot be made", file.display()))?;
            write(&store, person.as_ref(), arguments.format, BufWriter::new(out)).await
        }
        None => {
            let out = BufWriter::new(io::stdout());
            write(&store, person.as_ref(), arguments.format, out).await
        }
    };
    store.close().await;
    match written {
        // Whoever reads has enough, as `head` does.
        Err(ExportError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => {
            let lines = written?;
            eprintln!("{lines} lines of the log");
        }
    }
    Ok(ExitCode::SUCCESS)
}
