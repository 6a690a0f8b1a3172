//! The sender's own style sheet on the hosted page.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use sordino_gateway::{Config, Gateway, assets};

use crate::harness::{Answer, World};

const SHEET: &str = ":root { --sordino-accent: #c0ffee } /* 云雀 </style> */\n";

/// A gateway of the same people that has the file as its style sheet.
async fn dressed(world: &World, sheet: &Path) -> Result<Gateway, String> {
    let config = Config { style_sheet: Some(sheet.into()), ..world.config.clone() };
    Gateway::open(&config, world.clock.clone()).await.map_err(|error| error.to_string())
}

async fn get(gateway: &Gateway, path: &str, accept: &str) -> Answer {
    let request = Request::get(path).header("accept-encoding", accept).body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(gateway.router(), request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

fn written(world: &World, css: &[u8]) -> PathBuf {
    let path = world.file("brand.css");
    std::fs::write(&path, css).unwrap();
    path
}

/// Where a page links it.
fn address(page: &str) -> String {
    let (_, rest) = page.split_once("href=\"/assets/own.").expect("the page links it");
    format!("/assets/own.{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn the_page_links_it_after_its_own_and_it_is_kept_for_good() {
    let world = World::start().await;
    let gateway = dressed(&world, &written(&world, SHEET.as_bytes())).await.unwrap();
    let page = get(&gateway, &format!("/p/{}", world.reader("ann").token), "identity").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    let address = address(&page);
    if let Some(own) = assets::address("page.css") {
        assert!(page.find(&own).unwrap() < page.find(&address).unwrap(), "the later one wins");
    }

    let plain = get(&gateway, &address, "identity").await;
    assert_eq!((plain.status, plain.text().as_str()), (StatusCode::OK, SHEET));
    let small = get(&gateway, &address, "gzip, br").await;
    let mut unpacked = String::new();
    let mut gzip = flate2::read::GzDecoder::new(&small.body[..]);
    std::io::Read::read_to_string(&mut gzip, &mut unpacked).unwrap();
    assert_eq!(unpacked, SHEET);
    for (answer, encoding) in [(plain, ""), (small, "gzip")] {
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        assert!(answer.header("content-security-policy").contains("style-src 'self'"));
    }
}

#[tokio::test]
async fn a_page_that_failed_has_it_too() {
    let world = World::start().await;
    let gateway = dressed(&world, &written(&world, SHEET.as_bytes())).await.unwrap();
    let page = get(&gateway, "/p/x", "identity").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    address(&page.text());
}

/// Browsers keep it for a year, so that what is new must be at another address.
#[tokio::test]
async fn another_content_has_another_address_and_the_old_one_is_gone() {
    let world = World::start().await;
    let path = format!("/p/{}", world.reader("ann").token);
    let gateway = dressed(&world, &written(&world, SHEET.as_bytes())).await.unwrap();
    let old = address(&get(&gateway, &path, "").await.text());

    let gateway = dressed(&world, &written(&world, b":root {}")).await.unwrap();

    let new = address(&get(&gateway, &path, "").await.text());
    assert_ne!(old, new);
    assert_eq!(get(&gateway, &old, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_one_there_is_none() {
    let world = World::start().await;
    let page = world.reader("ann").open("").await.text();
    assert!(!page.contains("/assets/own."), "{page}");
}

#[tokio::test]
async fn a_file_that_cannot_be_one_stops_the_start_and_says_why() {
    let world = World::empty().await;
    let said = |part: &'static str, error: Result<Gateway, String>| {
        let error = error.map(drop).unwrap_err();
        assert!(error.contains(part) && error.contains("`style_sheet`"), "{error}");
    };
    let missing = world.file("no-such.css");
    let error = dressed(&world, &missing).await.map(drop).unwrap_err();
    assert!(error.starts_with(&missing.display().to_string()), "the file is not named: {error}");
    said("it cannot be read", Err(error));
    said("it cannot be read", dressed(&world, missing.parent().unwrap()).await);
    said("65536 bytes", dressed(&world, &written(&world, &[b' '; 65_537])).await);
    said("UTF-8", dressed(&world, &written(&world, b"a { content: '\xff' }")).await);

    assert!(dressed(&world, &written(&world, &[b' '; 65_536])).await.is_ok(), "as long as it may");
}
