//! `cargo xtask trunk …`: the pinned Trunk with the toolchain and tools that it needs here.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    cargo,
    step::Step,
    toolchain::{Purpose, Toolchain},
    tools::Tool,
    workspace::{Workspace, create_dir, remove_dir},
};

/// Trunk, ready to be given arguments.
fn command(workspace: &Workspace, toolchain: &Toolchain) -> Result<Command> {
    let trunk = Tool::trunk().folder(workspace)?;
    let wasm_bindgen = wasm_bindgen(workspace)?;
    let mut command = Command::new(trunk.join("trunk"));
    command.current_dir(workspace.root());
    toolchain.prepare(&mut command, workspace, Purpose::Loop);
    // Trunk takes cargo and its tools from the PATH.
    let path = command
        .get_envs()
        .find_map(|(name, value)| (name == "PATH").then_some(value).flatten())
        .map(Into::into)
        .or_else(|| env::var_os("PATH"))
        .unwrap_or_default();
    let folders = std::iter::once(wasm_bindgen).chain(env::split_paths(&path));
    command.env("PATH", env::join_paths(folders).context("a folder on the PATH has a `:`")?);
    Ok(command)
}

/// The folder of a `wasm-bindgen` of the version that the widget is built with.
fn wasm_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    let mut step = Step::start(workspace, "wasm-bindgen", "building wasm-bindgen for Trunk")?;
    let mut cargo = cargo::native();
    cargo.current_dir(workspace.root());
    step.run(cargo.args(["build", "--package", "xtask", "--bin", "bind"]))?;
    let folder = workspace.path("target/xtask/bin");
    create_dir(&folder)?;
    let named = |name: &str| Path::new(name).with_extension(env::consts::EXE_EXTENSION);
    let program = workspace.cargo_target().join("debug").join(named("bind"));
    // A Trunk that is serving may be running the old one: that cannot be written, but replaced.
    let new = folder.join("wasm-bindgen.new");
    fs::copy(&program, &new)
        .and_then(|_| fs::rename(&new, folder.join(named("wasm-bindgen"))))
        .with_context(|| format!("could not copy `{}`", workspace.show(&program)))?;
    step.done();
    Ok(folder)
}

/// Runs Trunk with a developer's arguments, on the developer's terminal.
pub(crate) fn run(
    workspace: &Workspace,
    toolchain: &Toolchain,
    arguments: &[String],
) -> Result<()> {
    let status =
        command(workspace, toolchain)?.args(arguments).status().context("could not run trunk")?;
    if !status.success() {
        bail!("`trunk {}` did not succeed", arguments.join(" "));
    }
    Ok(())
}

/// Builds the development page, to see that it can be built. It goes to a folder of its own, so
/// that a running `trunk serve` keeps its own.
pub(crate) fn check(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let dist = workspace.path("target/trunk");
    let mut command = command(workspace, toolchain)?;
    remove_dir(&dist)?;
    let mut step = Step::start(workspace, "trunk", "building the development page with Trunk")?;
    step.run(command.args(["build", "--dist"]).arg(&dist))?;
    step.done();
    for file in ["index.html", "dev.js", "element.js"] {
        if !dist.join(file).is_file() {
            bail!("`trunk build` made no `{}`", workspace.show(&dist.join(file)));
        }
    }
    Ok(())
}
