//! A shop: an ordinary website that embeds the widget, on an origin of its own.
//!
//! It stands for whatever serves your pages. What it must do is little: keep the gateway's key
//! on the server, know who is logged in, and mint a short-lived token for that person when the
//! page asks. `token` below is all of it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use clap::Parser;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use sordino_gateway::token::Key;
use sordino_gateway::{Clock, Config};

/// How long a token of the page works, in seconds: the widget asks for another when it expired.
const SESSION: i64 = 10 * 60;

/// How long a link in a message works, in seconds.
const MESSAGE: i64 = 90 * 86_400;

#[derive(Debug, Parser)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// The gateway's origin.
    #[arg(long)]
    gateway: String,
    /// The gateway's configuration, for the key that signs.
    #[arg(long)]
    config: PathBuf,
    /// Who is logged in.
    #[arg(long)]
    person: String,
    /// The website's files.
    #[arg(long, default_value = "examples/shop")]
    files: PathBuf,
}

struct Shop {
    gateway: String,
    key: Key,
    person: String,
    files: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let config = Config::read(Some(&arguments.config), |name| std::env::var(name).ok())?;
    let shop = Arc::new(Shop {
        gateway: arguments.gateway.trim_end_matches('/').to_owned(),
        key: config.keys.into_iter().next().context("the configuration has no key")?,
        person: arguments.person,
        files: arguments.files,
    });
    let router = Router::new()
        .route("/session/token", get(session))
        .route("/message", get(message))
        .fallback(get(file))
        .with_state(shop);
    let listener = tokio::net::TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("`{}` cannot be listened on", arguments.listen))?;
    println!("the shop is at http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

/// A token for whoever is logged in. A real shop looks at its session cookie here, and answers
/// 401 to those who have none.
async fn session(State(shop): State<Arc<Shop>>) -> Response<Body> {
    match shop.token(SESSION, None) {
        Ok(token) => ([(CACHE_CONTROL, "no-store")], token).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A message as its reader's mail program shows it.
async fn message(State(shop): State<Arc<Shop>>) -> Response<Body> {
    shop.answer("message.html").await
}

async fn file(State(shop): State<Arc<Shop>>, request: Request) -> Response<Body> {
    match request.uri().path().trim_start_matches('/') {
        "" => shop.answer("index.html").await,
        path => shop.answer(path).await,
    }
}

impl Shop {
    /// A token for the person who is logged in. Any language with a JWT library does the same.
    fn token(&self, seconds: i64, lang: Option<&str>) -> Result<String> {
        let now = Clock::machine().now().as_millis() / 1_000;
        let mut claims = json!({
            "aud": "sordino",
            "sub": self.person,
            "iat": now,
            "exp": now + seconds,
            "jti": uuid::Uuid::new_v4().to_string(),
            "power": "manage",
        });
        if let Some(lang) = lang {
            claims["lang"] = lang.into();
        }
        let header = Header { kid: Some(self.key.id.clone()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(&self.key.secret);
        Ok(jsonwebtoken::encode(&header, &claims, &key)?)
    }

    async fn answer(&self, path: &str) -> Response<Body> {
        match self.read(path).await {
            Some((kind, bytes)) => self.with_headers(kind, bytes),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    async fn read(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        // Plain names only, so nothing outside the folder can be asked for.
        let plain = |part: &str| {
            let byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(byte)
        };
        if !path.split('/').all(plain) {
            return None;
        }
        let kind = match Path::new(path).extension()?.to_str()? {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            _ => return None,
        };
        let bytes = tokio::fs::read(self.files.join(path)).await.ok()?;
        if !kind.starts_with("text/html") {
            return Some((kind, bytes));
        }
        let link = |lang| Some(format!("{}/p/{}", self.gateway, self.token(MESSAGE, lang).ok()?));
        let page = String::from_utf8(bytes)
            .ok()?
            .replace("{{gateway}}", &self.gateway)
            .replace("{{link}}", &link(None)?)
            .replace("{{link_zh}}", &link(Some("zh-Hans"))?);
        Some((kind, page.into_bytes()))
    }

    /// Its own files and the gateway's, and nothing inline.
    fn with_headers(&self, kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
        let gateway = &self.gateway;
        let policy = format!(
            "default-src 'none'; script-src 'self' {gateway} 'wasm-unsafe-eval'; \
             style-src 'self' {gateway}; connect-src 'self' {gateway}; img-src 'self'; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}
