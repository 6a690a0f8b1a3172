//! The contract as JSON Schema 2020-12 and OpenAPI 3.1, generated from the types here.
//!
//! What a member means is its documentation, what it looks like is its type, and its examples
//! are taken from the files in `examples`: nothing is said twice. What is sent to a backend
//! refuses members that it does not know; what a backend answers tolerates them.

mod examples;
mod kinds;
mod openapi;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::{Answer, ChangeSet, Document, Problem, VERSION};

pub use examples::{EXAMPLES, Example};
pub(crate) use kinds::{DATE, PATH, TIMESTAMP};
pub(crate) use kinds::{LanguageTag, MailAddress, Pointer, TimeZone, Url};
pub use openapi::openapi;

/// What generates a schema.
pub type Generate = fn() -> Value;

/// The four schemas, by the name of their files.
pub const ALL: &[(&str, Generate)] =
    &[("document", document), ("change-set", change_set), ("answer", answer), ("problem", problem)];

/// The schema of a [`Document`]: what a `GET` answers.
pub fn document() -> Value {
    finished::<Document>("document", "Preference document", Side::Answer)
}

/// The schema of a [`ChangeSet`]: what a `POST` sends.
pub fn change_set() -> Value {
    finished::<ChangeSet>("change-set", "Change set", Side::Request)
}

/// The schema of an [`Answer`]: what a `POST` is answered.
pub fn answer() -> Value {
    finished::<Answer>("answer", "Answer to a change set", Side::Answer)
}

/// The schema of a [`Problem`]: what a refusal answers.
pub fn problem() -> Value {
    finished::<Problem>("problem", "Problem", Side::Answer)
}

/// Who writes what a schema describes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A reader: what it sends is read strictly.
    Request,
    /// A backend: what it answers may hold more than is known.
    Answer,
}

/// The schema of `T` with its examples and its head.
fn finished<T: JsonSchema>(name: &str, title: &str, side: Side) -> Value {
    let mut schema = plain::<T>(side);
    examples::add(&mut schema, &T::schema_name());
    if let Some(members) = schema.as_object_mut() {
        members.insert("$id".into(), json!(id(name)));
        members.insert("title".into(), json!(title));
    }
    schema
}

/// The `$id` of a schema.
fn id(name: &str) -> String {
    format!("urn:sordino:contract:{VERSION}:{name}")
}

/// The schema of `T` as its type tells it.
fn plain<T: JsonSchema>(side: Side) -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_deserialize();
    settings.transforms.clear();
    let mut schema = Schema::to_value(settings.into_generator().into_root_schema_for::<T>());
    tidy(&mut schema, side);
    schema
}

/// What an answer's pause is called: a request has a stricter one.
const KEPT_PAUSE: &str = "KeptPause";

/// Brings what was generated into the form that is published.
fn tidy(schema: &mut Value, side: Side) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::String(text)) = members.get_mut("description") {
        *text = flowing(text);
    }
    // `uint16` is not a format that validators know, and the limits say it.
    if members.get("format").is_some_and(|format| format == "uint16") {
        members.remove("format");
        members.entry("maximum").or_insert(json!(u16::MAX));
    }
    if side == Side::Answer {
        for closed in ["additionalProperties", "unevaluatedProperties"] {
            if members.get(closed) == Some(&Value::Bool(false)) {
                members.remove(closed);
            }
        }
        if members.get("$ref").is_some_and(|to| to == "#/$defs/PauseWish") {
            members.insert("$ref".into(), json!(format!("#/$defs/{KEPT_PAUSE}")));
        }
    }
    for (keyword, value) in members.iter_mut() {
        match keyword.as_str() {
            "properties" | "$defs" => {
                if let Some(named) = value.as_object_mut() {
                    if side == Side::Answer
                        && keyword == "$defs"
                        && let Some(mut pause) = named.remove("PauseWish")
                    {
                        pause["description"] = json!("A pause as it was, or as it is now.");
                        named.insert(KEPT_PAUSE.into(), pause);
                    }
                    named.values_mut().for_each(|inner| tidy(inner, side));
                }
            }
            "items" | "additionalProperties" | "propertyNames" => tidy(value, side),
            "anyOf" | "oneOf" | "allOf" => {
                if let Some(all) = value.as_array_mut() {
                    all.iter_mut().for_each(|inner| tidy(inner, side));
                }
            }
            _ => {}
        }
    }
}

/// The text of a doc comment without its line breaks: paragraphs stay.
fn flowing(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|lines| lines.split('\n').map(str::trim));
    let paragraphs: Vec<String> =
        paragraphs.map(|lines| lines.collect::<Vec<_>>().join(" ")).collect();
    paragraphs.join("\n\n")
}

/// The members of an object's schema: name, schema, whether it is required. Those that are come
/// first, in the order of the type; the others follow in the order of their names.
pub fn members(schema: &Value) -> Vec<(&str, &Value, bool)> {
    let required = schema.get("required").and_then(Value::as_array);
    let place = |name: &str| {
        required.and_then(|list| list.iter().position(|one| one.as_str() == Some(name)))
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut members: Vec<_> = properties
        .into_iter()
        .flatten()
        .map(|(name, member)| (name.as_str(), member, place(name).is_some()))
        .collect();
    members.sort_by_key(|(name, ..)| place(name).unwrap_or(usize::MAX));
    members
}
