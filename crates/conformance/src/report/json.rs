//! For programs.

use serde_json::{Value as Json, json as value};

use super::Report;
use crate::check::{Check, Failure, Outcome};

/// A check as JSON: `id`, `title`, `law` (or `null`), `writes`, and where to `read` about it.
pub fn check(check: &Check) -> Json {
    value!({
        "id": check.id,
        "title": check.title,
        "law": check.law(),
        "writes": check.writes,
        "read": check.read(),
    })
}

/// The report as JSON: `endpoint`, `good`, `counts`, and `checks` with an object for each.
pub fn json(report: &Report) -> Json {
    let checks = report.lines.iter().map(|line| {
        let mut check = check(line.check);
        check["seconds"] = line.took.as_secs_f64().into();
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
        "left_out": report.left_out,
        "seconds": report.took.as_secs_f64(),
        "counts": {
            "passed": counts.passed,
            "failed": counts.failed,
            "blocked": counts.blocked,
            "skipped": counts.skipped,
        },
        "checks": checks.collect::<Vec<_>>(),
    })
}
