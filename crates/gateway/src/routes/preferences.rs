//! `/v1/preferences`: the contract's one URL.

mod fragment;

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_LANGUAGE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sordino::Lang;
use sordino_contract::Document;

use crate::answer::Refused;
use crate::app::App;
use crate::change::{self, ChangeError};
use crate::language;
use crate::token::{Link, Token, TokenError};
use crate::{assets, body, document, watch};

/// Answers the document, or that it is the one that the reader has; to who can show that, the
/// document as HTML.
///
/// Reading changes nothing: links are followed by scanners, and previewed, and prefetched.
pub(crate) async fn read(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let link = link(&app, &headers)?;
    let mut tx = app.store.read().await?;
    let (_, catalogue) = tx.catalogue().await?.ok_or(ChangeError::NoCatalogue)?;
    let person = tx.person(&link.person).await?;
    let person = person.ok_or(ChangeError::SubscriberUnknown)?;
    let locale = person.locale.as_deref();
    let lang = language::choose(query.as_deref(), &link, locale, &headers);
    let document = document::build(&catalogue, &person, link.power, lang, app.clock.now());

    let labels = document::labels(&catalogue, lang);
    if fragment::is_wanted(&headers) {
        let mut response = fragment::answer(&document, lang, labels, &headers);
        describe(response.headers_mut(), &document, lang, labels);
        fragment::describe(response.headers_mut(), &document);
        return Ok(response);
    }
    let tag = format!("\"{}\"", document.revision);
    let mut response = if assets::matches(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(&document).into_response()
    };
    describe(response.headers_mut(), &document, lang, labels);
    Ok(response)
}

/// Makes a change and answers its receipt with the new document.
///
/// When it is answered it is in effect: it waits for no vendor, no mail and no reason. The same
/// change again is answered again and has no further effect.
pub(crate) async fn change(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    // The body first: a sender that is cut off in the middle of it would not read the answer.
    let body = body::read(&parts.headers, "application/json", body).await;
    let link = link(&app, &parts.headers)?;
    let change = body::change_set(&body?)?;

    let (locale, catalogue) = {
        let mut tx = app.store.read().await?;
        let (_, catalogue) = tx.catalogue().await?.ok_or(ChangeError::NoCatalogue)?;
        (tx.person(&link.person).await?.and_then(|person| person.locale), catalogue)
    };
    let query = parts.uri.query();
    let lang = language::choose(query, &link, locale.as_deref(), &parts.headers);
    let answer = change::make(&app, &link, lang, &change).await?;
    let mut response = Json(&answer).into_response();
    let labels = document::labels(&catalogue, lang);
    describe(response.headers_mut(), &answer.document, lang, labels);
    // The tag is the document's, and this answer is more than the document.
    response.headers_mut().remove(ETAG);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Says what can be done here.
pub(crate) async fn options() -> StatusCode {
    StatusCode::NO_CONTENT
}

fn describe(headers: &mut HeaderMap, document: &Document, lang: Lang, labels: &str) {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", document.revision)) {
        headers.insert(ETAG, tag);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    // The reader's language, for whoever speaks to them; then the labels', where there are none
    // in the reader's.
    if !labels.is_empty()
        && let Ok(both) = HeaderValue::from_str(&format!("{}, {labels}", lang.tag()))
        && labels != lang.tag()
    {
        headers.insert(CONTENT_LANGUAGE, both);
    }
    headers.append(VARY, HeaderValue::from_name(ACCEPT));
    headers.append(VARY, HeaderValue::from_name(AUTHORIZATION));
    headers.append(VARY, HeaderValue::from_name(ACCEPT_LANGUAGE));
}

/// The link whose token came in the `Authorization` header.
fn link(app: &App, headers: &HeaderMap) -> Result<Link, Refused> {
    let header = headers.get(AUTHORIZATION).ok_or(TokenError::Missing)?;
    let text = header.to_str().map_err(|_| TokenError::Invalid("the header is not text"))?;
    let (scheme, token) = text.split_once(' ').ok_or(TokenError::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::Missing.into());
    }
    let link = app.keys.verify(&Token::new(token.trim()), app.clock.now())?;
    watch::person(&link.person);
    Ok(link)
}
