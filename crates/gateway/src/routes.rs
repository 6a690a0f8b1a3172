//! The routes: one file for each resource.

pub(crate) mod fallback;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod page;
pub(crate) mod preferences;
pub(crate) mod published;

use axum::extract::Request;
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

/// Names the methods in every answer to `OPTIONS`, also in those to a browser's preflight.
pub(crate) async fn allow(methods: &'static str, request: Request, next: Next) -> Response {
    let asked = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if asked {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    }
    response
}
