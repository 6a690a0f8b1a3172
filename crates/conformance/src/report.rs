//! What came of a run, and how it is told.

mod human;
mod json;
mod junit;
mod tap;

use std::time::Duration;

use crate::check::{Check, Outcome};

pub use human::Human;
pub use json::{check, json};
pub use junit::{JunitError, junit};
pub use tap::tap;

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// What was checked.
    pub endpoint: String,
    /// Each check that was made, in order.
    pub lines: Vec<Line>,
    /// How many checks were not made because they write, and only reading was asked for.
    pub left_out: usize,
    /// Why the person is not as they were found; the run ended there. `None`: they are.
    pub not_restored: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// What came of one check.
#[derive(Debug)]
pub struct Line {
    /// The check.
    pub check: &'static Check,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub took: Duration,
}

/// How many checks ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// What holds.
    pub passed: usize,
    /// What does not.
    pub failed: usize,
    /// What could not be looked at, because of something that failed.
    pub blocked: usize,
    /// What there was nothing to look at for.
    pub skipped: usize,
}

impl Report {
    /// The ids of the checks that failed.
    pub fn failed(&self) -> Vec<&'static str> {
        self.ids(|outcome| matches!(outcome, Outcome::Failed(_)))
    }

    /// The ids of the checks that could not be made because something else went wrong.
    pub fn blocked(&self) -> Vec<&'static str> {
        self.ids(|outcome| matches!(outcome, Outcome::Blocked(_)))
    }

    /// The ids of the checks that found nothing to look at.
    pub fn skipped(&self) -> Vec<&'static str> {
        self.ids(|outcome| matches!(outcome, Outcome::Skipped(_)))
    }

    fn ids(&self, which: impl Fn(&Outcome) -> bool) -> Vec<&'static str> {
        self.lines.iter().filter(|line| which(&line.outcome)).map(|line| line.check.id).collect()
    }

    /// How many checks ended in which way.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            match line.outcome {
                Outcome::Passed => counts.passed += 1,
                Outcome::Failed(_) => counts.failed += 1,
                Outcome::Blocked(_) => counts.blocked += 1,
                Outcome::Skipped(_) => counts.skipped += 1,
            }
        }
        counts
    }

    /// Whether no law was seen to be broken. What was skipped was not looked at.
    pub fn is_good(&self) -> bool {
        let counts = self.counts();
        counts.failed == 0 && counts.blocked == 0 && self.not_restored.is_none()
    }
}
