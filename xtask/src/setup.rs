//! `cargo xtask setup`: everything that the other commands would install when they need it.

use anyhow::Result;

use crate::{
    backends::Backends, browser, build, engines::Engine, step::ask, tools::Tool,
    workspace::Workspace,
};

/// Installs what is missing, and says what is there.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let tools = build::tools(workspace, true)?;
    let browser = browser::find(workspace)?;
    for engine in Engine::ALWAYS {
        engine.find(workspace)?;
    }
    Backends::find(workspace)?;
    for tool in [Tool::trunk(), Tool::deny()] {
        tool.folder(workspace)?;
    }

    println!("the widget is compiled by {}", tools.toolchain.name());
    if !tools.npm.has_wasm_opt() {
        println!("`wasm-opt` does not run here: the widget is 1 to 2 % larger without it");
    }
    let version = ask(std::process::Command::new(&browser.chromium).arg("--version"));
    let version = version.unwrap_or_else(|| "Chromium".into());
    println!("pages are tested in {version}");
    println!("\nnext: `cargo xtask demo` to see it, `cargo xtask test` before you hand it over");
    Ok(())
}
