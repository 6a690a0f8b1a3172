//! `POST /v1/preferences`: making a change, once.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{CATALOGUE, World, chosen, fresh};

#[tokio::test]
async fn a_change_is_in_effect_when_it_is_answered() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let id = fresh();
    let answer = reader
        .change(&json!({"id": id, "via": "page", "made_at": "2026-11-21T11:59:00Z",
            "set": {"campaigns": {"spring-sale": {"channels": {"email": false}, "frequency": "weekly"}}}}))
        .await;
    let expected = [
        "/campaigns/spring-sale/channels/email: true → false",
        "/campaigns/spring-sale/frequency: null → \"weekly\"",
    ];
    assert_eq!(answer.changed(), expected);
    let json = answer.json();
    assert_eq!(json["receipt"]["id"], id);
    assert_eq!(json["receipt"]["recorded_at"], "2026-11-21T12:00:00Z");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(json["document"], reader.document().await, "the answer is what a reader sees next");
    assert_eq!(json["document"]["campaigns"][0]["channels"], json!({"email": false, "sms": true}));
}

#[tokio::test]
async fn what_is_not_mentioned_stays() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let before = reader.document().await;
    let answer = reader.wish(json!({})).await;
    assert_eq!(answer.changed(), Vec::<String>::new());
    assert_eq!(reader.document().await, before);
    reader.wish(json!({"channels": {"sms": false}})).await;
    let mut expected = chosen(before);
    expected["channels"][1]["on"] = false.into();
    assert_eq!(chosen(reader.document().await), expected);
}

#[tokio::test]
async fn the_same_change_again_has_one_effect_and_the_same_receipt() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let change = json!({"id": fresh(), "set": {"subscribed": false}});
    let first = reader.change(&change).await.json();
    let lines = world.lines("ann").await;
    world.move_to("2026-11-21T13:00:00Z");
    // Another tab came in between; the repeat must not take that back.
    reader.wish(json!({"subscribed": true})).await;
    let again = reader.change(&change).await;
    assert_eq!(again.json()["receipt"], first["receipt"]);
    assert_eq!(again.json()["document"]["subscribed"], true, "the document is as it is now");
    assert_eq!(reader.document().await["subscribed"], true, "a repeat has no effect");
    assert_eq!(world.lines("ann").await, lines + 1, "a repeat is not a line of the record");
}

#[tokio::test]
async fn members_in_another_order_are_the_same_change() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let id = fresh();
    let one = format!(
        r#"{{"id":"{id}","set":{{"channels":{{"sms":false,"email":false}},"subscribed":false}}}}"#
    );
    let two = format!(
        r#"{{"set":{{"subscribed":false,"channels":{{"email":false,"sms":false}}}}, "id":"{id}"}}"#
    );
    let first = reader.post(one).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(reader.post(two).await.json()["receipt"], first.json()["receipt"]);
}

#[tokio::test]
async fn an_id_with_another_body_is_refused() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let id = fresh();
    reader.change(&json!({"id": id, "set": {"subscribed": false}})).await.changed();
    let other = reader.change(&json!({"id": id, "set": {"subscribed": true}})).await;
    other.refused(409, "id_reused", Some("/id"));
    assert_eq!(reader.document().await["subscribed"], false);
    // Ids are one person's own: another one may have chosen the same.
    let wei = world.reader("wei").change(&json!({"id": id, "set": {"subscribed": false}})).await;
    assert_eq!(wei.changed(), ["/subscribed: true → false"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_arrives_many_times_at_once_has_one_effect() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let change = json!({"id": fresh(), "set": {"subscribed": false}});
    let lines = world.lines("ann").await;
    let all = (0..20).map(|_| {
        let (reader, change) = (reader.clone(), change.clone());
        async move { reader.change(&change).await }
    });
    let mut receipts: Vec<Value> = Vec::new();
    for answer in join(all).await {
        assert_eq!(answer.changed(), ["/subscribed: true → false"]);
        receipts.push(answer.json()["receipt"].clone());
    }
    receipts.dedup();
    assert_eq!(receipts.len(), 1, "every one got the same receipt");
    assert_eq!(world.lines("ann").await, lines + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_that_change_different_things_both_win() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let cells = ["/channels/email", "/channels/sms", "/channels/post", "/subscribed"];
    let all = cells.into_iter().map(|cell| {
        let reader = reader.clone();
        async move {
            match cell.strip_prefix("/channels/") {
                Some(channel) => reader.wish(json!({"channels": {channel: false}})).await,
                None => reader.wish(json!({"subscribed": false})).await,
            }
        }
    });
    for answer in join(all).await {
        assert_eq!(answer.changed().len(), 1);
    }
    let document = reader.document().await;
    let on: Vec<_> =
        document["channels"].as_array().unwrap().iter().map(|c| c["on"].clone()).collect();
    assert_eq!((on, &document["subscribed"]), (vec![json!(false); 3], &json!(false)));
}

/// All of them at the same time.
async fn join<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut ready = true;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, output)| output).collect()
}

#[tokio::test]
async fn lifting_a_mask_brings_back_exactly_what_was_under_it() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader.wish(json!({"campaigns": {"spring-sale": {"channels": {"sms": false}}}})).await;
    let before = reader.document().await;
    reader.wish(json!({"subscribed": false, "channels": {"email": false, "sms": false}})).await;
    // Under the mask one more thing is chosen, and stands when it is lifted.
    reader.wish(json!({"campaigns": {"news": {"channels": {"post": true}}}})).await;
    reader.wish(json!({"subscribed": true, "channels": {"email": true, "sms": true}})).await;
    let after = reader.document().await;
    assert_eq!(after["campaigns"][0], before["campaigns"][0]);
    assert_eq!(after["channels"], before["channels"]);
    assert_eq!(after["campaigns"][1]["channels"], json!({"email": true, "post": true}));
}

#[tokio::test]
async fn undo_brings_back_exactly_what_was() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader
        .wish(json!({"pauses": {"p": {"from": "2026-11-21", "until": "2026-11-25"}},
        "campaigns": {"spring-sale": {"frequency": "weekly"}}}))
        .await;
    let before = reader.document().await;
    let answer = reader.wish(json!({"subscribed": false, "channels": {"sms": false},
        "campaigns": {"spring-sale": {"channels": {"email": false}, "frequency": null}, "news": {"channels": {"email": false}}},
        "pauses": {"p": null, "q": {"from": "2026-12-01", "until": "2026-12-02", "channels": ["email"]}}})).await;
    assert_eq!(answer.changed().len(), 7);
    let receipt: sordino_contract::Receipt =
        serde_json::from_value(answer.json()["receipt"].clone()).unwrap();
    let undone = reader.wish(serde_json::to_value(receipt.undo()).unwrap()).await;
    assert_eq!(undone.changed().len(), 7);
    assert_eq!(chosen(reader.document().await), chosen(before));
}

#[tokio::test]
async fn an_older_wish_never_turns_on_what_a_later_one_turned_off() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let at = |made_at: &str, on: bool| json!({"id": fresh(), "made_at": made_at, "set": {"channels": {"email": on}}});
    reader.change(&at("2026-11-21T10:00:00Z", false)).await;
    // It was queued on a phone in a tunnel and arrives late.
    let stale = reader.change(&at("2026-11-21T09:00:00Z", true)).await;
    assert_eq!(stale.changed(), Vec::<String>::new());
    assert_eq!(stale.json()["document"]["channels"][0]["on"], false);
    assert_eq!(reader.change(&at("2026-11-21T11:00:00Z", true)).await.changed().len(), 1);

    // Off again, said when it was off already: it was a wish all the same.
    reader.change(&at("2026-11-21T11:10:00Z", false)).await;
    assert_eq!(reader.change(&at("2026-11-21T11:30:00Z", false)).await.changed().len(), 0);
    let between = reader.change(&at("2026-11-21T11:20:00Z", true)).await;
    assert_eq!(between.changed(), Vec::<String>::new(), "off was asked for after this");

    // A clock that runs ahead does not lock the switch for everybody else.
    reader.change(&at("2031-01-01T00:00:00Z", false)).await;
    world.move_to("2026-11-21T12:00:01Z");
    assert_eq!(reader.wish(json!({"channels": {"email": true}})).await.changed().len(), 1);
    // And an older wish for less is never held back.
    assert_eq!(reader.change(&at("2026-11-21T08:00:00Z", false)).await.changed().len(), 1);
}

#[tokio::test]
async fn a_device_whose_clock_is_slow_can_turn_on_what_was_turned_off_a_moment_ago() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader.wish(json!({"channels": {"email": false}})).await.changed();
    world.move_to("2026-11-21T12:05:00Z");
    // Three hours slow; it says when it sends, and so how slow it is.
    let mut change = json!({"id": fresh(), "made_at": "2026-11-21T09:04:00Z",
        "sent_at": "2026-11-21T09:05:00Z", "set": {"channels": {"email": true}}});
    assert_eq!(reader.change(&change).await.changed().len(), 1);
    // When it was sent is no part of what is asked: a second try is the same change.
    change["sent_at"] = "2026-11-21T09:09:00Z".into();
    assert_eq!(reader.change(&change).await.changed().len(), 1);

    // What waited in its line since before the switch was turned off is still older than that.
    world.move_to("2026-11-21T12:10:00Z");
    let off = json!({"id": fresh(), "made_at": "2026-11-21T09:09:59Z",
        "sent_at": "2026-11-21T09:10:00Z", "set": {"channels": {"email": false}}});
    assert_eq!(reader.change(&off).await.changed().len(), 1);
    let queued = json!({"id": fresh(), "made_at": "2026-11-21T09:08:00Z",
        "sent_at": "2026-11-21T09:10:00Z", "set": {"channels": {"email": true}}});
    assert_eq!(reader.change(&queued).await.changed(), Vec::<String>::new());
    let found = world.store().verify(|_| {}).await.unwrap();
    assert_eq!(found.different, [], "the log has the times that were used");
}

#[tokio::test]
async fn a_link_to_withdraw_turns_down_only() {
    let world = World::start().await;
    let reader = world.withdrawer("ann");
    assert_eq!(reader.document().await["power"], "withdraw");
    let off = reader.wish(json!({"subscribed": false, "channels": {"sms": false}})).await;
    assert_eq!(off.changed().len(), 2);
    reader.wish(json!({"subscribed": true})).await.refused(
        403,
        "withdraw_only",
        Some("/set/subscribed"),
    );
    let both = json!({"channels": {"email": false, "sms": true}});
    reader.wish(both).await.refused(403, "withdraw_only", Some("/set/channels/sms"));
    let document = reader.document().await;
    assert_eq!(document["channels"][0]["on"], true, "a refused change does nothing at all");
}

#[tokio::test]
async fn a_reason_is_kept_and_never_stands_in_the_way() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let gone = fresh();
    reader.change(&json!({"id": gone, "set": {"subscribed": false}})).await.changed();
    let why = |reason: Value| json!({"id": fresh(), "set": {}, "reason": reason});
    let after = reader
        .change(&why(json!({"code": "too_frequent", "comment": "每天三封", "receipt": gone})))
        .await;
    assert_eq!(after.changed(), Vec::<String>::new());

    // One that comes alone can be refused, because the refusal stops nothing.
    let refused = reader.change(&why(json!({"code": "no_such_code"}))).await;
    refused.refused(422, "invalid_value", Some("/reason/code"));
    let long = "x".repeat(21);
    let refused = reader.change(&why(json!({"code": "too_frequent", "comment": long}))).await;
    refused.refused(422, "invalid_value", Some("/reason/comment"));
    let refused = reader.change(&why(json!({"code": "too_frequent", "receipt": fresh()}))).await;
    refused.refused(422, "invalid_value", Some("/reason/receipt"));

    // One that comes with a wish cannot, even if the survey has changed since.
    let with = json!({"id": fresh(), "set": {"channels": {"sms": false}}, "reason": {"code": "old_code", "comment": long}});
    assert_eq!(reader.change(&with).await.changed().len(), 1);
}

#[tokio::test]
async fn an_id_in_other_letters_is_the_same_id() {
    // Some libraries write UUIDs in capitals. Were that another change, a repeat after a lost
    // answer would be a second one.
    let world = World::start().await;
    let reader = world.reader("ann");
    let (small, large) =
        ("0197a9c0-5f6e-7cc1-b7d4-2f0d3a1c9e11", "0197A9C0-5F6E-7CC1-B7D4-2F0D3A1C9E11");
    let first = reader.change(&json!({"id": large, "set": {"subscribed": false}})).await;
    assert_eq!(first.json()["receipt"]["id"], small, "it is answered in lower case");
    let lines = world.lines("ann").await;
    let again = reader.change(&json!({"id": small, "set": {"subscribed": false}})).await;
    assert_eq!(again.json()["receipt"], first.json()["receipt"]);
    assert_eq!(world.lines("ann").await, lines, "it is one line of the record");
    let other = reader.change(&json!({"id": small, "set": {"subscribed": true}})).await;
    other.refused(409, "id_reused", Some("/id"));
}

#[tokio::test]
async fn a_sender_who_cannot_keep_pauses_does_not_offer_them() {
    let world = World::start().await;
    let without = CATALOGUE.replace("[pauses]", "[pauses]\noffered = false");
    world.import_catalogue(&without).await;
    let reader = world.reader("ann");
    assert_eq!(reader.document().await["can"], json!(["frequency", "export", "erase"]));
    let pause = json!({"pauses": {"p": {"from": "2026-12-01", "until": "2026-12-02"}}});
    reader.wish(pause).await.refused(422, "not_offered", Some("/set/pauses/p"));
}
