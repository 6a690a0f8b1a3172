//! A change set from JSON, with refusals that say where.

use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;
use sordino_contract::{ChangeSet, Code, Problem};

use crate::answer::Refused;

/// Reads a change set.
///
/// # Errors
///
/// `malformed_json` with line and column, `unknown_member` or `invalid_value` with a pointer.
/// None repeats what was sent beyond the names of members: it may hold anything.
pub(crate) fn change_set(bytes: &[u8]) -> Result<ChangeSet, Refused> {
    // Before anything is said about its members, it has to be JSON as a whole.
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| problem(&error, ""))?;
    if let Some(pointer) = list_for_object(bytes) {
        return Err(Problem::new(Code::InvalidValue, "an object is expected").at(pointer).into());
    }
    let mut from = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let path = error.path().clone();
        problem(error.inner(), &pointer(&path)).into()
    })
}

/// Where a list stands in place of an object.
///
/// serde reads `[false]` as an object whose first member is `false`. To a person that may be
/// somebody's whole wish, sent by a program that meant something else.
fn list_for_object(bytes: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(bytes).ok()?;
    let mut objects = vec![String::new(), "/set".into(), "/reason".into()];
    for map in ["/set/campaigns", "/set/pauses"] {
        let names = body.pointer(map).and_then(Value::as_object);
        let names = names.into_iter().flat_map(|map| map.keys());
        objects.extend(names.map(|name| format!("{map}/{}", escaped(name))));
    }
    let is_list = |pointer: &String| body.pointer(pointer).is_some_and(Value::is_array);
    objects.into_iter().find(is_list)
}

fn problem(error: &serde_json::Error, pointer: &str) -> Problem {
    let message = error.to_string();
    match error.classify() {
        Category::Data => {}
        _ => {
            let (line, column) = (error.line(), error.column());
            let detail = format!("JSON is expected: line {line}, column {column}");
            return Problem::new(Code::MalformedJson, detail);
        }
    }
    if let Some(expected) = message.strip_prefix("unknown field `") {
        let expected = expected.split_once("`, ").map_or("", |(_, rest)| rest);
        return Problem::new(Code::UnknownMember, without_place(expected)).at(pointer);
    }
    if let Some(name) = quoted(&message, "missing field `") {
        let detail = format!("the member `{name}` is missing");
        return Problem::new(Code::InvalidValue, detail).at(format!("{pointer}/{name}"));
    }
    // serde says `invalid type: string "…", expected a boolean`: what came is left out.
    let detail = match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("{} is expected", without_place(expected)),
        None if message.contains("stands twice") => "a member stands twice".into(),
        // The contract's own words end with what came, after a colon.
        None => without_place(message.split(": `").next().unwrap_or_default()).into(),
    };
    Problem::new(Code::InvalidValue, detail).at(pointer)
}

/// Without the ` at line 1 column 2` that serde_json adds: a pointer says it better.
fn without_place(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or_default()
}

fn quoted<'a>(message: &'a str, before: &str) -> Option<&'a str> {
    message.strip_prefix(before)?.split('`').next()
}

/// A JSON Pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer += &index.to_string(),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.extend(escaped(key).chars().take(200));
            }
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
