//! `requests`.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use sordino_contract::ChangeId;
use sordino_gateway::store::{Closed, OpenRequest};
use sordino_gateway::{Clock, Config, PersonId};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    /// How they are listed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A line each: when, what, who, and its id.
    Text,
    /// A JSON object a line.
    Jsonl,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Put on record that what was asked for is done. It does nothing else: sending a copy, or
    /// erasing, is done by whoever says so.
    Done {
        /// The request's id, as it is listed and as it stands on the person's receipt.
        id: ChangeId,
        /// Whose it is, if several people have one with this id.
        #[arg(long, value_name = "ID")]
        person: Option<String>,
    },
}

pub(super) async fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = super::open(config).await?;
    match &arguments.command {
        None => {
            let requests = store.open_requests().await?;
            store.close().await;
            list(&requests, arguments.format)?;
        }
        Some(Command::Done { id, person }) => {
            let person = person
                .as_deref()
                .map(|id| PersonId::new(id).context("`--person` is not a person's id"));
            let person = person.transpose()?;
            let now = Clock::machine().now();
            let closed = store.close_request(id, person.as_ref(), now).await;
            store.close().await;
            tell(id, closed?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(requests: &[OpenRequest], format: Format) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = requests.iter().try_for_each(|request| match format {
        Format::Text => {
            let OpenRequest { id, what, person, recorded_at } = request;
            writeln!(out, "{recorded_at}  {what:6}  {person}  {id}")
        }
        Format::Jsonl => {
            serde_json::to_writer(&mut out, request)?;
            writeln!(out)
        }
    });
    match written {
        // Whoever reads has enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.context("the list cannot be written")?,
    }
    eprintln!("{} open requests", requests.len());
    Ok(())
}

fn tell(id: &ChangeId, closed: Closed) -> anyhow::Result<()> {
    match closed {
        Closed::Now(request) => {
            println!("{} of {}: on record as done", request.what, request.person);
        }
        Closed::Before { recorded_at } => {
            println!("on record as done since {recorded_at}");
        }
        Closed::Unknown => {
            bail!("there is no request `{id}`; `requests` lists those that are open")
        }
        Closed::Several => bail!("several people have a request `{id}`; say whose with `--person`"),
    }
    Ok(())
}
