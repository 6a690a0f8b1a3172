//! The widget's files, embedded in the binary, compressed ahead.

mod encoding;

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE,
    ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::document::hex;
use crate::headers::CROSS_ORIGIN_RESOURCE_POLICY;
pub use encoding::Encoding;
pub(crate) use encoding::gzip;

/// A file of the widget.
#[derive(Debug)]
struct File {
    /// What it is called here: `widget.wasm`.
    name: &'static str,
    /// Where it is served, with a hash of its contents in it: `assets/widget.3f2a.wasm`.
    path: &'static str,
    /// Its media type.
    kind: &'static str,
    plain: &'static [u8],
    br: &'static [u8],
    gz: &'static [u8],
}

/// What `cargo xtask build` made; empty if the gateway was built without it.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The loader: the one file whose address does not change, because embedding pages hold it.
const LOADER: &str = "sordino.js";

/// The loader's tag. The other files have addresses that change with them instead.
static LOADER_TAG: LazyLock<String> = LazyLock::new(|| {
    let bytes = FILES.iter().find(|file| file.name == LOADER);
    let hash = Sha256::digest(bytes.map_or(&[][..], |file| file.plain));
    hex(&hash[..8])
});

/// Whether the widget is embedded. Without it pages are plain forms.
pub fn embedded() -> bool {
    address(LOADER).is_some()
}

/// The address of the file that is called `name`, from the root of the gateway.
pub fn address(name: &str) -> Option<String> {
    let file = FILES.iter().find(|file| file.name == name)?;
    Some(if name == LOADER { format!("/{LOADER}") } else { format!("/{}", file.path) })
}

/// The loader's address with its own tag in it: a page whose HTML is of one build must not get the
/// loader of the one before from a cache, which would not know it.
pub fn loader_address() -> Option<String> {
    Some(format!("{}?v={}", address(LOADER)?, *LOADER_TAG))
}

/// The scripts' addresses from the root of the gateway, each with what subresource integrity says
/// of its contents: `sha384-…`.
pub fn integrity() -> impl Iterator<Item = (String, String)> {
    let scripts = FILES.iter().filter(|file| file.kind.starts_with("text/javascript"));
    scripts.filter_map(|file| {
        let hash = STANDARD.encode(Sha384::digest(file.plain));
        Some((address(file.name)?, format!("sha384-{hash}")))
    })
}

/// Answers a request for `/assets/{path}`; `None` if there is no such file.
pub fn file(path: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let file = FILES
        .iter()
        .find(|file| file.path.strip_prefix("assets/") == Some(path) && file.name != LOADER)?;
    let mut response = encoded(file, asked);
    // The address holds a hash of the contents, so what is behind it never changes.
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(CACHE_CONTROL, forever);
    Some(response)
}

/// Answers a request for `/sordino.js`; `None` if the widget is not embedded.
pub fn loader(asked: &HeaderMap) -> Option<Response<Body>> {
    let file = FILES.iter().find(|file| file.name == LOADER)?;
    let encoding = Encoding::choose(asked.get_all(ACCEPT_ENCODING));
    // Each encoding is another sequence of bytes, and a strong tag stands for one of them.
    let tag = format!("\"{}{}\"", *LOADER_TAG, encoding.suffix());
    let mut response = if matches(asked, &tag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        share(response.headers_mut());
        response
    } else {
        encoded(file, asked)
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    Some(response)
}

/// Whether `If-None-Match` names this tag (RFC 9110, 13.1.2: a weak comparison).
pub(crate) fn matches(asked: &HeaderMap, tag: &str) -> bool {
    asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

fn encoded(file: &File, asked: &HeaderMap) -> Response<Body> {
    let encoding = Encoding::choose(asked.get_all(ACCEPT_ENCODING));
    let bytes = match encoding {
        Encoding::Brotli => file.br,
        Encoding::Gzip => file.gz,
        Encoding::Identity => file.plain,
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
    if let Some(word) = encoding.word() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
    }
    share(headers);
    response
}

/// Websites that embed the widget load these from another origin.
fn share(headers: &mut HeaderMap) {
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let anywhere = HeaderValue::from_static("cross-origin");
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, anywhere);
}
