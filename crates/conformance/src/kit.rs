//! Running the checks.

use std::time::{Duration, Instant};

use serde_json::json;
use sordino_contract::Document;
use ureq::http::Method;

use crate::bench::{Bench, here};
use crate::check::{Check, Failure, Outcome, Stop};
use crate::checks;
use crate::http::{Client, Exchange, HttpError, Reply, Request};
use crate::person::{Person, differences, wishes_from_to};
use crate::report::{Line, Report};

/// What is checked.
#[derive(Debug, Clone)]
pub struct Target {
    /// The contract's URL.
    pub endpoint: String,
    /// On whom.
    pub people: People,
    /// The origin of a website that may embed the widget. `None`: not checked.
    pub origin: Option<String>,
}

/// On whom a backend is checked.
#[derive(Debug, Clone)]
pub enum People {
    /// New people for each check, made by the backend's test hook at this URL.
    Hook(String),
    /// One person, who is put back after each check as they were found.
    Links {
        /// A link that may turn down and up.
        manage: String,
        /// One that may only turn down.
        withdraw: Option<String>,
        /// One past its time.
        expired: Option<String>,
    },
}

/// How it is checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// Send only GET, HEAD and OPTIONS.
    pub read_only: bool,
    /// Only checks whose ids begin with one of these. Empty: all.
    pub only: Vec<String>,
    /// How long to wait for each answer.
    pub timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { read_only: false, only: Vec::new(), timeout: Duration::from_secs(20) }
    }
}

/// How far it has got.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A check begins; so many of so many are done.
    Begins {
        /// The check.
        check: &'static Check,
        /// How many are done.
        done: usize,
        /// How many there are.
        of: usize,
    },
    /// A check has ended.
    Ended(&'a Line),
}

/// Why nothing could be checked, or why it ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No answer at all.
    #[error("there is no answer from {0}")]
    Unreachable(#[from] HttpError),
    /// The first document cannot be had, so nothing can be derived from it.
    #[error("the document cannot be read, so nothing can be checked: {0}")]
    NoDocument(String),
    /// No check has such an id.
    #[error("no check is called `{0}…`; `--list` names them all")]
    NoSuchCheck(String),
}

/// Checks a backend.
///
/// `watch` hears how far it has got, and ends the run by answering `false`: what was found is
/// then put back, and the report holds the checks that were made.
///
/// # Errors
///
/// If nothing could be checked. A law that is broken is no error, but stands in the report; so
/// does that the person could not be put back, which ends the run.
pub fn run(
    target: &Target,
    options: &Options,
    watch: &mut dyn FnMut(Progress<'_>) -> bool,
) -> Result<Report, RunError> {
    let started = Instant::now();
    let client = Client::new(options.timeout, &target.endpoint);
    // A first answer, whatever it is, tells that somebody is there, and what time they have.
    let first = client.send(&Request::new(Method::GET, &target.endpoint))?;
    let bench = Bench { client: &client, target, ahead: ahead(&first) };
    let found = Found::at(&bench)?;

    let checks = chosen(options)?;
    let (mut lines, mut not_restored) = (Vec::new(), None);
    for (done, check) in checks.iter().enumerate() {
        if !watch(Progress::Begins { check, done, of: checks.len() }) {
            break;
        }
        let outcome = if check.writes && options.read_only {
            Outcome::Skipped("it would write".into())
        } else {
            (check.run)(&bench).into()
        };
        if check.writes && !options.read_only {
            not_restored = found.put_back().err();
        }
        let line = Line { check, outcome };
        let goes_on = watch(Progress::Ended(&line));
        lines.push(line);
        if !goes_on || not_restored.is_some() {
            break;
        }
    }
    let endpoint = target.endpoint.clone();
    Ok(Report { endpoint, lines, not_restored, took: started.elapsed() })
}

fn chosen(options: &Options) -> Result<Vec<&'static Check>, RunError> {
    let all = || checks::ALL.iter().copied().flatten();
    let missing = options.only.iter().find(|only| !all().any(|c| c.id.starts_with(only.as_str())));
    if let Some(missing) = missing {
        return Err(RunError::NoSuchCheck(missing.clone()));
    }
    let only = |check: &&Check| {
        options.only.is_empty() || options.only.iter().any(|only| check.id.starts_with(only))
    };
    Ok(all().filter(only).collect())
}

/// How far the backend's clock is before ours, told by its `Date`. Without one it is right.
fn ahead(reply: &Reply) -> i64 {
    let date = reply.header("date");
    let there = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&date);
    let by = there.map_or(0, |there| there.as_millisecond() - here());
    // The header tells seconds: a clock that agrees looks up to one behind.
    if by.abs() < 2_000 { 0 } else { by }
}

/// The one person of a run without a hook, as they were found.
struct Found<'a>(Option<(Person<'a>, Document)>);

impl<'a> Found<'a> {
    fn at(bench: &Bench<'a>) -> Result<Self, RunError> {
        let told = |stop: Stop| match stop {
            Stop::Failed(Failure { what, exchange, .. })
            | Stop::Blocked(Failure { what, exchange, .. }) => match exchange {
                Some(Exchange { sent, came }) => format!("{what}\n\n{sent}\n{came}"),
                None => what,
            },
            Stop::Skipped(why) => why,
        };
        let person = bench.person().map_err(|stop| RunError::NoDocument(told(stop)))?;
        let document = person.document().map_err(|stop| RunError::NoDocument(told(stop)))?;
        Ok(Self(person.given.is_none().then_some((person, document))))
    }

    /// Makes the person again what they were, or says what is left. With a hook, everybody is a
    /// test person.
    fn put_back(&self) -> Result<(), String> {
        let Some((person, before)) = &self.0 else { return Ok(()) };
        let failed = |stop| match stop {
            Stop::Failed(failure) | Stop::Blocked(failure) => failure.what,
            Stop::Skipped(why) => why,
        };
        let now = person.document().map_err(failed)?;
        if differences(&now, before).is_empty() {
            return Ok(());
        }
        person.arrange(json!(wishes_from_to(&now, before))).map_err(failed)?;
        let now = person.document().map_err(failed)?;
        let left = differences(&now, before);
        if left.is_empty() { Ok(()) } else { Err(left.join("; ")) }
    }
}
