//! For what shows tests: JUnit's XML.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use crate::check::{Failure, Outcome};

/// Why there is no XML.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct JunitError(#[from] quick_junit::SerializeError);

/// The report as JUnit's XML: a suite for each law, a case for each check.
///
/// # Errors
///
/// If it cannot be written as XML.
pub fn junit(report: &Report) -> Result<String, JunitError> {
    let mut suites: Vec<TestSuite> = Vec::new();
    for line in &report.lines {
        let matter = line.check.id.split('/').next().unwrap_or_default();
        let failure = |kind, failure: &Failure| {
            let mut status = TestCaseStatus::non_success(kind);
            status.set_message(failure.what.as_str());
            let mut text = format!("expected: {}\n", failure.expected);
            if let Some(exchange) = &failure.exchange {
                text += &format!("\nsent: {}\ncame: {}", exchange.sent, exchange.came);
            }
            status.set_description(format!("{text}\nread: {}", line.check.read()));
            status
        };
        let status = match &line.outcome {
            Outcome::Passed => TestCaseStatus::success(),
            Outcome::Failed(found) => failure(NonSuccessKind::Failure, found),
            Outcome::Blocked(found) => failure(NonSuccessKind::Error, found),
            Outcome::Skipped(why) => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(why.as_str());
                status
            }
        };
        let mut case = TestCase::new(line.check.title, status);
        case.set_classname(line.check.id).set_time(line.took);
        match suites.last_mut().filter(|suite| suite.name.as_str() == matter) {
            Some(suite) => {
                suite.add_test_case(case);
            }
            None => {
                let mut suite = TestSuite::new(matter);
                suite.add_test_case(case);
                suites.push(suite);
            }
        }
    }
    let mut all = quick_junit::Report::new("sordino-conformance");
    all.set_time(report.took);
    all.add_test_suites(suites);
    Ok(all.to_string()?)
}
