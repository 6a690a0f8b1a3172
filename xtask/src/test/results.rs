//! Which suites there are and how many tests each ran, from what cargo prints.

use std::collections::BTreeMap;

use serde_json::Value;

/// The integration suites (`tests/…`) by the program that runs them.
#[derive(Debug, Default)]
pub(super) struct Suites(BTreeMap<String, Suite>);

#[derive(Debug)]
struct Suite {
    package: String,
    name: String,
}

impl Suites {
    /// From the JSON lines of `cargo test --no-run`.
    pub(super) fn from_messages(messages: &str) -> Self {
        let suite = |line: &str| {
            let message: Value = serde_json::from_str(line).ok()?;
            let target = message.get("target")?;
            let is_suite = target.get("kind")?.as_array()?.iter().any(|kind| kind == "test");
            let program = message.get("executable")?.as_str().filter(|_| is_suite)?;
            let package = package_name(message.get("package_id")?.as_str()?);
            let name = target.get("name")?.as_str()?;
            Some((file_name(program), Suite { package, name: name.to_owned() }))
        };
        Self(messages.lines().filter_map(suite).collect())
    }

    /// Whether a package has a suite.
    pub(super) fn has_package(&self, package: &str) -> bool {
        self.0.values().any(|suite| suite.package == package)
    }
}

/// The suites that ran no test, as `package: suite`.
pub(super) fn empty_suites(suites: &Suites, output: &str) -> Vec<String> {
    let ran = tests_by_program(output);
    suites
        .0
        .iter()
        .filter(|(program, _)| ran.get(*program).is_none_or(|tests| *tests == 0))
        .map(|(_, suite)| format!("{}: {}", suite.package, suite.name))
        .collect()
}

/// How many tests passed or failed in each program, from cargo's own lines.
fn tests_by_program(output: &str) -> BTreeMap<String, usize> {
    let mut tests = BTreeMap::new();
    let mut running = None;
    for line in output.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("Running ") {
            let program = rest.rsplit_once('(').and_then(|(_, path)| path.strip_suffix(')'));
            running = program.map(file_name);
        } else if let Some(rest) = line.strip_prefix("test result: ")
            && let Some(program) = running.take()
        {
            *tests.entry(program).or_default() += count(rest, "passed") + count(rest, "failed");
        }
    }
    tests
}

/// How many tests passed, in all programs.
pub(super) fn passed(output: &str) -> usize {
    let results = output.lines().filter_map(|line| line.strip_prefix("test result: "));
    results.map(|result| count(result, "passed")).sum()
}

/// `3` from `ok. 3 passed; 0 failed; …` for `passed`.
fn count(result: &str, word: &str) -> usize {
    result
        .split([';', '.'])
        .filter_map(|part| part.trim().strip_suffix(word)?.trim().parse::<usize>().ok())
        .sum()
}

/// `sordino-gateway` from `path+file:///…/crates/gateway#sordino-gateway@0.1.0`, and
/// `xtask` from `path+file:///…/xtask#0.1.0`.
fn package_name(id: &str) -> String {
    let (path, name) = id.rsplit_once('#').unwrap_or(("", id));
    match name.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => path.rsplit('/').next().unwrap_or(path).to_owned(),
    }
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r##"
   Compiling sordino v0.1.0
{"reason":"compiler-artifact","package_id":"path+file:///s/tests/browser#sordino-browser-tests@0.1.0","target":{"kind":["test"],"name":"it"},"executable":"/s/target/debug/deps/it-1111"}
{"reason":"compiler-artifact","package_id":"path+file:///s/crates/contract#sordino-contract@0.1.0","target":{"kind":["test"],"name":"it"},"executable":"/s/target/debug/deps/it-2222"}
{"reason":"compiler-artifact","package_id":"path+file:///s/xtask#0.1.0","target":{"kind":["bin"],"name":"xtask"},"executable":"/s/target/debug/deps/xtask-3333"}
{"reason":"build-finished","success":true}
"##;

    fn output(browser: usize, contract: usize) -> String {
        format!(
            "     Running unittests src/main.rs (target/debug/deps/xtask-3333)\n\n\
             running 0 tests\n\n\
             test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\n     \
             Running tests/it/main.rs (target/debug/deps/it-1111)\n\n\
             test result: ok. {browser} passed; 0 failed; 2 ignored; 0 measured; 0 filtered out\n     \
             Running tests/it/main.rs (target/debug/deps/it-2222)\n\
             test result: FAILED. 0 passed; {contract} failed; 0 ignored; 0 measured\n   \
             Doc-tests sordino_contract\n\
             test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n"
        )
    }

    #[track_caller]
    fn check(output: &str, expected: &[&str]) {
        assert_eq!(empty_suites(&Suites::from_messages(MESSAGES), output), expected);
    }

    #[test]
    fn a_suite_that_ran_no_test_is_named_with_its_package() {
        check(&output(14, 3), &[]);
        check(&output(0, 3), &["sordino-browser-tests: it"]);
        check(&output(14, 0), &["sordino-contract: it"]);
    }

    #[test]
    fn a_suite_that_was_not_even_started_ran_no_test() {
        check("", &["sordino-browser-tests: it", "sordino-contract: it"]);
    }

    #[test]
    fn unit_tests_are_no_suite() {
        let suites = Suites::from_messages(MESSAGES);

        assert!(suites.has_package("sordino-browser-tests"));
        assert!(!suites.has_package("xtask"), "a program without unit tests is fine");
    }
}
