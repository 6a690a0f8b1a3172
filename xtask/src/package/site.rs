//! The package in a fresh project: packed, installed, its types used, and pages built with it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    backends::parse_version,
    build::fingerprint,
    npm,
    step::{Step, ask},
    workspace::{Workspace, create_dir, read, remove_dir, write},
};

/// The project: a page for each framework, and what TypeScript must take and refuse.
const PROJECT: &str = "tests/npm";

/// What Vite runs in.
const OLDEST: (u32, u32) = (20, 19);

/// Installs the package in a copy of the project and builds its pages. Answers their folder.
///
/// What was built from the same package and the same project is not built again.
pub(crate) fn site(workspace: &Workspace, package: &Path) -> Result<PathBuf> {
    let folder = workspace.path("target/package/project");
    let site = folder.join("dist");
    let inputs = fingerprint(workspace, &[package, &workspace.path(PROJECT)])?;
    let stamp = workspace.scratch("site.inputs")?;
    if read(&stamp).is_ok_and(|built| built == inputs) && site.is_dir() {
        eprintln!("the pages with the npm package are up to date");
        return Ok(site);
    }

    node()?;
    create_dir(&folder)?;
    clear(&folder)?;
    copy(&workspace.path(PROJECT), &folder)?;
    npm::install(workspace, &folder, "npm-project", "installing a project to try the package in")?;

    let mut step = Step::start(workspace, "site", "building pages with the npm package")?;
    let npm = |arguments: &[&str]| {
        let mut npm = Command::new("npm");
        npm.args(arguments).current_dir(&folder);
        npm
    };
    step.at("npm pack");
    let to = workspace.path("target/package");
    let mut pack = npm(&["pack", "--silent", "--pack-destination"]);
    let packed = step.run(pack.arg(&to).arg(package))?;
    let Some(packed) = packed.lines().map(str::trim).rfind(|line| line.ends_with(".tgz")) else {
        bail!("`npm pack` named no file: {packed}");
    };
    step.at("npm install");
    let install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    step.run(npm(&install).arg("--prefer-offline").arg(to.join(packed)))?;
    step.at("tsc");
    step.run(&mut npm(&["exec", "--offline", "--", "tsc", "--noEmit"]))?;
    step.at("vite build");
    step.run(&mut npm(&["exec", "--offline", "--", "vite", "build", "--logLevel", "warn"]))?;
    step.done();
    write(&stamp, inputs)?;
    Ok(site)
}

/// Goes on if Node.js is new enough for Vite.
fn node() -> Result<()> {
    let version = ask(Command::new("node").args(["-p", "process.versions.node"]));
    let version = version.unwrap_or_default();
    if parse_version(&version).is_none_or(|number| number < OLDEST) {
        let (major, minor) = OLDEST;
        bail!(
            "pages with the npm package are built by Vite, which needs Node.js {major}.{minor} or \
             newer on the PATH, and it is version `{version}`"
        );
    }
    Ok(())
}

/// Removes what is in the folder of the project, all but what is installed: that takes the time.
fn clear(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).context("could not list the project's folder")? {
        let entry = entry?;
        if entry.file_name() != "node_modules" && entry.path().is_dir() {
            remove_dir(&entry.path())?;
        }
    }
    Ok(())
}

/// Copies what is in a folder over what is in another.
fn copy(from: &Path, to: &Path) -> Result<()> {
    create_dir(to)?;
    for entry in
        fs::read_dir(from).with_context(|| format!("could not list `{}`", from.display()))?
    {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            fs::copy(&path, &to).with_context(|| format!("could not copy `{}`", path.display()))?;
        }
    }
    Ok(())
}
