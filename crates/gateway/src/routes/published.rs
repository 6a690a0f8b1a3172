//! `/v1/openapi.json` and `/v1/schema/…`: the contract, for programs.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::cors::{Any, CorsLayer};

use crate::app::App;
use crate::assets::matches;
use crate::document::hash;
use crate::headers::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::routes::allow;

/// A published file.
struct File {
    path: &'static str,
    kind: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($path:literal is $kind:literal from $file:literal,)*) => {
        &[$(File {
            path: $path,
            kind: $kind,
            text: include_str!(concat!("../../../../docs/contract/", $file)),
        }),*]
    };
}

static FILES: &[File] = files! {
    "/v1/openapi.json" is "application/vnd.oai.openapi+json" from "openapi.json",
    "/v1/schema/document.json" is "application/schema+json" from "schema/document.json",
    "/v1/schema/change-set.json" is "application/schema+json" from "schema/change-set.json",
    "/v1/schema/answer.json" is "application/schema+json" from "schema/answer.json",
    "/v1/schema/problem.json" is "application/schema+json" from "schema/problem.json",
};

/// The routes. Anybody may read what is there, from any website: it is the same for all, and
/// says nothing about anyone.
pub(crate) fn routes() -> Router<App> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([IF_NONE_MATCH])
        .expose_headers([ETAG])
        .max_age(Duration::from_secs(3_600));
    FILES.iter().fold(Router::new(), |router, file| {
        let tag: Arc<str> = format!("\"{}\"", hash(&file.text)).into();
        let route = get(async move |asked: HeaderMap| answer(file, &tag, &asked))
            .options(async || StatusCode::NO_CONTENT)
            .layer(cors.clone())
            .layer(from_fn(|request, next| allow("GET, HEAD, OPTIONS", request, next)));
        router.route(file.path, route)
    })
}

fn answer(file: &File, tag: &str, asked: &HeaderMap) -> Response {
    let mut response = if matches(asked, tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, file.kind)], file.text).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}
