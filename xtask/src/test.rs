//! `cargo xtask test`: everything, on a machine that may have nothing.

mod engine;
mod results;

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{
    backends::Backends,
    browser, build, cargo,
    engines::Engine,
    package,
    step::Step,
    trunk,
    workspace::{Workspace, create_dir},
};
use results::{Suites, empty_suites};

/// The crate of the tests that drive a browser.
pub(crate) const BROWSER_TESTS: &str = "sordino-browser-tests";

/// The crate of the tests that need Python, Node.js, PHP and Schemathesis.
pub(crate) const BACKEND_TESTS: &str = "sordino-backend-tests";

/// Builds the widget and its npm package, tries that in a fresh project, runs every test, those of
/// pages in these engines, and builds the development page.
pub(crate) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    let with_browser = !engines.is_empty();
    // What is missing is said before anything takes long.
    let chromium = engines.contains(&Engine::Chromium);
    let browser = if chromium { Some(browser::find(workspace)?) } else { None };
    let mut programs = Vec::new();
    for engine in engines {
        programs.extend(engine.find(workspace)?);
    }
    let mut variables = Vec::from(Backends::find(workspace)?.variables());
    let tools = build::build(workspace)?;
    let package = package::package(workspace, &tools)?;
    let site = package::site(workspace, &package)?;
    if let Some(browser) = browser {
        variables.extend([("CHROMIUM", browser.chromium), ("CHROMEDRIVER", browser.driver)]);
    }
    if with_browser {
        let screenshots = workspace.path("target/screenshots");
        create_dir(&screenshots)?;
        variables.extend([("AXE_JS", tools.npm.axe()), ("SORDINO_SCREENSHOTS", screenshots)]);
        variables.push(("SORDINO_SITE", site));
        variables.extend(programs);
    }

    let prepare = |command: &mut Command| {
        command.envs(variables.iter().map(|(name, value)| (name, value)));
    };
    cargo_test(workspace, &[BROWSER_TESTS], prepare)?;
    let mut failed = Vec::new();
    for engine in engines {
        // What fails in one may work in the next, which tells something.
        match engine::test(workspace, *engine, prepare) {
            Ok(ran) => println!("\n{ran}"),
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    if !failed.is_empty() {
        bail!("{}", failed.join("\n"));
    }
    trunk::check(workspace, &tools.toolchain)?;
    if with_browser {
        println!("\nevery test passed; screenshots are in `target/screenshots`");
    } else {
        println!("\nevery test without a browser passed");
    }
    println!("next: `cargo xtask check` before you hand it over");
    Ok(())
}

/// Runs the workspace's tests, all but those of some crates. A suite that runs no test fails: it
/// would pass whatever broke.
pub(crate) fn cargo_test(
    workspace: &Workspace,
    excluded: &[&str],
    prepare: impl Fn(&mut Command),
) -> Result<()> {
    let command = || {
        let mut command = cargo::native();
        command.current_dir(workspace.root()).args(["test", "--workspace"]);
        for package in excluded {
            command.args(["--exclude", package]);
        }
        prepare(&mut command);
        command
    };

    let mut step = Step::start(workspace, "test-build", "building the tests")?;
    let messages =
        step.run(command().args(["--no-run", "--message-format=json-render-diagnostics"]))?;
    step.done();
    let suites = Suites::from_messages(&messages);

    let mut step = Step::start(workspace, "test", "running the tests")?.echoing();
    let output = step.run(command().arg("--no-fail-fast")).context("a test failed")?;
    step.done();

    let empty = empty_suites(&suites, &output);
    if !empty.is_empty() {
        bail!("these suites ran no test, so they show nothing:\n    {}", empty.join("\n    "));
    }
    if !excluded.contains(&BACKEND_TESTS) && !suites.has_package(BACKEND_TESTS) {
        bail!("there is no suite in `{BACKEND_TESTS}`: its tests are missing");
    }
    Ok(())
}
