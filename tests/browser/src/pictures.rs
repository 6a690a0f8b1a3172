//! Where the pictures of a run are kept, to be looked at.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::engine::Engine;

/// Keeps a picture: in `SORDINO_SCREENSHOTS`, or else in `target/screenshots`.
pub(crate) fn keep(name: &str, png: &[u8]) -> Result<()> {
    keep_file(&format!("{name}.png"), png)
}

/// Keeps a file there. Other engines than Chromium have a folder of their own in it.
pub(crate) fn keep_file(name: &str, bytes: &[u8]) -> Result<()> {
    let mut folder = env::var_os("SORDINO_SCREENSHOTS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/screenshots")),
        PathBuf::from,
    );
    let engine = Engine::current();
    if engine != Engine::Chromium {
        folder.push(engine.name().to_lowercase());
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(name), bytes))
        .with_context(|| format!("could not keep a picture in `{}`", folder.display()))
}
