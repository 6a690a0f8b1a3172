//! The folder of the language files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Messages, Wrong};

/// The language that says which messages there are, and with which placeholders.
pub const SOURCE: &str = "en";

/// Every language of a folder, each checked against the source.
#[derive(Debug, Clone)]
pub struct Languages {
    /// The source's messages.
    pub source: Messages,
    /// The messages of every language, the source's too, by its tag.
    pub all: BTreeMap<String, Messages>,
}

/// A file of the folder that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", file.display())]
pub struct FileError {
    /// Which one it is, or the folder.
    pub file: PathBuf,
    /// What was expected.
    pub why: FileWhy,
}

/// What was expected of a language file.
#[derive(Debug, thiserror::Error)]
pub enum FileWhy {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// It is no object of messages.
    #[error("{0}")]
    Json(String),
    /// A message does not fit.
    #[error(transparent)]
    Wrong(#[from] Wrong),
}

impl Languages {
    /// Reads `<tag>.json` of every language.
    ///
    /// # Errors
    ///
    /// Names the file, the message and what was expected.
    pub fn read(folder: &Path) -> Result<Self, FileError> {
        let path = |tag: &str| folder.join(format!("{tag}.json"));
        let read = |tag: &str| {
            let file = path(tag);
            let messages = fs::read_to_string(&file)
                .map_err(FileWhy::from)
                .and_then(|json| Messages::read(&json).map_err(FileWhy::Json));
            messages.map_err(|why| FileError { file, why })
        };
        let source = read(SOURCE)?;
        let mut all = BTreeMap::new();
        let tags =
            tags(folder).map_err(|error| FileError { file: folder.into(), why: error.into() });
        for tag in tags? {
            let messages = read(&tag)?;
            source
                .check_translation(&tag, &messages)
                .map_err(|wrong| FileError { file: path(&tag), why: wrong.into() })?;
            all.insert(tag, messages);
        }
        Ok(Self { source, all })
    }
}

fn tags(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut tags = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            tags.extend(path.file_stem().and_then(|stem| stem.to_str()).map(String::from));
        }
    }
    tags.sort();
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> Result<Languages, String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let place = format!("{}/", folder.path().display());
        Languages::read(folder.path()).map_err(|error| error.to_string().replace(&place, ""))
    }

    const EN: (&str, &str) = ("en.json", r#"{"title": "Hello", "about": "More of {what}"}"#);

    #[test]
    fn every_language_has_the_order_of_the_source() {
        let de = ("de.json", r#"{"about": "Mehr {what}", "title": "Hallo"}"#);
        let read = read(&[EN, de, ("notes.txt", "no language")]).expect("they match");
        assert_eq!(read.all.keys().collect::<Vec<_>>(), ["de", "en"]);
        assert_eq!(read.source.packed(), ["More of {what}", "Hello"]);
        assert_eq!(read.all["de"].packed(), ["Mehr {what}", "Hallo"]);
    }

    #[track_caller]
    fn refused(files: &[(&str, &str)], said: &str) {
        let error = read(files).expect_err("it is refused");
        assert!(error.starts_with(said), "{error}");
    }

    #[test]
    fn a_file_that_does_not_match_is_named_with_the_message() {
        refused(&[EN, ("de.json", "{}")], "de.json: `about`: the message is missing");
        refused(
            &[EN, ("de.json", r#"{"about": "Mehr", "title": "Hallo"}"#)],
            "de.json: `about`: the placeholder `{what}` is expected",
        );
        refused(&[EN, ("de.json", "[]")], "de.json: one JSON object of messages");
        refused(&[("de.json", "{}")], "en.json: it cannot be read");
        let source = r#"{"days": {"one": "{days} day"}}"#;
        refused(&[("en.json", source)], "en.json: `days.other`: the form is missing");
    }
}
