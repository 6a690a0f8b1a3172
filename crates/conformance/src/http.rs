//! Requests and answers, kept so that a failure can show them.

use std::fmt::Write;
use std::time::Duration;

use serde_json::Value as Json;
use ureq::Agent;
use ureq::http::{self, HeaderMap, Method};

/// The longest body that a report shows, in characters.
const SHOWN_MAX: usize = 1_500;

/// The longest answer that is read, in bytes.
const ANSWER_MAX: u64 = 64 * 1024 * 1024;

/// Why there was no answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason}, at {method} {url}")]
pub struct HttpError {
    method: Method,
    url: String,
    reason: String,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    method: Method,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    /// A request without headers and body.
    pub(crate) fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: Vec::new(), body: None }
    }

    /// The same with a header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with a body.
    pub(crate) fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    /// The same with a body of JSON.
    pub(crate) fn json(self, body: &Json) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    headers: HeaderMap,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// A header; empty if it is not there. Several of one name are joined by commas, which is
    /// what RFC 9110 says they mean.
    pub(crate) fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        let values: Vec<_> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        values.join(", ")
    }

    /// Whether a header that is a list holds a word, in any case.
    pub(crate) fn header_has(&self, name: &str, word: &str) -> bool {
        let list = self.header(name);
        list.split(',').any(|item| item.trim().eq_ignore_ascii_case(word))
    }

    /// The media type without its parameters, in lower case.
    pub(crate) fn media_type(&self) -> String {
        let said = self.header("content-type");
        said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as JSON; `None` if it is none.
    pub(crate) fn json(&self) -> Option<Json> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The `code` of a refusal; empty if there is none.
    pub(crate) fn code(&self) -> String {
        let code = self.json().and_then(|body| Some(body.get("code")?.as_str()?.to_owned()));
        code.unwrap_or_default()
    }
}

/// A request and what came of it, as a report shows it: without tokens, and no longer than a
/// person would read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Exchange {
    /// The request: its first line, its headers, and its body.
    pub sent: String,
    /// The answer: its status, its headers, and its body.
    pub came: String,
}

impl Exchange {
    pub(crate) fn new(request: &Request, reply: &Reply) -> Self {
        let mut secrets = Vec::new();
        let mut sent = format!("{} {}\n", request.method, request.url);
        for (name, value) in &request.headers {
            match value.strip_prefix("Bearer ") {
                Some(token) => {
                    secrets.push(token.to_owned());
                    let _ = writeln!(sent, "{name}: Bearer …");
                }
                None => {
                    let _ = writeln!(sent, "{name}: {value}");
                }
            }
        }
        if let Some(body) = &request.body {
            sent += "\n";
            sent += &shown(body);
        }
        let mut came = format!("{}\n", reply.status);
        for (name, value) in &reply.headers {
            let _ = writeln!(came, "{name}: {}", String::from_utf8_lossy(value.as_bytes()));
        }
        if !reply.body.is_empty() {
            came += "\n";
            came += &shown(&reply.body);
        }
        let hide = |text: String| {
            secrets
                .iter()
                .filter(|token| token.len() >= 8)
                .fold(text, |text, token| text.replace(token.as_str(), "…"))
        };
        Self { sent: hide(sent), came: hide(came) }
    }
}

fn shown(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<Json>(body) {
        Ok(json) if body.len() < SHOWN_MAX => format!("{json:#}"),
        _ => String::from_utf8_lossy(body).into_owned(),
    };
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => {
            format!("{} … and {} bytes more", &text[..end], text.len() - end)
        }
        None => text,
    }
}

/// Sends requests.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    agent: Agent,
}

impl Client {
    /// A client that waits this long for each answer.
    pub(crate) fn new(timeout: Duration, url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            // Backends close what has been idle for some seconds.
            .max_idle_age(Duration::from_secs(1))
            .timeout_global(Some(timeout))
            .user_agent(concat!("sordino-conformance/", env!("CARGO_PKG_VERSION")));
        // A proxy is for what is elsewhere.
        let config = if is_here(url) { config.proxy(None) } else { config };
        Self { agent: config.build().new_agent() }
    }

    /// Sends a request and reads its answer.
    pub(crate) fn send(&self, request: &Request) -> Result<Reply, HttpError> {
        let failed = |reason: String| HttpError {
            method: request.method.clone(),
            url: request.url.clone(),
            reason,
        };
        let mut builder = http::Request::builder().method(&request.method).uri(&request.url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let answer = match &request.body {
            Some(body) => {
                let request = builder.body(body.clone()).map_err(|e| failed(e.to_string()))?;
                self.agent.run(request)
            }
            None => {
                let request = builder.body(()).map_err(|e| failed(e.to_string()))?;
                self.agent.run(request)
            }
        };
        let mut answer = answer.map_err(|error| failed(error.to_string()))?;
        let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec();
        Ok(Reply {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: body.map_err(|error| failed(error.to_string()))?,
        })
    }
}

/// Whether a URL is on this machine.
fn is_here(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let host = uri.host().unwrap_or_default();
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}
