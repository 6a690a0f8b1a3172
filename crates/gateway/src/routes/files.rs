//! `/sordino.js` and `/assets/…`: the widget's files; `/integrity.json`: what tells them from
//! others.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, json};

use super::fallback;
use crate::app::App;
use crate::assets;
use crate::headers::CROSS_ORIGIN_RESOURCE_POLICY;

/// The loader that embedding pages name.
pub(crate) async fn loader(asked: HeaderMap) -> Response {
    assets::loader(&asked).unwrap_or_else(fallback::no_such_file)
}

/// The scripts' integrity, as an import map has it.
pub(crate) async fn integrity(State(app): State<App>) -> Response {
    let scripts = assets::integrity();
    let whole =
        scripts.map(|(address, hash)| (format!("{}{address}", app.public_url), hash.into()));
    let map = json!({ "integrity": whole.collect::<Map<_, _>>() });
    let headers = [
        (CACHE_CONTROL, "public, max-age=3600"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
    ];
    (headers, Json(map)).into_response()
}

/// The icon in a browser's tab. Without one, browsers ask for `/favicon.ico` and complain.
pub(crate) async fn icon() -> Response {
    const ICON: &str = include_str!("../../../../public/icon.svg");
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, ICON).into_response()
}

/// A file whose address holds a hash of its contents.
pub(crate) async fn asset(
    State(app): State<App>,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    let asked = request.headers();
    let own = app.style_sheet.as_ref().and_then(|sheet| sheet.file(&path, asked));
    own.or_else(|| assets::file(&path, asked)).unwrap_or_else(fallback::no_such_file)
}
