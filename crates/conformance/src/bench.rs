//! What a check has to work with: people, the time, and where it comes from.

use serde_json::{Value as Json, json};
use sordino_contract::Timestamp;
use ureq::http::Method;

use crate::check::{Failure, Seen, Stop};
use crate::fixture;
use crate::http::{Client, Exchange, Request};
use crate::kit::{People, Target};
use crate::person::{Links, Person};

/// What a check has to work with.
pub(crate) struct Bench<'a> {
    pub(crate) client: &'a Client,
    pub(crate) target: &'a Target,
    /// How far the backend's clock is before ours, in milliseconds.
    pub(crate) ahead: i64,
}

impl<'a> Bench<'a> {
    /// Somebody to look at: new if there is a hook, or else the one whose link was given.
    pub(crate) fn person(&self) -> Seen<Person<'a>> {
        match &self.target.people {
            People::Hook(_) => self.made(fixture::standard()),
            People::Links { manage, withdraw, expired } => {
                let links = Links {
                    manage: manage.clone(),
                    withdraw: withdraw.clone(),
                    expired: expired.clone(),
                };
                Ok(Person::new(self.client, &self.target.endpoint, links, None))
            }
        }
    }

    /// People in these time zones; without a hook, the one person in theirs.
    pub(crate) fn people_in(&self, zones: &[&str]) -> Seen<Vec<Person<'a>>> {
        match &self.target.people {
            People::Hook(_) => {
                zones.iter().map(|zone| self.made(fixture::living_in(zone))).collect()
            }
            People::Links { .. } => Ok(vec![self.person()?]),
        }
    }

    /// A new person whose document is this one.
    pub(crate) fn made(&self, document: Json) -> Seen<Person<'a>> {
        let People::Hook(hook) = &self.target.people else {
            return Err(Stop::Skipped("it needs a person made for it: `--hook`".into()));
        };
        let request = Request::new(Method::POST, hook).json(&json!({ "document": document }));
        let blocked = |what: String, exchange| {
            let expected = "201 and the new person's tokens, from the test hook".into();
            Stop::Blocked(Failure { what, expected, exchange })
        };
        let reply = self.client.send(&request).map_err(|error| blocked(error.to_string(), None))?;
        if reply.status == 422 {
            let said = reply.json().unwrap_or_default()["detail"].as_str().map(String::from);
            let said = said.unwrap_or_else(|| "422".into());
            return Err(Stop::Skipped(format!("the hook cannot make such a person: {said}")));
        }
        let body = reply.json().unwrap_or_default();
        let token = |name: &str| body[name].as_str().map(String::from);
        let (201, Some(manage)) = (reply.status, token("manage")) else {
            // An answer with tokens in it is not shown.
            let exchange = (reply.status >= 400).then(|| Exchange::new(&request, &reply));
            let what = format!("the test hook answered {}: is it open there?", reply.status);
            return Err(blocked(what, exchange));
        };
        let links = Links { manage, withdraw: token("withdraw"), expired: token("expired") };
        Ok(Person::new(self.client, &self.target.endpoint, links, Some(document)))
    }

    /// Where an allowed website would be.
    pub(crate) fn origin(&self) -> Seen<&'a str> {
        let missing = || Stop::Skipped("no website was named that may embed it: `--origin`".into());
        self.target.origin.as_deref().ok_or_else(missing)
    }

    /// The time this many hours ago; hours to come are negative.
    pub(crate) fn hours_ago(&self, hours: i64) -> String {
        self.seconds_ago(hours * 3_600)
    }

    /// The time this many seconds ago, by the backend's clock.
    pub(crate) fn seconds_ago(&self, seconds: i64) -> String {
        Timestamp::from_millis(here() + self.ahead - seconds * 1_000).text()
    }
}

/// What time it is here, in milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the kit looks at a backend's time from outside")]
pub(crate) fn here() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
