//! Messages by their names: all of a language, or a sender's own.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::Message;

/// Messages by their names, in the order of the names: the one order for all languages in which
/// texts travel to the widget.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages(BTreeMap<String, Message>);

impl Messages {
    /// Reads a language file: one JSON object.
    ///
    /// # Errors
    ///
    /// Says what was expected, and where.
    pub fn read(json: &str) -> Result<Self, String> {
        serde_json::from_str(json)
            .map_err(|error| format!("one JSON object of messages by unique names: {error}"))
    }

    /// Each message with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.0.iter().map(|(name, message)| (&**name, message))
    }

    /// The names.
    pub fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// The message of that name.
    pub fn get(&self, name: &str) -> Option<&Message> {
        self.0.get(name)
    }

    /// How many messages come before the one of that name: where its text travels.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.keys().position(|it| it == name)
    }

    /// The texts as they travel, in the order of the names.
    pub fn packed(&self) -> Vec<String> {
        self.0.values().map(Message::packed).collect()
    }
}

impl<'de> Deserialize<'de> for Messages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unique;

        impl<'de> Visitor<'de> for Unique {
            type Value = Messages;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("messages by their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Messages, A::Error> {
                let mut messages = BTreeMap::new();
                while let Some((name, message)) = map.next_entry::<String, Message>()? {
                    if messages.contains_key(&name) {
                        return Err(A::Error::custom(format!("`{name}` is there twice")));
                    }
                    messages.insert(name, message);
                }
                Ok(Messages(messages))
            }
        }

        deserializer.deserialize_map(Unique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_travel_in_the_order_of_their_names() {
        let messages = Messages::read(r#"{ "title": "Hello", "about": "More" }"#).expect("it is");
        assert_eq!(messages.names(), ["about", "title"]);
        assert_eq!(messages.packed(), ["More", "Hello"]);
        assert_eq!(messages.position("title"), Some(1));
        assert_eq!(messages.position("titel"), None);
    }

    #[track_caller]
    fn refused(json: &str, said: &str) {
        let error = Messages::read(json).expect_err("it is refused");
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn what_is_no_object_of_messages_is_refused() {
        refused("[]", "one JSON object of messages by unique names");
        refused(r#"{ "title": 1 }"#, "expected a text, or a text for each plural category");
        refused(r#"{ "title": "a", "title": "b" }"#, "`title` is there twice");
        refused(r#"{ "title": "a" "#, "EOF");
    }
}
