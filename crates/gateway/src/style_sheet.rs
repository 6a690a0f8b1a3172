//! The sender's own style sheet, which the hosted page links after its own.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::assets::Encoding;
use crate::config::ConfigError;
use crate::document::hex;

/// How long it may be, in bytes: a page waits for it.
const LONGEST: u64 = 65_536;

/// A style sheet as it was when the gateway started.
pub(crate) struct StyleSheet {
    /// Its name below `/assets/`, with a hash of its contents in it.
    name: String,
    plain: Bytes,
    gz: Bytes,
}

impl StyleSheet {
    /// Reads the file that the key `style_sheet` names.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is too long, or is not text. The error names the file and the key.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let wrong = |wrong: String| ConfigError {
            place: path.display().to_string(),
            key: Some("style_sheet".into()),
            wrong,
        };
        // No more than is needed to know that it is too long: it may be anything.
        let mut plain = Vec::new();
        File::open(path)
            .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut plain))
            .map_err(|error| wrong(format!("it cannot be read: {error}")))?;
        if plain.len() as u64 > LONGEST {
            return Err(wrong(format!(
                "{LONGEST} bytes at the most are expected, and it has more"
            )));
        }
        if std::str::from_utf8(&plain).is_err() {
            return Err(wrong("CSS in UTF-8 is expected".into()));
        }
        let gz = gzip(&plain).map_err(|error| wrong(format!("it cannot be packed: {error}")))?;
        let name = format!("own.{}.css", hex(&Sha256::digest(&plain)[..6]));
        Ok(Self { name, plain: plain.into(), gz: gz.into() })
    }

    /// Its address, from the root of the gateway.
    pub(crate) fn address(&self) -> String {
        format!("/assets/{}", self.name)
    }

    /// Answers a request for `/assets/{path}`; `None` if that is not its address.
    pub(crate) fn file(&self, path: &str, asked: &HeaderMap) -> Option<Response<Body>> {
        if path != self.name {
            return None;
        }
        let small = Encoding::takes_gzip(asked.get_all(ACCEPT_ENCODING));
        let bytes = if small { &self.gz } else { &self.plain };
        let mut response = Response::new(Body::from(bytes.clone()));
        let headers = response.headers_mut();
        if small {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        // The address holds a hash of the contents, so what is behind it never changes.
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        headers.insert(CACHE_CONTROL, forever);
        Some(response)
    }
}

impl fmt::Debug for StyleSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StyleSheet({})", self.name)
    }
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut small = GzEncoder::new(Vec::new(), Compression::best());
    small.write_all(bytes)?;
    small.finish()
}
