//! What only a socket shows: bodies that break off or are too large, and stopping.

use axum::http::StatusCode;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::harness::{World, fresh};

/// A gateway that listens, and how to stop it.
struct Listening {
    world: World,
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    stopped: tokio::task::JoinHandle<()>,
}

async fn listen() -> Listening {
    let world = World::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, told) = oneshot::channel();
    let told = async move {
        let _ = told.await;
    };
    let stopped = tokio::spawn(world.gateway.clone().serve(listener, told));
    Listening { world, address, stop, stopped }
}

/// Everything that comes back until the connection ends.
async fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

fn head(token: &str, path: &str, kind: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_form_that_breaks_off_changes_nothing() {
    // What is missing from a form must never be read as "off".
    let it = listen().await;
    let reader = it.world.reader("ann");
    let whole = "do=save&form=x&was=%2Fcampaigns%2Fspring-sale%2Fchannels%2Femail&on=%2Fcampaigns%2Fspring-sale%2Fchannels%2Femail";
    let cut = whole.split("&on=").next().unwrap();
    let path = format!("/p/{}", reader.token);
    let mut stream = TcpStream::connect(it.address).await.unwrap();
    let head = head("x", &path, "application/x-www-form-urlencoded", whole.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(cut.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let answer = rest(stream).await;
    assert!(!answer.starts_with("HTTP/1.1 3"), "{answer}");
    let document = reader.document().await;
    assert_eq!(document["campaigns"][0]["channels"], json!({"email": true, "sms": true}));
}

#[tokio::test]
async fn ten_megabytes_are_refused_and_the_next_request_is_served() {
    let it = listen().await;
    let reader = it.world.reader("ann");
    let mut stream = TcpStream::connect(it.address).await.unwrap();
    let (size, part) = (10_000_000, vec![b' '; 100_000]);
    stream
        .write_all(head(&reader.token, "/v1/preferences", "application/json", size).as_bytes())
        .await
        .unwrap();
    for _ in 0..size / part.len() {
        stream
            .write_all(&part)
            .await
            .expect("the body is taken, so that the sender reads the answer");
    }
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("\"too_large\""), "{answer}");
    assert_eq!(reader.wish(json!({"subscribed": false})).await.status, StatusCode::OK);

    // One that says it is larger than that is not even waited for.
    let mut stream = TcpStream::connect(it.address).await.unwrap();
    stream
        .write_all(head(&reader.token, "/v1/preferences", "application/json", 1 << 40).as_bytes())
        .await
        .unwrap();
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_request_that_has_begun_is_finished_when_the_gateway_stops() {
    let it = listen().await;
    let reader = it.world.reader("ann");
    let body = json!({"id": fresh(), "set": {"subscribed": false}}).to_string();
    let (one, two) = body.split_at(20);
    let mut stream = TcpStream::connect(it.address).await.unwrap();
    let head = head(&reader.token, "/v1/preferences", "application/json", body.len());
    // A first request on the same connection shows that it is served before the stop is told.
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(one.as_bytes()).await.unwrap();
    // Another request that is answered on another connection: by then the head above was read.
    let mut other = TcpStream::connect(it.address).await.unwrap();
    other
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(rest(other).await.starts_with("HTTP/1.1 200"));

    it.stop.send(()).unwrap();
    // Only once it takes no more connections does the rest of the body come.
    while TcpStream::connect(it.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(two.as_bytes()).await.unwrap();
    let answer = rest(stream).await;
    assert!(answer.contains("\"receipt\""), "it was not finished: {answer}");
    it.stopped.await.unwrap();
    assert!(TcpStream::connect(it.address).await.is_err(), "it still listens");

    // Everything is in the one file: the write-ahead log was folded in.
    let wal = it.world.file("sordino.db-wal");
    assert!(wal.metadata().map_or(0, |about| about.len()) == 0);
    let again = sordino_gateway::store::Store::open(&it.world.config.database).await.unwrap();
    let ann = sordino_gateway::PersonId::new("ann").unwrap();
    assert_eq!(again.rebuild(&ann).await.unwrap().subscribed, Some(false));
}
