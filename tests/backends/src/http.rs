//! Asking a server, and reading what it answers.

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::http::Request;
use ureq::{Agent, AsSendBody};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub text: String,
    headers: ureq::http::HeaderMap,
}

impl Answer {
    /// A header, or nothing if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.text)
            .with_context(|| format!("{} with `{}`", self.status, self.text))
    }
}

/// Sends a request and reads the whole answer, whatever its status.
///
/// # Errors
///
/// If none comes.
pub fn ask(request: Request<impl AsSendBody>) -> Result<Answer> {
    let agent: Agent =
        Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let (head, mut body) = agent.run(request)?.into_parts();
    Ok(Answer { status: head.status.as_u16(), text: body.read_to_string()?, headers: head.headers })
}
