//! `GET /v1/preferences`: the document.

use axum::body::Body;
use axum::http::header::{IF_NONE_MATCH, ORIGIN};
use axum::http::{Method, Request, StatusCode};
use serde_json::json;

use crate::harness::{SHOP, World};

#[tokio::test]
async fn a_document_says_who_may_be_written_to_about_what() {
    let world = World::start().await;
    let answer = world.reader("ann").read().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");

    let document: sordino_contract::Document = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(document.contract, "1");
    assert_eq!(document.today.to_string(), "2026-11-21");
    assert_eq!(document.subscriber.address_hint, "a•••@example.com");

    let json = answer.json();
    assert_eq!(json["sender"]["name"], "Larkfield & Sons");
    assert_eq!(json["channels"][1]["on"], true, "the column said yes, the catalogue no");
    assert_eq!(json["campaigns"][0]["channels"], json!({"email": true, "sms": true}));
    assert_eq!(
        json["campaigns"][0]["frequency"],
        json!({"choices": ["every", "weekly", "monthly"]})
    );
    assert_eq!(json["campaigns"][0]["rhythm"], "About twice a month");
    assert_eq!(json["can"], json!(["pause", "frequency", "export", "erase"]));
    assert_eq!(json["power"], "manage");
    let text = answer.text();
    for secret in ["ann.private", "Secretname"] {
        assert!(!text.contains(secret), "the document gives away `{secret}`");
    }
}

#[tokio::test]
async fn silence_is_not_consent() {
    let world = World::start().await;
    let document = world.reader("new").document().await;
    // Nothing is known of this person: only what the catalogue says is on for such people.
    assert_eq!(document["campaigns"][0]["channels"], json!({"email": false, "sms": false}));
    assert_eq!(document["campaigns"][1]["channels"], json!({"email": true, "post": false}));
    assert_eq!(document["campaigns"][2]["channels"], json!({"email": true, "sms": true}));
}

#[tokio::test]
async fn a_campaign_is_planned_then_running_then_ended_in_the_days_of_its_reader() {
    let world = World::start().await;
    let mut seen = Vec::new();
    for now in [
        "2026-11-30T23:59:59Z",
        "2026-12-01T00:00:00Z",
        "2027-02-28T23:59:59Z",
        "2027-03-01T00:00:00Z",
    ] {
        world.move_to(now);
        let (ann, wei) =
            (world.reader("ann").document().await, world.reader("wei").document().await);
        let status = |document: &serde_json::Value| {
            document["campaigns"][3]["status"].as_str().unwrap().to_owned()
        };
        seen.push((status(&ann), status(&wei)));
        assert_eq!(ann["campaigns"][4]["status"], "cancelled");
    }
    let expected =
        [("planned", "running"), ("running", "running"), ("running", "ended"), ("ended", "ended")];
    assert_eq!(seen, expected.map(|(ann, wei)| (ann.to_owned(), wei.to_owned())));
}

#[tokio::test]
async fn a_document_that_did_not_change_is_not_sent_again() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let first = reader.read().await;
    let tag = first.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", first.json()["revision"].as_str().unwrap()));
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let vary: Vec<_> = first.headers.get_all("vary").iter().map(|v| v.to_str().unwrap()).collect();
    let vary = vary.join(",").to_lowercase();
    assert!(vary.contains("authorization") && vary.contains("accept-language"), "{vary}");

    let ask =
        |tag: &str| reader.request("GET").header(IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
    for same in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
        let again = world.send(ask(&same)).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{same}");
        assert_eq!(again.header("etag"), tag);
    }
    reader.wish(json!({"subscribed": false})).await;
    let changed = world.send(ask(&tag)).await;
    assert_eq!(changed.status, StatusCode::OK, "a change makes another revision");
    world.move_to("2026-11-22T12:00:00Z");
    let next_day = reader.read().await;
    assert_ne!(next_day.header("etag"), changed.header("etag"), "another day is another document");
}

#[tokio::test]
async fn looking_changes_nothing() {
    // What went wrong elsewhere: a mail scanner's GET or HEAD unsubscribed whole lists.
    let world = World::start().await;
    let reader = world.reader("ann");
    let before = reader.read().await.body;
    let lines = world.lines("ann").await;
    for method in ["GET", "HEAD", "OPTIONS"] {
        for path in [
            "/v1/preferences",
            &format!("/p/{}", reader.token),
            &format!("/p/{}?do=leave&done=x", reader.token),
        ] {
            let request = Request::builder().method(method).uri(path);
            let request = request.header("authorization", format!("Bearer {}", reader.token));
            world.send(request.body(Body::from("do=leave")).unwrap()).await;
        }
    }
    assert_eq!(world.lines("ann").await, lines, "looking wrote to the log");
    assert_eq!(reader.read().await.body, before, "looking changed something");
}

#[tokio::test]
async fn head_answers_like_get_without_the_body() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let get = reader.read().await;
    let head = world.send(reader.request("HEAD").body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("etag"), get.header("etag"));
}

#[tokio::test]
async fn websites_that_may_embed_the_widget_may_call_it_and_others_may_not() {
    let world = World::start().await;
    let preflight = |origin: &str| {
        Request::builder()
            .method(Method::OPTIONS)
            .uri("/v1/preferences")
            .header(ORIGIN, origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type")
            .body(Body::empty())
            .unwrap()
    };
    let allowed = world.send(preflight(SHOP)).await;
    assert!(allowed.status.is_success(), "{}", allowed.status);
    assert_eq!(allowed.header("access-control-allow-origin"), SHOP);
    let headers = allowed.header("access-control-allow-headers").to_lowercase();
    assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
    assert!(allowed.header("access-control-allow-methods").contains("POST"));
    assert_eq!(allowed.header("access-control-allow-credentials"), "", "no cookies");

    let other = world.send(preflight("https://elsewhere.example")).await;
    assert_eq!(other.header("access-control-allow-origin"), "");

    let request = world.reader("ann").request("GET").header(ORIGIN, SHOP);
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    assert_eq!(answer.header("access-control-expose-headers").to_lowercase(), "etag");
    // A refusal can be read, too: the widget shows its own words for the code.
    let request = Request::get("/v1/preferences").header(ORIGIN, SHOP);
    let refusal = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(refusal.header("access-control-allow-origin"), SHOP);
    let request = Request::put("/v1/preferences").header(ORIGIN, SHOP);
    let refusal = world.send(request.body(Body::empty()).unwrap()).await;
    refusal.refused(405, "method_not_allowed", None);
    assert_eq!(refusal.header("access-control-allow-origin"), SHOP);
    assert_eq!(refusal.header("access-control-expose-headers").to_lowercase(), "etag");
    for method in ["GET", "HEAD", "POST"] {
        assert!(refusal.header("allow").contains(method), "`Allow` lacks {method}");
    }
}

#[tokio::test]
async fn options_says_what_can_be_done() {
    let world = World::start().await;
    let request = Request::builder().method("OPTIONS").uri("/v1/preferences");
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert!(answer.status.is_success());
    assert_eq!(answer.header("allow"), "GET, HEAD, POST, OPTIONS");
}

#[tokio::test]
async fn it_says_when_it_is_up_and_when_it_is_ready() {
    let world = World::empty().await;
    assert_eq!(world.get("/healthz").await.status, StatusCode::OK);
    let waiting = world.get("/readyz").await;
    assert_eq!(waiting.status, StatusCode::SERVICE_UNAVAILABLE, "there is no catalogue yet");
    assert!(waiting.text().contains("catalogue"), "{}", waiting.text());
    world.reader("ann").read().await.refused(503, "unavailable", None);

    let world = World::start().await;
    assert_eq!(world.get("/readyz").await.status, StatusCode::OK);
    world.store().close().await;
    assert_eq!(world.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        world.get("/healthz").await.status,
        StatusCode::OK,
        "the process is up all the same"
    );
}

#[tokio::test]
async fn a_catalogue_that_another_process_imports_is_used_at_once() {
    let world = World::start().await;
    let reader = world.reader("ann");
    assert_eq!(reader.document().await["campaigns"][1]["label"], "News");
    // As `import` does it: a store of its own on the same file.
    let other = sordino_gateway::store::Store::open(&world.config.database).await.unwrap();
    let text = crate::harness::CATALOGUE.replace("\"News\"", "\"Good news\"");
    let offered = sordino_gateway::Catalogue::parse(&text).unwrap();
    sordino_gateway::import::catalogue(&other, &world.clock, &offered).await.unwrap();
    assert_eq!(reader.document().await["campaigns"][1]["label"], "Good news");
}
