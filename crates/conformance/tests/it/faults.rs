//! Each fault that a backend may have is found, by exactly the checks that are about it.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sordino_conformance::report::Human;
use sordino_conformance::{ALL, Options, People, Report, Target, run};

use crate::fault::{FAULTS, Fault};
use crate::model::Model;

/// The whole kit, against a backend with this fault.
fn report(fault: Option<Fault>) -> Report {
    let model = Model::start(fault);
    let target = Target {
        endpoint: model.endpoint(),
        people: People::Hook(model.hook()),
        origin: Some("https://shop.example".into()),
    };
    run(&target, &Options::default(), &mut |_| true).unwrap()
}

#[test]
fn a_backend_that_keeps_every_law_passes_every_check() {
    let report = report(None);
    assert!(report.is_good(), "{}", Human::end(&report));
    assert_eq!(report.skipped(), Vec::<&str>::new());
    let count = ALL.iter().map(|checks| checks.len()).sum::<usize>();
    assert_eq!(report.counts().passed, count);
}

#[test]
fn each_fault_fails_exactly_the_checks_that_are_about_it() {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((fault, expected)) = FAULTS.get(next.fetch_add(1, Ordering::Relaxed)) {
            let report = report(Some(*fault));
            let failed: BTreeSet<_> = report.failed().into_iter().collect();
            if failed != expected.iter().copied().collect() {
                let told = format!("{fault:?}\n  expected {expected:?}\n  failed   {failed:?}");
                wrong.lock().unwrap().push(told);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_is_a_fault_for_every_check() {
    let found: BTreeSet<_> = FAULTS.iter().flat_map(|(_, checks)| *checks).copied().collect();
    let missing = ALL.iter().copied().flatten().filter(|check| !found.contains(check.id));
    let missing: Vec<_> = missing.map(|check| check.id).collect();
    assert_eq!(missing, Vec::<&str>::new(), "no test shows that these can fail");
}
