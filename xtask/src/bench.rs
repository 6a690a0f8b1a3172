//! `cargo xtask bench`: how long something takes. Nothing fails by it: a figure is of one machine.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use crate::{
    backends::Backends, browser, build, cargo, npm, step::Step, test::BROWSER_TESTS,
    workspace::Workspace,
};

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Typing into the search among 500 campaigns, in a browser that is slowed down four times.
    Find,
    /// How soon pages with switches are there at slow 4G and four times slower: the hosted page,
    /// the embedded widget, and the same by hand.
    Page,
    /// What Lighthouse says of the hosted page.
    Lighthouse,
}

/// Builds what is measured, measures, and prints the figures.
pub(crate) fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let example = match bench {
        Bench::Find => "bench_find",
        Bench::Page => "bench_page",
        Bench::Lighthouse => "bench_lighthouse",
    };
    let browser = browser::find(workspace)?;
    build::build(workspace)?;
    let more = match bench {
        Bench::Find => None,
        // A widget without a fragment is before a backend that knows nothing of one.
        Bench::Page => Some(Backends::python(workspace)?),
        Bench::Lighthouse => Some(("SORDINO_LIGHTHOUSE", lighthouse(workspace)?)),
    };
    let mut step = Step::start(workspace, "bench", "measuring")?.echoing();
    step.run(
        cargo::native()
            .current_dir(workspace.root())
            .args(["run", "--quiet", "--package", BROWSER_TESTS, "--example", example])
            .env("CHROMIUM", browser.chromium)
            .env("CHROMEDRIVER", browser.driver)
            .envs(more),
    )?;
    step.done();
    Ok(())
}

/// Installs Lighthouse, unless it is there: only this needs it, and it is large.
fn lighthouse(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.path("target/lighthouse");
    npm::install_from(
        workspace,
        "xtask/lighthouse",
        &folder,
        "lighthouse",
        "installing Lighthouse",
    )?;
    Ok(folder.join("node_modules/lighthouse/cli/index.js"))
}
