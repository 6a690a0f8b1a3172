//! For people: a line for each check as it ends, and then what is wrong.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{Line, Report};
use crate::check::{Failure, Outcome};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// What each law says, as a heading.
const LAWS: [&str; 10] = [
    "absent leaves alone, null clears, a value sets",
    "the same id again: the same receipt, one effect",
    "each mask keeps what is under it",
    "undo is computed from the receipt, and is exact",
    "an older wish never turns on what a later one turned off",
    "what is required cannot be turned off",
    "a pause is calendar days in the subscriber's zone",
    "a reason never delays or blocks",
    "refusals are problems with a code and a place",
    "a withdraw link turns down only",
];

/// Tells a run to people.
///
/// What it answers has colours in it: whoever prints it on something that has none takes them
/// out.
#[derive(Debug, Default)]
pub struct Human {
    matter: String,
}

impl Human {
    /// The line for a check, with a heading where a law begins.
    pub fn line(&mut self, line: &Line) -> String {
        let mut text = String::new();
        let matter = line.check.id.split('/').next().unwrap_or_default();
        if matter != self.matter {
            self.matter = matter.into();
            let law = line.check.law().and_then(|law| LAWS.get(usize::from(law).checked_sub(1)?));
            let heading = match (law, line.check.law()) {
                (Some(words), Some(law)) => format!("Law {law}: {words}"),
                _ if matter == "http" => "HTTP".into(),
                _ => "The document".into(),
            };
            let _ = writeln!(text, "\n{BOLD}{heading}{BOLD:#}");
        }
        let (id, title) = (line.check.id, line.check.title);
        let _ = match &line.outcome {
            Outcome::Passed => writeln!(text, "  {GOOD}ok{GOOD:#}      {title} {DIM}{id}{DIM:#}"),
            Outcome::Failed(_) => {
                writeln!(text, "  {BAD}broken{BAD:#}  {title} {BOLD}{id}{BOLD:#}")
            }
            Outcome::Blocked(_) => {
                writeln!(text, "  {BAD}?{BAD:#}       {title} {BOLD}{id}{BOLD:#}")
            }
            Outcome::Skipped(why) => {
                writeln!(text, "  {DIM}skipped {title} {id}: {why}{DIM:#}")
            }
        };
        text
    }

    /// What is wrong, and how many of what there were.
    pub fn end(report: &Report) -> String {
        let mut text = String::new();
        for line in &report.lines {
            match &line.outcome {
                Outcome::Failed(failure) => told(&mut text, line, failure, "is broken"),
                Outcome::Blocked(failure) => {
                    told(&mut text, line, failure, "could not be looked at")
                }
                Outcome::Passed | Outcome::Skipped(_) => {}
            }
        }
        let counts = report.counts();
        let style = if report.is_good() { GOOD } else { BAD };
        let _ = write!(text, "\n{style}{} of {} hold", counts.passed, report.lines.len());
        for (count, word) in [
            (counts.failed, "broken"),
            (counts.blocked, "could not be looked at"),
            (counts.skipped, "skipped"),
            (report.left_out, "left out because they write"),
        ] {
            if count > 0 {
                let _ = write!(text, ", {count} {word}");
            }
        }
        let _ = writeln!(text, "{style:#} {DIM}in {:.1} s{DIM:#}", report.took.as_secs_f64());
        if let Some(left) = &report.not_restored {
            let _ = writeln!(
                text,
                "\n{BAD}The person could not be put back as they were found{BAD:#}, so no more \
                 was tried: {left}"
            );
        }
        text
    }
}

fn told(text: &mut String, line: &Line, failure: &Failure, how: &str) {
    let _ = writeln!(text, "\n{BAD}{}{BAD:#} {how}: {}", line.check.id, line.check.title);
    let _ = writeln!(text, "  seen      {}", failure.what);
    let _ = writeln!(text, "  expected  {}", indented(&failure.expected));
    if let Some(exchange) = &failure.exchange {
        let _ = writeln!(text, "  sent      {}", indented(&exchange.sent));
        let _ = writeln!(text, "  came      {}", indented(&exchange.came));
    }
    let _ = writeln!(text, "  read      {}", line.check.read());
}

fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n            ")
}
