//! What the README says is tested.

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
