//! Choosing how a file is compressed on its way.

use std::io::{self, Write};

use axum::http::HeaderValue;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How a file is compressed on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Brotli, `br`.
    Brotli,
    /// `gzip`.
    Gzip,
    /// Not at all.
    Identity,
}

impl Encoding {
    /// The smallest that the `Accept-Encoding` headers allow (RFC 9110, 12.5.3).
    ///
    /// The order of preference is ours: a client that says it likes gzip better than brotli has
    /// no reason for it that outweighs a fifth of the bytes. One that says `q=0` means no.
    pub fn choose<'a>(accept: impl IntoIterator<Item = &'a HeaderValue>) -> Self {
        match Accepted::read(accept) {
            Accepted { br: true, .. } => Self::Brotli,
            Accepted { gzip: true, .. } => Self::Gzip,
            _ => Self::Identity,
        }
    }

    /// Whether gzip is allowed, for what is compressed on the spot.
    pub fn takes_gzip<'a>(accept: impl IntoIterator<Item = &'a HeaderValue>) -> bool {
        Accepted::read(accept).gzip
    }

    /// Its word in `Content-Encoding`.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// What tells its tag from the others'.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Identity => "",
        }
    }
}

/// Compresses what is made on the spot.
pub(crate) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut small = GzEncoder::new(Vec::new(), Compression::new(6));
    small.write_all(bytes)?;
    small.finish()
}

/// What a client can read.
struct Accepted {
    br: bool,
    gzip: bool,
}

impl Accepted {
    fn read<'a>(accept: impl IntoIterator<Item = &'a HeaderValue>) -> Self {
        let (mut br, mut gzip, mut any) = (None, None, None);
        let values = accept.into_iter().filter_map(|value| value.to_str().ok());
        for item in values.flat_map(|value| value.split(',')) {
            let mut parts = item.split(';').map(str::trim);
            let word = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
                .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
            let slot = match word.as_str() {
                "br" => &mut br,
                "gzip" | "x-gzip" => &mut gzip,
                "*" => &mut any,
                _ => continue,
            };
            *slot = Some(weight > 0.0);
        }
        let allowed = |said: Option<bool>| said.or(any).unwrap_or(false);
        Self { br: allowed(br), gzip: allowed(gzip) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept: &'static str, expected: Encoding) {
        let header = HeaderValue::from_static(accept);
        assert_eq!(Encoding::choose([&header]), expected, "{accept}");
    }

    #[test]
    fn the_smallest_encoding_that_is_accepted_is_chosen() {
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("gzip;q=1.0, br;q=0.1", Encoding::Brotli);
        check("br;q=0, gzip", Encoding::Gzip);
        check("br;q=0, *", Encoding::Gzip);
        check("BR", Encoding::Brotli);
        check("*", Encoding::Brotli);
        check("*;q=0", Encoding::Identity);
        check("identity", Encoding::Identity);
        check("deflate, br;q=nonsense", Encoding::Identity);
        assert_eq!(Encoding::choose([]), Encoding::Identity, "without the header");
    }
}
