//! Law 1 on the wire: absent, `null` and a value are three wishes, and the unknown is refused.

use serde_json::json;
use sordino_contract::{CampaignWish, Change, ChangeSet, Document, Wishes};

use crate::schemas::ID;
use crate::support::example;

#[track_caller]
fn refused(change: serde_json::Value, expected: &str) {
    let error = serde_json::from_value::<ChangeSet>(change).expect_err("it should be refused");
    assert!(error.to_string().contains(expected), "`{error}` should say `{expected}`");
}

#[test]
fn absent_null_and_a_value_are_three_wishes() {
    let read = |json| serde_json::from_value::<CampaignWish>(json).unwrap().frequency;
    assert_eq!(read(json!({})), Change::Keep);
    assert_eq!(read(json!({ "frequency": null })), Change::Clear);
    assert_eq!(read(json!({ "frequency": "weekly" })), Change::Set("weekly".parse().unwrap()));
}

#[test]
fn null_is_refused_where_there_is_nothing_to_clear() {
    let id = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1";
    refused(json!({ "id": id, "set": { "subscribed": null } }), "expected a boolean");
    refused(json!({ "id": id, "set": { "channels": { "sms": null } } }), "expected a boolean");
    refused(json!({ "id": id, "set": {}, "made_at": null }), "expected a string");
    refused(json!({ "id": id, "set": {}, "reason": null }), "an object with `code`");
}

#[test]
fn requests_refuse_members_that_they_do_not_know() {
    let id = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1";
    refused(json!({ "id": id, "set": {}, "sett": {} }), "unknown field `sett`");
    refused(json!({ "id": id, "set": { "subscribe": true } }), "unknown field `subscribe`");
    let cell = json!({ "campaigns": { "a": { "email": true } } });
    refused(json!({ "id": id, "set": cell }), "unknown field `email`");
    let pause = json!({ "pauses": { "a": {
        "from": "2026-12-01", "until": "2026-12-02", "to": "2026-12-02",
    } } });
    refused(json!({ "id": id, "set": pause }), "unknown field `to`");
    refused(json!({ "id": id, "set": {}, "reason": { "code": "x", "text": "y" } }), "`text`");
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    let twice = r#"{ "channels": { "sms": true, "sms": false } }"#;
    let error = serde_json::from_str::<Wishes>(twice).unwrap_err();
    assert!(error.to_string().contains("`sms` stands twice"), "{error}");
}

#[test]
fn ids_that_would_break_a_pointer_are_refused() {
    for id in ["", "a/b", "a b", "ä", &"x".repeat(65)] {
        let wish = json!({ "channels": { id: true } });
        let error = serde_json::from_value::<Wishes>(wish).unwrap_err();
        assert!(error.to_string().contains("an id must be 1 to 64"), "{error}");
    }
}

#[test]
fn answers_tolerate_members_that_they_do_not_know() {
    let document: Document = serde_json::from_str(&example("document-ugly.json")).unwrap();
    assert_eq!(document.can[1].as_str(), "teleport");
    let mut json: serde_json::Value = serde_json::from_str(&example("document.json")).unwrap();
    json["pauses"][0]["because"] = json!("holidays");
    json["campaigns"][0]["cost"] = json!(3);
    serde_json::from_value::<Document>(json).expect("members of a later version are tolerated");
}

#[test]
fn the_same_change_has_the_same_id_in_either_case() {
    let change = |id: &str| {
        serde_json::from_value::<ChangeSet>(json!({ "id": id, "set": {} })).map(|change| change.id)
    };
    let id = change(&ID.to_uppercase()).unwrap();
    assert_eq!(id, change(ID).unwrap());
    assert_eq!(id.as_str(), ID, "it is kept in lower case");
    for wrong in
        ["", "1", &ID[1..], &ID.replace('-', ""), &format!("{ID}\n"), &ID.replace('a', "g")]
    {
        let error = change(wrong).expect_err(wrong).to_string();
        assert!(error.contains("a UUID as"), "{error}");
    }
}
