//! What the example backends take, where the conformance kit leaves it open or cannot see it.

use serde_json::{Value, json};
use sordino_backend_tests::{Answer, Backend, KEYS, Language, ask};
use ureq::http::Request;

/// The document of a person for the test hook.
const DOCUMENT: &str = include_str!("../../../../crates/contract/examples/document.json");

fn post(url: &str, token: &str, body: &Value) -> Answer {
    let request = Request::post(url)
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    ask(request.body(body.to_string()).unwrap()).unwrap()
}

/// Whose token opens the person that the hook made.
fn person(backend: &Backend) -> String {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let made = post(&backend.hook, "", &json!({ "document": document }));
    assert_eq!(made.status, 201, "{}", made.text);
    made.json().unwrap()["manage"].as_str().unwrap().to_owned()
}

fn id() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[track_caller]
fn refused(answer: &Answer, pointer: &str) {
    let problem = answer.json().unwrap();
    let said = (answer.status, &problem["code"], &problem["pointer"]);
    assert_eq!(said, (422, &json!("invalid_value"), &json!(pointer)), "{}", answer.text);
}

/// That a leap second is one at the end of a day, and no other time has 60 seconds.
fn takes_a_leap_second(language: Language) {
    let backend = Backend::start(language, KEYS).unwrap();
    let token = person(&backend);
    for member in ["made_at", "sent_at"] {
        let change = |time: &str| json!({ "id": id(), member: time, "set": {} });
        for time in ["2016-12-31T12:15:60Z", "2016-12-31T23:58:60Z", "2016-12-31T23:59:61Z"] {
            refused(&post(&backend.endpoint, &token, &change(time)), &format!("/{member}"));
        }
        let answer = post(&backend.endpoint, &token, &change("2016-12-31T23:59:60Z"));
        assert_eq!(answer.status, 200, "{language:?}: {}", answer.text);
    }
    backend.stop().unwrap();
}

/// That an id is the same in capitals, also where a reason names it.
fn knows_a_receipt_in_capitals(language: Language) {
    let backend = Backend::start(language, KEYS).unwrap();
    let token = person(&backend);
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let code = &document["survey"]["reasons"][0]["code"];
    let change = id();
    let left = post(&backend.endpoint, &token, &json!({ "id": change, "set": {} }));
    assert_eq!(left.status, 200, "{language:?}: {}", left.text);

    let (reason, capitals) = (id(), change.to_uppercase());
    for (id, receipt) in
        [(&reason, &capitals), (&reason, &change), (&reason.to_uppercase(), &change)]
    {
        let why = json!({ "code": code, "receipt": receipt });
        let answer =
            post(&backend.endpoint, &token, &json!({ "id": id, "set": {}, "reason": why }));
        assert_eq!(answer.status, 200, "{language:?}: {id} of {receipt}: {}", answer.text);
        assert_eq!(answer.json().unwrap()["receipt"]["id"], json!(reason));
    }
    let why = json!({ "code": code, "receipt": id().to_uppercase() });
    let unknown = json!({ "id": id(), "set": {}, "reason": why });
    refused(&post(&backend.endpoint, &token, &unknown), "/reason/receipt");
    backend.stop().unwrap();
}

/// That the test hook says of what is no person that it is none.
fn has_a_hook_that_refuses(language: Language) {
    let backend = Backend::start(language, KEYS).unwrap();
    let bodies = [
        json!({}),
        json!([]),
        json!(1),
        json!(null),
        json!({ "document": null }),
        json!({ "document": [] }),
        json!({ "document": {} }),
        json!({ "document": { "subscriber": {}, "pauses": 1 } }),
    ];
    for body in bodies {
        let answer = post(&backend.hook, "", &body);
        assert_eq!(answer.status, 422, "{language:?}: {body}: {}", answer.text);
        refused(&answer, "/document");
    }
    // Nothing of them is in the way of the next.
    person(&backend);
    backend.stop().unwrap();
}

macro_rules! in_each_language {
    ($($name:ident: $language:expr,)*) => {
        $(mod $name {
            use super::*;

            #[test]
            fn a_leap_second() {
                takes_a_leap_second($language);
            }

            #[test]
            fn a_receipt_in_capitals() {
                knows_a_receipt_in_capitals($language);
            }

            #[test]
            fn the_test_hook() {
                has_a_hook_that_refuses($language);
            }
        })*
    };
}

in_each_language! {
    python: Language::Python,
    node: Language::Node,
    php: Language::Php,
}
