//! Refusals as answers: RFC 9457 problem details.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sordino_contract::{Code, Problem};

use crate::change::ChangeError;
use crate::store::StoreError;
use crate::token::TokenError;
use crate::watch;

/// After how many seconds to try again what could not be answered: what fails in between is
/// mostly an import that holds the database, and is over by then.
pub(crate) const RETRY: &str = "5";

/// A refusal as it is answered.
#[derive(Debug)]
pub(crate) struct Refused(Box<Problem>);

impl Refused {
    /// Its code.
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    /// A refusal with a code and what was wrong.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Problem::new(code, detail).into()
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<TokenError> for Refused {
    fn from(error: TokenError) -> Self {
        Problem::from(error).into()
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        ChangeError::from(error).into()
    }
}

impl From<ChangeError> for Refused {
    fn from(error: ChangeError) -> Self {
        if matches!(error, ChangeError::Store(_)) {
            watch::failure(&error);
        }
        error.problem().into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        // The code alone: a pointer holds names that the caller made up.
        tracing::debug!(code = problem.code, "refused");
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let challenge = match problem.code.as_str() {
            "token_missing" => Some("Bearer realm=\"sordino\""),
            "token_invalid" | "token_expired" => {
                Some("Bearer realm=\"sordino\", error=\"invalid_token\"")
            }
            _ => None,
        };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(CONTENT_TYPE, kind);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY));
        }
        if let Some(challenge) = challenge {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
