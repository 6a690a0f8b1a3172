//! `cargo xtask bench`: how long something takes. Nothing fails by it: a figure is of one machine.

use anyhow::Result;
use clap::Subcommand;

use crate::{browser, build, cargo, step::Step, test::BROWSER_TESTS, workspace::Workspace};

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Typing into the search among 500 campaigns, in a browser that is slowed down four times.
    Find,
    /// How soon pages with switches are there at slow 4G and four times slower: the hosted page,
    /// the embedded widget, and the same by hand.
    Page,
}

/// Builds what is measured, measures, and prints the figures.
pub(crate) fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let example = match bench {
        Bench::Find => "bench_find",
        Bench::Page => "bench_page",
    };
    let browser = browser::find(workspace)?;
    build::build(workspace)?;
    let mut step = Step::start(workspace, "bench", "measuring")?.echoing();
    step.run(
        cargo::native()
            .current_dir(workspace.root())
            .args(["run", "--quiet", "--package", BROWSER_TESTS, "--example", example])
            .env("CHROMIUM", browser.chromium)
            .env("CHROMEDRIVER", browser.driver),
    )?;
    step.done();
    Ok(())
}
