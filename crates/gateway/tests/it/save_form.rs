//! The form that saves the boxes of a page, from a page that is no longer what holds.

use serde_json::json;

use crate::harness::{Reader, World};
use crate::page::{nonce, query};

const NEWS: &str = "/campaigns/news/channels/email";
const SALE: &str = "/campaigns/spring-sale/channels/email";

/// Saves the page with this nonce, on which both were on, as these boxes stand.
async fn save(reader: &Reader<'_>, nonce: &str, on: &[&str]) -> String {
    let mut form = vec![("do", "save"), ("form", nonce), ("was", NEWS), ("was", SALE)];
    form.extend(on.iter().map(|path| ("on", *path)));
    query(&reader.submit(&form).await)
}

async fn is_on(reader: &Reader<'_>, campaign: &str) -> bool {
    let document = reader.document().await;
    let campaigns = document["campaigns"].as_array().unwrap();
    let campaign = campaigns.iter().find(|it| it["id"] == campaign).unwrap();
    campaign["channels"]["email"].as_bool().unwrap()
}

/// Chromium shows a page again by Back as it was left, hidden fields included.
#[tokio::test]
async fn a_page_that_is_shown_again_by_back_saves_what_is_turned_back() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader.wish(json!({"campaigns": {"news": {"channels": {"email": true}}}})).await;
    reader.wish(json!({"campaigns": {"spring-sale": {"channels": {"email": true}}}})).await;
    let page = nonce(&reader.open("").await.text());
    for on in [false, true, false, true, false] {
        let boxes = if on { &[NEWS, SALE][..] } else { &[SALE] };
        save(&reader, &page, boxes).await;
        assert_eq!(is_on(&reader, "news").await, on);
        // The same form sent twice is one change.
        save(&reader, &page, boxes).await;
        assert_eq!(is_on(&reader, "news").await, on);
        assert!(is_on(&reader, "spring-sale").await);
    }
    // What was chosen elsewhere since is left alone, while the box stands as it was saved here.
    reader.wish(json!({"campaigns": {"news": {"channels": {"email": true}}}})).await.changed();
    save(&reader, &page, &[]).await;
    assert!(is_on(&reader, "news").await, "nobody turned it here");
    assert!(!is_on(&reader, "spring-sale").await);
    // Another page's are another page's.
    let other = nonce(&reader.open("").await.text());
    save(&reader, &other, &[SALE]).await;
    assert!(!is_on(&reader, "news").await);
}

/// A button turns what the boxes of its page, shown again, know nothing of.
#[tokio::test]
async fn a_page_that_is_shown_again_turns_nothing_back_that_a_button_turned() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader.wish(json!({"campaigns": {"news": {"channels": {"email": true}}}})).await;
    reader.wish(json!({"campaigns": {"spring-sale": {"channels": {"email": true}}}})).await;
    let page = nonce(&reader.open("").await.text());
    let turn = format!("off {NEWS}");
    let boxes = [("was", NEWS), ("was", SALE), ("on", NEWS), ("on", SALE)];
    let mut form = vec![("form", &*page), ("turn", &*turn)];
    form.extend(boxes);
    query(&reader.submit(&form).await);
    assert!(!is_on(&reader, "news").await);
    save(&reader, &page, &[NEWS]).await;
    assert!(!is_on(&reader, "news").await, "nobody turned it on");
    assert!(!is_on(&reader, "spring-sale").await);
}

#[tokio::test]
async fn a_campaign_that_went_takes_no_other_withdrawal_with_it() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader.wish(json!({"campaigns": {"news": {"channels": {"email": true}}}})).await;
    let page = nonce(&reader.open("").await.text());
    let gone = "/campaigns/gone/channels/email";
    let form = [("do", "save"), ("form", &*page), ("was", NEWS), ("was", gone)];
    let saved = query(&reader.submit(&form).await);
    assert!(saved.starts_with("?done="), "{saved}");
    assert!(!is_on(&reader, "news").await);
    // Where nothing is left, it is said.
    let form = [("do", "save"), ("form", &*page), ("was", gone)];
    assert_eq!(query(&reader.submit(&form).await), "?refused=unknown_campaign");
}
