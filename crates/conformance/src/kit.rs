//! Running the checks.

use std::time::{Duration, Instant};

use serde_json::json;
use sordino_contract::{Document, Power};
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
    /// Only these checks, by id, or all of a matter by its name, as `law-5`. Empty: all.
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

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No answer at all.
    #[error("there is no answer: {0}")]
    Unreachable(HttpError),
    /// The first document cannot be had, so nothing can be derived from it.
    #[error("nothing can be checked: {0}")]
    NoDocument(String),
    /// What is turned down by this link could not be put back.
    #[error(
        "the token is of a link that may only turn down, so nothing could be put back: give one \
         that may `manage`, or only read (`--read-only`)"
    )]
    WithdrawOnly,
    /// A URL that is none.
    #[error(
        "`{0}` is no URL: the whole of it is expected, as `https://example.com/v1/preferences`"
    )]
    NoUrl(String),
    /// An origin that is none.
    #[error("`{0}` is no origin: `https://shop.example.com` is expected, without a path")]
    NoOrigin(String),
    /// No check has such an id.
    #[error("no check is called `{0}`; `--list` names them all")]
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
    urls(target)?;
    let client = Client::new(options.timeout, &target.endpoint);
    // A first answer, whatever it is, tells that somebody is there, and what time they have.
    let first = client.send(&Request::new(Method::GET, &target.endpoint));
    let first = first.map_err(RunError::Unreachable)?;
    let bench = Bench { client: &client, target, ahead: ahead(&first) };
    let found = Found::at(&bench, options.read_only)?;

    let (checks, left_out) = chosen(options)?;
    let (mut lines, mut not_restored) = (Vec::new(), None);
    for (done, check) in checks.iter().enumerate() {
        if !watch(Progress::Begins { check, done, of: checks.len() }) {
            break;
        }
        let begun = Instant::now();
        let outcome = match &found {
            Found::Unreadable(failure) if check.writes => Outcome::Blocked(failure.clone()),
            _ => (check.run)(&bench).into(),
        };
        if check.writes {
            not_restored = found.put_back().err();
        }
        let line = Line { check, outcome, took: begun.elapsed() };
        let goes_on = watch(Progress::Ended(&line));
        lines.push(line);
        if !goes_on || not_restored.is_some() {
            break;
        }
    }
    let looked = |line: &Line| !matches!(line.outcome, Outcome::Skipped(_));
    if let (Some(Line { outcome: Outcome::Skipped(why), .. }), false) =
        (lines.first(), lines.iter().any(looked))
    {
        return Err(RunError::NoDocument(why.clone()));
    }
    let endpoint = target.endpoint.clone();
    Ok(Report { endpoint, lines, left_out, not_restored, took: started.elapsed() })
}

/// That the URLs are some, before one is asked.
fn urls(target: &Target) -> Result<(), RunError> {
    let hook = match &target.people {
        People::Hook(hook) => Some(hook),
        People::Links { .. } => None,
    };
    for url in [Some(&target.endpoint), hook].into_iter().flatten() {
        if !is_url(url) {
            return Err(RunError::NoUrl(url.clone()));
        }
    }
    match &target.origin {
        Some(origin) if !is_url(origin) || origin.matches('/').count() != 2 => {
            Err(RunError::NoOrigin(origin.clone()))
        }
        _ => Ok(()),
    }
}

fn is_url(text: &str) -> bool {
    let uri = text.parse::<ureq::http::Uri>();
    uri.is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
}

/// The checks to make, and how many are left out because they write.
fn chosen(options: &Options) -> Result<(Vec<&'static Check>, usize), RunError> {
    let all = || checks::ALL.iter().copied().flatten();
    // `law-1` is not `law-10`.
    let is_named = |check: &Check, name: &str| {
        check
            .id
            .strip_prefix(name.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let missing = options.only.iter().find(|name| !all().any(|check| is_named(check, name)));
    if let Some(missing) = missing {
        return Err(RunError::NoSuchCheck(missing.clone()));
    }
    let only = |check: &&Check| {
        options.only.is_empty() || options.only.iter().any(|name| is_named(check, name))
    };
    let (made, left_out): (Vec<_>, Vec<_>) =
        all().filter(only).partition(|check| !(check.writes && options.read_only));
    Ok((made, left_out.len()))
}

/// How far the backend's clock is before ours, told by its `Date`. Without one it is right.
fn ahead(reply: &Reply) -> i64 {
    let date = reply.header("date");
    let there = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&date);
    let by = there.map_or(0, |there| there.as_millisecond() - here());
    // The header tells seconds: a clock that agrees looks up to one behind.
    if by.abs() < 2_000 { 0 } else { by }
}

/// Whom the run may leave different from what they were.
enum Found<'a> {
    /// Nobody: everybody is a test person.
    TestPeople,
    /// The one person of a run without a hook, as they were found.
    Person(Person<'a>, Box<Document>),
    /// That person, whose document cannot be read: nothing could be put back.
    Unreadable(Failure),
}

impl<'a> Found<'a> {
    fn at(bench: &Bench<'a>, read_only: bool) -> Result<Self, RunError> {
        let person = match bench.person() {
            Ok(person) => person,
            // Other people than this one it may be able to make.
            Err(Stop::Skipped(_)) => return Ok(Self::TestPeople),
            Err(stop) => return Err(RunError::NoDocument(told(stop))),
        };
        let first = person.read().map_err(|stop| RunError::NoDocument(told(stop)))?;
        match person.document() {
            Err(stop) if first.status != 200 => {
                let hint = match first.status {
                    401 | 403 => "is it the right token? ",
                    404 => "is it the right URL? ",
                    _ => "",
                };
                Err(RunError::NoDocument(format!("{hint}{}", told(stop))))
            }
            _ if person.given.is_some() => Ok(Self::TestPeople),
            Ok(document) if document.power == Power::Withdraw && !read_only => {
                Err(RunError::WithdrawOnly)
            }
            Ok(document) => Ok(Self::Person(person, Box::new(document))),
            Err(Stop::Failed(failure) | Stop::Blocked(failure)) => Ok(Self::Unreadable(failure)),
            Err(stop) => Err(RunError::NoDocument(told(stop))),
        }
    }

    /// Makes the person again what they were, or says what is left. With a hook, everybody is a
    /// test person.
    fn put_back(&self) -> Result<(), String> {
        let Self::Person(person, before) = self else { return Ok(()) };
        let now = person.document().map_err(told)?;
        if differences(&now, before).is_empty() {
            return Ok(());
        }
        person.arrange(json!(wishes_from_to(&now, before))).map_err(told)?;
        let now = person.document().map_err(told)?;
        let left = differences(&now, before);
        if left.is_empty() { Ok(()) } else { Err(left.join("; ")) }
    }
}

fn told(stop: Stop) -> String {
    match stop {
        Stop::Failed(Failure { what, exchange, .. })
        | Stop::Blocked(Failure { what, exchange, .. }) => match exchange {
            Some(Exchange { sent, came }) => format!("{what}\n\n{sent}\n{came}"),
            None => what,
        },
        Stop::Skipped(why) => why,
    }
}
