//! For programs.

use serde_json::{Value as Json, json as value};

use super::Report;
use crate::check::{Failure, Outcome};

/// The report as JSON: `endpoint`, `good`, `counts`, and `checks` with an object for each.
pub fn json(report: &Report) -> Json {
    let checks = report.lines.iter().map(|line| {
        let mut check = value!({
            "id": line.check.id,
            "title": line.check.title,
            "law": line.check.law(),
            "read": line.check.read(),
        });
        let failure = |check: &mut Json, failure: &Failure| {
            check["seen"] = failure.what.as_str().into();
            check["expected"] = failure.expected.as_str().into();
            check["exchange"] = value!(failure.exchange);
        };
        check["outcome"] = match &line.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed(found) => {
                failure(&mut check, found);
                "failed"
            }
            Outcome::Blocked(found) => {
                failure(&mut check, found);
                "blocked"
            }
            Outcome::Skipped(why) => {
                check["why"] = why.as_str().into();
                "skipped"
            }
        }
        .into();
        check
    });
    let counts = report.counts();
    value!({
        "endpoint": report.endpoint,
        "good": report.is_good(),
        "not_restored": report.not_restored,
        "counts": {
            "passed": counts.passed,
            "failed": counts.failed,
            "blocked": counts.blocked,
            "skipped": counts.skipped,
        },
        "checks": checks.collect::<Vec<_>>(),
    })
}
