//! The Rust in use, with what rustup can add to it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::{TARGET, Toolchain, oldest, version_of};
use crate::{
    step::{Step, ask},
    workspace::{Workspace, create_dir, user_cache, write},
};

/// The Rust in use, if it has the target or rustup can add it.
pub(super) fn find(workspace: &Workspace, ask_again: bool) -> Result<Option<Toolchain>> {
    let Some((version, number)) = version_of(&mut Command::new("rustc")) else {
        return Ok(None);
    };
    if number < oldest() {
        return Ok(None);
    }

    let memory = Memory::of(&version)?;
    if ask_again {
        memory.forget();
    }
    if !has_target() {
        add(workspace, &memory, "target", TARGET)?;
    }
    if !has_target() {
        return Ok(None);
    }
    if !has_source() {
        add(workspace, &memory, "component", "rust-src")?;
    }
    Ok(Some(Toolchain { version, debian: None, has_source: has_source() }))
}

fn has_target() -> bool {
    let folder = ask(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    let Some(entries) = folder.and_then(|folder| fs::read_dir(folder).ok()) else {
        return false;
    };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

fn has_source() -> bool {
    ask(Command::new("rustc").args(["--print", "sysroot"])).is_some_and(|sysroot| {
        Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
    })
}

/// Asks rustup for something, unless it could not get it the last time.
fn add(workspace: &Workspace, memory: &Memory, kind: &str, name: &str) -> Result<()> {
    if memory.has_failed(name) || ask(Command::new("rustup").arg("--version")).is_none() {
        return Ok(());
    }
    let mut step = Step::start(workspace, "rustup", &format!("asking rustup for {name}"))?;
    let mut command = Command::new("rustup");
    command.args([kind, "add", name]).env("RUSTUP_MAX_RETRIES", "0");
    let (_, added) = step.attempt(&mut command)?;
    step.done();
    if !added {
        eprintln!(
            "rustup cannot add {name} here; not asked again before `cargo xtask setup` is run"
        );
        memory.note_failure(name)?;
    }
    Ok(())
}

/// What rustup could not get for one version of Rust, so that a build does not wait for a network
/// that is not there.
struct Memory {
    folder: PathBuf,
}

impl Memory {
    fn of(version: &str) -> Result<Self> {
        let name: String =
            version.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        Ok(Self { folder: user_cache()?.join("rustup").join(name) })
    }

    fn has_failed(&self, name: &str) -> bool {
        self.folder.join(name).is_file()
    }

    fn note_failure(&self, name: &str) -> Result<()> {
        create_dir(&self.folder)?;
        write(&self.folder.join(name), "rustup could not add this\n")
    }

    fn forget(&self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}
