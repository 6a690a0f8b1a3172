//! The document as HTML, for websites that embed the widget: shown before the WebAssembly is there.

use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response};
use sordino::{Lang, page};
use sordino_contract::Document;

use crate::assets::{self, Encoding};

/// Its media type. It is one that nobody asks for who does not mean it, as frameworks and browsers
/// ask for `text/html` and `*/*`, and one that no browser opens as a page.
const KIND: &str = "text/vnd.sordino.fragment";

/// Whether it is wanted for the widget that is embedded here, and at least as much as the document
/// (RFC 9110, 12.5.1). No wildcard means it.
///
/// Another widget, of an older loader that a browser kept or of another server, could not bring to
/// life what this one renders.
pub(super) fn is_wanted(asked: &HeaderMap) -> bool {
    let Some(own) = assets::address("widget.wasm") else { return false };
    let own = own.split('.').nth(1).unwrap_or_default();
    let (mut fragment, mut document) = (0.0, 0.0);
    let values = asked.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for item in values.flat_map(|value| value.split(',')) {
        let mut parts = item.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let parameters: Vec<_> = parts.filter_map(|part| part.split_once('=')).collect();
        let find = |name: &str| {
            let mut found = parameters.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| *value)
        };
        let weight = find("q").map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        if kind.eq_ignore_ascii_case(KIND) && find("widget") == Some(own) {
            fragment = weight;
        } else if kind.eq_ignore_ascii_case("application/json") {
            document = weight;
        }
    }
    fragment > 0.0 && fragment >= document
}

/// The document as HTML.
pub(super) fn answer(
    document: &Document,
    lang: Lang,
    labels: &'static str,
    asked: &HeaderMap,
) -> Response<Body> {
    let html = page::fragment(document, lang, labels);
    // As with the page: it repeats nothing that a stranger chose, so its length tells nothing.
    let small = Encoding::takes_gzip(asked.get_all(ACCEPT_ENCODING))
        .then(|| assets::gzip(html.as_bytes()).ok())
        .flatten();
    let is_small = small.is_some();
    let mut response = Response::new(Body::from(small.unwrap_or(html.into_bytes())));
    if is_small {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Puts right what the headers of the document say otherwise.
pub(super) fn describe(headers: &mut HeaderMap, document: &Document) {
    let kind = HeaderValue::from_static("text/vnd.sordino.fragment; charset=utf-8");
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    // The document's own tag stands for other bytes.
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}-fragment\"", document.revision)) {
        headers.insert(ETAG, tag);
    }
}
