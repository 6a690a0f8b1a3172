//! What is counted, and what it may weigh.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::build::{FileEntry, Manifest};

/// `size-budget.toml`: bytes by brotli.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Budget {
    /// All that an embedding page loads.
    pub(super) total: usize,
    /// One file by itself.
    #[serde(default)]
    pub(super) parts: BTreeMap<String, usize>,
}

/// One file that an embedding page loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) br: usize,
    pub(super) gz: usize,
    pub(super) bytes: usize,
}

/// What only some pages load.
const APART: &[&str] = &["page.css", "wording.js"];

/// What an embedding page loads: one language only, and for an honest sum the largest one.
/// `page.css` belongs to the hosted page, `wording.js` to pages that have words of their own.
pub(super) fn embedded(manifest: &Manifest) -> Vec<Part> {
    let is_words = |file: &FileEntry| file.name.starts_with("words-");
    let largest = manifest.files.iter().filter(|file| is_words(file)).max_by_key(|file| file.br);
    let others =
        manifest.files.iter().filter(|file| !is_words(file) && !APART.contains(&&*file.name));
    let mut parts: Vec<_> = others
        .chain(largest)
        .map(|file| Part { name: file.name.clone(), br: file.br, gz: file.gz, bytes: file.bytes })
        .collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.br));
    parts
}

impl Budget {
    /// What is over the budget, a sentence each.
    pub(super) fn exceeded(&self, parts: &[Part]) -> Vec<String> {
        let total: usize = parts.iter().map(|part| part.br).sum();
        let mut exceeded = Vec::new();
        if total > self.total {
            let over = total - self.total;
            exceeded.push(format!("{total} bytes in all, {over} more than {}", self.total));
        }
        for (name, allowed) in &self.parts {
            match parts.iter().find(|part| part.name == *name) {
                Some(Part { br, .. }) if br > allowed => {
                    exceeded.push(format!(
                        "`{name}`: {br} bytes, {} more than {allowed}",
                        br - allowed
                    ));
                }
                Some(_) => {}
                None => exceeded.push(format!("`{name}` has a budget, but there is no such file")),
            }
        }
        exceeded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, usize)]) -> Manifest {
        let entry = |(name, br): &(&str, usize)| FileEntry {
            name: (*name).into(),
            path: (*name).into(),
            media_type: String::new(),
            bytes: br * 3,
            br: *br,
            gz: br + 1,
        };
        Manifest { files: files.iter().map(entry).collect() }
    }

    #[test]
    fn one_language_counts_and_what_only_some_pages_load_does_not() {
        let manifest = manifest(&[
            ("widget.wasm", 40),
            ("page.css", 9),
            ("wording.js", 8),
            ("words-en.json", 5),
            ("words-zh-Hans.json", 7),
            ("sordino.js", 1),
        ]);

        let parts = embedded(&manifest);

        let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["widget.wasm", "words-zh-Hans.json", "sordino.js"]);
    }

    #[track_caller]
    fn check(budget: &str, expected: &[&str]) {
        let budget: Budget = toml::from_str(budget).expect("a budget");
        let parts = embedded(&manifest(&[("widget.wasm", 40), ("sordino.js", 2)]));
        assert_eq!(budget.exceeded(&parts), expected);
    }

    #[test]
    fn the_budget_may_be_used_up_but_not_exceeded() {
        check("total = 42", &[]);
        check("total = 41", &["42 bytes in all, 1 more than 41"]);
        check("total = 42\nparts = { \"widget.wasm\" = 40 }", &[]);
        check(
            "total = 42\nparts = { \"widget.wasm\" = 30 }",
            &["`widget.wasm`: 40 bytes, 10 more than 30"],
        );
        check(
            "total = 42\nparts = { \"glue\" = 1 }",
            &["`glue` has a budget, but there is no such file"],
        );
    }
}
