//! The reference of looks: custom properties from the comments of the style sheets, parts from
//! the classes in the components' markup.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, read};

/// The file that is generated.
pub(super) const FILE: &str = "docs/looks-reference.md";

/// The style sheets, that with the tokens first.
const SHEETS: &[&str] =
    &["style/tokens.css", "style/page.css", "style/controls.css", "style/sordino.css"];

const COMPONENTS: &str = "src/components";

/// The custom properties: each with its meaning and its default.
pub(super) fn properties(workspace: &Workspace) -> Result<Vec<(String, String, String)>> {
    let mut tokens = Tokens::default();
    for sheet in SHEETS {
        tokens.read(sheet, &read(&workspace.path(sheet))?);
    }
    tokens.table()
}

/// The parts: each with the components that it stands in.
pub(super) fn parts(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let found = Parts::of(workspace)?.found;
    Ok(found.into_iter().map(|(part, (_, places))| (part, list(&places))).collect())
}

/// The page.
pub(super) fn page(workspace: &Workspace) -> Result<String> {
    let mut page = String::from(
        "# Looks: reference\n\n\
         What can be set from outside, and by which names. How to use them: [looks](looks.md).\n\n\
         ## Custom properties\n\n\
         Set on the element or on anything around it.\n\n\
         | property | meaning | default |\n| --- | --- | --- |\n",
    );
    for (name, meaning, default) in properties(workspace)? {
        page += &format!("| `{name}` | {} | `{default}` |\n", meaning.replace('|', "\\|"));
    }

    let parts = Parts::of(workspace)?;
    page += "\n## Parts\n\n\
             Each class inside the widget is a part of the same name: \
             `sordino-preferences::part(card)`.\n\n\
             | part | element | in |\n| --- | --- | --- |\n\
             | `root` | `div` | around everything |\n";
    for (part, (tags, places)) in &parts.found {
        page += &format!("| `{part}` | {} | {} |\n", list(tags), list(places));
    }
    page += "\nThese are:\n\n| | |\n| --- | --- |\n";
    for (name, about) in &parts.about {
        page += &format!("| `{name}` | {about} |\n");
    }
    Ok(page)
}

fn list(words: &BTreeSet<String>) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// The components' files, in the order of their names.
fn sources(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder);
    for entry in entries.with_context(|| format!("could not read `{}`", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The properties that style sheets read from outside.
#[derive(Default)]
struct Tokens {
    /// Name, meaning and default, in the order of the sheets.
    documented: Vec<(String, String, String)>,
    /// What a sheet calls a property for itself: `--ink` for `--sordino-text`.
    ours: BTreeMap<String, String>,
    /// Where each is read.
    used: BTreeMap<String, &'static str>,
}

impl Tokens {
    fn read(&mut self, sheet: &'static str, css: &str) {
        let mut rest = css.trim_start();
        let mut comment = None;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix("/*") {
                let (text, after) = inside.split_once("*/").unwrap_or((inside, ""));
                comment = Some(one_line(text));
                rest = after.trim_start();
                continue;
            }
            let end = rest.find([';', '{', '}']).map_or(rest.len(), |at| at + 1);
            let (statement, after) = rest.split_at(end);
            self.statement(sheet, &one_line(statement), comment.take());
            rest = after.trim_start();
        }
    }

    /// A declaration, with the comment that stands right before it.
    fn statement(&mut self, sheet: &'static str, statement: &str, comment: Option<String>) {
        let mut rest = statement;
        let mut comment = comment;
        while let Some(at) = rest.find("--sordino-") {
            let (before, from) = rest.split_at(at);
            let end = from.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let (name, after) = from.split_at(end.unwrap_or(from.len()));
            rest = after;
            // What a sheet sets itself it does not read.
            if !before.trim_end().ends_with("var(") {
                continue;
            }
            self.used.entry(name.into()).or_insert(sheet);
            if let Some((ours, _)) = statement.split_once(':').filter(|_| before.contains("--")) {
                self.ours.entry(ours.into()).or_insert(name.into());
            }
            if let Some(meaning) = comment.take() {
                self.documented.push((name.into(), meaning, fallback(after)));
            }
        }
    }

    /// The rows; an error if something is read that no comment tells of.
    fn table(&self) -> Result<Vec<(String, String, String)>> {
        for (name, sheet) in &self.used {
            if !self.documented.iter().any(|(documented, ..)| documented == name) {
                bail!("`{name}` is read in `{sheet}` and no comment before it says what it is");
            }
        }
        let rows = self.documented.iter().map(|(name, meaning, default)| {
            let mut default = default.clone();
            for (ours, theirs) in &self.ours {
                default = default.replace(&format!("var({ours})"), &format!("var({theirs})"));
            }
            (name.clone(), meaning.clone(), default)
        });
        Ok(rows.collect())
    }
}

/// What stands behind the comma of a `var(…)` whose name ends where `after` begins.
fn fallback(after: &str) -> String {
    let mut depth = 0;
    let end = after.find(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth < 0
    });
    let inside = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
    inside.trim_start_matches(',').trim().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The parts in the components' markup.
#[derive(Default)]
struct Parts {
    /// Each part with its elements and its components.
    found: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
    /// What each component with a part is.
    about: BTreeMap<String, String>,
}

impl Parts {
    fn of(workspace: &Workspace) -> Result<Self> {
        let mut parts = Self::default();
        let folder = workspace.path(COMPONENTS);
        for file in sources(&folder)? {
            let name = file.strip_prefix(&folder).unwrap_or(&file).with_extension("");
            parts.read(&name.to_string_lossy().replace('\\', "/"), &read(&file)?)?;
        }
        Ok(parts)
    }

    fn read(&mut self, component: &str, source: &str) -> Result<()> {
        let code: Vec<_> =
            source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let mut places = code.match_indices("class=").peekable();
        if places.peek().is_none() {
            return Ok(());
        }
        for (at, found) in places {
            let (before, after) = (&code[..at], &code[at + found.len()..]);
            let Some((names, _)) = after.strip_prefix('"').and_then(|it| it.split_once('"')) else {
                bail!(
                    "`{COMPONENTS}/{component}.rs` has a class that is not written out: the parts \
                     of the reference are read from the classes"
                );
            };
            let tag = before.rsplit('<').next().unwrap_or_default();
            let tag = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            for name in names.split_whitespace() {
                let (tags, components) = self.found.entry(name.into()).or_default();
                tags.insert(tag.into());
                components.insert(component.into());
            }
        }
        let about = source.lines().next().and_then(|line| line.strip_prefix("//! "));
        let about = about.with_context(|| {
            format!("`{COMPONENTS}/{component}.rs` does not begin with what it is, after `//!`")
        })?;
        self.about.insert(component.into(), about.trim_end_matches('.').into());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(css: &str) -> Result<Vec<(String, String, String)>> {
        let mut tokens = Tokens::default();
        tokens.read("style/tokens.css", css);
        tokens.table()
    }

    #[test]
    fn a_property_is_documented_by_the_comment_before_it() {
        let css = "/* About the file. */
            .sordino { /* Text;
              of cards. */ --ink: var(--sordino-text, light-dark(#000, #fff));
              /* The lines. */
              --line: max(1px, var(--sordino-line, mix(var(--ink) 9%, red)) * 2);
              /* Not from outside. */ --edge: var(--ink); }
            @supports not (x) { .sordino { --ink: var(--sordino-text, #000) } }
            :root { --sordino-font-size: 1rem; }";
        let rows = table(css).expect("all have a comment");
        let said = |name: &str, meaning: &str, default: &str| {
            (name.to_owned(), meaning.to_owned(), default.to_owned())
        };
        assert_eq!(
            rows,
            [
                said("--sordino-text", "Text; of cards.", "light-dark(#000, #fff)"),
                said("--sordino-line", "The lines.", "mix(var(--sordino-text) 9%, red)"),
            ]
        );
    }

    #[test]
    fn a_property_without_a_comment_is_refused() {
        let css = "/* A. */ .a { --b: var(--sordino-b, 1); }";
        let refusal = table(css).expect_err("the comment is about the rule");
        assert!(refusal.to_string().contains("`--sordino-b`"), "{refusal}");
    }

    #[test]
    fn a_part_is_a_class_with_its_element_and_component() {
        let mut parts = Parts::default();
        let source = "//! A bar.\n// no class=x here\nview! { <p\n id=a class=\"one two\"/><b class=\"one\"/> }";
        parts.read("bar", source).expect("it is written out");
        let (tags, places) = &parts.found["one"];
        assert_eq!((list(tags).as_str(), list(places).as_str()), ("`b`, `p`", "`bar`"));
        assert!(parts.found.contains_key("two"));
        assert_eq!(parts.about["bar"], "A bar");

        let computed = Parts::default().read("bar", "//! A bar.\nview! { <p class=name/> }");
        assert!(computed.is_err(), "what is computed cannot be read");
    }
}
