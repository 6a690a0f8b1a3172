//! Node.js and the packages of the Node backend.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{WITHOUT, parse_version};
use crate::{
    npm,
    step::{ask, on_path},
    workspace::Workspace,
};

/// What the example is written in.
const OLDEST: (u32, u32) = (20, 0);

/// The Node.js on the PATH, after installing the backend's packages.
pub(super) fn find(workspace: &Workspace) -> Result<PathBuf> {
    let Some(node) = on_path("node") else { bail!("{}", advice("there is no `node`")) };
    let version = ask(Command::new(&node).args(["-p", "process.versions.node"]));
    let version = version.unwrap_or_default();
    if parse_version(&version).is_none_or(|number| number < OLDEST) {
        bail!("{}", advice(&format!("`node` is version `{version}`")));
    }
    let folder = workspace.path("examples/backends/node");
    npm::install(workspace, &folder, "npm-backend", "installing the Node backend's packages")?;
    Ok(node)
}

fn advice(found: &str) -> String {
    let (oldest, _) = OLDEST;
    format!(
        "the tests of the Node backend need Node.js {oldest} or newer with `npm`: {found}. Put one \
         on the PATH, {WITHOUT}"
    )
}
