//! What a schema takes is what the types read, whatever is wrong with it.

use std::collections::BTreeMap;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value as Json, json};
use sordino_contract::schema::{self, EXAMPLES};
use sordino_contract::{ChangeSet, Timestamp};

use crate::schemas::{ID, readable, schema_of, validator};
use crate::support::{any_document, example};

/// What may stand in the place of something else, or beside it.
const OTHERS: &[&str] = &[
    // serde reads this as the word `page` of an enumeration, if nobody stops it.
    "{\"page\": null}",
    "\"page\"",
    "\"a-name-of-sixty-four-bytes-is-as-long-as-an-id-may-be-----------\"",
    "\"a-name-of-sixty-five-bytes-is-longer-than-an-id-may-be-----------\"",
    "{\"a-name-of-sixty-four-bytes-is-as-long-as-an-id-may-be-----------\": false}",
    "{\"a-name-of-sixty-five-bytes-is-longer-than-an-id-may-be-----------\": false}",
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "65536",
    "\"\"",
    "\"x\"",
    "\"a/b\"",
    "\"ä\"",
    "\"weekly\"",
    "\"erase\"",
    "[]",
    "[null]",
    "[\"x\"]",
    "{}",
    "{\"x\": true}",
    "{\"a b\": true}",
    "\"2026-12-01\"",
    "\"2026-02-30\"",
    "\"0000-01-01\"",
    "\"2026-12-01T00:00:00Z\"",
    "\"2026-12-01T00:00:00+01:00\"",
    "\"2026-12-01T23:59:60Z\"",
    "\"2026-12-01T12:30:60Z\"",
    "\"2026-12-01t00:00:00.5z\"",
    "\"019738A2-5F1C-7C3E-9D55-0D4AE2F2B6A1\"",
    "\"019738a25f1c7c3e9d550d4ae2f2b6a1\"",
    "{\"from\": \"2026-12-01\", \"until\": \"2026-12-02\", \"x\": 1}",
    "{\"from\": \"2026-12-01\", \"until\": \"2026-12-02\", \"channels\": null}",
];

/// A place in a value, and what to do there.
#[derive(Debug, Clone)]
enum Harm {
    Replace(Index, &'static str),
    Remove(Index),
    Add(Index, &'static str, &'static str),
    Lengthen(Index),
}

fn any_harm() -> impl Strategy<Value = Harm> {
    let name =
        select(vec!["x", "id", "set", "frequency", "subscribed", "pauses", "via", "ask", "a b"]);
    prop_oneof![
        (any::<Index>(), select(OTHERS)).prop_map(|(at, other)| Harm::Replace(at, other)),
        any::<Index>().prop_map(Harm::Remove),
        (any::<Index>(), name, select(OTHERS)).prop_map(|(at, n, other)| Harm::Add(at, n, other)),
        any::<Index>().prop_map(Harm::Lengthen),
    ]
}

/// Does it, and answers where.
fn harm(value: &mut Json, harm: &Harm) -> String {
    let mut places = vec![String::new()];
    collect(value, "", &mut places);
    let (Harm::Replace(at, _) | Harm::Remove(at) | Harm::Add(at, ..) | Harm::Lengthen(at)) = harm;
    let place = places[at.index(places.len())].clone();
    let there = value.pointer_mut(&place).expect("it was just seen");
    match harm {
        Harm::Replace(_, other) => *there = serde_json::from_str(other).unwrap(),
        Harm::Add(_, name, other) => {
            if let Some(members) = there.as_object_mut() {
                members.insert((*name).into(), serde_json::from_str(other).unwrap());
            }
        }
        Harm::Lengthen(_) => {
            if let Json::String(text) = there {
                text.push('\n');
            }
        }
        Harm::Remove(_) => {
            let Some((parent, name)) = place.rsplit_once('/') else {
                return place;
            };
            match value.pointer_mut(parent) {
                Some(Json::Object(members)) => drop(members.remove(name)),
                Some(Json::Array(items)) => drop(items.remove(name.parse().unwrap())),
                _ => {}
            }
        }
    }
    place
}

fn collect(value: &Json, at: &str, places: &mut Vec<String>) {
    let inner: Vec<(String, &Json)> = match value {
        Json::Object(members) => members.iter().map(|(name, v)| (name.clone(), v)).collect(),
        Json::Array(items) => items.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => return,
    };
    for (name, value) in inner {
        let place = format!("{at}/{name}");
        collect(value, &place, places);
        places.push(place);
    }
}

/// Whether a list stands where the contract has an object. serde reads `[false]` as an object
/// whose first member is `false`; a backend must not, and the gateway's tests show that it does
/// not.
fn list_for_object(change: &Json) -> bool {
    let list = |value: Option<&Json>| value.is_some_and(Json::is_array);
    let inside = |map: &str| {
        let map = change.pointer(map).and_then(Json::as_object);
        map.is_some_and(|map| map.values().any(Json::is_array))
    };
    change.is_array()
        || list(change.get("set"))
        || list(change.get("reason"))
        || inside("/set/campaigns")
        || inside("/set/pauses")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Read strictly: the schema takes exactly the change sets that the types take.
    #[test]
    fn a_change_set_is_valid_exactly_if_the_types_read_it(
        file in select(vec!["change.json", "change-leave.json", "change-reason.json", "change-ask.json"]),
        harms in proptest::collection::vec(any_harm(), 1..3),
    ) {
        let mut change: Json = serde_json::from_str(&example(file)).unwrap();
        for one in &harms {
            harm(&mut change, one);
        }
        let by_schema = CHANGE_SET.is_valid(&change);
        let by_types = serde_json::from_value::<ChangeSet>(change.clone());
        if list_for_object(&change) {
            prop_assert!(!by_schema, "a list in place of an object: {change}");
        } else {
            prop_assert_eq!(by_schema, by_types.is_ok(), "{} {:?}", change, by_types);
        }
    }

    /// The schema may ask more of an answer than the types do, but what it lets through can be
    /// read.
    #[test]
    fn an_answer_that_is_valid_can_be_read(
        file in select(EXAMPLES.iter().filter(|e| e.of != "change-set").collect::<Vec<_>>()),
        harms in proptest::collection::vec(any_harm(), 1..3),
    ) {
        let mut answer: Json = serde_json::from_str(file.text).unwrap();
        for one in &harms {
            harm(&mut answer, one);
        }
        if ANSWERS.with(|all| all[file.of].is_valid(&answer)) {
            prop_assert!(readable(file.of, &answer), "valid, and cannot be read: {answer}");
        }
    }

    #[test]
    fn a_moment_is_valid_exactly_if_it_is_read(
        text in "20(00|26)-(02-(28|29|30)|12-31)[Tt ](23|24|00):(59|60|00):(59|60|61|00)(\\.[0-9]{0,20})?([Zz]|\\+00:00|)"
    ) {
        let change = json!({ "id": ID, "set": {}, "made_at": text });
        let read = text.parse::<Timestamp>();
        prop_assert_eq!(CHANGE_SET.is_valid(&change), read.is_ok(), "{} {:?}", text, read);
    }

    #[test]
    fn any_document_is_valid(document in any_document()) {
        let json = serde_json::to_value(&document).unwrap();
        let wrong: Vec<_> = DOCUMENT.iter_errors(&json).map(|e| e.to_string()).collect();
        prop_assert!(wrong.is_empty(), "{wrong:?}");
    }
}

std::thread_local! {
    static ANSWERS: BTreeMap<&'static str, Validator> = ["document", "answer", "receipt", "problem"]
        .map(|of| (of, validator(&schema_of(of))))
        .into();
}
static CHANGE_SET: std::sync::LazyLock<Validator> =
    std::sync::LazyLock::new(|| validator(&schema::change_set()));
static DOCUMENT: std::sync::LazyLock<Validator> =
    std::sync::LazyLock::new(|| validator(&schema::document()));
