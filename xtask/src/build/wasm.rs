//! Compiling the widget for the browser.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::{
    step::Step,
    toolchain::{Purpose, TARGET, Toolchain},
    workspace::Workspace,
};

/// The profile of the root `Cargo.toml` in which bytes decide.
const PROFILE: &str = "wasm";

/// Compiles the widget and answers where it is, before it is bound to JavaScript.
pub(super) fn compile(workspace: &Workspace, toolchain: &Toolchain) -> Result<PathBuf> {
    let title = format!("compiling the widget ({})", toolchain.name());
    let mut step = Step::start(workspace, "compile", &title)?;
    let mut cargo = toolchain.cargo(workspace, Purpose::Release);
    cargo.current_dir(workspace.root()).args(["build", "--package", "sordino", "--lib"]);
    step.run(cargo.args(["--profile", PROFILE, "--target", TARGET]))?;
    step.done();

    let compiled = workspace.path("target/wasm").join(TARGET).join(PROFILE).join("sordino.wasm");
    if !compiled.is_file() {
        bail!("cargo made no `{}`: the widget must be a `cdylib`", workspace.show(&compiled));
    }
    Ok(compiled)
}
