//! A check, and what came of it.

use crate::bench::Bench;
use crate::http::Exchange;

/// One thing that a backend must do.
#[derive(Debug)]
pub struct Check {
    /// Its name: the law or the matter, and what is looked at, as `law-5/overtaken`.
    pub id: &'static str,
    /// What must hold, in a sentence.
    pub title: &'static str,
    /// Whether it sends anything but GET, HEAD and OPTIONS.
    pub writes: bool,
    /// Looks.
    pub(crate) run: fn(&Bench<'_>) -> Seen,
}

impl Check {
    /// The law that it is about; none if it is about the document or about HTTP.
    pub fn law(&self) -> Option<u8> {
        self.id.strip_prefix("law-")?.split('/').next()?.parse().ok()
    }

    /// The part of the contract that says what must hold.
    pub fn read(&self) -> String {
        let matter = self.id.split('/').next().unwrap_or_default();
        format!("docs/contract/README.md#{matter}")
    }
}

/// What a check answers: nothing, if all is well.
pub(crate) type Seen<T = ()> = Result<T, Stop>;

/// Why a check ended before its end.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    /// What must hold does not.
    Failed(Failure),
    /// Something went wrong that this check is not about.
    Blocked(Failure),
    /// There is nothing here to look at.
    Skipped(String),
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was seen.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// The request and the answer in which it was seen; none if it was in none.
    pub exchange: Option<Exchange>,
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed(Failure),
    /// It could not be looked at, because something else went wrong that other checks name.
    Blocked(Failure),
    /// There was nothing to look at; the words say what was missing.
    Skipped(String),
}

impl From<Seen> for Outcome {
    fn from(seen: Seen) -> Self {
        match seen {
            Ok(()) => Self::Passed,
            Err(Stop::Failed(failure)) => Self::Failed(failure),
            Err(Stop::Blocked(failure)) => Self::Blocked(failure),
            Err(Stop::Skipped(why)) => Self::Skipped(why),
        }
    }
}
