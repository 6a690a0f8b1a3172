//! The Python backend of `examples/backends`, in the gateway's place.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sordino_contract::Power;
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::stage::LinkTo;
use crate::wire::Wire;

/// How often it is asked whether it is there, and how long is waited in between.
const PATIENCE: (u32, Duration) = (300, Duration::from_millis(100));

/// It ends when it is dropped.
pub(crate) struct Python {
    /// Between the browser and it.
    pub(crate) wire: Wire,
    address: SocketAddr,
    /// The tokens that its test hook made, by the sample customer's number.
    tokens: HashMap<String, Value>,
    _server: Server,
    _database: TempDir,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Python {
    /// Starts it for a shop, with nobody in it, and waits until it answers.
    pub(crate) async fn start(shop: &str) -> Result<Self> {
        // Between finding a free port and using it somebody else may take it.
        let mut tries = 0;
        loop {
            tries += 1;
            match Self::start_once(shop).await {
                Err(_) if tries < 3 => {}
                result => return result,
            }
        }
    }

    async fn start_once(shop: &str) -> Result<Self> {
        let python = std::env::var_os("SORDINO_PYTHON").context(
            "`SORDINO_PYTHON` must be a Python that has the packages of the Python backend: \
             `cargo xtask test` installs them and sets it",
        )?;
        let database = tempfile::Builder::new().prefix("sordino-python-").tempdir()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let server = Command::new(&python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/backends/python/server.py"))
            .env("PORT", address.port().to_string())
            .env("DATABASE", database.path().join("sordino.db"))
            .env("SORDINO_KEYS", format!("test:{}", "7".repeat(43)))
            .env("ALLOWED_ORIGINS", shop)
            .env("SORDINO_TEST_HOOK", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("could not run `{}`", python.display()))?;
        let mut server = Server(server);

        let (times, pause) = PATIENCE;
        let mut answers = false;
        for _ in 0..times {
            if let Some(status) = server.0.try_wait()? {
                bail!("the Python backend ended with {status}: what it said is above");
            }
            if ask(address, Method::GET, "/v1/preferences", None, None).await.is_ok() {
                answers = true;
                break;
            }
            tokio::time::sleep(pause).await;
        }
        ensure!(answers, "the Python backend does not answer");
        let (wire, loose) = Wire::open().await?;
        wire.lead_to(loose, address);
        Ok(Self { wire, address, tokens: HashMap::new(), _server: server, _database: database })
    }

    /// Makes a person with this document, who goes by the sample customer's number here.
    pub(crate) async fn add(&mut self, person: &str, document: Value) -> Result<()> {
        let body = json!({ "document": document });
        let (status, tokens) =
            ask(self.address, Method::POST, "/test/people", None, Some(body)).await?;
        ensure!(status == StatusCode::CREATED, "the test hook answered {status}: {tokens}");
        self.tokens.insert(person.into(), tokens);
        Ok(())
    }

    /// The token of a link. What a link says beside whose it is and its power has no meaning here.
    pub(crate) fn token(&self, to: LinkTo<'_>) -> Result<String> {
        let which = match (to.expired, to.power) {
            (true, _) => "expired",
            (false, Power::Manage) => "manage",
            (false, Power::Withdraw) => "withdraw",
        };
        let token = self.tokens.get(to.person).and_then(|tokens| tokens[which].as_str());
        Ok(token.with_context(|| format!("there is no {which} link to `{}`", to.person))?.into())
    }

    /// Somebody's document.
    pub(crate) async fn document(&self, person: &str) -> Result<Value> {
        let token = self.token(LinkTo::of(person))?;
        let (status, document) =
            ask(self.address, Method::GET, "/v1/preferences", Some(&token), None).await?;
        ensure!(status == StatusCode::OK, "the Python backend answered {status}: {document}");
        Ok(document)
    }
}

async fn ask(
    server: SocketAddr,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Option<Value>,
) -> Result<(StatusCode, Value)> {
    let stream = TcpStream::connect(server).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(path).header(HOST, server.to_string());
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let (parts, body) =
        sender.send_request(request.body(Full::new(Bytes::from(body)))?).await?.into_parts();
    Ok((parts.status, serde_json::from_slice(&body.collect().await?.to_bytes())?))
}
