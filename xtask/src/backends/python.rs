//! Python, and environments of our own: nothing is installed into the system's.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use super::WITHOUT;
use crate::{
    apt,
    step::{Step, ask, on_path},
    workspace::{Workspace, create_dir, read, remove_dir, write},
};

/// Debian's packages. Its Python comes without what makes environments.
const PACKAGES: &[&str] = &["python3", "python3-venv"];

/// Succeeds in a Python that will do.
const WILL_DO: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";

/// The programs that may be a Python that will do. Debian's stands beside another on the PATH.
const PROGRAMS: &[&str] = &[
    "python3",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python",
    "/usr/bin/python3",
];

/// What says that an environment holds what was asked for.
const STAMP: &str = ".sordino-requirements.txt";

/// A Python that can make environments: one on the PATH, or Debian's.
pub(super) fn find(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(python) = usable() {
        return Ok(python);
    }
    if apt::is_here() {
        apt::install(workspace, "installing Python", PACKAGES)?;
        if let Some(python) = usable() {
            return Ok(python);
        }
    }
    bail!(
        "the tests of the Python backend need Python 3.11 or newer with `venv`: {}. Put one on \
         the PATH, {WITHOUT}",
        found()
    )
}

fn usable() -> Option<PathBuf> {
    PROGRAMS
        .iter()
        .filter_map(|program| on_path(program))
        .find(|python| ask(Command::new(python).args(["-c", WILL_DO])).is_some())
}

/// Which Pythons there are, for who must do something about it.
fn found() -> String {
    let version = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
    let about = |program: &&str| {
        let version = ask(Command::new(on_path(program)?).args(["-c", version]))?;
        Some(format!("`{program}` is version {version}"))
    };
    let found: Vec<_> = PROGRAMS.iter().filter_map(about).collect();
    if found.is_empty() { "there is no `python3`".into() } else { found.join(", ") }
}

/// The folder of the programs of an environment that holds these requirements. It is made anew
/// when they change, when it was moved, and when its Python did.
pub(super) fn environment(
    workspace: &Workspace,
    base: &Path,
    name: &str,
    title: &str,
    requirements: &str,
) -> Result<PathBuf> {
    let folder = workspace.path("target/python").join(name);
    let programs = folder.join(if env::consts::FAMILY == "windows" { "Scripts" } else { "bin" });
    let python = programs.join("python");
    let file = workspace.path(requirements);
    let wanted = read(&file)?;
    let stamp = || {
        let version = ask(Command::new(&python).arg("--version"))?;
        Some(format!("# {version} in {}\n{wanted}", folder.display()))
    };
    if stamp().is_some_and(|stamp| read(&folder.join(STAMP)).is_ok_and(|old| old == stamp)) {
        return Ok(programs);
    }

    let mut step = Step::start(workspace, &format!("python-{name}"), title)?;
    remove_dir(&folder)?;
    create_dir(&workspace.path("target/python"))?;
    step.run(Command::new(base).args(["-m", "venv"]).arg(&folder))?;
    let mut pip = Command::new(&python);
    // What a package would like to run on this machine to build itself is not run.
    pip.args(["-m", "pip", "install", "--only-binary", ":all:", "--no-input"]);
    pip.args(["--disable-pip-version-check", "--requirement"]).arg(&file);
    step.run(&mut pip)?;
    if let Some(stamp) = stamp() {
        write(&folder.join(STAMP), stamp)?;
    }
    step.done();
    Ok(programs)
}
