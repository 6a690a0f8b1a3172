//! Every refusal: a clear code, nothing changed, the server up.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Reader, World, fresh};

/// That `set` is refused, and nothing is different.
async fn check(reader: &Reader<'_>, set: Value, code: &str, pointer: &str) {
    let before = reader.read().await.body;
    // What could be done stands first: a change is all or nothing.
    reader.wish(set.clone()).await.refused(422, code, Some(pointer));
    assert_eq!(reader.read().await.body, before, "{set} was refused and changed something");
}

#[tokio::test]
async fn wishes_that_cannot_be_are_refused_with_a_code_and_a_place() {
    let world = World::start().await;
    let r = &world.reader("ann");
    check(
        r,
        json!({"channels": {"sms": false, "fax": false}}),
        "unknown_channel",
        "/set/channels/fax",
    )
    .await;
    check(
        r,
        json!({"campaigns": {"none": {"channels": {"email": false}}}}),
        "unknown_campaign",
        "/set/campaigns/none/channels/email",
    )
    .await;
    check(
        r,
        json!({"campaigns": {"news": {"channels": {"fax": false}}}}),
        "unknown_channel",
        "/set/campaigns/news/channels/fax",
    )
    .await;
    check(
        r,
        json!({"campaigns": {"news": {"channels": {"sms": true}}}}),
        "not_offered",
        "/set/campaigns/news/channels/sms",
    )
    .await;
    check(
        r,
        json!({"campaigns": {"news": {"frequency": "weekly"}}}),
        "not_offered",
        "/set/campaigns/news/frequency",
    )
    .await;
    check(
        r,
        json!({"campaigns": {"spring-sale": {"frequency": "yearly"}}}),
        "unknown_frequency",
        "/set/campaigns/spring-sale/frequency",
    )
    .await;
    check(
        r,
        json!({"campaigns": {"orders": {"channels": {"email": false}}}}),
        "required",
        "/set/campaigns/orders/channels/email",
    )
    .await;
    check(
        r,
        json!({"pauses": {"p": {"from": "2026-12-02", "until": "2026-12-01"}}}),
        "pause_backwards",
        "/set/pauses/p/until",
    )
    .await;
    check(
        r,
        json!({"pauses": {"p": {"from": "2026-11-01", "until": "2026-11-20"}}}),
        "pause_past",
        "/set/pauses/p/until",
    )
    .await;
    check(
        r,
        json!({"pauses": {"p": {"from": "2026-12-01", "until": "2027-03-01"}}}),
        "pause_too_long",
        "/set/pauses/p/until",
    )
    .await;
    let many: serde_json::Map<_, _> = (0..51)
        .map(|n| (format!("p{n}"), json!({"from": "2026-12-01", "until": "2026-12-02"})))
        .collect();
    check(r, json!({"pauses": many}), "too_many_pauses", "/set/pauses").await;
}

/// That a whole body is refused, and nothing is different.
async fn body(reader: &Reader<'_>, body: String, status: u16, code: &str, pointer: Option<&str>) {
    let before = reader.read().await.body;
    reader.post(body).await.refused(status, code, pointer);
    assert_eq!(reader.read().await.body, before);
}

#[tokio::test]
async fn a_body_that_is_not_of_the_contract_is_refused_with_its_place() {
    let world = World::start().await;
    let r = &world.reader("ann");
    let id = fresh();
    let unknown = "unknown_member";
    body(
        r,
        json!({"id": id, "set": {"subscribed": false}, "extra": 1}).to_string(),
        422,
        unknown,
        Some("/extra"),
    )
    .await;
    body(
        r,
        json!({"id": id, "set": {"subscribd": false}}).to_string(),
        422,
        unknown,
        Some("/set/subscribd"),
    )
    .await;
    body(
        r,
        json!({"id": id, "set": {"campaigns": {"news": {"chanels": {}}}}}).to_string(),
        422,
        unknown,
        Some("/set/campaigns/news/chanels"),
    )
    .await;
    body(r, json!({"id": id, "set": {"a/b~c": 1}}).to_string(), 422, unknown, Some("/set/a~1b~0c"))
        .await;
    let invalid = "invalid_value";
    body(
        r,
        json!({"id": id, "set": {"subscribed": "no"}}).to_string(),
        422,
        invalid,
        Some("/set/subscribed"),
    )
    .await;
    body(
        r,
        json!({"id": id, "set": {"subscribed": null}}).to_string(),
        422,
        invalid,
        Some("/set/subscribed"),
    )
    .await;
    body(
        r,
        json!({"id": id, "set": {"channels": {"e mail": true}}}).to_string(),
        422,
        invalid,
        Some("/set/channels/e mail"),
    )
    .await;
    body(
        r,
        json!({"id": id, "set": {"pauses": {"p": {"from": "2026-02-30", "until": "2026-03-01"}}}})
            .to_string(),
        422,
        invalid,
        Some("/set/pauses/p/from"),
    )
    .await;
    body(
        r,
        json!({"id": id, "set": {"pauses": {"p": {"from": "2026-02-03"}}}}).to_string(),
        422,
        invalid,
        Some("/set/pauses/p/until"),
    )
    .await;
    body(
        r,
        json!({"id": id, "made_at": "2026-11-21T20:15:00+08:00", "set": {}}).to_string(),
        422,
        invalid,
        Some("/made_at"),
    )
    .await;
    body(r, json!({"id": id, "via": "pigeon", "set": {}}).to_string(), 422, invalid, Some("/via"))
        .await;
    // A number in place of a word was once "not JSON", and `{"page": null}` was the word.
    for via in [json!(null), json!(5), json!(["page"]), json!({ "page": null })] {
        let sent = json!({"id": id, "via": via, "set": {}}).to_string();
        body(r, sent, 422, invalid, Some("/via")).await;
    }
    body(r, json!({"set": {}}).to_string(), 422, invalid, Some("/id")).await;
    body(r, json!({"id": id}).to_string(), 422, invalid, Some("/set")).await;
    body(
        r,
        json!({"id": "not-a-uuid", "set": {"subscribed": false}}).to_string(),
        422,
        invalid,
        Some("/id"),
    )
    .await;
    body(
        r,
        format!(r#"{{"id":"{id}","set":{{"channels":{{"sms":true,"sms":false}}}}}}"#),
        422,
        invalid,
        Some("/set/channels"),
    )
    .await;
    // serde would read a list as an object's members in order.
    for (list, pointer) in [
        (format!(r#"["{id}", null, null, null, {{"subscribed": false}}]"#), ""),
        (format!(r#"{{"id": "{id}", "set": [false]}}"#), "/set"),
        (
            format!(
                r#"{{"id": "{id}", "set": {{"campaigns": {{"news": [{{"email": false}}]}}}}}}"#
            ),
            "/set/campaigns/news",
        ),
        (
            format!(
                r#"{{"id": "{id}", "set": {{"pauses": {{"p": ["2026-12-01", "2026-12-02"]}}}}}}"#
            ),
            "/set/pauses/p",
        ),
        (format!(r#"{{"id": "{id}", "set": {{}}, "reason": ["too_frequent"]}}"#), "/reason"),
    ] {
        body(r, list, 422, invalid, Some(pointer)).await;
    }
    let malformed = "malformed_json";
    body(r, String::new(), 400, malformed, None).await;
    body(r, "{\"id\": \n oops}".into(), 400, malformed, None).await;
    body(r, format!(r#"{{"id":"{id}","set":{{"subscribed":false}}"#), 400, malformed, None).await;
    body(
        r,
        format!(r#"{{"id":"{id}","set":{{"subscribed":false}}}} and more"#),
        400,
        malformed,
        None,
    )
    .await;
    body(r, "[".repeat(60_000), 400, malformed, None).await;
}

#[tokio::test]
async fn a_refusal_of_json_says_line_and_column_and_repeats_nothing_that_was_sent() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let answer = reader.post("{\"id\": \n  oops}").await.json();
    assert!(answer["detail"].as_str().unwrap().contains("line 2, column 3"), "{answer}");
    for sent in [
        json!({"id": "ann.private@example.com", "set": {}}),
        json!({"id": fresh(), "set": {"subscribed": "ann.private@example.com"}}),
        json!({"id": fresh(), "made_at": "ann.private@example.com", "set": {}}),
        json!({"id": fresh(), "via": "ann.private@example.com", "set": {}}),
        json!({"id": fresh(), "set": {"pauses": {"p": {"from": "ann.private@example.com", "until": ""}}}}),
    ] {
        let text = reader.change(&sent).await.text();
        assert!(!text.contains("private"), "the refusal repeats what was sent: {text}");
        assert!(
            text.contains("expected") || text.contains("must be"),
            "it says what it wants: {text}"
        );
    }
}

#[tokio::test]
async fn a_body_of_another_type_or_too_large_is_refused() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let plain =
        reader.request("POST").header("content-type", "text/plain").body(Body::from("{}")).unwrap();
    world.send(plain).await.refused(415, "wrong_media_type", None);
    let none = reader.request("POST").body(Body::from("{}")).unwrap();
    world.send(none).await.refused(415, "wrong_media_type", None);
    let charset = reader.request("POST").header("content-type", "Application/JSON; charset=utf-8");
    let body = json!({"id": fresh(), "set": {}}).to_string();
    assert_eq!(world.send(charset.body(Body::from(body)).unwrap()).await.status, StatusCode::OK);

    let padded = |bytes: usize| {
        let mut body = json!({"id": fresh(), "set": {"subscribed": false}}).to_string();
        body.push_str(&" ".repeat(bytes - body.len()));
        body
    };
    reader.post(padded(512 * 1024 + 1)).await.refused(413, "too_large", None);
    reader.post(padded(10_000_000)).await.refused(413, "too_large", None);
    assert_eq!(reader.document().await["subscribed"], true);
    assert_eq!(reader.post(padded(512 * 1024)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_said_as_a_problem() {
    let world = World::start().await;
    let reader = world.reader("ann");
    for (path, allow) in [
        ("/v1/preferences", "GET,HEAD,POST,OPTIONS"),
        ("/healthz", "GET,HEAD"),
        ("/p/x", "GET,HEAD,POST"),
    ] {
        let request =
            Request::delete(path).header("authorization", format!("Bearer {}", reader.token));
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        answer.refused(405, "method_not_allowed", None);
        let mut allowed: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        let mut expected: Vec<_> = allow.split(',').collect();
        allowed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(allowed, expected, "{path}");
    }
    world.get("/v1/nothing").await.refused(404, "not_found", None);
    world.get("/assets/nothing.js").await.refused(404, "not_found", None);
    world.get("/%ff%00").await.refused(404, "not_found", None);
    world.reader("nobody").read().await.refused(404, "subscriber_unknown", None);
    world.reader("nobody").wish(json!({"subscribed": false})).await.refused(
        404,
        "subscriber_unknown",
        None,
    );
}

#[tokio::test]
async fn a_store_that_fails_is_said_without_its_reasons() {
    let world = World::start().await;
    let reader = world.reader("ann");
    world.store().close().await;
    for answer in [reader.read().await, reader.wish(json!({"subscribed": false})).await] {
        answer.refused(503, "unavailable", None);
        assert_eq!(answer.json()["detail"], "try again in a moment");
        assert_eq!(answer.header("retry-after"), "5");
    }
    let page = reader.open("").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.text().contains("<sordino-preferences"), "the failure is a page, too");
}
