//! The conformance kit against each example backend.

use sordino_backend_tests::{Backend, KEYS, Language, SHOP};
use sordino_conformance::report::tap;
use sordino_conformance::{ALL, Options, People, Target, run};

/// That a backend keeps every law, and that the kit could look at each of them.
fn keeps_every_law(language: Language) {
    let backend = Backend::start(language, KEYS).unwrap();
    let target = Target {
        endpoint: backend.endpoint.clone(),
        people: People::Hook(backend.hook.clone()),
        origin: Some(SHOP.into()),
    };
    let report = run(&target, &Options::default(), &mut |_| true);
    let report = report.unwrap_or_else(|error| panic!("{error}\n{}", backend.output().unwrap()));
    let told = tap(&report);
    assert!(report.is_good(), "{language:?}:\n{told}");
    assert_eq!(report.skipped(), Vec::<&str>::new(), "{language:?}: not looked at");
    let checks = ALL.iter().map(|checks| checks.len()).sum::<usize>();
    assert_eq!(report.counts().passed, checks, "{language:?}: as many as there are");
    backend.stop().unwrap();
}

#[test]
fn python_keeps_every_law() {
    keeps_every_law(Language::Python);
}

#[test]
fn node_keeps_every_law() {
    keeps_every_law(Language::Node);
}

#[test]
fn php_keeps_every_law() {
    keeps_every_law(Language::Php);
}
