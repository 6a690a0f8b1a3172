//! A backend that keeps every law, and can be told to break any one of them.
//!
//! It holds everything in memory and is as plain as can be. Each fault is one that a backend
//! which somebody wrote in an afternoon may well have.

mod asks;
mod change;
mod request;
mod routes;

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use sordino_contract::{Code, Document, Path, Power, Problem, Receipt, Timestamp};
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
        Self::run(Backend { fault, clock, ..Backend::default() })
    }

    /// Starts one that leaves out all that the contract lets a backend leave out.
    pub(crate) fn start_small() -> Self {
        Self::run(Backend { is_small: true, ..Backend::default() })
    }

    fn run(backend: Backend) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
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

#[derive(Default)]
struct Backend {
    fault: Option<Fault>,
    /// Whether it has nothing but campaigns on one channel.
    is_small: bool,
    /// The ids of everybody's changes.
    ids: Mutex<HashSet<String>>,
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
        if self.is_small {
            document.can.clear();
            document.pauses.clear();
            document.survey = None;
            document.groups.clear();
            document.channels.truncate(1);
            let only = document.channels[0].id.clone();
            for row in &mut document.campaigns {
                (row.frequency, row.required, row.group) = (None, None, None);
                let kept = row.channels.iter().filter(|(id, _)| **id == only);
                row.channels = kept.map(|(id, on)| (id.clone(), *on)).collect();
            }
        }
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
        let token = |power| format!("{power}.{id}.{}", signature(power, &id));
        let tokens = json!({
            "manage": token("manage"), "withdraw": token("withdraw"), "expired": token("expired"),
        });
        Reply::new(201, tokens.to_string()).header("content-type", "application/json")
    }
}

/// What makes a token ours.
fn signature(power: &str, id: &str) -> String {
    let hash = Sha256::digest(format!("{power}.{id}.a secret"));
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
