//! The reference: a table for each object of the contract.

use std::fmt::Write;

use serde_json::Value;
use sordino_contract::schema::{self, Generate};

/// The longest example that stands in a table, in characters.
const EXAMPLE_MAX: usize = 60;

/// The type whose table stands under the title of its schema.
const DOCUMENT: &str = "Document";

/// The page.
pub(crate) fn page() -> String {
    let mut page = Page {
        text: String::new(), // It is the first root, and has its table there.
        done: vec![DOCUMENT.into()],
        words: Vec::new(),
        kinds: Vec::new(),
    };
    page.text.push_str(
        "# Reference\n\n\
         Every object and member of contract version 1, generated from the types. The same as \
         JSON Schema 2020-12 is in [`schema`](schema),\n\
         and as OpenAPI 3.1 in [`openapi.json`](openapi.json). The codes of refusals are in \
         [`problems.md`](problems.md).\n\n\
         A change set refuses members that are not listed here. A document, a receipt and a \
         problem may hold more: readers ignore what they do not know.\n\
         Where an answer may leave a member out and its type has `null`, the two mean the same.\n",
    );
    for (name, generate) in schema::ALL {
        page.schema(name, *generate);
    }
    page.words();
    page.kinds();
    page.text
}

struct Page {
    text: String,
    /// The objects that have their table.
    done: Vec<String>,
    /// Lists of words, and kinds of text, to be explained at the end.
    words: Vec<(String, Value)>,
    kinds: Vec<(String, Value)>,
}

impl Page {
    fn schema(&mut self, file: &str, generate: Generate) {
        let root = generate();
        let title = root["title"].as_str().unwrap_or_default();
        let (about, id) = (said(&root["description"]), root["$id"].as_str().unwrap_or_default());
        let _ = write!(
            self.text,
            "\n## {title}\n\n{about}\n\n[`schema/{file}.json`](schema/{file}.json), `{id}`\n"
        );
        self.table(&root);
        let mut next = references(&root);
        while !next.is_empty() {
            let name = next.remove(0);
            if self.done.contains(&name) {
                continue;
            }
            self.done.push(name.clone());
            let kind = &root["$defs"][&name];
            next.extend(references(kind));
            if kind.get("properties").is_some() {
                let _ = write!(self.text, "\n### {name}\n\n{}\n", said(&kind["description"]));
                self.table(kind);
            } else if kind.get("oneOf").is_some() {
                self.words.push((name, kind.clone()));
            } else {
                self.kinds.push((name, kind.clone()));
            }
        }
    }

    fn table(&mut self, object: &Value) {
        self.text.push_str("\n| member | type | meaning | absent | example |\n");
        self.text.push_str("| --- | --- | --- | --- | --- |\n");
        for (name, member, required) in schema::members(object) {
            let (meaning, absent) = parts(member["description"].as_str().unwrap_or_default());
            let absent = if required { "required".to_owned() } else { absent };
            let default = member.get("default").map(|value| format!(" (default `{value}`)"));
            let absent = absent + &default.unwrap_or_default();
            let row = [format!("`{name}`"), kind(member), meaning, absent, example(member)];
            let row: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(self.text, "| {} |", row.join(" | "));
        }
    }

    fn words(&mut self) {
        self.text.push_str("\n## Words\n\nOne of these stands there, and nothing else.\n");
        for (name, kind) in std::mem::take(&mut self.words) {
            let about = said(&kind["description"]);
            let _ =
                write!(self.text, "\n### {name}\n\n{about}\n\n| word | meaning |\n| --- | --- |\n");
            for word in kind["oneOf"].as_array().into_iter().flatten() {
                let _ = writeln!(
                    self.text,
                    "| `{}` | {} |",
                    text(&word["const"]),
                    said(&word["description"])
                );
            }
        }
    }

    fn kinds(&mut self) {
        self.text.push_str("\n## Kinds of text\n");
        for (name, kind) in std::mem::take(&mut self.kinds) {
            let _ = write!(self.text, "\n### {name}\n\n{}\n", said(&kind["description"]));
            if let Some(choices) = kind.get("anyOf").and_then(Value::as_array) {
                let choices: Vec<_> = choices
                    .iter()
                    .map(|one| format!("- {}: {}", self::kind(one), said(&one["description"])))
                    .collect();
                let _ = write!(self.text, "\n{}\n", choices.join("\n"));
            }
            let facts: Vec<_> = ["format", "pattern"]
                .iter()
                .filter_map(|fact| Some(format!("{fact} `{}`", kind.get(*fact)?.as_str()?)))
                .collect();
            if !facts.is_empty() {
                let _ = write!(self.text, "\n{}\n", facts.join(", "));
            }
            if let Some(words) = kind.get("examples").and_then(Value::as_array) {
                let words: Vec<_> = words.iter().map(|word| format!("`{}`", text(word))).collect();
                let _ = write!(self.text, "\nKnown words: {}\n", words.join(", "));
            }
        }
    }
}

/// A description without its line breaks.
fn said(description: &Value) -> String {
    text(description).to_owned()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What a description says of the member, and what of its absence.
fn parts(description: &str) -> (String, String) {
    let description = description.replace("\n\n", " ");
    let Some(at) = description.find("Absent") else {
        return (description, String::new());
    };
    let (meaning, absent) = description.split_at(at);
    let absent = absent.strip_prefix("Absent: ").unwrap_or(absent);
    (meaning.trim().into(), absent.trim_end_matches('.').into())
}

/// The type of a member, with links to what has a section of its own.
fn kind(member: &Value) -> String {
    if let Some(name) = reference(member) {
        if name == DOCUMENT {
            return format!("[`{name}`](#preference-document)");
        }
        return format!("[`{name}`](#{})", name.to_lowercase());
    }
    if let Some(choices) = member.get("anyOf").and_then(Value::as_array) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(only) = member.get("const") {
        return format!("`{only}`");
    }
    let (low, high) = (&member["minimum"], &member["maximum"]);
    let one = |word: &str| match word {
        "integer" => format!("whole number, {low} to {high}"),
        "array" => {
            let most = member.get("maxItems").map(|most| format!(", {most} at the most"));
            format!("list of {}{}", kind(&member["items"]), most.unwrap_or_default())
        }
        "object" => {
            let (key, value) =
                (kind(&member["propertyNames"]), kind(&member["additionalProperties"]));
            format!("object: {key} to {value}")
        }
        "null" => "`null`".into(),
        other => other.to_owned(),
    };
    match &member["type"] {
        Value::String(word) => one(word),
        Value::Array(words) => {
            words.iter().map(|word| one(text(word))).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

/// The first example that is short enough.
fn example(member: &Value) -> String {
    let all = member.get("examples").and_then(Value::as_array);
    let mut short = all.into_iter().flatten().map(Value::to_string);
    let fits = short.find(|text| text.chars().count() <= EXAMPLE_MAX && !text.contains('`'));
    fits.map_or("…".into(), |text| format!("`{text}`"))
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// The names of what a schema refers to, in order of the members.
fn references(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (_, member, _) in schema::members(schema) {
        collect(member, &mut found);
    }
    collect(schema, &mut found);
    found
}

fn collect(schema: &Value, found: &mut Vec<String>) {
    found.extend(reference(schema).map(String::from));
    for keyword in ["items", "additionalProperties", "propertyNames"] {
        if let Some(inner) = schema.get(keyword) {
            collect(inner, found);
        }
    }
    for keyword in ["anyOf", "oneOf", "allOf"] {
        let inner = schema.get(keyword).and_then(Value::as_array);
        inner.into_iter().flatten().for_each(|inner| collect(inner, found));
    }
}
