//! The browser's tests in one engine: which ran, and which it cannot run.

use std::{collections::BTreeMap, process::Command};

use anyhow::{Context, Result, bail};

use super::{BROWSER_TESTS, results::passed};
use crate::{cargo, engines::Engine, step::Step, workspace::Workspace};

/// Pages are tested side by side by so many browsers at most: each has processes of its own.
const BROWSERS: usize = 2;

/// Runs them. Fails if one failed, or if fewer ran than should: a suite that ran nothing would
/// pass whatever broke. Answers what ran, in words.
pub(super) fn test(
    workspace: &Workspace,
    engine: Engine,
    prepare: impl Fn(&mut Command),
) -> Result<String> {
    let mut command = cargo::native();
    command.current_dir(workspace.root()).args(["test", "-p", BROWSER_TESTS]);
    prepare(&mut command);
    command.env("SORDINO_ENGINE", engine.word()).arg("--");
    if engine != Engine::Chromium {
        command.arg(format!("--test-threads={BROWSERS}"));
    }
    for tests in engine.skipped() {
        command.args(["--skip", tests]);
    }
    let title = format!("running the tests of pages in {}", engine.name());
    let log = format!("test-{}", engine.word());
    let mut step = Step::start(workspace, &log, &title)?.echoing();
    let output =
        step.run(&mut command).with_context(|| format!("a test failed in {}", engine.name()))?;
    step.done();
    account(engine, &output)
}

/// What ran, from what the tests printed, if it was enough.
fn account(engine: Engine, output: &str) -> Result<String> {
    let missing = not_run(engine, output);
    let ran = passed(output).saturating_sub(missing.values().sum());
    let (name, least) = (engine.name(), engine.least());
    if ran < least {
        bail!("only {ran} tests of pages ran in {name}, and {least} should: it shows too little");
    }
    let mut said = format!("{name}: {ran} tests of pages ran and passed");
    for (needs, tests) in missing {
        said += &format!("\n    {tests} not run: needs {needs}");
    }
    Ok(said)
}

/// How many tests said that they need what the engine cannot do, by what that is.
fn not_run(engine: Engine, output: &str) -> BTreeMap<&str, usize> {
    let mark = format!(": not in {}: needs ", engine.name());
    let mut missing = BTreeMap::new();
    for line in output.lines().filter(|line| line.starts_with("not run: ")) {
        if let Some((_, needs)) = line.split_once(&mark) {
            *missing.entry(needs).or_default() += 1;
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(passed: usize) -> String {
        format!(
            "     Running tests/it/main.rs (target/debug/deps/it-1111)\n\
             test form::it_is_saved ... ok\n\n\
             not run: looks::high_contrast: not in WebKit: needs forced colours\n\
             test looks::high_contrast ... ok\n\n\
             not run: pause::looks: not in WebKit: needs forced colours\n\
             test result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; 61 filtered out\n"
        )
    }

    #[test]
    fn tests_that_did_not_run_are_counted_apart_with_the_reason() {
        let least = Engine::Webkit.least();

        let said = account(Engine::Webkit, &output(least + 2)).unwrap();

        assert_eq!(
            said,
            format!(
                "WebKit: {least} tests of pages ran and passed\n    2 not run: needs forced colours"
            )
        );
    }

    #[test]
    fn an_engine_in_which_too_little_ran_fails() {
        let least = Engine::Webkit.least();

        for passed in [0, 2, least + 1] {
            let error = account(Engine::Webkit, &output(passed)).unwrap_err();
            assert!(error.to_string().contains("ran in WebKit"), "{error}");
        }
    }
}
