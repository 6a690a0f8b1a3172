//! `manifest.json`: the list of what is served, for the gateway that embeds it and for `size`.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::workspace::read;

/// Its name in the folder of the files.
pub(crate) const NAME: &str = "manifest.json";

/// Every file that is served.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// In the order in which they were made.
    pub(crate) files: Vec<FileEntry>,
}

/// One file, which stands there as it is, with `.br` and with `.gz`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileEntry {
    /// What the sources call it: `widget.wasm`.
    pub(crate) name: String,
    /// Where it is, with a fingerprint of what it holds: `assets/widget.0123456789.wasm`.
    pub(crate) path: String,
    /// Its media type.
    #[serde(rename = "type")]
    pub(crate) media_type: String,
    /// Its size as it is, by brotli, and by gzip.
    pub(crate) bytes: usize,
    /// See `bytes`.
    pub(crate) br: usize,
    /// See `bytes`.
    pub(crate) gz: usize,
}

impl Manifest {
    /// Reads the manifest of a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        serde_json::from_str(&read(&path)?)
            .with_context(|| format!("`{}` is not a manifest", path.display()))
    }

    /// Whether all its files are there with the sizes that it says.
    pub(crate) fn is_whole(&self, folder: &Path) -> bool {
        let has = |path: &str, bytes: usize| {
            fs::metadata(folder.join(path)).is_ok_and(|file| file.len() == bytes as u64)
        };
        self.files.iter().all(|FileEntry { path, bytes, br, gz, .. }| {
            has(path, *bytes) && has(&format!("{path}.br"), *br) && has(&format!("{path}.gz"), *gz)
        })
    }
}
