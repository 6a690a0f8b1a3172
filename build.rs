//! Makes the `Words` struct out of the language files, and stops the build where one of them
//! lacks a message or a placeholder.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use icu_plurals::{PluralCategory, PluralRules};
use serde_json::Value;

/// The language that the others are compared with.
const SOURCE: &str = "en";

/// A message by its key: one text, or a form for each of the language's plural categories.
type Messages = BTreeMap<String, Message>;

enum Message {
    Text(String),
    Counted(Vec<(String, String)>),
}

impl Message {
    fn lines(&self) -> usize {
        match self {
            Self::Text(_) => 1,
            Self::Counted(forms) => forms.len(),
        }
    }

    /// As it travels: the forms of a counted message are lines that begin with their category.
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Counted(forms) => {
                let lines: Vec<_> =
                    forms.iter().map(|(name, text)| format!("{name}={text}")).collect();
                lines.join("\n")
            }
        }
    }
}

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed=src/words");
    let source = read(SOURCE)?;
    let many = source.len();
    let mut code = format!(
        "/// Every message of one language. The names are the keys of `src/words/en.json`.\n\
         #[derive(Debug)]\n\
         pub struct Words([&'static str; {many}]);\n\n\
         impl Words {{\n    \
         /// The words from their texts in the order of their names; `None` if one is missing.\n    \
         pub fn from_texts(texts: &[&'static str]) -> Option<Self> {{\n        \
         Some(Self(texts.try_into().ok()?))\n    }}\n",
    );
    // Functions and not fields: code that fills a hundred fields is a kilobyte and a half.
    for (at, (key, message)) in source.iter().enumerate() {
        let (kind, value) = match message {
            Message::Text(_) => ("&'static str", format!("self.0[{at}]")),
            Message::Counted(_) => ("Counted", format!("Counted(self.0[{at}])")),
        };
        let (name, text) = (function(key), message.text());
        let _ = writeln!(
            code,
            "\n    /// In English: {text:?}.\n    pub fn {name}(&self) -> {kind} {{ {value} }}"
        );
    }
    code.push_str("}\n\n");
    code.push_str(
        "/// Each language that has a file, with its texts in the order of the functions.\n\
         #[cfg(not(target_arch = \"wasm32\"))]\n\
         const FILES: &[(&str, &[&str])] = &[\n",
    );
    for language in languages()? {
        let words = read(&language)?;
        compare(&language, &source, &words)?;
        let texts: Vec<_> = words.values().map(Message::text).collect();
        let _ = writeln!(code, "    ({language:?}, &{texts:?}),");
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    fs::write(Path::new(&out).join("words.rs"), code).map_err(|e| e.to_string())
}

/// A key as a function: `return` is a word of the language, of Rust's that is.
fn function(key: &str) -> String {
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
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let json: BTreeMap<String, Value> = serde_json::from_str(&text)
        .map_err(|e| wrong(&format!("one object of messages is expected: {e}")))?;
    let mut messages = Messages::new();
    for (key, value) in json {
        let message = match value {
            Value::String(text) => Message::Text(text),
            Value::Object(forms) => {
                let form = |(name, text): (String, Value)| Some((name, text.as_str()?.to_owned()));
                let forms: Option<Vec<_>> = forms.into_iter().map(form).collect();
                let mut forms =
                    forms.ok_or_else(|| wrong(&format!("`{key}`: a form is no text")))?;
                // It serves every number that no other form does.
                forms.sort_by_key(|(name, _)| name == "other");
                Message::Counted(forms)
            }
            _ => return Err(wrong(&format!("`{key}` is no text and no object of forms"))),
        };
        if message.text().lines().count() != message.lines() {
            return Err(wrong(&format!("`{key}` must be one line")));
        }
        messages.insert(key, message);
    }
    Ok(messages)
}

/// The plural categories of a language, and whether each stands for one number alone.
fn categories(language: &str) -> Result<Vec<(&'static str, bool)>, String> {
    let locale: icu_locale::Locale = language.parse().map_err(|e| format!("{language}: {e}"))?;
    let rules = PluralRules::try_new_cardinal((&locale).into()).map_err(|e| e.to_string())?;
    let with_name = |category: PluralCategory| {
        let name = match category {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        };
        let numbers = (0..=200_u32).filter(|n| rules.category_for(*n) == category).count();
        (name, numbers == 1)
    };
    Ok(rules.categories().map(with_name).collect())
}

fn compare(language: &str, source: &Messages, words: &Messages) -> Result<(), String> {
    let file = format!("src/words/{language}.json");
    let categories = categories(language)?;
    for (key, text) in source {
        let Some(other) = words.get(key) else {
            return Err(format!("{file}: the message `{key}` is missing"));
        };
        match (text, other) {
            (Message::Text(text), Message::Text(other)) => {
                let (expected, found) = (placeholders(text), placeholders(other));
                if expected != found {
                    return Err(format!(
                        "{file}: `{key}` must have the placeholders {expected:?}, and has {found:?}"
                    ));
                }
            }
            (Message::Counted(source), Message::Counted(forms)) => {
                let number = source.iter().find(|(name, _)| name == "other");
                let expected = number.map(|(_, text)| placeholders(text)).unwrap_or_default();
                if expected.len() != 1 {
                    return Err(format!("{file}: `{key}` must have one placeholder, its number"));
                }
                let extra =
                    forms.iter().find(|(name, _)| categories.iter().all(|(it, _)| it != name));
                if let Some((name, _)) = extra {
                    return Err(format!("{file}: `{key}.{name}`: the language has no such form"));
                }
                for (name, alone) in &categories {
                    let Some((_, form)) = forms.iter().find(|(it, _)| it == name) else {
                        return Err(format!("{file}: the form `{key}.{name}` is missing"));
                    };
                    // What stands for one number alone may say it in words.
                    let found = placeholders(form);
                    if found != expected && !(*alone && found.is_empty()) {
                        return Err(format!(
                            "{file}: `{key}.{name}` must have the placeholder {expected:?}, and has {found:?}"
                        ));
                    }
                }
            }
            (Message::Text(_), _) => return Err(format!("{file}: `{key}` must be one text")),
            (Message::Counted(_), _) => {
                return Err(format!("{file}: `{key}` must have a form for each plural category"));
            }
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
