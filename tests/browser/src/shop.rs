//! The shop of `examples/shop`, as its own server serves it, with the themes of `examples/themes`,
//! the pages of `tests/browser/vanilla`, which the benchmarks compare with, and under `/npm/` those
//! that were built with the npm package.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

/// What the shop knows.
pub(crate) struct Shop {
    /// Where the gateway is, which the widget comes from.
    pub(crate) gateway: String,
    /// Where what is behind the widget is: the gateway, or another backend.
    pub(crate) backend: String,
    /// The link that it puts into its pages.
    pub(crate) link: String,
    /// The same, of somebody who reads Chinese.
    pub(crate) link_zh: String,
    /// The token of who is logged in.
    pub(crate) token: String,
}

impl Shop {
    /// Answers for as long as the test runs.
    pub(crate) fn open(self, listener: TcpListener) {
        let router = Router::new().fallback(answer).with_state(Arc::new(self));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }

    /// Its own files and the gateway's, and nothing inline.
    fn policy(&self) -> String {
        let Self { gateway, backend, .. } = self;
        format!(
            "default-src 'none'; script-src 'self' {gateway} 'wasm-unsafe-eval'; \
             style-src 'self' {gateway}; connect-src 'self' {gateway} {backend}; img-src 'self'; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    }

    fn file(&self, path: &str) -> Result<(&'static str, Vec<u8>)> {
        let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
        let kind = match name.rsplit_once('.').map(|(_, end)| end) {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("js") => "text/javascript; charset=utf-8",
            Some("wasm") => "application/wasm",
            _ => anyhow::bail!("there is nothing at `{path}`"),
        };
        let bytes = std::fs::read(place(name)?).context("no such file")?;
        if !name.ends_with(".html") {
            return Ok((kind, bytes));
        }
        let filled = String::from_utf8(bytes)?
            .replace("{{gateway}}/v1/preferences", &format!("{}/v1/preferences", self.backend))
            .replace("{{gateway}}", &self.gateway)
            .replace("{{link}}", &self.link)
            .replace("{{link_zh}}", &self.link_zh);
        Ok((kind, filled.into_bytes()))
    }
}

/// Where a file of the shop is.
fn place(name: &str) -> Result<PathBuf> {
    if let Some(name) = name.strip_prefix("npm/") {
        return Ok(site()?.join(name));
    }
    let folder = match name.split_once('/') {
        Some(("themes", _)) => "../../examples",
        Some(("vanilla", _)) => "",
        _ => "../../examples/shop",
    };
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name))
}

/// The pages that were built with the npm package.
pub(crate) fn site() -> Result<PathBuf> {
    let site = env::var_os("SORDINO_SITE").map(PathBuf::from).context(
        "`SORDINO_SITE` must be the folder of the pages with the npm package: `cargo xtask test` \
         sets it, `cargo xtask package --site` makes it",
    )?;
    anyhow::ensure!(site.is_dir(), "there is no folder `{}` (`SORDINO_SITE`)", site.display());
    Ok(site)
}

async fn answer(State(shop): State<Arc<Shop>>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/session/token" {
        return ([(CACHE_CONTROL, "no-store")], shop.token.clone()).into_response();
    }
    let Ok((kind, mut bytes)) = shop.file(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // What a test asks for becomes attributes of the element: `?mode=unsubscribe`.
    for asked in request.uri().query().unwrap_or_default().split('&') {
        if let Some((name, value)) = asked.split_once('=') {
            let element = format!("<sordino-preferences {name}=\"{value}\" ");
            let text = String::from_utf8_lossy(&bytes);
            bytes = text.replacen("<sordino-preferences ", &element, 1).into_bytes();
        }
    }
    let mut response = ([(CONTENT_TYPE, kind)], bytes).into_response();
    if let Ok(policy) = HeaderValue::from_str(&shop.policy()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}
