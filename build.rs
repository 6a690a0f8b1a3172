//! Makes the `Words` struct out of the language files, and stops the build where one of them
//! lacks a message or a placeholder.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The language that the others are compared with.
const SOURCE: &str = "en";

type Messages = BTreeMap<String, String>;

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed=src/words");
    let source = read(SOURCE)?;
    let mut code = String::from(
        "/// Every message of one language. The names are the keys of `src/words/en.json`.\n\
         #[derive(Debug)]\n\
         pub struct Words {\n",
    );
    for (key, text) in &source {
        let _ =
            writeln!(code, "    /// In English: {text:?}.\n    pub {}: &'static str,", field(key));
    }
    let _ = writeln!(
        code,
        "}}\n\nimpl Words {{\n    \
         /// The words from their texts in the order of their names; `None` if one is missing.\n    \
         pub fn from_texts(texts: &[&'static str]) -> Option<Self> {{\n        \
         let &[{fields}] = texts else {{ return None }};\n        \
         Some(Self {{ {fields} }})\n    }}\n}}",
        fields = source.keys().map(|key| field(key)).collect::<Vec<_>>().join(", ")
    );

    for language in languages()? {
        let words = read(&language)?;
        compare(&language, &source, &words)?;
        let name = language.to_uppercase().replace('-', "_");
        let _ = writeln!(
            code,
            "#[cfg(not(target_arch = \"wasm32\"))]\n\
             pub(crate) const {name}: &[&str] = &{:?};",
            words.values().collect::<Vec<_>>()
        );
    }
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    fs::write(Path::new(&out).join("words.rs"), code).map_err(|e| e.to_string())
}

/// A key as a field: `return` is a word of the language, of Rust's that is.
fn field(key: &str) -> String {
    if key == "return" { "r#return".into() } else { key.into() }
}

fn folder() -> PathBuf {
    Path::new("src").join("words")
}

fn languages() -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder()).map_err(|e| e.to_string())? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_some_and(|ext| ext == "json") {
            names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(String::from));
        }
    }
    names.sort();
    Ok(names)
}

fn read(language: &str) -> Result<Messages, String> {
    let path = folder().join(format!("{language}.json"));
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text)
        .map_err(|e| format!("{}: one object of texts is expected: {e}", path.display()))
}

fn compare(language: &str, source: &Messages, words: &Messages) -> Result<(), String> {
    let file = format!("src/words/{language}.json");
    for (key, text) in source {
        let Some(other) = words.get(key) else {
            return Err(format!("{file}: the message `{key}` is missing"));
        };
        let (expected, found) = (placeholders(text), placeholders(other));
        if expected != found {
            return Err(format!(
                "{file}: `{key}` must have the placeholders {expected:?}, and has {found:?}"
            ));
        }
    }
    match words.keys().find(|key| !source.contains_key(*key)) {
        Some(key) => Err(format!("{file}: `{key}` is no message of src/words/{SOURCE}.json")),
        None => Ok(()),
    }
}

/// The names in braces, sorted.
fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<_> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect();
    names.sort();
    names
}
