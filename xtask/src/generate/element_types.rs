//! What TypeScript knows of the element, and of it in React's JSX: from its doc block.

use anyhow::{Context, Result};

use super::contract_types::doc;
use crate::element::{CLASS, Element, Entry, TAG};

/// The file of the element's types.
pub(super) const FILE: &str = "npm/index.d.ts";

/// The file of React's.
pub(super) const REACT: &str = "npm/react.d.ts";

/// The element, its attributes and its events.
pub(super) fn types(element: &Element) -> Result<String> {
    let mut text = String::from(
        "import type { Answer, Document as PreferenceDocument, ProblemCode } from './contract.js'\n\n\
         export type { Answer, PreferenceDocument, ProblemCode }\n\n\
         /** The contract's types: `Contract.Campaign`, `Contract.Receipt`. */\n\
         export type * as Contract from './contract.js'\n\n",
    );

    doc(&mut text, "", Some(&element.about));
    text += &format!("export declare class {CLASS} extends HTMLElement {{\n");
    for Entry { name, kind, about } in &element.properties {
        doc(&mut text, "  ", Some(&sentence(about)));
        text += &format!("  {name}: {kind}\n\n");
    }
    for Entry { name, kind, about } in &element.methods {
        doc(&mut text, "  ", Some(&sentence(about)));
        let (takes, gives) = signature(kind).with_context(|| format!("`@method {name}`"))?;
        text += &format!("  {name}{takes}: {gives}\n\n");
    }
    close(&mut text);

    doc(&mut text, "", Some(&format!("What can be written into the tag of `<{TAG}>`.")));
    text += &format!("export interface {CLASS}Attributes {{\n");
    for attribute in &element.attributes {
        let Entry { name, kind, about } = attribute;
        doc(&mut text, "  ", Some(&sentence(about)));
        let optional = if about.ends_with("Needed.") { "" } else { "?" };
        let kind = kind.replace("boolean", "boolean | ''");
        text += &format!("  {}{optional}: {kind}\n\n", key(name));
    }
    close(&mut text);

    doc(&mut text, "", Some("What the element says. Its events bubble and cross shadow roots."));
    text += &format!("export interface {CLASS}EventMap {{\n");
    for Entry { name, kind, about } in &element.events {
        doc(&mut text, "  ", Some(&sentence(about)));
        text += &format!("  '{name}': CustomEvent<{kind}>\n\n");
    }
    close(&mut text);

    text += &format!(
        "declare global {{\n  interface HTMLElementTagNameMap {{\n    '{TAG}': {CLASS}\n  }}\n\n  \
         /** They are heard on every element around it, on the document and on the window. */\n  \
         interface GlobalEventHandlersEventMap extends {CLASS}EventMap {{}}\n}}\n"
    );
    Ok(text)
}

/// The element as React's JSX takes it: attributes, properties, and `on` before an event's name.
pub(super) fn react(element: &Element) -> String {
    let mut text = format!(
        "import type {{ DetailedHTMLProps, HTMLAttributes }} from 'react'\n\
         import type {{ {CLASS}, {CLASS}Attributes, {CLASS}EventMap }} from './index.js'\n\n\
         export * from './index.js'\n\n\
         type Html = Omit<DetailedHTMLProps<HTMLAttributes<{CLASS}>, {CLASS}>, \
         keyof {CLASS}Attributes>\n\n"
    );
    doc(&mut text, "", Some(&format!("What `<{TAG}>` takes in JSX.")));
    text += &format!("export interface {CLASS}Props extends Html, {CLASS}Attributes {{\n");
    for Entry { name, about, .. } in &element.properties {
        doc(&mut text, "  ", Some(&sentence(about)));
        text += &format!("  {name}?: {CLASS}['{name}']\n\n");
    }
    for Entry { name, about, .. } in &element.events {
        doc(&mut text, "  ", Some(&sentence(about)));
        text += &format!("  'on{name}'?: (event: {CLASS}EventMap['{name}']) => void\n\n");
    }
    close(&mut text);
    text += &format!(
        "declare module 'react' {{\n  namespace JSX {{\n    interface IntrinsicElements {{\n      \
         '{TAG}': {CLASS}Props\n    }}\n  }}\n}}\n"
    );
    text
}

/// Ends a declaration, without the empty line after its last member.
fn close(text: &mut String) {
    text.truncate(text.trim_end().len());
    *text += "\n}\n\n";
}

/// A member's name, in quotes where it needs them.
fn key(name: &str) -> String {
    if name.contains('-') { format!("'{name}'") } else { name.to_owned() }
}

/// `(a: string)` and `void` of `(a: string) => void`.
pub(super) fn signature(kind: &str) -> Result<(&str, &str)> {
    let expected = "a function as `(a: string) => void` is expected";
    let mut depth = 0;
    let end = kind.char_indices().find_map(|(at, letter)| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        (depth == 0).then_some(at + 1)
    });
    let (takes, gives) = kind.split_at(end.context(expected)?);
    Ok((takes, gives.strip_prefix(" => ").context(expected)?))
}

/// With a capital at its beginning.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::tests::{SCRIPT, element};

    #[test]
    fn members_attributes_and_events_are_typed() {
        let element = element(SCRIPT).unwrap();
        let text = types(&element).unwrap();
        for part in [
            "export declare class SordinoPreferences extends HTMLElement {\n  /** The page's own. */\n  \
             words: Record<string, { a: string }> | undefined\n\n  /** Shows it. */\n  open(): void\n}\n",
            "  endpoint: string\n",
            "  dialog?: boolean | ''\n}\n",
            "  'sordino-change': CustomEvent<Answer>\n}\n",
            "    'sordino-preferences': SordinoPreferences\n",
        ] {
            assert!(text.contains(part), "{part}\nis not in\n{text}");
        }
        let text = react(&element);
        for part in [
            "  words?: SordinoPreferences['words']\n",
            "  'onsordino-change'?: (event: SordinoPreferencesEventMap['sordino-change']) => void\n}\n",
        ] {
            assert!(text.contains(part), "{part}\nis not in\n{text}");
        }
    }

    #[test]
    fn a_method_is_a_function() {
        let of = |kind| signature(kind).ok();
        assert_eq!(of("() => void"), Some(("()", "void")));
        assert_eq!(of("(a: () => void) => string"), Some(("(a: () => void)", "string")));
        assert_eq!([of("void"), of("() void"), of("(")], [None; 3]);
    }
}
