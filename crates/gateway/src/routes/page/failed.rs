//! The page when it cannot show preferences: why, and whom to turn to.

use axum::body::Body;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use sordino::Lang;
use sordino::page::Screen;
use sordino_contract::{Code, Sender};

use super::{Shape, html};
use crate::answer::RETRY;
use crate::app::App;
use crate::change::ChangeError;
use crate::store::StoreError;
use crate::token::Token;
use crate::{document, language, watch};

/// Why there is no page with preferences.
pub(super) enum Failure {
    /// A reason that has a code.
    Code(Option<Code>),
    /// Another site sent the form.
    Foreign,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Store(error) => Self::Store(error),
            error => Self::Code(Some(error.code())),
        }
    }
}

/// What is known of whoever came, before anything else is.
pub(super) struct Visit<'a> {
    app: &'a App,
    token: Option<&'a Token>,
    query: Option<&'a str>,
    headers: &'a HeaderMap,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        app: &'a App,
        token: Option<&'a Token>,
        query: Option<&'a str>,
        headers: &'a HeaderMap,
    ) -> Self {
        Self { app, token, query, headers }
    }

    /// The page that says why.
    pub(super) async fn failed(self, failure: Failure) -> Response<Body> {
        let (code, status) = match failure {
            Failure::Code(code) => {
                let code = code.unwrap_or(Code::Unavailable);
                let status = StatusCode::from_u16(code.status());
                (code, status.unwrap_or(StatusCode::BAD_REQUEST))
            }
            Failure::Foreign => (Code::NotOffered, StatusCode::FORBIDDEN),
            Failure::Store(error) => {
                watch::failure(&error);
                (Code::Unavailable, StatusCode::SERVICE_UNAVAILABLE)
            }
        };
        let lang = self.lang();
        let sender = self.sender(lang).await;
        let screen = Screen::Failed { code, sender };
        let shape = Shape::asked(self.query);
        let mut page = html::page(self.app, &screen, lang, shape, status, self.headers);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            page.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY));
        }
        page
    }

    /// Also a link that expired was signed by us, and says in which language it was sent.
    fn lang(&self) -> Lang {
        let said = self.token.and_then(|token| self.app.keys.language(token));
        language::of_stranger(self.query, said, self.headers)
    }

    async fn sender(&self, lang: Lang) -> Option<Sender> {
        let mut tx = self.app.store.read().await.ok()?;
        let (_, catalogue) = tx.catalogue().await.ok()??;
        Some(document::sender(&catalogue, lang))
    }
}
