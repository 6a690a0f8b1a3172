//! Taking connections, and stopping well.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

/// How long requests that have begun may take once the gateway is told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// How long a connection may take to say what it wants; a client that sends a byte a minute
/// would hold it for ever otherwise.
const HEAD: Duration = Duration::from_secs(30);

/// How long to wait when the system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop` is done, then finishes what has begun.
pub(crate) async fn until(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connection(stream, router.clone(), &open),
                Err(error) => {
                    tracing::warn!(error = %error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    tracing::info!("stopping: no more connections are taken");
    tokio::select! {
        () = open.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {
            tracing::warn!("requests were still running after the time they were given");
        }
    }
}

fn connection(stream: TcpStream, router: Router, open: &GracefulShutdown) {
    // Answers are small and whole: nothing is gained by waiting for more to send.
    let _ = stream.set_nodelay(true);
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let serving = open.watch(serving);
    tokio::spawn(async move {
        if let Err(error) = serving.await {
            tracing::debug!(error = %error, "a connection broke");
        }
    });
}
