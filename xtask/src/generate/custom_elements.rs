//! `custom-elements.json`, by which editors and catalogues know the element, and the reference page
//! of it.

use serde_json::{Value, json};

use super::element_types::{sentence, signature};
use crate::element::{CLASS, Element, Entry, TAG};

/// The file that is generated, in version 1.0.0 of its schema.
pub(super) const FILE: &str = "npm/custom-elements.json";

/// The page for people.
pub(super) const PAGE: &str = "docs/element.md";

/// What can be styled: custom properties with meaning and default, parts with where they are.
pub(super) struct Looks {
    pub(super) properties: Vec<(String, String, String)>,
    pub(super) parts: Vec<(String, String)>,
}

/// The manifest.
pub(super) fn manifest(element: &Element, looks: &Looks) -> String {
    let text = |about: &str| Value::from(sentence(about));
    let typed = |Entry { name, kind, about }: &Entry| json!({ "name": name, "type": { "text": kind }, "description": text(about) });
    let attributes: Vec<_> = element.attributes.iter().map(typed).collect();
    let fields = element.properties.iter().map(|entry| {
        let mut field = typed(entry);
        field["kind"] = json!("field");
        field
    });
    let methods = element.methods.iter().map(|Entry { name, kind, about }| {
        let gives = signature(kind).map_or(kind.as_str(), |(_, gives)| gives);
        json!({ "kind": "method", "name": name, "description": text(about),
            "return": { "type": { "text": gives } } })
    });
    let members: Vec<_> = fields.chain(methods).collect();
    let events = element.events.iter().map(|Entry { name, kind, about }| {
        let kind = format!("CustomEvent<{kind}>");
        json!({ "name": name, "type": { "text": kind }, "description": text(about) })
    });
    let properties = looks.properties.iter().map(
        |(name, about, default)| json!({ "name": name, "description": about, "default": default }),
    );
    let parts = looks.parts.iter();
    let parts =
        parts.map(|(name, places)| json!({ "name": name, "description": format!("In {places}.") }));
    let declaration = json!({ "name": CLASS, "module": "index.js" });
    let manifest = json!({
        "schemaVersion": "1.0.0",
        "readme": "README.md",
        "modules": [{
            "kind": "javascript-module",
            "path": "index.js",
            "declarations": [{
                "kind": "class",
                "customElement": true,
                "name": CLASS,
                "tagName": TAG,
                "description": element.about,
                "superclass": { "name": "HTMLElement" },
                "attributes": attributes,
                "members": members,
                "events": events.collect::<Vec<_>>(),
                "slots": [{ "name": "", "description":
                    "What is shown until the element works, and where it cannot: a link to the hosted page." }],
                "cssProperties": properties.collect::<Vec<_>>(),
                "cssParts": parts.collect::<Vec<_>>(),
            }],
            "exports": [
                { "kind": "js", "name": CLASS, "declaration": declaration },
                { "kind": "custom-element-definition", "name": TAG, "declaration": declaration },
            ],
        }],
    });
    serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"
}

/// The page.
pub(super) fn page(element: &Element) -> String {
    let mut page = format!(
        "# The element: reference\n\n`<{TAG}>`: {}\n\nHow to put it on a page: \
         [websites](embedding.md), [npm and frameworks](npm.md). How it looks: \
         [looks](looks-reference.md).\n",
        lower(&element.about.replace("\n\n", " ").replace('\n', " "))
    );
    let mut table = |title: &str, before: &str, kind: &str, entries: &[Entry]| {
        page += &format!("\n## {title}\n\n{before}| | {kind} | |\n| --- | --- | --- |\n");
        for Entry { name, kind, about } in entries {
            let kind = kind.replace('|', "\\|");
            page +=
                &format!("| `{name}` | `{kind}` | {} |\n", sentence(&about.replace('|', "\\|")));
        }
    };
    table("Attributes", "", "value", &element.attributes);
    table("Properties", "", "type", &element.properties);
    table("Methods", "", "type", &element.methods);
    let about = "They bubble and cross shadow roots.\n\n";
    table("Events", about, "`detail`", &element.events);
    page
}

/// With a small letter at its beginning.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::tests::{SCRIPT, element};

    #[test]
    fn the_manifest_has_every_line_of_the_doc_block() {
        let looks = Looks {
            properties: vec![("--sordino-accent".into(), "The colour.".into(), "red".into())],
            parts: vec![("card".into(), "`switch`".into())],
        };
        let manifest = manifest(&element(SCRIPT).unwrap(), &looks);
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let declared = &manifest["modules"][0]["declarations"][0];
        assert_eq!(declared["attributes"][1]["name"], "dialog");
        assert_eq!(declared["members"][0]["kind"], "field");
        assert_eq!(declared["members"][1]["return"]["type"]["text"], "void");
        assert_eq!(declared["events"][0]["type"]["text"], "CustomEvent<Answer>");
        assert_eq!(declared["cssParts"][0]["name"], "card");
        assert_eq!(declared["cssProperties"][0]["default"], "red");
    }
}
