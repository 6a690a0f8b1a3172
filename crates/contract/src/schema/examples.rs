//! The example files, and what stands in them for each member.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Side, plain};
use crate::{Answer, ChangeSet, Document, Problem, Receipt};

/// An example: a file that the tests of every side read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The file's name in `examples`, without `.json`.
    pub name: &'static str,
    /// What it is an example of: the name of a schema, or `receipt`.
    pub of: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// What stands in the file.
    pub text: &'static str,
}

macro_rules! examples {
    ($($name:literal of $of:literal: $about:literal,)*) => {
        /// Every example file.
        pub const EXAMPLES: &[Example] = &[$(Example {
            name: $name,
            of: $of,
            about: $about,
            text: include_str!(concat!("../../examples/", $name, ".json")),
        }),*];
    };
}

examples! {
    "document" of "document": "Somebody with a bit of everything",
    "document-least" of "document": "The least that a document may hold",
    "document-ugly" of "document": "Texts that break a careless reader, and what it does not know",
    "change" of "change-set": "Turning on and off, how often, and pauses",
    "change-leave" of "change-set": "Leaving, in as few words as it takes",
    "change-ask" of "change-set": "Asking for a copy of what is known of oneself",
    "change-reason" of "change-set": "The reason for a change, told afterwards",
    "answer" of "answer": "What was done, and what holds now",
    "answer-receipt" of "receipt": "A receipt",
    "problem" of "problem": "A refusal that names the member that was wrong",
}

impl Example {
    /// What stands in the file, read.
    pub fn value(&self) -> Value {
        // A test reads every one of them.
        serde_json::from_str(self.text).unwrap_or_default()
    }
}

/// What stands for each member, by the name of its type and its own.
type Found = BTreeMap<(String, String), Vec<Value>>;

/// The most examples of one member.
const MOST: usize = 3;

/// Puts examples into a schema whose root is called `root`.
pub(super) fn add(schema: &mut Value, root: &str) {
    let mut found = Found::new();
    // The ugly one is there to break careless readers, not to be imitated.
    for example in EXAMPLES.iter().filter(|example| example.name != "document-ugly") {
        let (name, schema) = match example.of {
            "document" => ("Document", plain::<Document>(Side::Answer)),
            "change-set" => ("ChangeSet", plain::<ChangeSet>(Side::Request)),
            "answer" => ("Answer", plain::<Answer>(Side::Answer)),
            "receipt" => ("Receipt", plain::<Receipt>(Side::Answer)),
            _ => ("Problem", plain::<Problem>(Side::Answer)),
        };
        Walk { root: &schema, found: &mut found }.through(name, &schema, &example.value());
    }
    put(schema, root, &found);
    if let Some(kinds) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        kinds.iter_mut().for_each(|(name, kind)| put(kind, name, &found));
    }
}

fn put(schema: &mut Value, kind: &str, found: &Found) {
    let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, member) in members {
        let Some(values) = found.get(&(kind.to_owned(), name.clone())) else {
            continue;
        };
        let Some(member) = member.as_object_mut() else {
            continue;
        };
        let mut values = values.clone();
        if values.iter().any(|value| value.is_object() || value.is_array()) {
            // One is enough of what is large: a small one, but not an empty one.
            values.retain(|value| !matches!(value, Value::Null));
            values.sort_by_key(|value| {
                let text = value.to_string();
                (text.len() <= 2, text.len())
            });
            values.truncate(1);
        }
        values.sort_by_key(Value::is_null);
        values.truncate(MOST);
        member.insert("examples".into(), json!(values));
    }
}

/// A walk through an example beside its schema.
struct Walk<'a> {
    root: &'a Value,
    found: &'a mut Found,
}

impl<'a> Walk<'a> {
    /// Goes through `value`, which `schema` describes and which is of the type `kind`.
    fn through(&mut self, kind: &str, schema: &'a Value, value: &Value) {
        let schema = self.resolved(schema);
        if let Some(name) = schema.0 {
            return self.through(name, schema.1, value);
        }
        let schema = schema.1;
        for choices in ["anyOf", "oneOf"] {
            let choices = schema.get(choices).and_then(Value::as_array);
            choices.into_iter().flatten().for_each(|one| self.through(kind, one, value));
        }
        match value {
            Value::Array(items) => {
                if let Some(of) = schema.get("items") {
                    items.iter().for_each(|item| self.through(kind, of, item));
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let known = schema.get("properties").and_then(|all| all.get(name));
                    if let Some(of) = known {
                        let seen = self.found.entry((kind.to_owned(), name.clone())).or_default();
                        if !seen.contains(value) {
                            seen.push(value.clone());
                        }
                        self.through(kind, of, value);
                    } else if let Some(of) = schema.get("additionalProperties") {
                        self.through(kind, of, value);
                    }
                }
            }
            _ => {}
        }
    }

    /// What a reference stands for, with its name.
    fn resolved<'s>(&self, schema: &'s Value) -> (Option<&'s str>, &'s Value)
    where
        'a: 's,
    {
        let name = schema.get("$ref").and_then(Value::as_str);
        match name.and_then(|name| name.strip_prefix("#/$defs/")) {
            Some(name) => (Some(name), &self.root["$defs"][name]),
            None => (None, schema),
        }
    }
}
