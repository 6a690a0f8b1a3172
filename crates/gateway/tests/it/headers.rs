//! What every answer says to the browser.

use axum::body::Body;
use axum::http::Request;

use crate::harness::World;

#[tokio::test]
async fn every_answer_has_the_strict_policy() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let page = format!("/p/{}", reader.token);
    let mut answers = vec![("a POST", reader.wish(serde_json::json!({})).await)];
    for path in [
        "/v1/preferences",
        &page,
        "/p/x",
        "/sordino.js",
        "/icon.svg",
        "/assets/none",
        "/healthz",
        "/readyz",
        "/none",
    ] {
        answers.push((path, world.get(path).await));
        let delete = Request::delete(path).body(Body::empty()).unwrap();
        answers.push(("a DELETE", world.send(delete).await));
    }
    for (what, answer) in answers {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{what}: the policy lacks {part}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{what}: {policy}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=63072000", "{what}");
        assert!(answer.header("set-cookie").is_empty(), "{what}: there are no cookies");
    }
}

#[tokio::test]
async fn without_https_nobody_is_held_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = sordino_gateway::Config {
        public_url: "http://127.0.0.1:8080".into(),
        database: folder.path().join("sordino.db"),
        ..World::empty().await.config
    };
    let clock = sordino_gateway::Clock::machine();
    let router = sordino_gateway::Gateway::open(&config, clock).await.unwrap().router();
    let request = Request::get("/healthz").body(Body::empty()).unwrap();
    let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
    assert!(answer.headers().get("strict-transport-security").is_none());
}

#[tokio::test]
async fn the_page_names_its_style_sheets_before_it_comes() {
    let world = World::start().await;
    let page = world.get(&format!("/p/{}", world.reader("ann").token)).await;
    let links = page.header("link");
    assert_eq!(world.get("/app").await.header("link"), links, "and that for apps");
    let named: Vec<&str> = links.split(", ").collect();
    assert_eq!(named.len(), 2, "{links}");
    for link in named {
        let (address, rest) = link.split_once('>').unwrap();
        assert_eq!(rest, "; rel=preload; as=style");
        let sheet = world.get(address.trim_start_matches('<')).await;
        assert!(sheet.header("content-type").starts_with("text/css"), "{address}");
    }
}

#[tokio::test]
async fn webkit_alone_preloads_no_webassembly_because_it_would_fetch_it_twice() {
    const APPLE: &str = "(KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
    let world = World::start().await;
    let path = format!("/p/{}", world.reader("ann").token);
    for (agent, preloads) in [
        (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 {APPLE}"), false),
        ("Mozilla/5.0 (Linux; Android 16; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36".into(), true),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(), true),
        (String::new(), true),
    ] {
        for path in [&*path, "/app"] {
            let request = Request::get(path).header("user-agent", &agent).body(Body::empty()).unwrap();
            let html = world.send(request).await.text();
            assert_eq!(html.contains("type=\"application/wasm\""), preloads, "{path} {agent}");
            assert!(html.contains("rel=\"modulepreload\""), "{path} {agent}");
        }
    }
}
