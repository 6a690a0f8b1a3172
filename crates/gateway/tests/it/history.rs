//! The history: the receipts of what a person did, for that person alone.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{World, fresh};

#[tokio::test]
async fn a_history_is_the_receipts_of_what_made_a_difference_the_newest_first() {
    let world = World::start().await;
    let reader = world.reader("ann");
    assert_eq!(reader.document().await.get("history"), None, "an import is nothing that she did");

    let mut receipts: Vec<Value> = Vec::new();
    for change in [
        json!({"via": "page", "set": {"channels": {"sms": false}}}),
        json!({"via": "agent", "set": {"campaigns": {"spring-sale": {"frequency": "weekly"}}}}),
        json!({"set": {}, "ask": "export"}),
    ] {
        world.clock.advance(Duration::from_secs(60));
        let mut change = change;
        change["id"] = fresh().into();
        let answer = reader.change(&change).await.json();
        assert_eq!(answer["receipt"].get("via"), change.get("via"), "a receipt says where");
        receipts.insert(0, answer["receipt"].clone());
        assert_eq!(answer["document"]["history"], json!(receipts), "the answer has it, too");
        assert_eq!(reader.document().await["history"], json!(receipts));
    }
    // What made no difference is no news, and a comment is nobody's but the sender's.
    reader.wish(json!({"channels": {"sms": false}})).await.changed();
    let reason =
        json!({"id": fresh(), "set": {}, "reason": {"code": "too_frequent", "comment": "private"}});
    reader.change(&reason).await.changed();
    let with = json!({"id": fresh(), "set": {"subscribed": false}, "reason": {"code": "too_frequent", "comment": "private"}});
    receipts.insert(0, reader.change(&with).await.json()["receipt"].clone());
    let answer = reader.read().await;
    assert_eq!(answer.json()["history"], json!(receipts));
    assert!(!answer.text().contains("private\""), "{}", answer.text());

    let withdraw = world.withdrawer("ann");
    assert_eq!(withdraw.document().await.get("history"), None);
    let answer = withdraw.wish(json!({"channels": {"email": false}})).await;
    assert_eq!(answer.json()["document"].get("history"), None);
    assert_eq!(world.reader("wei").document().await.get("history"), None, "it is Ann's own");
}

#[tokio::test]
async fn a_history_has_the_last_twenty() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let mut last = Value::Null;
    for turn in 0..25 {
        last = reader.wish(json!({"subscribed": turn % 2 == 1})).await.json();
    }
    for document in [&last["document"], &reader.document().await] {
        let history = document["history"].as_array().unwrap();
        assert_eq!(history.len(), 20);
        assert_eq!(history[0], last["receipt"]);
    }
}
