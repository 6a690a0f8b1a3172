//! The command line.

mod export;
mod import;
mod link;
mod progress;
mod requests;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use sordino_gateway::{Config, config};

/// Sordino's reference backend: the contract, the hosted page and the widget's files, on an
/// SQLite file.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// The configuration, a TOML file. Variables named SORDINO_… come before it.
    #[arg(long, global = true, env = "SORDINO_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests until told to stop (SIGTERM or Ctrl-C).
    Serve,
    /// Bring in a catalogue, people from a CSV file, or both.
    Import(import::Arguments),
    /// Mint a link for a person, and print it.
    Link(link::Arguments),
    /// Write the consent record: who chose what, when, by which link, before and after.
    Export(export::Arguments),
    /// List what people asked for and is not done yet: copies of their data, and to be erased.
    Requests(requests::Arguments),
    /// Rebuild what everybody chose from the log alone, and compare.
    Verify,
}

/// Runs the command. The exit code is 0 if all went well, 1 if it did not, 2 if the command
/// line is wrong, and 3 if an import left out bad rows.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    match begin(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sordino-gateway: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn begin(cli: Cli) -> anyhow::Result<ExitCode> {
    let variable = |name: &str| std::env::var(name).ok();
    let config = Config::read(cli.config.as_deref(), variable)?;
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for name in config::variables_not_known(names) {
        eprintln!("sordino-gateway: the variable `{name}` is set, and no setting has that name");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot start")?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::run(&config).await,
            Command::Import(arguments) => import::run(&config, &arguments).await,
            Command::Link(arguments) => link::run(&config, &arguments),
            Command::Export(arguments) => export::run(&config, &arguments).await,
            Command::Requests(arguments) => requests::run(&config, &arguments).await,
            Command::Verify => verify::run(&config).await,
        }
    })
}

/// The database that the configuration names.
async fn open(config: &Config) -> anyhow::Result<sordino_gateway::store::Store> {
    let file = &config.database;
    sordino_gateway::store::Store::open(file)
        .await
        .with_context(|| format!("{}: the database cannot be opened", file.display()))
}
