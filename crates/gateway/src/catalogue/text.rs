//! A text that people read, in one language or in several.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use sordino::Lang;

/// A text that people read: `"Spring sale"`, or `{ en = "Spring sale", zh-Hans = "春季促销" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The same in every language.
    One(String),
    /// One for each language, by BCP 47 tag.
    Each(BTreeMap<String, String>),
}

impl Text {
    /// The text in `lang`; where there is none, in the other Chinese script if it is Chinese, which
    /// its readers can read; then in English; then in any.
    pub fn say(&self, lang: Lang) -> &str {
        match self {
            Self::One(text) => text,
            Self::Each(texts) => pick(texts, lang).map_or("", |(_, text)| text),
        }
    }

    /// The language of what is said in `lang`, BCP 47; `None` where nobody wrote it down.
    pub fn language(&self, lang: Lang) -> Option<&str> {
        match self {
            Self::One(_) => None,
            Self::Each(texts) => pick(texts, lang).map(|(tag, _)| tag),
        }
    }

    /// Every text, in no order that matters.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text],
            Self::Each(texts) => texts.values().map(String::as_str).collect(),
        }
    }
}

fn pick(texts: &BTreeMap<String, String>, lang: Lang) -> Option<(&str, &str)> {
    let of = |wanted| texts.iter().find(|(tag, _)| Lang::of(tag) == Some(wanted));
    let kin = match lang {
        Lang::ZhHans => Some(Lang::ZhHant),
        Lang::ZhHant => Some(Lang::ZhHans),
        _ => None,
    };
    of(lang)
        .or_else(|| of(kin?))
        .or_else(|| of(Lang::En))
        .or_else(|| texts.iter().next())
        .map(|(tag, text)| (tag.as_str(), text.as_str()))
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(text) => serializer.serialize_str(text),
            Self::Each(texts) => serializer.collect_map(texts),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or a table of texts by language as `{ en = \"…\", zh-Hans = \"…\" }`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text::One(text.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Text, A::Error> {
        let mut texts = BTreeMap::new();
        while let Some((tag, text)) = entries.next_entry::<String, String>()? {
            texts.insert(tag, text);
        }
        if texts.is_empty() {
            return Err(A::Error::custom("a table of texts needs one language or more"));
        }
        Ok(Text::Each(texts))
    }
}
