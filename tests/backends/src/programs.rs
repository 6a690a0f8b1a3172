//! Where the programs of other languages are.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// A language that there are examples in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Python with the packages of `examples/backends/python`.
    Python,
    /// Node.js.
    Node,
    /// PHP.
    Php,
}

impl Language {
    /// The program that runs it.
    ///
    /// # Errors
    ///
    /// If nobody said where it is.
    pub fn program(self) -> Result<Command> {
        let variable = match self {
            Self::Python => "SORDINO_PYTHON",
            Self::Node => "SORDINO_NODE",
            Self::Php => "SORDINO_PHP",
        };
        Ok(Command::new(named(variable)?))
    }
}

/// Schemathesis.
///
/// # Errors
///
/// If nobody said where it is.
pub fn schemathesis() -> Result<Command> {
    Ok(Command::new(named("SORDINO_SCHEMATHESIS")?))
}

/// A file or folder of the examples.
pub fn examples(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples")).join(path)
}

fn named(variable: &str) -> Result<PathBuf> {
    let path = env::var_os(variable).with_context(|| {
        format!(
            "`{variable}` must be the path of a program: run `cargo xtask test`, which installs it"
        )
    })?;
    Ok(path.into())
}
