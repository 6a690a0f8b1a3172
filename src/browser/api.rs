//! The contract over the network.

use std::rc::Rc;

use leptos::task::Settled;
use sordino_contract::json::Node;

use super::json::Js;
use super::page::Page;

/// What came of a request.
pub(super) enum Reply {
    /// It was done; the answer, and its `Content-Language`.
    Done(Js, Option<String>),
    /// It was refused, with this code: to ask again would be refused again.
    Refused(String),
    /// No answer, or one that says to try later.
    Unanswered {
        /// Whether the network is the reason.
        offline: bool,
    },
}

/// The backend that one element talks to.
pub(super) struct Api {
    page: Rc<Page>,
}

impl Api {
    pub(super) fn new(page: Rc<Page>) -> Self {
        Self { page }
    }

    /// Asks for the document.
    pub(super) async fn get(&self) -> Reply {
        self.with_token(None).await
    }

    /// Sends a change set, as JSON.
    pub(super) async fn post(&self, change: String) -> Reply {
        self.with_token(Some(change)).await
    }

    /// Asks again, once, with a fresh token where the page can get one.
    async fn with_token(&self, body: Option<String>) -> Reply {
        match self.ask(body.clone(), false).await {
            Reply::Refused(code) if code.starts_with("token_") => self.ask(body, true).await,
            reply => reply,
        }
    }

    async fn ask(&self, body: Option<String>, fresh: bool) -> Reply {
        let Ok(answer) = Settled::of(&self.page.ask(body, fresh)).await else {
            // The page's own way of getting a token failed, which may pass.
            return Reply::Unanswered { offline: false };
        };
        let answer = Js(answer);
        let Some(status) = answer.member("status").and_then(|status| status.number()) else {
            return Reply::Refused("token_missing".into());
        };
        let json = answer.member("text").and_then(|text| Js::parse(&text.text()?));
        match (status as u16, json) {
            (200..300, Some(json)) => {
                let language = answer.member("language").and_then(|language| language.text());
                Reply::Done(json, language)
            }
            // Too early, or too much at once: later it may do.
            (status @ 400..500, json) if !matches!(status, 408 | 425 | 429) => {
                let code = json.and_then(|json| json.member("code")).and_then(|code| code.text());
                Reply::Refused(code.unwrap_or_default())
            }
            (status, _) => Reply::Unanswered { offline: status == 0 },
        }
    }
}
