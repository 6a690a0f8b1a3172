//! Answers to what is not there, is not allowed, or went wrong.

use std::any::Any;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, Response, Uri};
use axum::response::IntoResponse;
use sordino_contract::Code;

use super::page;
use crate::answer::Refused;
use crate::app::App;

/// Nothing is at this address.
pub(crate) async fn not_found(State(app): State<App>, request: Request) -> Response<Body> {
    if wants_page(request.headers()) && !is_contract(request.uri()) {
        return page::not_found(&app, request.uri(), request.headers()).await;
    }
    no_such_file()
}

/// No file is at this address.
pub(super) fn no_such_file() -> Response<Body> {
    Refused::new(Code::NotFound, "there is nothing at this address").into_response()
}

/// The address is right, the method is not. The `Allow` header is axum's.
pub(crate) async fn method_not_allowed() -> Response<Body> {
    let detail = "`Allow` names the methods of this address";
    Refused::new(Code::MethodNotAllowed, detail).into_response()
}

/// A handler panicked. What it said may hold anything, so none of it is passed on.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked");
    Refused::new(Code::Unavailable, "try again in a moment").into_response()
}

fn is_contract(uri: &Uri) -> bool {
    uri.path().starts_with("/v1/")
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
