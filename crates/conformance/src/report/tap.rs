//! For what reads the Test Anything Protocol, version 14.

use std::fmt::Write;

use serde_json::json;

use super::Report;
use crate::check::Outcome;

/// The report as TAP 14: a point for each check, with what is wrong as its diagnostic.
pub fn tap(report: &Report) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", report.lines.len());
    for (at, line) in report.lines.iter().enumerate() {
        let number = at + 1;
        // `#` would begin a directive.
        let name = format!("{}: {}", line.check.id, line.check.title).replace('#', "\\#");
        let (failure, kind) = match &line.outcome {
            Outcome::Passed => {
                let _ = writeln!(text, "ok {number} - {name}");
                continue;
            }
            Outcome::Skipped(why) => {
                let why = why.replace('\n', " ");
                let _ = writeln!(text, "ok {number} - {name} # SKIP {why}");
                continue;
            }
            Outcome::Failed(failure) => (failure, "fail"),
            Outcome::Blocked(failure) => (failure, "blocked"),
        };
        let _ = writeln!(text, "not ok {number} - {name}\n  ---");
        let (sent, came) = match &failure.exchange {
            Some(exchange) => (exchange.sent.as_str(), exchange.came.as_str()),
            None => ("", ""),
        };
        for (key, value) in [
            ("severity", kind),
            ("seen", &failure.what),
            ("expected", &failure.expected),
            ("sent", sent),
            ("came", came),
            ("read", &line.check.read()),
        ] {
            // A JSON string is a YAML string.
            let _ = writeln!(text, "  {key}: {}", json!(value));
        }
        text += "  ...\n";
    }
    text
}
