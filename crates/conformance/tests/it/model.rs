//! A backend that keeps every law, and can be told to break any one of them.
//!
//! It holds everything in memory and is as plain as can be. Each fault is one that a backend
//! which somebody wrote in an afternoon may well have.

mod change;
mod request;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use sordino_contract::{
    Answer, ChangeSet, Code, Document, Path, Power, Problem, Receipt, Timestamp,
};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::fault::Fault;

/// A running backend.
pub(crate) struct Model {
    address: SocketAddr,
    backend: Arc<Backend>,
    _runtime: Runtime,
}

impl Model {
    /// Starts one that has this fault, or none.
    pub(crate) fn start(fault: Option<Fault>) -> Self {
        Self::start_at(fault, None)
    }

    /// Starts one whose clock stands still.
    pub(crate) fn start_at(fault: Option<Fault>, clock: Option<Timestamp>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let backend = Backend { fault, clock, people: Mutex::default(), asked: Mutex::default() };
        let backend = Arc::new(backend);
        let answering = Arc::clone(&backend);
        let router = Router::new().fallback(move |request: Request<Body>| {
            let backend = Arc::clone(&answering);
            async move { backend.answer(request).await }
        });
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, backend, _runtime: runtime }
    }

    /// The methods of the requests that the contract's URL was asked with so far.
    pub(crate) fn asked(&self) -> Vec<Method> {
        self.backend.asked.lock().unwrap().clone()
    }

    /// Makes somebody, as the test hook would, and answers their links.
    pub(crate) fn person(&self, document: &Json) -> Json {
        let reply = self.backend.make(json!({ "document": document }).to_string().as_bytes());
        serde_json::from_str(&reply.body).unwrap()
    }

    /// What somebody's document is.
    pub(crate) fn document(&self, id: &str) -> Document {
        let people = self.backend.people();
        self.backend.shown(&people[id], Power::Manage)
    }

    /// The contract's URL.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/v1/preferences", self.address)
    }

    /// The test hook's.
    pub(crate) fn hook(&self) -> String {
        format!("http://{}/test/people", self.address)
    }
}

/// Somebody.
#[derive(Clone)]
struct Person {
    document: Document,
    turned_down: HashMap<Path, (Timestamp, bool)>,
    kept: HashMap<String, (String, Option<Receipt>)>,
}

struct Backend {
    fault: Option<Fault>,
    clock: Option<Timestamp>,
    people: Mutex<HashMap<String, Person>>,
    asked: Mutex<Vec<Method>>,
}

/// What is answered, before HTTP.
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    fn new(status: u16, body: String) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(there, _)| *there != name);
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Problem> for Reply {
    fn from(problem: Problem) -> Self {
        Self::new(problem.status, json!(problem).to_string())
            .header("content-type", "application/problem+json")
            .header("cache-control", "no-store")
    }
}

/// The longest body that is read, in bytes.
const BODY_MAX: usize = 64 * 1024;

/// The only website that may embed the widget.
const SHOP: &str = "https://shop.example";

impl Backend {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn people(&self) -> MutexGuard<'_, HashMap<String, Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "a backend has a clock")]
        let now = || Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
        self.clock.unwrap_or_else(now)
    }

    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, 8 * 1024 * 1024).await.unwrap_or_default();
        let query = parts.uri.query().unwrap_or_default();
        let mut reply = match (parts.uri.path(), &parts.method) {
            ("/test/people", &Method::POST) => self.make(&body),
            ("/v1/preferences", method) => {
                self.asked.lock().unwrap().push(method.clone());
                self.preferences(method, query, &parts.headers, &body).await
            }
            _ => Problem::new(Code::NotFound, "nothing is here").into(),
        };
        if parts.headers.contains_key("origin") {
            reply = self.with_cors(reply);
        }
        if parts.method == Method::HEAD {
            reply.body.clear();
        }
        let mut response = Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            response = response.header(*name, value);
        }
        response.body(Body::from(reply.body)).unwrap()
    }

    fn with_cors(&self, reply: Reply) -> Reply {
        if self.has(Fault::NoCorsOnRefusals) && reply.status >= 400 {
            return reply;
        }
        let mut reply = reply.header("access-control-allow-origin", SHOP).header("vary", "origin");
        if !self.has(Fault::NoEtagExposed) {
            reply = reply.header("access-control-expose-headers", "etag");
        }
        if self.has(Fault::NoVary) {
            reply = reply.header("vary", "accept");
        }
        if self.has(Fault::CorsWithCredentials) {
            reply = reply.header("access-control-allow-credentials", "true");
        }
        reply
    }

    /// The test hook.
    fn make(&self, body: &[u8]) -> Reply {
        let body: Json = serde_json::from_slice(body).unwrap_or_default();
        let Ok(mut document) = serde_json::from_value::<Document>(body["document"].clone()) else {
            return Problem::new(Code::InvalidValue, "a document is expected")
                .at("/document")
                .into();
        };
        if self.has(Fault::LabelsInAscii) {
            let ascii = |text: &mut String| *text = text.replace(|c: char| !c.is_ascii(), "?");
            document.campaigns.iter_mut().for_each(|row| ascii(&mut row.label));
            document.channels.iter_mut().for_each(|row| ascii(&mut row.label));
        }
        if self.has(Fault::HundredCampaigns) {
            document.campaigns.truncate(100);
        }
        let mut people = self.people();
        let id = format!("person-{}", people.len() + 1);
        let person = Person { document, turned_down: HashMap::new(), kept: HashMap::new() };
        people.insert(id.clone(), person);
        let tokens = json!({
            "manage": format!("manage.{id}"), "withdraw": format!("withdraw.{id}"),
            "expired": format!("expired.{id}"),
        });
        Reply::new(201, tokens.to_string()).header("content-type", "application/json")
    }

    async fn preferences(
        &self,
        method: &Method,
        query: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Reply {
        let allow = "GET, HEAD, POST, OPTIONS";
        let method = match headers.get("x-http-method-override") {
            Some(_) if self.has(Fault::MethodOverride) => &Method::DELETE,
            _ if self.has(Fault::PutTaken) && *method == Method::PUT => &Method::POST,
            _ => method,
        };
        match *method {
            Method::OPTIONS if !self.has(Fault::NoPreflight) => {
                let names = match self.has(Fault::AnyHeaderByStar) {
                    true => "*",
                    false => "authorization, content-type, if-none-match",
                };
                Reply::new(204, String::new())
                    .header("allow", allow)
                    .header("access-control-allow-methods", "GET, HEAD, POST")
                    .header("access-control-allow-headers", names)
            }
            Method::HEAD if self.has(Fault::HeadRefused) => {
                Problem::new(Code::MethodNotAllowed, "GET or POST is expected").into()
            }
            Method::GET | Method::HEAD => self.read(query, headers),
            Method::POST => self.change(headers, body).await,
            Method::DELETE
                if self.has(Fault::MethodOverride) && !headers.contains_key("content-type") =>
            {
                if let Ok((id, _)) = self.link(headers)
                    && let Some(person) = self.people().get_mut(&id)
                {
                    person.document.subscribed = false;
                }
                self.read(query, headers)
            }
            _ => {
                let problem = Problem::new(Code::MethodNotAllowed, "GET or POST is expected");
                match self.has(Fault::NoAllow) {
                    true => problem.into(),
                    false => Reply::from(problem).header("allow", allow),
                }
            }
        }
    }

    /// Whose link it is, and what it may do.
    fn link(&self, headers: &HeaderMap) -> Result<(String, Power), Reply> {
        let refuse = |code| {
            let mut problem = Problem::new(code, "a link token is expected");
            if self.has(Fault::BadTokenForbidden) {
                problem.status = 403;
            }
            let reply = Reply::from(problem);
            Err(match self.has(Fault::NoChallenge) {
                true => reply,
                false => reply.header("www-authenticate", "Bearer realm=\"sordino\""),
            })
        };
        let missing =
            if self.has(Fault::MissingIsInvalid) { Code::TokenInvalid } else { Code::TokenMissing };
        let Some(said) = headers.get("authorization").and_then(|said| said.to_str().ok()) else {
            return refuse(missing);
        };
        let Some(("Bearer", token)) = said.split_once(' ') else { return refuse(missing) };
        let Some((power, id)) = token.split_once('.') else { return refuse(Code::TokenInvalid) };
        if !self.people().contains_key(id) {
            return refuse(Code::TokenInvalid);
        }
        match power {
            "manage" => Ok((id.into(), Power::Manage)),
            "withdraw" => Ok((id.into(), Power::Withdraw)),
            "expired" if self.has(Fault::ExpiredTaken) => Ok((id.into(), Power::Manage)),
            "expired" => refuse(Code::TokenExpired),
            _ => refuse(Code::TokenInvalid),
        }
    }

    fn read(&self, query: &str, headers: &HeaderMap) -> Reply {
        let (id, power) = match self.link(headers) {
            Ok(link) => link,
            Err(refused) => return refused,
        };
        let mut people = self.people();
        let Some(person) = people.get_mut(&id) else {
            return Problem::new(Code::SubscriberUnknown, "nobody").into();
        };
        if self.has(Fault::GetUnsubscribes) && query.contains("unsubscribe=1") {
            person.document.subscribed = false;
        }
        let document = self.shown(person, power);
        let tag = match self.has(Fault::WeakTag) {
            true => format!("W/\"{}\"", document.revision),
            false => format!("\"{}\"", document.revision),
        };
        let known = headers.get("if-none-match").and_then(|known| known.to_str().ok());
        let is_known = known.is_some_and(|known| {
            known
                .split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag.trim_start_matches("W/"))
        });
        let reply = if is_known && !self.has(Fault::NeverNotModified) {
            Reply::new(304, String::new())
        } else {
            let mut body = json!(document);
            self.spoil(&mut body);
            Reply::new(200, body.to_string()).header("content-type", "application/json")
        };
        let cache = if self.has(Fault::SharedCache) { "max-age=60" } else { "private, no-cache" };
        reply.header("etag", tag).header("cache-control", cache)
    }

    fn spoil(&self, document: &mut Json) {
        if self.has(Fault::ChannelTwice) {
            let first = document["channels"][0].clone();
            if let Some(channels) = document["channels"].as_array_mut() {
                channels.push(first);
            }
        }
        if self.has(Fault::AnotherVersion) {
            document["contract"] = "1.0".into();
        }
    }

    /// The document as somebody's link sees it now.
    fn shown(&self, person: &Person, power: Power) -> Document {
        let mut document = person.document.clone();
        let zone = match self.has(Fault::TodayInUtc) {
            true => "UTC",
            false => document.subscriber.time_zone.as_str(),
        };
        let now = jiff::Timestamp::from_millisecond(self.now().as_millis()).unwrap();
        document.today = now.in_tz(zone).unwrap().date().to_string().parse().unwrap();
        document.power = power;
        if self.has(Fault::PowerNotSaid) {
            document.power = Power::Manage;
        }
        if !self.has(Fault::OverShown) {
            document.pauses.retain(|pause| document.today <= pause.wish.until);
        }
        document.revision = String::new();
        document.revision = match self.fault {
            Some(Fault::RevisionFixed) => "1".into(),
            Some(Fault::RevisionByChance) => uuid::Uuid::new_v4().to_string(),
            _ => {
                let hash = Sha256::digest(json!(document).to_string());
                hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
            }
        };
        document
    }

    async fn change(&self, headers: &HeaderMap, body: &[u8]) -> Reply {
        let (id, power) = match self.link(headers) {
            Ok(link) => link,
            Err(refused) => return refused,
        };
        let change = match self.body(headers, body) {
            Ok(change) => change,
            Err(problem) => return self.refused(problem),
        };
        // Others may come between what is read here and what is written below.
        if self.has(Fault::LostUpdate) || self.has(Fault::RaceOnId) {
            let mut person = self.people()[&id].clone();
            let is_repeat = person.kept.contains_key(change.id.as_str());
            tokio::time::sleep(Duration::from_millis(30)).await;
            let made = self.make_change(&mut person, power, &change);
            if self.has(Fault::RaceOnId) {
                // The differences alone are written, so that nothing else is lost.
                if let (Ok(answer), false) = (&made, is_repeat) {
                    let mut people = self.people();
                    let there = people.get_mut(&id).unwrap();
                    for changed in &answer.receipt.changed {
                        there.document.put(&changed.path, &changed.is);
                    }
                    there.kept.extend(person.kept);
                    there.turned_down.extend(person.turned_down);
                }
            } else {
                self.people().insert(id, person);
            }
            return made
                .map_or_else(|problem| self.refused(problem), |answer| self.accepted(answer));
        }
        let mut people = self.people();
        let Some(person) = people.get_mut(&id) else {
            return Problem::new(Code::SubscriberUnknown, "nobody").into();
        };
        match self.make_change(person, power, &change) {
            Ok(answer) => self.accepted(answer),
            Err(problem) => self.refused(problem),
        }
    }

    fn accepted(&self, answer: Answer) -> Reply {
        let mut body = json!(answer);
        if self.has(Fault::ReceiptWithoutTime) {
            body["receipt"]["recorded_at"] = Json::Null;
        }
        self.spoil(&mut body["document"]);
        let cache = if self.has(Fault::AnswerCached) { "private" } else { "no-store" };
        Reply::new(200, body.to_string())
            .header("content-type", "application/json")
            .header("cache-control", cache)
    }

    fn refused(&self, problem: Problem) -> Reply {
        let mut body = json!(problem);
        if self.has(Fault::ProblemWithoutType) {
            body["type"] = "about:blank".into();
        }
        let reply = Reply::from(problem);
        let reply = Reply { body: body.to_string(), ..reply };
        match self.fault {
            Some(Fault::ProblemAsJson) => reply.header("content-type", "application/json"),
            Some(Fault::RefusalCached) => reply.header("cache-control", "private"),
            _ => reply,
        }
    }

    /// The change set that a request brings.
    fn body(&self, headers: &HeaderMap, body: &[u8]) -> Result<ChangeSet, Problem> {
        let said = headers.get("content-type").and_then(|said| said.to_str().ok());
        let said = said.unwrap_or_default().to_ascii_lowercase();
        let kind = match self.has(Fault::CharsetRefused) {
            true => said.as_str(),
            false => said.split(';').next().unwrap_or_default().trim(),
        };
        if kind != "application/json" && !self.has(Fault::AnyMediaType) {
            return Err(Problem::new(Code::WrongMediaType, "application/json is expected"));
        }
        let most = match self.fault {
            Some(Fault::NoSizeLimit) => usize::MAX,
            Some(Fault::SmallSizeLimit) => BODY_MAX - 1,
            _ => BODY_MAX,
        };
        if body.len() > most {
            return Err(Problem::new(Code::TooLarge, "65,536 bytes at the most are expected"));
        }
        request::read(self.fault, body)
    }
}
