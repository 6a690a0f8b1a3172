//! What a build is made from, as one fingerprint: the same inputs need no second build.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::output::hex;
use crate::workspace::Workspace;

/// What is packed besides the compiled widget, and what packs it.
const PATHS: &[&str] = &[
    "crates/words/src",
    "src/element",
    "src/words",
    "style",
    "xtask/npm/package-lock.json",
    "xtask/src",
];

/// The fingerprint of what is packed and of the tools. What the widget is compiled from is not
/// looked at: cargo knows that best, and `compiled` is what it made of it.
pub(super) fn fingerprint(
    workspace: &Workspace,
    compiled: &Path,
    wasm_opt: bool,
) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update([u8::from(wasm_opt)]);
    add(&mut hash, workspace.root(), compiled)?;
    for path in PATHS {
        add(&mut hash, workspace.root(), &workspace.path(path))?;
    }
    Ok(hex(&hash.finalize()))
}

/// The fingerprint of files and folders.
pub(crate) fn fingerprint_of(workspace: &Workspace, paths: &[&Path]) -> Result<String> {
    let mut hash = Sha256::new();
    for path in paths {
        add(&mut hash, workspace.root(), path)?;
    }
    Ok(hex(&hash.finalize()))
}

/// Adds a file, or all files of a folder in the order of their names. What is absent is no input.
fn add(hash: &mut Sha256, root: &Path, path: &Path) -> Result<()> {
    if path.is_dir() {
        for entry in entries(path)? {
            add(hash, root, &entry)?;
        }
    } else if path.is_file() {
        let bytes =
            fs::read(path).with_context(|| format!("could not read `{}`", path.display()))?;
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
        // Lengths keep the end of one file apart from the beginning of the next.
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("could not list `{}`", folder.display()))?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let mut hash = Sha256::new();
        add(&mut hash, folder.path(), folder.path()).expect("it can be read");
        hex(&hash.finalize())
    }

    #[test]
    fn the_same_files_elsewhere_are_the_same_inputs() {
        let files = [("a.rs", "one"), ("b.rs", "two")];

        assert_eq!(of(&files), of(&files));
    }

    #[test]
    fn every_change_is_another_input() {
        let before = of(&[("a.rs", "one"), ("b.rs", "two")]);

        assert_ne!(before, of(&[("a.rs", "one"), ("b.rs", "too")]), "a text");
        assert_ne!(before, of(&[("a.rs", "one"), ("c.rs", "two")]), "a name");
        assert_ne!(before, of(&[("a.rs", "one")]), "a file less");
        assert_ne!(before, of(&[("a.rs", "onetwo"), ("b.rs", "")]), "a text that moved");
    }
}
