//! The widget's files: how they are sent.
//!
//! Without the widget built they are not there, and then these tests look at that. `cargo xtask
//! test` builds it first.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};
use sordino_gateway::assets;

use crate::harness::{Answer, PUBLIC_URL, World};

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_gateway_without_the_widget_serves_plain_pages() {
    if assets::embedded() {
        return;
    }
    let world = World::start().await;
    assert_eq!(get(&world, "/sordino.js", &[]).await.status, StatusCode::NOT_FOUND);
    let page = world.reader("ann").open("").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("<script type=\"module\""));
}

#[tokio::test]
async fn files_are_sent_small_and_kept_for_good() {
    if !assets::embedded() {
        return;
    }
    let world = World::start().await;
    for (name, kind) in [
        ("widget.wasm", "application/wasm"),
        ("widget.js", "text/javascript; charset=utf-8"),
        ("sordino.css", "text/css; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("words-zh-Hans.json", "application/json"),
    ] {
        let path = assets::address(name).unwrap_or_else(|| panic!("{name} is not embedded"));
        assert!(path.starts_with("/assets/"), "{path}");
        let mut sizes = Vec::new();
        for (accept, encoding) in
            [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0", ""), ("identity", "")]
        {
            let answer = get(&world, &path, &[("accept-encoding", accept)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.header("content-encoding"), encoding, "{path} for {accept}");
            assert_eq!(answer.header("content-type"), kind, "{path}");
            assert_eq!(answer.header("vary"), "Accept-Encoding", "{path}");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
            // Websites that embed the widget load it from another origin.
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
            sizes.push(answer.body.len());
        }
        assert!(sizes[0] < sizes[2] && sizes[1] < sizes[2], "{path}: {sizes:?}");
        let page = world.reader("ann").open("").await.text();
        let in_page = ["widget.wasm", "widget.js", "page.css", "sordino.css"].contains(&name);
        assert_eq!(page.contains(&path), in_page, "{path} in the page");
    }
}

#[tokio::test]
async fn each_script_has_its_integrity_and_nothing_else_has() {
    if !assets::embedded() {
        return;
    }
    let world = World::start().await;
    let answer = get(&world, "/integrity.json", &[]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let map = answer.json();
    let scripts = map["integrity"].as_object().unwrap();
    assert!(scripts.len() >= 3 && scripts.keys().all(|url| url.ends_with(".js")), "{map}");
    for (url, integrity) in scripts {
        let path = url.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{url}"));
        let script = get(&world, path, &[("accept-encoding", "identity")]).await;
        let hash = STANDARD.encode(Sha384::digest(&script.body));
        assert_eq!(integrity, &format!("sha384-{hash}"), "{url}");
    }
}

#[tokio::test]
async fn the_loader_is_looked_at_again_and_sent_again_only_if_it_changed() {
    if !assets::embedded() {
        return;
    }
    let world = World::start().await;
    let first = get(&world, "/sordino.js", &[("accept-encoding", "br")]).await;
    assert_eq!(first.header("cache-control"), "public, max-age=3600");
    let tag = first.header("etag");
    let headers = [("accept-encoding", "br"), ("if-none-match", tag)];
    let again = get(&world, "/sordino.js", &headers).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("etag"), tag);
    let plain = get(&world, "/sordino.js", &[("if-none-match", tag)]).await;
    assert_eq!(plain.status, StatusCode::OK, "a tag stands for one encoding");
}

#[tokio::test]
async fn nothing_but_the_files_can_be_asked_for() {
    let world = World::start().await;
    for path in
        ["/assets/../Cargo.toml", "/assets/..%2f..%2fCargo.toml", "/assets//etc/passwd", "/assets/"]
    {
        let answer = get(&world, path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
