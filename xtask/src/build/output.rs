//! Writing what is served: named by what it holds, and compressed beforehand.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use super::manifest::{FileEntry, Manifest, NAME};
use crate::workspace::{create_dir, write};

/// The files of a build so far.
pub(super) struct Output {
    folder: PathBuf,
    manifest: Manifest,
}

impl Output {
    /// Begins an empty folder.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        create_dir(&folder.join("assets"))?;
        Ok(Self { folder: folder.to_path_buf(), manifest: Manifest::default() })
    }

    /// Adds a file whose address changes with what it holds, so that it can be cached for ever.
    /// Answers the address.
    pub(super) fn hashed(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let path = path(name, &hash(bytes))?;
        self.add(name, path.clone(), bytes)?;
        Ok(path)
    }

    /// Adds files whose addresses change with what any of them holds. Answers the part that
    /// changes, so that who knows it knows all of them.
    pub(super) fn together(&mut self, files: &[(String, Vec<u8>)]) -> Result<String> {
        let each: String = files.iter().map(|(name, bytes)| name.clone() + &hash(bytes)).collect();
        let hash = hash(each.as_bytes());
        for (name, bytes) in files {
            self.add(name, path(name, &hash)?, bytes)?;
        }
        Ok(hash)
    }

    /// Adds a file under the name that others have written down.
    pub(super) fn plain(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.add(name, name.to_owned(), bytes)
    }

    fn add(&mut self, name: &str, path: String, bytes: &[u8]) -> Result<()> {
        let (br, gz) = (brotli(bytes)?, gzip(bytes)?);
        write(&self.folder.join(&path), bytes)?;
        write(&self.folder.join(format!("{path}.br")), &br)?;
        write(&self.folder.join(format!("{path}.gz")), &gz)?;
        self.manifest.files.push(FileEntry {
            name: name.to_owned(),
            media_type: media_type(&path)?.to_owned(),
            path,
            bytes: bytes.len(),
            br: br.len(),
            gz: gz.len(),
        });
        Ok(())
    }

    /// Writes the manifest, last: a folder that has one is whole.
    pub(super) fn finish(self) -> Result<()> {
        let manifest = serde_json::to_string_pretty(&self.manifest)?;
        write(&self.folder.join(NAME), manifest + "\n")
    }
}

/// What tells contents apart.
fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..6])
}

fn path(name: &str, hash: &str) -> Result<String> {
    let (stem, extension) = name.rsplit_once('.').context("a file has no extension")?;
    Ok(format!("assets/{stem}.{hash}.{extension}"))
}

fn media_type(path: &str) -> Result<&'static str> {
    Ok(match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("wasm") => "application/wasm",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        _ => anyhow::bail!("`{path}` has no known media type"),
    })
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)
        .context("brotli could not compress")?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    // No time and no name, so that the same input is the same output.
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("gzip could not compress")
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_what_it_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut output = Output::new(folder.path()).expect("a folder");

        let one = output.hashed("words-zh-Hans.json", b"[]").expect("a file");
        let two = output.hashed("words-zh-Hans.json", b"[1]").expect("a file");

        assert_eq!(one, "assets/words-zh-Hans.4f53cda18c2b.json");
        assert_ne!(one, two);
    }

    #[test]
    fn files_that_belong_together_have_one_name_which_each_of_them_changes() {
        let named = |en: &[u8], de: &[u8]| {
            let folder = tempfile::tempdir().expect("a folder");
            let mut output = Output::new(folder.path()).expect("a folder");
            let files = [("words-en.json".into(), en.into()), ("words-de.json".into(), de.into())];
            let hash = output.together(&files).expect("files");
            for name in ["words-en", "words-de"] {
                assert!(folder.path().join(format!("assets/{name}.{hash}.json.br")).exists());
            }
            hash
        };
        let first = named(b"[1]", b"[2]");
        assert_eq!(first, named(b"[1]", b"[2]"));
        assert_ne!(first, named(b"[2]", b"[2]"));
        assert_ne!(first, named(b"[1]", b"[1]"));
        assert_ne!(first, named(b"[2]", b"[1]"));
    }

    #[test]
    fn what_is_compressed_comes_out_as_it_was() {
        let text = "the same again, ".repeat(100);

        let mut back = Vec::new();
        brotli::BrotliDecompress(
            &mut &brotli(text.as_bytes()).expect("it compresses")[..],
            &mut back,
        )
        .expect("it is brotli");
        assert_eq!(back, text.as_bytes());

        let gz = gzip(text.as_bytes()).expect("it compresses");
        let back = std::io::read_to_string(flate2::read::GzDecoder::new(&gz[..]));
        assert_eq!(back.expect("it is gzip"), text);
    }
}
