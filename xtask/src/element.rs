//! The element as its one doc block describes it: what the npm package's types, its
//! `custom-elements.json` and the reference page are generated from.

mod class;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, read};
use class::Class;

/// The element's tag.
pub(crate) const TAG: &str = "sordino-preferences";

/// The class that has the doc block.
pub(crate) const CLASS: &str = "SordinoPreferences";

/// The scripts that the class is made of.
const SCRIPTS: &str = "src/element";

/// What the doc block says.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// What it is, in Markdown.
    pub(crate) about: String,
    /// `@attr`.
    pub(crate) attributes: Vec<Entry>,
    /// `@prop`.
    pub(crate) properties: Vec<Entry>,
    /// `@method`.
    pub(crate) methods: Vec<Entry>,
    /// `@fires`: the type is that of `detail`.
    pub(crate) events: Vec<Entry>,
}

/// One line of the doc block: `@attr {string} lang - the language.`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Its type, in TypeScript.
    pub(crate) kind: String,
    /// What it means, in Markdown, on one line.
    pub(crate) about: String,
}

impl Element {
    /// Reads the doc block, wherever among the element's scripts the class stands, and compares it
    /// with the class.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.path(SCRIPTS);
        let entries = std::fs::read_dir(&folder);
        let mut files = Vec::new();
        for entry in entries.with_context(|| format!("could not list `{SCRIPTS}`"))? {
            files.push(entry?.path());
        }
        files.retain(|file| file.extension().is_some_and(|end| end == "js"));
        files.sort();
        let texts = files.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
        Self::from_scripts(&texts).with_context(|| format!("the class in `{SCRIPTS}`"))
    }

    fn from_scripts(texts: &[String]) -> Result<Self> {
        let head = format!("class {CLASS} extends HTMLElement");
        let mut with: Vec<_> = texts.iter().filter_map(|text| text.split_once(&head)).collect();
        let (Some((before, body)), true) = (with.pop(), with.is_empty()) else {
            bail!("`{head}` is expected once");
        };
        let element = Self::parse(doc_block(before)?)?;
        let indent = before.len() - before.trim_end_matches(' ').len();
        Class::read(body, indent, texts).compare(&element)?;
        Ok(element)
    }

    /// From the lines of a doc block, without what frames them.
    fn parse(lines: Vec<&str>) -> Result<Self> {
        let mut element = Self::default();
        let first = lines.iter().position(|line| line.starts_with('@')).unwrap_or(lines.len());
        let (about, tagged) = lines.split_at(first);
        element.about = about.join("\n").trim().to_owned();

        let mut blocks: Vec<String> = Vec::new();
        for line in tagged {
            match blocks.last_mut() {
                Some(block) if !line.starts_with('@') => {
                    *block = format!("{block} {}", line.trim_start())
                }
                _ => blocks.push((*line).to_owned()),
            }
        }
        for block in &blocks {
            let (tag, rest) = block.split_once(' ').unwrap_or((block, ""));
            let list = match tag {
                "@attr" => &mut element.attributes,
                "@prop" => &mut element.properties,
                "@method" => &mut element.methods,
                "@fires" => &mut element.events,
                _ => bail!(
                    "its doc block has the tag `{tag}`: expected `@attr`, `@prop`, `@method` or \
                     `@fires`"
                ),
            };
            let entry = Entry::parse(rest.trim()).with_context(|| format!("`{block}`"))?;
            if list.iter().any(|other| other.name == entry.name) {
                bail!("its doc block names `{}` twice as `{tag}`", entry.name);
            }
            list.push(entry);
        }
        Ok(element)
    }
}

impl Entry {
    /// From `{type} name - what it means`.
    fn parse(text: &str) -> Result<Self> {
        let expected = "a line of the doc block reads `@tag {type} name - what it means`";
        let inside = text.strip_prefix('{').context(expected)?;
        let mut depth = 1;
        let end = inside.char_indices().find_map(|(at, letter)| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            (depth == 0).then_some(at)
        });
        let (kind, rest) = inside.split_at(end.context(expected)?);
        let (name, about) = rest[1..].trim().split_once(" - ").context(expected)?;
        let (name, about) = (name.trim(), about.trim());
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if kind.trim().is_empty() || about.is_empty() || !name.chars().all(is_name) {
            bail!("{expected}");
        }
        Ok(Self { name: name.into(), kind: kind.trim().into(), about: about.into() })
    }
}

/// The lines of the doc block at the end of a text, each without its star.
fn doc_block(before: &str) -> Result<Vec<&str>> {
    let expected = "a doc block right before it is expected";
    let block = before.trim_end().strip_suffix("*/").context(expected)?;
    let start = block.rfind("/**").context(expected)?;
    let lines = block[start + 3..].lines().map(|line| {
        let line = line.trim_start();
        line.strip_prefix('*')
            .map_or(line, |line| line.strip_prefix(' ').unwrap_or(line))
            .trim_end()
    });
    Ok(lines.collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const SCRIPT: &str = "
import { a } from './a.js'
export function define() {
  /**
   * A preference center.
   *
   * @attr {string} endpoint - the contract's URL. Needed.
   * @attr {boolean} dialog - show nothing until `open`
   *   is called.
   * @prop {Record<string, { a: string }> | undefined} words - the page's own.
   * @method {() => void} open - shows it.
   * @fires {Answer} sordino-change - it was saved.
   */
  class SordinoPreferences extends HTMLElement {
    #words

    static observedAttributes = ['endpoint']

    get words() {
      return this.#words
    }
    set words(words) {
      this.#words = words
    }

    connectedCallback() {
      if (this.hasAttribute('dialog')) return
    }

    open() {
      this.#begin()
    }

    #begin() {
      if (this.x) {
        return
      }
    }
  }
  customElements.define('sordino-preferences', SordinoPreferences)
}
";

    pub(crate) fn element(script: &str) -> Result<Element> {
        Element::from_scripts(&["const b = 1\n".to_owned(), script.to_owned()])
    }

    #[test]
    fn a_doc_block_is_read_to_its_types_and_texts() {
        let element = element(SCRIPT).unwrap();

        assert_eq!(element.about, "A preference center.");
        let named = |entries: &[Entry]| -> Vec<_> {
            entries.iter().map(|it| format!("{}: {}", it.name, it.kind)).collect()
        };
        assert_eq!(named(&element.attributes), ["endpoint: string", "dialog: boolean"]);
        assert_eq!(element.attributes[1].about, "show nothing until `open` is called.");
        assert_eq!(
            named(&element.properties),
            ["words: Record<string, { a: string }> | undefined"]
        );
        assert_eq!(named(&element.methods), ["open: () => void"]);
        assert_eq!(named(&element.events), ["sordino-change: Answer"]);
    }

    #[track_caller]
    fn check(what: &str, instead: &str, error: &str) {
        assert!(SCRIPT.contains(what), "`{what}` is not there");
        let found = element(&SCRIPT.replacen(what, instead, 1)).unwrap_err();
        assert!(format!("{found:#}").contains(error), "{found:#}");
    }

    #[test]
    fn what_does_not_fit_the_class_is_an_error_that_names_it() {
        check("@fires", "@event", "the tag `@event`");
        check("@attr {boolean} dialog - s", "@attr {boolean} modal - s", "the attribute `dialog`");
        check("['endpoint']", "['endpoint', 'lang']", "the attribute `lang`");
        check("@method {() => void} open", "@method {() => void} shut", "the method `open`");
        check("@prop {Record", "@method {Record", "the property `words`");
        check("    open() {", "    #open() {", "has the method `open`, and the class has not");
        check("set words(", "set #words(", "`words`");
        check("{boolean} dialog", "dialog", "`@tag {type} name");
        check("dialog - show", "dialog: show", "`@tag {type} name");
        check("@attr {boolean} dialog", "@attr {string} endpoint", "names `endpoint` twice");
        check("  class Sordino", "  const x = 1\n  class Sordino", "a doc block right before");
        check("class SordinoPreferences", "class Other", "expected once");
    }
}
