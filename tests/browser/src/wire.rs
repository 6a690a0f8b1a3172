//! The wire between the browser and a server: it can be cut, slow, lossy, and remembers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Result, anyhow};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
};
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::engine::Engine;

/// A request that came by.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its method.
    pub method: Method,
    /// Its path and query.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// What it was answered; `None` if nothing yet.
    pub status: Option<StatusCode>,
    /// How many bytes the answer's body had on the wire.
    pub answered: usize,
}

/// What happens to requests that have a text in their path or body.
#[derive(Debug, Clone)]
enum Fault {
    /// They wait.
    Hold,
    /// They do not arrive.
    Drop,
    /// They arrive, and the answer is lost.
    LoseAnswer,
    /// They do not arrive, and somebody else answers.
    Answer(StatusCode, &'static str, String),
    /// The same, with success, and only once.
    AnswerOnce(&'static str, String),
}

#[derive(Default)]
struct State {
    cut: bool,
    script_forbidden: bool,
    keeping_forbidden: bool,
    first: String,
    faults: Vec<(Method, String, Fault)>,
    seen: Vec<Seen>,
}

/// A relay for HTTP on a port of its own.
pub struct Wire {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    changed: watch::Sender<()>,
}

impl Wire {
    /// Opens a port for a server whose address may come later: see [`Wire::lead_to`].
    ///
    /// # Errors
    ///
    /// If there is no free port.
    pub async fn open() -> Result<(Self, Loose)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let wire = Self {
            address: listener.local_addr()?,
            state: Arc::default(),
            changed: watch::Sender::new(()),
        };
        Ok((wire, Loose(listener)))
    }

    /// Relays what comes to the port to the server.
    pub fn lead_to(&self, loose: Loose, server: SocketAddr) {
        let (state, changed) = (Arc::clone(&self.state), self.changed.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = loose.0.accept().await {
                let (state, changed) = (Arc::clone(&state), changed.clone());
                tokio::spawn(async move {
                    let relay = service_fn(|request| {
                        relay(request, server, Arc::clone(&state), changed.subscribe())
                    });
                    // An error here is a connection that broke, as some are meant to.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), relay)
                        .await;
                });
            }
        });
    }

    /// The port's address as the beginning of a URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on no request arrives and none is answered.
    pub fn cut(&self) {
        self.state().cut = true;
    }

    /// Requests arrive again.
    pub fn mend(&self) {
        self.state().cut = false;
    }

    /// From now on pages come with a policy that lets them run no script.
    pub fn forbid_script(&self) {
        self.state().script_forbidden = true;
    }

    /// From now on browsers keep nothing of what comes by, and ask for it again.
    pub fn forbid_keeping(&self) {
        self.state().keeping_forbidden = true;
    }

    /// From now on pages run this script, too, before their own.
    pub(crate) fn run_first(&self, script: &str) {
        let first = &mut self.state().first;
        first.push_str(script);
        first.push('\n');
    }

    /// Requests that have `part` in their path or body wait until [`Wire::clear`].
    pub fn hold(&self, method: Method, part: &str) {
        self.fault(method, part, Fault::Hold);
    }

    /// Requests that have `part` in their path or body arrive, but their answers are lost.
    pub fn lose_answers(&self, method: Method, part: &str) {
        self.fault(method, part, Fault::LoseAnswer);
    }

    /// Requests that have `part` in their path or body are answered so, and do not arrive.
    pub fn answer(&self, method: Method, part: &str, status: u16, kind: &'static str, body: &str) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.fault(method, part, Fault::Answer(status, kind, body.to_owned()));
    }

    /// The same, but only the first such request.
    pub fn answer_once(&self, method: Method, part: &str, kind: &'static str, body: &str) {
        self.fault(method, part, Fault::AnswerOnce(kind, body.to_owned()));
    }

    fn fault(&self, method: Method, part: &str, fault: Fault) {
        self.state().faults.push((method, part.to_owned(), fault));
    }

    /// Requests that have `part` in their path or body do not arrive, and are not answered.
    pub fn drop_requests(&self, method: Method, part: &str) {
        self.fault(method, part, Fault::Drop);
    }

    /// What waited for having `part` in its path or body goes on; other faults stay.
    pub fn release(&self, part: &str) {
        self.state().faults.retain(|(_, it, fault)| it != part || !matches!(fault, Fault::Hold));
        self.changed.send_replace(());
    }

    /// What waited goes on; other faults stay.
    pub fn clear_holds(&self) {
        self.state().faults.retain(|(_, _, fault)| !matches!(fault, Fault::Hold));
        self.changed.send_replace(());
    }

    /// Waits until something came by with this method and `part` in its path.
    ///
    /// # Errors
    ///
    /// If nothing does.
    pub async fn until_seen(&self, method: &Method, part: &str) -> Result<()> {
        self.until_seen_times(1, method, part).await
    }

    /// Waits until that happened so often.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn until_seen_times(&self, times: usize, method: &Method, part: &str) -> Result<()> {
        for _ in 0..500 {
            if self.seen_of(method, part).len() >= times {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let seen = self.seen_of(method, part).len();
        Err(anyhow!("`{part}` was asked for {seen} times, and should be {times} times"))
    }

    /// Everything works again, and what waited goes on.
    pub fn clear(&self) {
        self.state().faults.clear();
        self.changed.send_replace(());
    }

    /// What came by, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// What came by with this method and `part` in its path.
    pub fn seen_of(&self, method: &Method, part: &str) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|seen| seen.method == *method && seen.path.contains(part));
        seen
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The near end of a [`Wire`] that leads nowhere yet.
pub struct Loose(TcpListener);

fn fault(state: &Mutex<State>, method: &Method, path: &str, body: &[u8]) -> Result<Option<Fault>> {
    let body = String::from_utf8_lossy(body);
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    if state.cut {
        return Err(anyhow!("the wire is cut"));
    }
    let at = state.faults.iter().position(|(only, part, _)| {
        only == method && (path.contains(part.as_str()) || body.contains(part.as_str()))
    });
    let Some(at) = at else { return Ok(None) };
    Ok(Some(match &state.faults[at].2 {
        Fault::AnswerOnce(kind, body) => {
            let once = Fault::Answer(StatusCode::OK, kind, body.clone());
            state.faults.remove(at);
            once
        }
        fault => fault.clone(),
    }))
}

/// Where a page finds the script that is put before its own: its policy allows none in the page.
const FIRST: &str = "/before-all-else.js";

/// Puts it there.
fn add_first(headers: &mut HeaderMap, body: Bytes) -> Bytes {
    let html = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !html.is_some_and(|kind| kind.starts_with("text/html")) {
        return body;
    }
    headers.remove(CONTENT_LENGTH);
    let first = format!("<head><script src=\"{FIRST}\"></script>");
    String::from_utf8_lossy(&body).replacen("<head>", &first, 1).into()
}

fn forbid_script(headers: &mut HeaderMap) -> Result<()> {
    let Some(policy) = headers.get(CONTENT_SECURITY_POLICY) else { return Ok(()) };
    let rest = policy.to_str()?.split(';').filter(|part| !part.trim().starts_with("script-src"));
    let policy = rest.chain([" script-src 'none'"]).collect::<Vec<_>>().join(";");
    headers.insert(CONTENT_SECURITY_POLICY, policy.parse()?);
    Ok(())
}

/// An error drops the connection without an answer.
async fn relay(
    request: Request<Incoming>,
    server: SocketAddr,
    state: Arc<Mutex<State>>,
    mut changed: watch::Receiver<()>,
) -> Result<Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let body = body.collect().await?.to_bytes();
    let number = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if path == FIRST {
            let mut script = Response::new(Full::from(state.first.clone()));
            script.headers_mut().insert(CONTENT_TYPE, "text/javascript".parse()?);
            script.headers_mut().insert(CACHE_CONTROL, "no-store".parse()?);
            return Ok(script);
        }
        state.seen.push(Seen {
            method: parts.method.clone(),
            path: path.clone(),
            headers: parts.headers.clone(),
            body: body.clone(),
            status: None,
            answered: 0,
        });
        state.seen.len() - 1
    };
    let lose = loop {
        match fault(&state, &parts.method, &path, &body)? {
            Some(Fault::Hold) => changed.changed().await?,
            Some(Fault::Answer(status, kind, body)) => {
                let mut answer = Response::new(Full::from(body.clone()));
                *answer.status_mut() = status;
                answer.headers_mut().insert(CONTENT_TYPE, kind.parse()?);
                if !state.lock().unwrap_or_else(PoisonError::into_inner).first.is_empty() {
                    let body = add_first(answer.headers_mut(), body.into());
                    *answer.body_mut() = Full::from(body);
                }
                // The widget may be asking from another origin, as through the gateway.
                answer.headers_mut().insert("access-control-allow-origin", "*".parse()?);
                return Ok(answer);
            }
            Some(Fault::Drop) => return Err(anyhow!("it is dropped")),
            Some(Fault::LoseAnswer) => break true,
            // Taken as an answer already.
            Some(Fault::AnswerOnce(..)) | None => break false,
        }
    };

    let stream = TcpStream::connect(server).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut onward = Request::new(Full::new(body));
    *onward.method_mut() = parts.method;
    *onward.uri_mut() = path.parse()?;
    *onward.headers_mut() = parts.headers;
    let has_first = !state.lock().unwrap_or_else(PoisonError::into_inner).first.is_empty();
    if has_first {
        // Nothing can be put into what is packed.
        onward.headers_mut().remove(ACCEPT_ENCODING);
    }
    onward.headers_mut().entry(HOST).or_insert(server.to_string().parse()?);
    let (mut parts, body) = sender.send_request(onward).await?.into_parts();
    // With it WebKit loads the page in another process, and its driver goes on asking the first.
    if Engine::current() == Engine::WebKit {
        parts.headers.remove("cross-origin-opener-policy");
    }
    let mut body = body.collect().await?.to_bytes();
    if has_first {
        body = add_first(&mut parts.headers, body);
    }
    {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.script_forbidden {
            forbid_script(&mut parts.headers)?;
        }
        if state.keeping_forbidden {
            parts.headers.insert(CACHE_CONTROL, "no-store".parse()?);
        }
        if let Some(seen) = state.seen.get_mut(number) {
            seen.status = Some(parts.status);
            seen.answered = body.len();
        }
    }
    if lose || fault(&state, &Method::TRACE, "", &[]).is_err() {
        return Err(anyhow!("the answer is lost"));
    }
    Ok(Response::from_parts(parts, Full::new(body)))
}
