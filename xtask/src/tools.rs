//! Programs that cargo builds once for this user, at the version pinned here.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};

use crate::{
    cargo,
    step::Step,
    workspace::{Workspace, create_dir, remove_dir, user_cache},
};

/// A program from the package registry.
#[derive(Debug)]
pub(crate) struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
}

impl Tool {
    /// The dev loop's server. 0.22 asks for a newer Rust than the stable one.
    pub(crate) fn trunk() -> Self {
        Self { package: "trunk", program: "trunk", version: "0.21.14" }
    }

    /// What drives Firefox; Debian does not have it.
    pub(crate) fn geckodriver() -> Self {
        Self { package: "geckodriver", program: "geckodriver", version: "0.37.1" }
    }

    /// Licences, sources and advisories of what we depend on.
    pub(crate) fn deny() -> Self {
        Self { package: "cargo-deny", program: "cargo-deny", version: "0.20.2" }
    }

    /// The folder of the program, which is built first if it is not there.
    ///
    /// It is built beside its place and moved there, so what is there is whole; and clones share
    /// it, since building takes minutes.
    pub(crate) fn folder(&self, workspace: &Workspace) -> Result<PathBuf> {
        let Self { package, program, version } = self;
        let tools = user_cache()?.join("tools");
        let place = tools.join(format!("{package}-{version}"));
        let folder = place.join("bin");
        if has(&folder, program) {
            return Ok(folder);
        }

        create_dir(&tools)?;
        let unfinished = tools.join(format!(".{package}-{version}-{}", process::id()));
        let title = format!("building {package} {version} (once for this user)");
        let mut step = Step::start(workspace, package, &title)?;
        let install = |locked: &[&str]| {
            let mut command = cargo::native();
            command.args(["install", package, "--version", &format!("={version}")]).args(locked);
            // Its own folder, because a shared one keeps what another version left.
            command.env_remove("CARGO_TARGET_DIR").arg("--root").arg(&unfinished);
            command
        };
        let (output, mut built) = step.attempt(&mut install(&["--locked"]))?;
        if !built && output.contains("failed to select a version") {
            // Its lock file names a release that this registry does not have (any more).
            step.at("its lock file cannot be kept to: building it without");
            step.run(&mut install(&[]))?;
            built = true;
        }
        if !built {
            remove_dir(&unfinished)?;
            return Err(step.failure("cargo", &output));
        }
        step.done();

        remove_dir(&place)?;
        // Another clone may have been quicker: then theirs is as good.
        if fs::rename(&unfinished, &place).is_err() {
            remove_dir(&unfinished)?;
        }
        has(&folder, program)
            .then_some(folder)
            .with_context(|| format!("could not put {package} into `{}`", place.display()))
    }
}

fn has(folder: &Path, program: &str) -> bool {
    folder.join(program).with_extension(std::env::consts::EXE_EXTENSION).is_file()
}
