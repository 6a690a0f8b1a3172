//! `/p/{token}`: the hosted page, which is what a link in a message opens.
//!
//! The page is whole without script: forms that post to the address they came from. With
//! script, the widget takes over the same elements.

mod failed;
mod html;
mod posted;

use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use sordino::center::{CHANNEL, GROUP, Query, STATE, STATUS, Scope, TEXT};
use sordino::form;
use sordino::page::{Asked, Outcome, Screen};
use sordino_contract::{CampaignId, ChangeId, Code, GivenReason};

use crate::app::App;
use crate::change::ChangeError;
use crate::store::Kept;
use crate::token::{Link, Token};
use crate::{body, document, language, watch};

use failed::{Failure, Visit};
use posted::carry_out;

/// The parameter that asks for the page without a shadow root and script, as the link does that
/// an engine shows which knows no declarative shadow root.
const PLAIN: &str = "plain";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Shows the page. It changes nothing: mail scanners and previews open links, too.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let (query, token) = (query.as_deref(), Token::in_link(&token));
    let visit = Visit::new(&app, Some(&token), query, &headers);
    let shown = async {
        let link = verified(&app, &token)?;
        let mut tx = app.store.read().await?;
        let (_, catalogue) = tx.catalogue().await?.ok_or(ChangeError::NoCatalogue)?;
        let person = tx.person(&link.person).await?;
        let person = person.ok_or(ChangeError::SubscriberUnknown)?;
        let locale = person.locale.as_deref();
        let lang = language::choose(query, &link, locale, &headers);
        let outcome = match parameter(query, "done").and_then(|id| id.parse::<ChangeId>().ok()) {
            // An address that was kept says what came of a form once, and not what holds since
            // something else happened.
            Some(id) => match tx.kept(&link.person, &id).await?.filter(|kept| kept.is_last) {
                Some(Kept {
                    explains: Some(GivenReason { code, receipt: Some(id), .. }), ..
                }) => {
                    let explained = tx.kept(&link.person, &id).await?;
                    explained.map(|kept| Outcome::Thanked { receipt: kept.receipt, code })
                }
                kept => kept.map(|kept| Outcome::Saved(kept.receipt)),
            },
            None => match parameter(query, "refused") {
                Some(form::NO_DAY) => Some(Outcome::NoDay),
                word => word.and_then(code).map(Outcome::Refused),
            },
        };
        let document = document::build(&catalogue, &person, link.power, lang, app.clock.now());
        let document = Box::new(document);
        let asked = Box::new(asked(query, link.campaign.as_ref()));
        let labels = document::labels(&catalogue, lang);
        Ok::<_, Failure>((Screen::Preferences { document, outcome, asked, labels }, lang))
    };
    match shown.await {
        Ok((screen, lang)) => {
            let shape = Shape::asked(query);
            html::page(&app, &screen, lang, shape, StatusCode::OK, &headers)
        }
        Err(failure) => visit.failed(failure).await,
    }
}

/// Shows the page for an app, which knows who is logged in and gives the widget a token.
pub(crate) async fn for_apps(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let lang = language::of_stranger(query.as_deref(), None, &headers);
    html::for_apps(&app, lang, &headers)
}

/// Carries out a form, and sends the browser on to the page, so that reloading it posts nothing.
///
/// One page view's form sent twice is one change.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let (query, headers) = (parts.uri.query(), &parts.headers);
    let token = Token::in_link(&token);
    let visit = Visit::new(&app, Some(&token), query, headers);
    let acted = async {
        let body = body::read(headers, "application/x-www-form-urlencoded", body).await;
        let link = verified(&app, &token)?;
        if is_foreign(&app, headers) {
            return Err(Failure::Foreign);
        }
        let body = body.map_err(|refused| Failure::Code(code(refused.code())))?;
        carry_out(&app, &link, query, headers, &body).await
    };
    let kept = match acted.await {
        Ok(kept) => kept,
        Err(failure) => return visit.failed(failure).await,
    };
    let outcome = match kept {
        Ok(id) => format!("done={id}"),
        Err(refused) => refused.in_query(),
    };
    // Relative, so that the token stays out of the header.
    let lang =
        language::in_query(query).map_or(String::new(), |lang| format!("lang={}&", lang.tag()));
    let view = kept_view(query);
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("?{lang}{view}{outcome}")) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// How a page is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The widget's element, which script takes over.
    Widget,
    /// The same forms, for every engine that knows forms.
    Plain,
}

impl Shape {
    fn asked(query: Option<&str>) -> Self {
        if parameter(query, PLAIN).is_some() { Self::Plain } else { Self::Widget }
    }
}

/// The page for an address at which there is nothing.
pub(super) async fn not_found(app: &App, uri: &Uri, headers: &HeaderMap) -> Response<Body> {
    let visit = Visit::new(app, None, uri.query(), headers);
    visit.failed(Failure::Code(Some(Code::NotFound))).await
}

fn verified(app: &App, token: &Token) -> Result<Link, Failure> {
    let link = app.keys.verify(token, app.clock.now());
    let link = link.map_err(|error| Failure::Code(Some(error.code())))?;
    watch::person(&link.person);
    Ok(link)
}

/// Whether a browser says that another site sent the form.
///
/// No cookie gives a form its power here, so another site gains nothing without the token. But
/// a page that got hold of a link must not be able to make its visitor's browser use it.
/// `Origin` is `null` for our own forms, because the page sends no referrer.
fn is_foreign(app: &App, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| origin != "null" && origin != app.public_url)
}

/// What the address asks to see: what the search form sent, and what the link is about. The
/// address may say which channel the message came by, as `by=email`.
fn asked(query: Option<&str>, campaign: Option<&CampaignId>) -> Asked {
    let pairs = fields(query.unwrap_or_default().as_bytes());
    let by = pairs.iter().find(|(name, _)| name == form::BY).and_then(|(_, by)| by.parse().ok());
    let focus = campaign.cloned().map(|campaign| match by {
        Some(channel) => Scope::Cell(campaign, channel),
        None => Scope::Campaign(campaign),
    });
    let refused = pairs.iter().find(|(name, _)| name == form::PAUSE_ID);
    let refused = refused.and_then(|(_, id)| id.parse().ok());
    let tried = form::kept(&pairs).cloned().collect();
    Asked { query: Query::read(&pairs), focus, refused, tried }
}

/// What of the address goes on to the page that a form leads to, so that it shows the same.
fn kept_view(query: Option<&str>) -> String {
    const KEPT: &[&str] = &[TEXT, CHANNEL, GROUP, STATUS, STATE, form::BY, PLAIN];
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if KEPT.contains(&&*name) && !value.is_empty() {
            kept.append_pair(&name, &value);
        }
    }
    let kept = kept.finish();
    if kept.is_empty() { kept } else { kept + "&" }
}

/// The fields of a form. What is no pair is left out.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

fn parameter<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn code(word: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.as_str() == word)
}
