//! What is logged of a request: never its path, which may hold a token, but its route.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;

use crate::PersonId;

/// Logs each request: method, route, status, time taken, and the person it was about.
pub(crate) async fn requests(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    // A method can be any word that a client makes up.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "OPTIONS" | "PUT" | "PATCH" | "DELETE") => known,
        _ => "other",
    }
    .to_owned();
    let span = tracing::info_span!("request", method, route, person = Empty);
    let begun = Instant::now();
    async move {
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let ms = begun.elapsed().as_secs_f64() * 1_000.0;
        tracing::info!(status, ms, "answered");
        response
    }
    .instrument(span)
    .await
}

/// Notes whose request it is.
pub(crate) fn person(id: &PersonId) {
    tracing::Span::current().record("person", id.logged());
}

/// Logs a failure of ours, with its causes.
pub(crate) fn failure(error: &(dyn std::error::Error + 'static)) {
    let mut causes = String::new();
    let mut next = error.source();
    while let Some(cause) = next {
        if !causes.is_empty() {
            causes.push_str(": ");
        }
        causes.push_str(&cause.to_string());
        next = cause.source();
    }
    tracing::error!(error = %error, cause = causes, "a request failed");
}
