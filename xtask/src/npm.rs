//! The JavaScript tools, pinned in `xtask/npm`: esbuild, terser, wasm-opt, axe-core, and what checks
//! the npm package.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    step::{Step, ask},
    workspace::{Workspace, create_dir, read, remove_dir, write},
};

/// What says that the folder holds all that the lock file asks for.
const STAMP: &str = ".sordino-lock.json";

/// The installed packages.
#[derive(Debug, Clone)]
pub(crate) struct Npm {
    modules: PathBuf,
}

impl Npm {
    /// Installs the packages of the lock file, unless they are there.
    pub(crate) fn install(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.path("target/npm");
        install_from(workspace, "xtask/npm", &folder, "npm", "installing the JavaScript tools")?;
        Ok(Self { modules: folder.join("node_modules") })
    }

    /// A program of the packages, started by node.
    pub(crate) fn program(&self, name: &str) -> Command {
        Command::new(self.programs().join(name))
    }

    /// The folder that the packages are installed in.
    pub(crate) fn folder(&self) -> &Path {
        self.modules.parent().unwrap_or(&self.modules)
    }

    /// The folder of the packages' programs.
    pub(crate) fn programs(&self) -> PathBuf {
        self.modules.join(".bin")
    }

    /// Whether `wasm-opt` runs here. It is worth 1 to 2 % of the bytes, so a build can do without.
    pub(crate) fn has_wasm_opt(&self) -> bool {
        ask(self.program("wasm-opt").arg("--version")).is_some()
    }

    /// The script that looks for barriers in a page.
    pub(crate) fn axe(&self) -> PathBuf {
        self.modules.join("axe-core").join(Path::new("axe.min.js"))
    }
}

/// Installs the packages that `source` pins into `folder`, unless they are there.
pub(crate) fn install_from(
    workspace: &Workspace,
    source: &str,
    folder: &Path,
    log: &str,
    title: &str,
) -> Result<()> {
    create_dir(folder)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(workspace.path(source).join(file), folder.join(file))
            .with_context(|| format!("could not copy `{source}/{file}`"))?;
    }
    install(workspace, folder, log, title)
}

/// Installs the packages of a folder's lock file into its `node_modules`, unless they are there.
/// `log` is the name of the log, `title` what a reader sees.
pub(crate) fn install(workspace: &Workspace, folder: &Path, log: &str, title: &str) -> Result<()> {
    let modules = folder.join("node_modules");
    let lock = read(&folder.join("package-lock.json"))?;
    let stamp = modules.join(STAMP);
    if read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }

    if ask(Command::new("npm").arg("--version")).is_none() {
        bail!(
            "{title} needs Node.js 18 or newer with `npm` on the PATH; on Debian:\n    {}",
            crate::apt::advice(&["nodejs", "npm"])
        );
    }
    let mut step = Step::start(workspace, log, title)?;
    remove_dir(&modules)?;
    // What a package would like to run on this machine is not run.
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    step.run(Command::new("npm").args(arguments).current_dir(folder))?;
    write(&stamp, lock)?;
    step.done();
    Ok(())
}
