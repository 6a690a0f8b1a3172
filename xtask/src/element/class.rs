//! What the class itself has, as far as its text says so.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::{Element, Entry};

/// What a browser calls, and nobody else.
const LIFECYCLE: &[&str] = &[
    "constructor",
    "connectedCallback",
    "disconnectedCallback",
    "connectedMoveCallback",
    "adoptedCallback",
    "attributeChangedCallback",
];

/// The names that pages can use.
#[derive(Debug, Default)]
pub(super) struct Class {
    attributes: BTreeSet<String>,
    properties: BTreeSet<String>,
    methods: BTreeSet<String>,
}

impl Class {
    /// From the class's text after its head, which stands `indent` to the right, and from all
    /// scripts: attributes are read wherever there is work to do.
    pub(super) fn read(body: &str, indent: usize, scripts: &[String]) -> Self {
        let mut class = Self::default();
        let end = format!("\n{}}}", " ".repeat(indent));
        let body = body.split_once(&end).map_or(body, |(body, _)| body);
        let member = " ".repeat(indent + 2);
        for line in body.lines() {
            let Some(line) = line.strip_prefix(&member) else { continue };
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                class.member(line);
            }
        }
        if let Some((_, list)) = body.split_once("observedAttributes = [") {
            let list = list.split(']').next().unwrap_or_default();
            class.attributes.extend(list.split('\'').skip(1).step_by(2).map(str::to_owned));
        }
        for call in ["getAttribute('", "hasAttribute('"] {
            for script in scripts {
                let named = script.split(call).skip(1);
                class.attributes.extend(named.filter_map(|it| Some(it.split_once('\'')?.0.into())));
            }
        }
        class
    }

    /// A member's first line: `set token(token) {`, `open() {`.
    fn member(&mut self, line: &str) {
        let Some((head, _)) = line.split_once('(') else { return };
        let mut words: Vec<_> = head.split_whitespace().collect();
        let Some(name) = words.pop() else { return };
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_name || words.contains(&"static") || LIFECYCLE.contains(&name) {
            return;
        }
        match words.as_slice() {
            // What can only be read is told by its setter's absence.
            ["get"] => {}
            ["set"] => drop(self.properties.insert(name.to_owned())),
            [] | ["async"] => drop(self.methods.insert(name.to_owned())),
            _ => {}
        }
    }

    /// Fails if the class and its doc block do not name the same.
    pub(super) fn compare(&self, element: &Element) -> Result<()> {
        for (kind, tag, has, named) in [
            ("attribute", "@attr", &self.attributes, &element.attributes),
            ("property", "@prop", &self.properties, &element.properties),
            ("method", "@method", &self.methods, &element.methods),
        ] {
            let names = |name: &String| named.iter().any(|entry: &Entry| entry.name == *name);
            if let Some(missing) = has.iter().find(|name| !names(name)) {
                bail!("has the {kind} `{missing}`, and its doc block has no `{tag}` for it");
            }
            // Some attributes are the style sheet's alone.
            let gone = named.iter().find(|entry| !has.contains(&entry.name));
            if let (Some(Entry { name, .. }), true) = (gone, kind != "attribute") {
                bail!("its doc block has the {kind} `{name}`, and the class has not");
            }
        }
        Ok(())
    }
}
