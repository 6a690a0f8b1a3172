//! What the example backends and their tests run in: Python, Node.js, PHP, and Schemathesis.

mod node;
mod php;
mod python;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::workspace::Workspace;

/// The programs, each with what its backend needs.
#[derive(Debug)]
pub(crate) struct Backends {
    /// A Python that has the packages of the Python backend.
    python: PathBuf,
    /// Node.js; the packages are beside the Node backend.
    node: PathBuf,
    /// PHP with SQLite and multibyte strings.
    php: PathBuf,
    /// The program that asks a server everything that its OpenAPI document allows, and more.
    schemathesis: PathBuf,
}

impl Backends {
    /// Installs what is missing, and says where it is.
    pub(crate) fn find(workspace: &Workspace) -> Result<Self> {
        // What only root can install comes first: who must type a command, types it at the start.
        let php = php::find(workspace)?;
        let base = python::find(workspace)?;
        let node = node::find(workspace)?;
        let python = python_backend(workspace, &base)?;
        let tools = python::environment(
            workspace,
            &base,
            "tools",
            "installing Schemathesis",
            "xtask/python/requirements.txt",
        )?;
        Ok(Self { python, node, php, schemathesis: tools.join("schemathesis") })
    }

    /// The Python backend alone, by the variable that its tests read.
    pub(crate) fn python(workspace: &Workspace) -> Result<(&'static str, PathBuf)> {
        let base = python::find(workspace)?;
        Ok((PYTHON, python_backend(workspace, &base)?))
    }

    /// What the tests ask for, by the variable that they read.
    pub(crate) fn variables(self) -> [(&'static str, PathBuf); 4] {
        [
            (PYTHON, self.python),
            ("SORDINO_NODE", self.node),
            ("SORDINO_PHP", self.php),
            ("SORDINO_SCHEMATHESIS", self.schemathesis),
        ]
    }
}

const PYTHON: &str = "SORDINO_PYTHON";

/// A Python that has the packages of the Python backend.
fn python_backend(workspace: &Workspace, base: &Path) -> Result<PathBuf> {
    let folder = python::environment(
        workspace,
        base,
        "backend",
        "installing the Python backend's packages",
        "examples/backends/python/requirements.txt",
    )?;
    Ok(folder.join("python"))
}

/// How the tests can do without what cannot be installed.
const WITHOUT: &str = "or leave the tests of the example backends out:\n    cargo xtask check";

/// `3.11.2` as major and minor number.
pub(crate) fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(parse_version("3.11.2"), Some((3, 11)));
        assert_eq!(parse_version("3.14.0rc1"), Some((3, 14)));
        assert!(parse_version("3.9.2") < parse_version("3.11"));
        assert_eq!(parse_version("Python"), None);
    }
}
