//! A Rust that can build for WebAssembly: the one in use, or else Debian's.

mod debian;
mod rustup;

use std::{env, path::PathBuf, process::Command};

use anyhow::{Result, bail};

use crate::{apt, cargo, step::ask, workspace::Workspace};

/// The target of the widget.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The widget as it is served: small. A panic is a bare `unreachable`.
    Release,
    /// The developer's loop: a panic says what and where.
    Loop,
}

/// How the widget is compiled on this machine.
#[derive(Debug, Clone)]
pub(crate) struct Toolchain {
    /// `rustc --version`.
    version: String,
    /// Set when it is not the Rust in use: its cargo, its rustc and their folder.
    debian: Option<debian::Rust>,
    /// Whether the source of the standard library is there to be built small.
    has_source: bool,
}

/// The toolchain to use, after installing it where that is needed and possible.
///
/// `ask_again` tries rustup's download even if it failed before.
/// `SORDINO_RUST=debian` passes over the Rust in use, to build what a machine without it builds.
pub(crate) fn find(workspace: &Workspace, ask_again: bool) -> Result<Toolchain> {
    let only_debian = env::var("SORDINO_RUST").is_ok_and(|choice| choice == "debian");
    if !only_debian && let Some(toolchain) = rustup::find(workspace, ask_again)? {
        return Ok(toolchain);
    }
    if let Some(toolchain) = debian::find(workspace)? {
        return Ok(toolchain);
    }
    bail!("{}", advice())
}

fn advice() -> String {
    format!(
        "no Rust here can build for WebAssembly; either of these commands changes that, then try \
         again:\n    rustup target add {TARGET}\n    {}",
        apt::advice(debian::PACKAGES)
    )
}

impl Toolchain {
    /// What it is, for a reader and for the fingerprint of a build.
    pub(crate) fn name(&self) -> String {
        let whose = if self.debian.is_some() { "Debian's " } else { "" };
        let std = if self.has_source { ", std built small" } else { ", std as shipped" };
        format!("{whose}{}{std}", self.version)
    }

    /// The cargo that builds for the widget's target, with all that it needs to know.
    pub(crate) fn cargo(&self, workspace: &Workspace, purpose: Purpose) -> Command {
        let mut command = match &self.debian {
            Some(rust) => Command::new(&rust.cargo),
            None => cargo::native(),
        };
        self.prepare(&mut command, workspace, purpose);
        command
    }

    /// Makes another program that calls cargo (Trunk) use this toolchain.
    pub(crate) fn prepare(&self, command: &mut Command, workspace: &Workspace, purpose: Purpose) {
        cargo::forget_the_outer_run(command);
        // Two cargos of two versions in one folder would undo each other's work.
        command.env("CARGO_TARGET_DIR", workspace.path("target/wasm"));
        if let Some(rust) = &self.debian {
            rust.prepare(command);
        }
        let builds_std = self.builds_std(purpose);
        if builds_std {
            // Rebuilding std is not stable yet; this lets the stable compiler do it.
            command.env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        }
        command.env_remove("RUSTFLAGS");
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags(workspace, purpose).join("\x1f"));
    }

    /// Debian ships std for this target as source only.
    fn builds_std(&self, purpose: Purpose) -> bool {
        self.has_source && (purpose == Purpose::Release || self.debian.is_some())
    }

    fn flags(&self, workspace: &Workspace, purpose: Purpose) -> Vec<String> {
        // The bytes must not depend on where the checkout or the registry's sources are.
        let mut flags = vec![format!("--remap-path-prefix={}=.", workspace.root().display())];
        if let Some(home) = cargo_home() {
            flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
        }
        if purpose == Purpose::Release && self.has_source {
            // Panic texts and their formatting are 10 KB of brotli that no customer reads.
            flags.extend([
                "-Zunstable-options".into(),
                "-Cpanic=immediate-abort".into(),
                // Nor does anyone read where a panic that has no text came from.
                "-Zlocation-detail=none".into(),
                "-Zfmt-debug=none".into(),
            ]);
        }
        flags
    }
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// `rustc --version` as major and minor number.
fn version_of(rustc: &mut Command) -> Option<(String, (u32, u32))> {
    let version = ask(rustc.arg("--version"))?;
    let number = parse_version(version.split_whitespace().nth(1)?)?;
    Some((version, number))
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The oldest Rust that the workspace builds with.
fn oldest() -> (u32, u32) {
    parse_version(env!("CARGO_PKG_RUST_VERSION")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_both_ways_out() {
        let advice = advice();

        assert!(advice.contains("\n    rustup target add wasm32-unknown-unknown\n"), "{advice}");
        assert!(
            advice.contains("apt-get install -y --no-install-recommends rustc-web"),
            "{advice}"
        );
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(parse_version("1.96.0"), Some((1, 96)));
        assert_eq!(parse_version("1.100.0-nightly"), Some((1, 100)));
        assert!(parse_version("1.100.0") > parse_version("1.96.0"));
        assert_eq!(parse_version("unknown"), None);
        assert!(oldest() >= (1, 94));
    }
}
