//! A test person: what is read and sent with their link, and what must be seen.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value as Json, json};
use sordino_contract::{Answer, Changed, Code, Document, Path, Value, Wishes};
use ureq::http::Method;
use uuid::Uuid;

use crate::check::{Failure, Seen, Stop};
use crate::http::{Client, Exchange, Reply, Request};

/// The links of one person.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    pub(crate) manage: String,
    pub(crate) withdraw: Option<String>,
    pub(crate) expired: Option<String>,
}

/// A test person.
pub(crate) struct Person<'a> {
    client: &'a Client,
    endpoint: &'a str,
    pub(crate) links: Links,
    /// The document that the hook was given; none for a person who was there before.
    pub(crate) given: Option<Json>,
    last: Mutex<Option<Exchange>>,
}

/// The id of a new change.
pub(crate) fn fresh() -> String {
    Uuid::new_v4().to_string()
}

/// A change set of these wishes, with a new id.
pub(crate) fn change(set: Json) -> Json {
    json!({ "id": fresh(), "set": set })
}

impl<'a> Person<'a> {
    pub(crate) fn new(
        client: &'a Client,
        endpoint: &'a str,
        links: Links,
        given: Option<Json>,
    ) -> Self {
        Self { client, endpoint, links, given, last: Mutex::new(None) }
    }

    /// A request to the contract's URL, without a link.
    pub(crate) fn bare(&self, method: Method) -> Request {
        Request::new(method, self.endpoint)
    }

    /// A request with the `manage` link.
    pub(crate) fn request(&self, method: Method) -> Request {
        self.request_with(method, &self.links.manage)
    }

    /// A request with a link.
    pub(crate) fn request_with(&self, method: Method, token: &str) -> Request {
        self.bare(method).header("authorization", format!("Bearer {token}"))
    }

    /// The contract's URL with a query.
    pub(crate) fn request_at(&self, method: Method, query: &str) -> Request {
        let mark = if self.endpoint.contains('?') { '&' } else { '?' };
        let url = format!("{}{mark}{query}", self.endpoint);
        Request::new(method, url).header("authorization", format!("Bearer {}", self.links.manage))
    }

    /// Sends a request. No answer is a failure, whatever the check is about.
    pub(crate) fn send(&self, request: &Request) -> Seen<Reply> {
        match self.client.send(request) {
            Ok(reply) => {
                self.keep(Some(Exchange::new(request, &reply)));
                Ok(reply)
            }
            Err(error) => {
                self.keep(None);
                Err(self.failed(error.to_string(), "an answer"))
            }
        }
    }

    fn keep(&self, exchange: Option<Exchange>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = exchange;
    }

    fn failure(&self, what: String, expected: &str) -> Failure {
        let exchange = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Failure { what, expected: expected.into(), exchange }
    }

    /// What must hold does not.
    pub(crate) fn failed(&self, what: impl Into<String>, expected: &str) -> Stop {
        Stop::Failed(self.failure(what.into(), expected))
    }

    /// Something that the check is not about went wrong.
    fn blocked(&self, what: impl Into<String>, expected: &str) -> Stop {
        Stop::Blocked(self.failure(what.into(), expected))
    }

    /// Something that another check is about went wrong.
    pub(crate) fn not_mine(&self, what: &str) -> Stop {
        self.blocked(what, "see the check that is about it")
    }

    /// Fails unless something holds.
    pub(crate) fn expect(&self, holds: bool, what: impl Into<String>, expected: &str) -> Seen {
        if holds { Ok(()) } else { Err(self.failed(what, expected)) }
    }

    /// What a GET answers.
    pub(crate) fn read(&self) -> Seen<Reply> {
        self.send(&self.request(Method::GET))
    }

    /// The document, as a step on the way: other checks look whether it is as it should be.
    pub(crate) fn document(&self) -> Seen<Document> {
        self.document_with(&self.links.manage)
    }

    /// The document as a link sees it.
    pub(crate) fn document_with(&self, token: &str) -> Seen<Document> {
        let reply = self.send(&self.request_with(Method::GET, token))?;
        if reply.status != 200 {
            return Err(
                self.blocked(format!("the document cannot be read: {}", reply.status), "200")
            );
        }
        serde_json::from_slice(&reply.body).map_err(|error| {
            self.blocked(format!("the document cannot be read: {error}"), "a preference document")
        })
    }

    /// Posts a body.
    pub(crate) fn post(&self, body: &Json) -> Seen<Reply> {
        self.post_with(&self.links.manage, body)
    }

    /// Posts a body with a link.
    pub(crate) fn post_with(&self, token: &str, body: &Json) -> Seen<Reply> {
        self.send(&self.request_with(Method::POST, token).json(body))
    }

    /// Posts wishes with a new id, as a step on the way: that they are carried out is what
    /// other checks look at.
    pub(crate) fn arrange(&self, set: Json) -> Seen<Answer> {
        self.arrange_change(&change(set))
    }

    /// Posts a change set as a step on the way.
    pub(crate) fn arrange_change(&self, body: &Json) -> Seen<Answer> {
        let reply = self.post(body)?;
        self.answer(&reply).map_err(|stop| match stop {
            Stop::Failed(failure) => Stop::Blocked(failure),
            other => other,
        })
    }

    /// Posts wishes with a new id; they must be carried out.
    pub(crate) fn wish(&self, set: Json) -> Seen<Answer> {
        let reply = self.post(&change(set))?;
        self.answer(&reply)
    }

    /// The answer to a change that must have been accepted.
    pub(crate) fn answer(&self, reply: &Reply) -> Seen<Answer> {
        if reply.status != 200 {
            let code = reply.code();
            let what = format!("the change was refused: {} {code}", reply.status);
            return Err(self.failed(what, "200, a receipt and the document"));
        }
        serde_json::from_slice(&reply.body).map_err(|error| {
            self.blocked(
                format!("the answer cannot be read: {error}"),
                "a receipt and the document",
            )
        })
    }

    /// That the document is this now, whatever its revision and its history.
    pub(crate) fn holds(&self, expected: &Document) -> Seen {
        let now = self.document()?;
        let differences = differences(&now, expected);
        self.expect(
            differences.is_empty(),
            format!("the document is not as it should be: {}", differences.join("; ")),
            "what was asked for is different, and nothing else",
        )
    }

    /// That nothing is different after a wish but the places that it mentions.
    pub(crate) fn leaves_the_rest(&self, set: Json) -> Seen {
        let mut expected = self.document()?;
        self.arrange(set.clone())?;
        let now = self.document()?;
        let wishes: Wishes = serde_json::from_value(set).unwrap_or_default();
        for (path, _) in wishes.each() {
            if let Some(is) = now.value(&path) {
                expected.put(&path, &is);
            }
        }
        self.holds(&expected)
    }

    /// That an answer is a refusal with this code and pointer.
    pub(crate) fn refused(&self, reply: &Reply, code: Code, pointer: Option<&str>) -> Seen {
        let expected = match pointer {
            Some(pointer) => format!("{} `{code}` at `{pointer}`", code.status()),
            None => format!("{} `{code}`", code.status()),
        };
        let at = reply.json().and_then(|body| Some(body.get("pointer")?.as_str()?.to_owned()));
        let same = reply.status == code.status()
            && reply.code() == code.as_str()
            && (pointer.is_none() || at.as_deref() == pointer);
        let came = match (&at, reply.status) {
            (_, 200) => "it was accepted".to_owned(),
            (Some(at), status) => format!("it was answered {status} `{}` at `{at}`", reply.code()),
            (None, status) => format!("it was answered {status} `{}`, no pointer", reply.code()),
        };
        self.expect(same, came, &expected)
    }

    /// That a body is refused with this code and pointer, and nothing is different.
    pub(crate) fn refuses(&self, body: &Json, code: Code, pointer: Option<&str>) -> Seen {
        let before = self.document()?;
        let reply = self.post(body)?;
        self.refused(&reply, code, pointer)?;
        self.holds(&before)
    }

    /// That wishes are refused with this code and pointer, and nothing is different.
    pub(crate) fn refuses_wish(&self, set: Json, code: Code, pointer: &str) -> Seen {
        self.refuses(&change(set), code, Some(pointer))
    }
}

/// Where two documents differ, their revisions, histories and days aside: `/channels/0/on is …, not …`.
pub(crate) fn differences(is: &Document, expected: &Document) -> Vec<String> {
    let plain = |document: &Document| {
        let mut document = document.clone();
        document.revision = String::new();
        // What was done and taken back is in it for ever.
        document.history.clear();
        document.pauses.sort_by(|a, b| a.id.cmp(&b.id));
        serde_json::to_value(document).unwrap_or_default()
    };
    let (mut is, mut expected) = (plain(is), plain(expected));
    for document in [&mut is, &mut expected] {
        if let Some(members) = document.as_object_mut() {
            members.remove("today");
        }
    }
    let mut found = Vec::new();
    compare(&is, &expected, "", &mut found);
    found
}

fn compare(is: &Json, expected: &Json, place: &str, found: &mut Vec<String>) {
    match (is, expected) {
        (Json::Object(is), Json::Object(expected)) => {
            let names = is.keys().chain(expected.keys().filter(|name| !is.contains_key(*name)));
            for name in names {
                let (is, expected) = (is.get(name), expected.get(name));
                let (is, expected) = (is.unwrap_or(&Json::Null), expected.unwrap_or(&Json::Null));
                compare(is, expected, &format!("{place}/{name}"), found);
            }
        }
        (Json::Array(is), Json::Array(expected)) if is.len() == expected.len() => {
            for (at, (is, expected)) in is.iter().zip(expected).enumerate() {
                compare(is, expected, &format!("{place}/{at}"), found);
            }
        }
        _ if is == expected => {}
        _ => found.push(format!("`{place}` is {is}, not {expected}")),
    }
}

/// The wishes that make a document what another one is.
pub(crate) fn wishes_from_to(from: &Document, to: &Document) -> Wishes {
    let mut wishes = Wishes::default();
    for (path, value) in places(to) {
        if from.value(&path).as_ref() != Some(&value) {
            wishes.want(&path, &value);
        }
    }
    for pause in &from.pauses {
        let path = Path::Pause(pause.id.clone());
        if to.value(&path) == Some(Value::Nothing) {
            wishes.want(&path, &Value::Nothing);
        }
    }
    wishes
}

fn places(document: &Document) -> Vec<(Path, Value)> {
    let channels = document.channels.iter().map(|channel| Path::Channel(channel.id.clone()));
    // Also those that are required: a backend that turned one off may turn it on again.
    let cells = document.campaigns.iter().flat_map(|row| {
        row.channels.iter().map(|(channel, _)| Path::Cell(row.id.clone(), channel.clone()))
    });
    let with = document.campaigns.iter().filter(|row| row.frequency.is_some());
    let frequencies = with.map(|row| Path::Frequency(row.id.clone()));
    let pauses = document.pauses.iter().map(|pause| Path::Pause(pause.id.clone()));
    let paths = [Path::Subscribed].into_iter().chain(channels).chain(cells);
    paths
        .chain(frequencies)
        .chain(pauses)
        .filter_map(|path| Some((path.clone(), document.value(&path)?)))
        .collect()
}

/// A receipt's lines, in an order of their own: the contract gives them none.
pub(crate) fn sorted(changed: &[Changed]) -> Vec<Changed> {
    let mut changed = changed.to_vec();
    changed.sort_by(|a, b| a.path.cmp(&b.path));
    changed
}
