//! One message: a text, or a form for each plural category.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::plural;

/// What is said at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// One text.
    Text(String),
    /// A text for each plural category of the language, by the category's name and in the order
    /// of [`plural::NAMES`].
    Counted(Vec<(String, String)>),
}

impl Message {
    /// Its texts, with the plural category where there is one.
    pub fn texts(&self) -> Vec<(Option<&str>, &str)> {
        match self {
            Self::Text(text) => vec![(None, text)],
            Self::Counted(forms) => {
                forms.iter().map(|(name, text)| (Some(&**name), &**text)).collect()
            }
        }
    }

    /// As it travels to the widget, in one string: the forms of a counted message are lines that
    /// begin with their category, as `one=…`.
    pub fn packed(&self) -> String {
        let line = |(category, text): (Option<&str>, &str)| match category {
            Some(name) => format!("{name}={text}"),
            None => text.to_owned(),
        };
        self.texts().into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The names in its braces, sorted. `other` decides for a counted message: a form that stands
    /// for one number alone may leave it out.
    pub fn placeholders(&self) -> Vec<&str> {
        self.texts().last().map_or_else(Vec::new, |(_, text)| placeholders(text))
    }
}

/// The names in braces, sorted.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<_> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    names
}

/// From a string, or an object of strings by plural category; of JSON and of TOML alike.
impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Message;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a text for each plural category")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Message, E> {
                Ok(Message::Text(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Message, A::Error> {
                let mut forms: Vec<(String, String)> = Vec::new();
                while let Some((name, text)) = map.next_entry::<String, String>()? {
                    if forms.iter().any(|(other, _)| *other == name) {
                        return Err(A::Error::custom(format!("`{name}` is there twice")));
                    }
                    forms.push((name, text));
                }
                forms.sort_by_key(|(name, _)| plural::rank(name));
                Ok(Message::Counted(forms))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Message, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_counted_message_travels_as_lines_with_what_serves_every_number_last() {
        let text = read(r#""Stop {what}""#).expect("a text");
        assert_eq!(text.packed(), "Stop {what}");
        let days = r#"{ "other": "{days} days", "one": "a day" }"#;
        let days = read(days).expect("forms");
        assert_eq!(days.packed(), "one=a day\nother={days} days");
    }

    #[test]
    fn the_placeholders_are_sorted_and_of_a_counted_message_those_of_other() {
        let found = read(r#""{found} of {all}""#).expect("a text");
        assert_eq!(found.placeholders(), ["all", "found"]);
        let days = read(r#"{ "one": "a day", "other": "{days} days" }"#).expect("forms");
        assert_eq!(days.placeholders(), ["days"]);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let refused = |json, said: &str| {
            let error = read(json).expect_err("it is no message");
            assert!(error.contains(said), "{error}");
        };
        refused("1", "expected a text, or a text for each plural category");
        refused(r#"["a"]"#, "expected a text, or a text for each plural category");
        refused(r#"{ "one": 1 }"#, "expected a string");
        refused(r#"{ "one": "a", "one": "b" }"#, "`one` is there twice");
    }
}
