//! Debian's Rust for browsers: a compiler for WebAssembly and the source of std.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::{Toolchain, oldest, version_of};
use crate::{apt, step::ask, workspace::Workspace};

/// What it consists of. The linker is the one that `rustc-web` is built against.
pub(super) const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Where its programs are.
const FOLDER: &str = "/usr/bin";

/// The programs of an installed one.
#[derive(Debug, Clone)]
pub(super) struct Rust {
    pub(super) cargo: PathBuf,
    rustc: PathBuf,
    linker: PathBuf,
}

/// Debian's Rust, installed if this is Debian and we may; `None` if it cannot be had.
pub(super) fn find(workspace: &Workspace) -> Result<Option<Toolchain>> {
    if let Some(toolchain) = installed() {
        return Ok(Some(toolchain));
    }
    if !apt::is_here() {
        return Ok(None);
    }
    apt::install(workspace, "installing Debian's Rust for WebAssembly", PACKAGES)?;
    Ok(installed())
}

fn installed() -> Option<Toolchain> {
    let (cargo, rustc) = (Path::new(FOLDER).join("cargo"), Path::new(FOLDER).join("rustc"));
    let linker = linker()?;
    let rust = Rust { cargo, rustc, linker };
    let (version, number) = version_of(&mut rust.rustc())?;
    let sysroot = ask(rust.rustc().args(["--print", "sysroot"]))?;
    let has_source = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std").is_dir();
    let usable = number >= oldest() && has_source && rust.cargo.is_file();
    usable.then_some(Toolchain { version, debian: Some(rust), has_source })
}

/// The newest `wasm-ld-N`.
fn linker() -> Option<PathBuf> {
    let version = |path: &Path| -> Option<u32> {
        path.file_name()?.to_str()?.strip_prefix("wasm-ld-")?.parse().ok()
    };
    fs::read_dir(FOLDER)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| version(path).is_some())
        .max_by_key(|path| version(path))
}

impl Rust {
    /// Makes a program use this Rust and no other, whoever calls it.
    pub(super) fn prepare(&self, command: &mut Command) {
        // With rustup's `rustc` first on the PATH, cargo looks for std's source in the wrong
        // place; with rustup's libraries first, the compiler loads the wrong ones.
        command.env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH");
        command.env_remove("RUSTC_WRAPPER").env_remove("RUSTC_WORKSPACE_WRAPPER");
        command.env("RUSTC", &self.rustc).env("RUSTDOC", Path::new(FOLDER).join("rustdoc"));
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &self.linker);
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(PathBuf::from(FOLDER)).chain(env::split_paths(&path));
        // Only a folder with a `:` in its name cannot be joined.
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
    }

    fn rustc(&self) -> Command {
        let mut command = Command::new(&self.rustc);
        command.env_remove("LD_LIBRARY_PATH");
        command
    }
}
