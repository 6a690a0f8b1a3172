//! `cargo xtask check`: what must hold before something is handed over, without a browser and
//! the programs that the example backends run in.

use std::process::Command;

use anyhow::Result;

use crate::{
    build, cargo,
    generate::{self, Mode},
    size,
    step::Step,
    test,
    tools::Tool,
    workspace::Workspace,
};

/// Runs every check, the quick ones first, and stops at the first that fails.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    cargo_step(
        workspace,
        "fmt",
        "checking the format (`cargo fmt` mends it)",
        &["fmt", "--all", "--check"],
    )?;
    // The gateway embeds the widget, so there must be one before anything else is compiled.
    build::build(workspace)?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"];
    cargo_step(workspace, "clippy", "clippy", &clippy)?;
    test::cargo_test(workspace, &[test::BROWSER_TESTS, test::BACKEND_TESTS], |_| {})?;
    generate::run(workspace, Mode::Check)?;
    dependencies(workspace)?;
    size::run(workspace, 0)?;
    println!(
        "\nall is well; next: `cargo xtask test` runs the tests of the browser and the backends too"
    );
    Ok(())
}

fn cargo_step(workspace: &Workspace, name: &str, title: &str, arguments: &[&str]) -> Result<()> {
    let mut step = Step::start(workspace, name, title)?;
    step.run(cargo::native().current_dir(workspace.root()).args(arguments))?;
    step.done();
    Ok(())
}

/// Licences, sources and advisories of what we depend on.
fn dependencies(workspace: &Workspace) -> Result<()> {
    let deny = Tool::deny().folder(workspace)?.join("cargo-deny");
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&deny);
        cargo::forget_the_outer_run(&mut command);
        // Without it cargo-deny looks at the root package alone, which is only the widget.
        command.current_dir(workspace.root()).arg("--workspace").args(arguments);
        command
    };

    let mut step = Step::start(workspace, "deny", "checking licences and sources")?;
    step.run(&mut deny(&["check", "licenses", "bans", "sources"]))?;
    step.done();

    let mut step = Step::start(workspace, "advisories", "checking advisories")?;
    let (_, fetched) = step.attempt(&mut deny(&["fetch", "db"]))?;
    if fetched {
        step.run(&mut deny(&["check", "--disable-fetch", "advisories"]))?;
        step.done();
    } else {
        drop(step);
        eprintln!(
            "advisories were NOT checked: their database cannot be reached from here \
             (target/xtask/logs/advisories.log)"
        );
    }
    Ok(())
}
