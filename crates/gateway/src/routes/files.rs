//! `/sordino.js` and `/assets/…`: the widget's files.

use axum::extract::{Path, Request};
use axum::http::HeaderMap;
use axum::response::Response;

use super::fallback;
use crate::assets;

/// The loader that embedding pages name.
pub(crate) async fn loader(asked: HeaderMap) -> Response {
    assets::loader(&asked).unwrap_or_else(fallback::no_such_file)
}

/// A file whose address holds a hash of its contents.
pub(crate) async fn asset(Path(path): Path<String>, request: Request) -> Response {
    assets::file(&path, request.headers()).unwrap_or_else(fallback::no_such_file)
}
