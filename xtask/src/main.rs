//! `cargo xtask`: what a developer runs, each command with its own set-up.

mod apt;
mod build;
mod cargo;
mod npm;
mod size;
mod step;
mod toolchain;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Builds, tests and shows Sordino. Each command installs what it needs first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the widget as it is served, into `target/widget`.
    Build,
    /// Print what the widget weighs and what it is made of; fail above the budget.
    Size,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Build => {
            build::build(&workspace)?;
        }
        Task::Size => {
            build::build(&workspace)?;
            size::run(&workspace)?;
        }
    }
    Ok(())
}
