//! Programs that cargo builds once for this user, at the version pinned here.

use std::{
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};

use crate::{
    cargo,
    step::Step,
    workspace::{Workspace, create_dir, read, remove_dir, user_cache},
};

/// A program from the package registry.
#[derive(Debug)]
pub(crate) struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
}

impl Tool {
    /// The dev loop's server. 0.22 asks for a newer Rust than the stable one.
    pub(crate) fn trunk() -> Self {
        Self {
            package: "trunk",
            program: "trunk",
            version: "0.21.14".into(),
        }
    }

    /// Licences, sources and advisories of what we depend on.
    pub(crate) fn deny() -> Self {
        Self {
            package: "cargo-deny",
            program: "cargo-deny",
            version: "0.20.2".into(),
        }
    }

    /// What Trunk calls. It must be of the version that the widget is built with.
    pub(crate) fn wasm_bindgen(workspace: &Workspace) -> Result<Self> {
        let version = locked(&read(&workspace.path("Cargo.lock"))?, "wasm-bindgen")?;
        Ok(Self {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version,
        })
    }

    /// The folder of the program, which is built first if it is not there.
    ///
    /// It is built beside its place and moved there, so what is there is whole; and clones share
    /// it, since building takes minutes.
    pub(crate) fn folder(&self, workspace: &Workspace) -> Result<PathBuf> {
        let Self {
            package,
            program,
            version,
        } = self;
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
        let mut command = cargo::native();
        command.args([
            "install",
            "--locked",
            package,
            "--version",
            &format!("={version}"),
        ]);
        // Its own folder, because a shared one keeps what another version left.
        command
            .env_remove("CARGO_TARGET_DIR")
            .arg("--root")
            .arg(&unfinished);
        let built = step.run(&mut command);
        if built.is_ok() {
            step.done();
            remove_dir(&place)?;
            // Another clone may have been quicker: then theirs is as good.
            if std::fs::rename(&unfinished, &place).is_ok() {
                return Ok(folder);
            }
        }
        remove_dir(&unfinished)?;
        built?;
        has(&folder, program)
            .then_some(folder)
            .with_context(|| format!("could not put {package} into `{}`", place.display()))
    }
}

fn has(folder: &Path, program: &str) -> bool {
    folder
        .join(program)
        .with_extension(std::env::consts::EXE_EXTENSION)
        .is_file()
}

/// The version of a package in a lock file.
fn locked(lock: &str, package: &str) -> Result<String> {
    let lock: toml::Table = lock.parse().context("`Cargo.lock` is not TOML")?;
    lock.get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .and_then(|entry| entry.get("version")?.as_str())
        .map(str::to_owned)
        .with_context(|| format!("`Cargo.lock` has no package `{package}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_tool_follows_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

        assert_eq!(
            locked(lock, "wasm-bindgen").expect("it is locked"),
            "0.2.130"
        );
        assert!(locked(lock, "leptos").is_err());
    }
}
