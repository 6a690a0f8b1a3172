//! `cargo xtask`: what a developer runs, each command with its own set-up.

mod apt;
mod backends;
mod bench;
mod browser;
mod build;
mod cargo;
mod check;
mod demo;
mod element;
mod engines;
mod generate;
mod npm;
mod package;
mod setup;
mod size;
mod step;
mod test;
mod toolchain;
mod tools;
mod trunk;
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
    /// Install everything that the other commands need, and ask again for what was refused.
    Setup,
    /// Build the widget as it is served, into `target/widget`.
    Build,
    /// Start a gateway with sample data and a shop that embeds the widget, and print links.
    Demo(demo::Arguments),
    /// Run every test, the browser's and those of backends in other languages too.
    Test {
        /// Leave out the tests that need a browser.
        #[arg(long)]
        no_browser: bool,
        /// Run the browser's tests in this engine alone. By default in all three.
        #[arg(long, conflicts_with = "no_browser")]
        engine: Option<engines::Engine>,
    },
    /// Check format, lints, the tests that need cargo alone, generated files, dependencies and size.
    Check,
    /// Write the reference tables that are generated from the code.
    Generate {
        /// Write nothing; fail if a file is not what it would be.
        #[arg(long)]
        check: bool,
    },
    /// Print what the widget weighs and what it is made of; fail above the budget.
    Size {
        /// Name so many of its largest functions.
        #[arg(long, default_value_t = 0)]
        functions: usize,
    },
    /// Make the npm package of the widget, in `target/package/sordino-preferences`, and check it.
    Package {
        /// Also install it in a fresh project and build pages with it, as the tests do.
        #[arg(long)]
        site: bool,
    },
    /// Measure how long something takes, and print it.
    Bench {
        #[command(subcommand)]
        bench: bench::Bench,
    },
    /// Run the pinned Trunk: `cargo xtask trunk serve` is the loop of who works on the widget.
    Trunk {
        /// What Trunk is told.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
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
        Task::Setup => setup::run(&workspace),
        Task::Build => {
            build::build(&workspace)?;
            println!(
                "\nthe widget is in `target/widget`; next: `cargo xtask size`, or `cargo xtask demo`"
            );
            Ok(())
        }
        Task::Demo(arguments) => demo::run(&workspace, &arguments),
        Task::Test { no_browser: true, .. } => test::run(&workspace, &[]),
        Task::Test { engine: Some(engine), .. } => test::run(&workspace, &[engine]),
        Task::Test { .. } => test::run(&workspace, &engines::Engine::ALWAYS),
        Task::Check => check::run(&workspace),
        Task::Generate { check } => {
            let mode = if check { generate::Mode::Check } else { generate::Mode::Write };
            generate::run(&workspace, mode)
        }
        Task::Size { functions } => {
            build::build(&workspace)?;
            size::run(&workspace, functions)
        }
        Task::Package { site } => {
            let tools = build::build(&workspace)?;
            let folder = package::package(&workspace, &tools)?;
            println!("\nthe npm package is in `{}`", workspace.show(&folder));
            if site {
                let pages = package::site(&workspace, &folder)?;
                println!("pages with it are in `{}`", workspace.show(&pages));
            }
            Ok(())
        }
        Task::Bench { bench } => bench::run(&workspace, &bench),
        Task::Trunk { arguments } => {
            let tools = build::tools(&workspace, false)?;
            trunk::run(&workspace, &tools.toolchain, &arguments)
        }
    }
}
