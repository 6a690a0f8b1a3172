//! What suits better than leaving, had by a plain form: one change, and one move.

use serde_json::json;

use crate::harness::{Reader, World};
use crate::page::{nonce, query};

/// Turns off what `wish` is about, says why by a form, and answers the page that says thanks, with
/// the id of the change that was explained.
async fn thanked(reader: &Reader<'_>, wish: &[(&str, &str)]) -> (String, String) {
    let first = nonce(&reader.open("").await.text());
    let fields: Vec<_> = wish.iter().copied().chain([("form", first.as_str())]).collect();
    let left = query(&reader.submit(&fields).await);
    let id = left.strip_prefix("?done=").unwrap().to_owned();
    let second = nonce(&reader.open(&left).await.text());
    let reason = [("form", second.as_str()), ("receipt", &id), ("reason", "too_frequent")];
    let thanked = query(&reader.submit(&reason).await);
    (reader.open(&thanked).await.text(), id)
}

const OFF: [(&str, &str); 2] = [("do", "save"), ("was", "/campaigns/spring-sale/channels/email")];

#[tokio::test]
async fn less_often_is_one_change_by_form_and_the_same_form_again_is_no_other() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let (page, id) = thanked(&reader, &OFF).await;
    assert!(page.contains("Keep it, but less often: Monthly"), "{page}");
    let before = world.lines("ann").await;

    let form = [("do", "less"), ("form", &*nonce(&page)), ("receipt", &*id)];
    let saved = query(&reader.submit(&form).await);
    assert_eq!(query(&reader.submit(&form).await), saved, "a double click");
    assert_eq!(world.lines("ann").await, before + 1);
    let document = reader.document().await;
    assert_eq!(document["campaigns"][0]["channels"]["email"], true);
    assert_eq!(document["campaigns"][0]["frequency"]["now"], "monthly");
    assert_eq!(document["history"][0]["via"], "form");

    let page = reader.open(&saved).await.text();
    assert!(page.contains("Saved: Spring sale is set to “Monthly”."), "{page}");
    let id = saved.strip_prefix("?done=").unwrap();
    query(&reader.submit(&[("do", "undo"), ("form", &nonce(&page)), ("receipt", id)]).await);
    let document = reader.document().await;
    assert_eq!(document["campaigns"][0]["channels"]["email"], false, "undone as one");
    assert_eq!(document["campaigns"][0]["frequency"].get("now"), None);
}

#[tokio::test]
async fn a_break_from_everything_begins_today_and_goes_by_the_changes_name() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let (page, id) = thanked(&reader, &[("do", "leave")]).await;
    let form = [("do", "break"), ("form", &*nonce(&page)), ("receipt", &*id)];
    let saved = query(&reader.submit(&form).await);
    let document = reader.document().await;
    assert_eq!(document["subscribed"], true);
    let id = saved.strip_prefix("?done=").unwrap();
    let pause = json!({ "id": id, "from": "2026-11-21", "until": "2026-12-20" });
    assert_eq!(document["pauses"], json!([pause]));
}

#[tokio::test]
async fn what_cannot_be_had_is_refused_in_words_and_changes_nothing() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let (page, id) = thanked(&reader, &OFF).await;
    let before = reader.document().await;
    let forwarded = world.withdrawer("ann");
    for what in ["less", "break"] {
        let form = [("do", what), ("form", &*nonce(&page)), ("receipt", &*id)];
        assert_eq!(query(&forwarded.submit(&form).await), "?refused=not_offered", "{what}");
        let other = [("do", what), ("receipt", "00000000-0000-4000-8000-000000000001")];
        assert_eq!(query(&reader.submit(&other).await), "?refused=invalid_value");
    }
    assert_eq!(reader.document().await, before);
    let (page, _) = thanked(&forwarded, &[("do", "leave")]).await;
    assert!(
        page.contains("part=\"instead\" hidden"),
        "a forwarded message offers nothing that it cannot give"
    );
}
