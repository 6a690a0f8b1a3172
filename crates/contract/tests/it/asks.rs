//! What a person asks the sender for: law 11.

use serde_json::json;
use sordino_contract::{
    Ask, Capability, ChangeSet, Code, Document, HISTORY_MAX, Power, Refusal, plan_ask, schema,
};

use crate::schemas::{ID, validator};
use crate::support::{document, example};

/// Somebody who asked for nothing yet.
fn silent() -> Document {
    Document { requests: Vec::new(), history: Vec::new(), ..document() }
}

#[track_caller]
fn check(document: &Document, ask: Option<Ask>, expected: Result<Option<Ask>, Code>) {
    let planned = plan_ask(document, ask);
    let expected = expected.map_err(|code| Refusal { code, pointer: "/ask".into() });
    assert_eq!(planned, expected, "{ask:?}");
}

#[test]
fn what_is_offered_is_taken_in_once() {
    check(&silent(), None, Ok(None));
    for ask in Ask::ALL {
        check(&silent(), Some(ask), Ok(Some(ask)));
    }
    let pending = document();
    assert!(pending.pending(Ask::Export).is_some() && pending.pending(Ask::Erase).is_none());
    check(&pending, Some(Ask::Export), Ok(None));
    check(&pending, Some(Ask::Erase), Ok(Some(Ask::Erase)));
}

#[test]
fn what_is_not_offered_is_refused_at_its_place() {
    let can = vec![Capability::Pause, Capability::Export];
    let document = Document { can, ..silent() };
    check(&document, Some(Ask::Export), Ok(Some(Ask::Export)));
    check(&document, Some(Ask::Erase), Err(Code::NotOffered));
    check(
        &Document { power: Power::Withdraw, ..document },
        Some(Ask::Erase),
        Err(Code::NotOffered),
    );
}

#[test]
fn a_message_that_was_forwarded_asks_for_nothing() {
    let withdraw = Document { power: Power::Withdraw, ..silent() };
    for ask in Ask::ALL {
        check(&withdraw, Some(ask), Err(Code::WithdrawOnly));
    }
    check(&withdraw, None, Ok(None));
}

#[test]
fn an_ask_is_one_of_its_words() {
    let read = |ask: serde_json::Value| {
        let change = json!({ "id": ID, "set": {}, "ask": ask });
        let by_schema = validator(&schema::change_set()).is_valid(&change);
        let read = serde_json::from_value::<ChangeSet>(change).ok().map(|change| change.ask);
        assert_eq!(by_schema, read.is_some(), "{ask}");
        read
    };
    for ask in Ask::ALL {
        assert_eq!(read(json!(ask.as_str())), Some(Some(ask)));
        assert_eq!(Ask::of(ask.as_str()), Some(ask));
    }
    for wrong in
        [json!(null), json!("pause"), json!("Erase"), json!(["erase"]), json!({ "erase": null })]
    {
        assert_eq!(read(wrong.clone()), None, "{wrong}");
    }
    assert_eq!(Ask::of("pause"), None);
}

/// A word that a later version adds to `can` may stand in what was asked for, too.
#[test]
fn a_request_that_is_not_known_does_not_hide_the_others() {
    let mut json: serde_json::Value = serde_json::from_str(&example("document.json")).unwrap();
    json["requests"][0]["what"] = json!("correct");
    json["history"][0]["asked"] = json!("correct");
    let document: Document = serde_json::from_value(json).expect("it is tolerated");
    assert_eq!(document.requests[0].what, Capability::Other("correct".into()));
    check(&document, Some(Ask::Export), Ok(Some(Ask::Export)));
}

#[test]
fn a_history_is_twenty_receipts_at_the_most() {
    let mut json: serde_json::Value = serde_json::from_str(&example("document.json")).unwrap();
    let receipt = json["history"][0].clone();
    json["history"] = vec![receipt.clone(); HISTORY_MAX].into();
    assert!(validator(&schema::document()).is_valid(&json));
    json["history"] = vec![receipt; HISTORY_MAX + 1].into();
    assert!(!validator(&schema::document()).is_valid(&json));
}

/// Nothing to show is no member, so that a link that may only withdraw tells nothing by it.
#[test]
fn without_requests_or_a_history_there_is_no_such_member() {
    let json = serde_json::to_value(silent()).unwrap();
    assert!(json.get("requests").is_none() && json.get("history").is_none(), "{json}");
}
