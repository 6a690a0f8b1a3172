//! The shop of `examples/shop`, as its own server serves it, with the themes of `examples/themes`,
//! and the pages of `tests/browser/vanilla`, which the benchmarks compare with.

use std::path::Path;
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

    fn file(&self, path: &str) -> Result<(&'static str, String)> {
        let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
        let kind = match name.rsplit_once('.').map(|(_, end)| end) {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("js") => "text/javascript; charset=utf-8",
            _ => anyhow::bail!("there is nothing at `{path}`"),
        };
        let folder = match name.split_once('/') {
            Some(("themes", _)) => "../../examples",
            Some(("vanilla", _)) => "",
            _ => "../../examples/shop",
        };
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
        let text = std::fs::read_to_string(file).context("no such file")?;
        if !name.ends_with(".html") {
            return Ok((kind, text));
        }
        let filled = text
            .replace("{{gateway}}/v1/preferences", &format!("{}/v1/preferences", self.backend))
            .replace("{{gateway}}", &self.gateway)
            .replace("{{link}}", &self.link)
            .replace("{{link_zh}}", &self.link_zh);
        Ok((kind, filled))
    }
}

async fn answer(State(shop): State<Arc<Shop>>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/session/token" {
        return ([(CACHE_CONTROL, "no-store")], shop.token.clone()).into_response();
    }
    let Ok((kind, mut text)) = shop.file(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // What a test asks for becomes attributes of the element: `?mode=unsubscribe`.
    for asked in request.uri().query().unwrap_or_default().split('&') {
        if let Some((name, value)) = asked.split_once('=') {
            let element = format!("<sordino-preferences {name}=\"{value}\" ");
            text = text.replacen("<sordino-preferences ", &element, 1);
        }
    }
    let mut response = ([(CONTENT_TYPE, kind)], text).into_response();
    if let Ok(policy) = HeaderValue::from_str(&shop.policy()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}
