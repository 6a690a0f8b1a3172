//! What the README says is tested, and what the documents show is what is tested.

use std::fs;
use std::path::Path;

/// A test of that name, in the suite and the file that the README names.
fn is_there(suite: &str, test: &str) -> bool {
    let folder = match suite {
        "widget" => "tests/it",
        "gateway" => "crates/gateway/tests/it",
        "contract" => "crates/contract/tests/it",
        _ => "tests/browser/tests/it",
    };
    let Some((file, name)) = test.split_once("::") else {
        return false;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(format!("{file}.rs"));
    fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("fn {name}(")))
}

#[test]
fn each_test_that_the_readme_names_is_there() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(path).unwrap();
    let mut named = 0;
    for line in text.lines().filter(|line| line.starts_with("| ") && line.contains("::")) {
        // What stands before a name in backticks tells its suite.
        let mut before = "";
        for (at, part) in line.split('`').enumerate() {
            if at % 2 == 1 {
                let suite = before.split([' ', ',', '|']).rfind(|word| !word.is_empty());
                assert!(is_there(suite.unwrap_or_default(), part), "{part}, of: {line}");
                named += 1;
            }
            before = part;
        }
    }
    assert!(named > 30, "the table is gone: {named}");
}

/// Code that stands on a page as from a file: the file's path and the code.
fn shown(page: &str) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    let mut from = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code: Vec<_> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            if let Some(from) = from.take() {
                shown.push((from, code.join("\n") + "\n"));
            }
        } else if !line.is_empty() {
            let link = line.rsplit_once("](../").filter(|(before, _)| before.contains("From [`"));
            from = link.and_then(|(_, link)| link.strip_suffix("):")).map(str::to_owned);
        }
    }
    shown
}

#[test]
fn what_the_page_for_frameworks_shows_is_what_is_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shown = shown(&fs::read_to_string(root.join("docs/npm.md")).unwrap());
    assert_eq!(shown.len(), 5, "{shown:?}");
    for (path, code) in shown {
        let file = fs::read_to_string(root.join(&path)).unwrap();
        assert_eq!(code, file, "docs/npm.md shows something else than `{path}`");
    }
}
