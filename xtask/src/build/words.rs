//! The words of each language as they travel: only the texts, in one order for all.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::workspace::read;

/// The language that says which words there are, and in which order.
const FIRST: &str = "en";

/// Every language with its texts as a JSON array, in the order of the keys of `en.json`.
pub(super) fn read_all(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut languages = BTreeMap::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not list `{}`", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let texts: Texts = serde_json::from_str(&read(&path)?).with_context(|| {
            format!("`{}` is not an object of texts by unique keys", path.display())
        })?;
        languages.insert(language, texts);
    }
    let Some(first) = languages.get(FIRST) else {
        bail!("`{}` has no `{FIRST}.json`", folder.display());
    };
    let order: Vec<_> = first.0.iter().map(|(key, _)| key.clone()).collect();
    languages
        .iter()
        .map(|(language, texts)| {
            let texts = in_order(&order, texts)
                .with_context(|| format!("the words of `{language}` do not match `{FIRST}`"))?;
            Ok((language.clone(), serde_json::to_string(&texts)?))
        })
        .collect()
}

fn in_order<'t>(order: &[String], texts: &'t Texts) -> Result<Vec<&'t str>> {
    let by_key: BTreeMap<_, _> = texts.0.iter().map(|(key, text)| (key, text.as_str())).collect();
    if let Some((extra, _)) = texts.0.iter().find(|(key, _)| !order.contains(key)) {
        bail!("the key `{extra}` is not expected");
    }
    order
        .iter()
        .map(|key| by_key.get(key).copied().with_context(|| format!("the key `{key}` is missing")))
        .collect()
}

/// A text; that of a counted message has a line for each plural form: `one=…`.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            One(String),
            Forms(Texts),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::One(text) => text,
            Either::Forms(mut forms) => {
                // What serves every number that no other form does stands last.
                forms.0.sort_by_key(|(name, _)| name == "other");
                let lines: Vec<_> =
                    forms.0.iter().map(|(name, text)| format!("{name}={text}")).collect();
                lines.join("\n")
            }
        }))
    }
}

/// An object of texts that remembers its order.
#[derive(Debug)]
struct Texts(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
                let mut texts: Vec<(String, String)> = Vec::new();
                while let Some((key, Text(text))) = map.next_entry::<String, Text>()? {
                    if texts.iter().any(|(other, _)| *other == key) {
                        return Err(serde::de::Error::custom(format!("`{key}` is there twice")));
                    }
                    texts.push((key, text));
                }
                Ok(Texts(texts))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(files: &[(&str, &str)]) -> Result<BTreeMap<String, String>> {
        let folder = tempfile::tempdir()?;
        for (language, text) in files {
            fs::write(folder.path().join(format!("{language}.json")), text)?;
        }
        read_all(folder.path())
    }

    #[test]
    fn every_language_has_the_order_of_the_first() {
        let en = r#"{"title": "Hello", "about": "More"}"#;
        let de = r#"{"about": "Mehr", "title": "Hallo"}"#;

        let packed = pack(&[("en", en), ("de", de)]).expect("they match");

        assert_eq!(packed["en"], r#"["Hello","More"]"#);
        assert_eq!(packed["de"], r#"["Hallo","Mehr"]"#);
    }

    #[track_caller]
    fn check_refused(de: &str, expected: &str) {
        let refusal = pack(&[("en", r#"{"title": "Hello"}"#), ("de", de)]).expect_err("refused");
        let refusal = format!("{refusal:#}");
        assert!(refusal.contains(expected), "{refusal}");
    }

    #[test]
    fn a_language_that_does_not_match_is_refused_by_the_key() {
        check_refused("{}", "the words of `de` do not match `en`: the key `title` is missing");
        check_refused(r#"{"title": "Hallo", "titel": ""}"#, "the key `titel` is not expected");
        check_refused(r#"{"title": "Hallo", "title": ""}"#, "`title` is there twice");
        check_refused(r#"{"title": 1}"#, "de.json` is not an object of texts by unique keys");
    }
}
