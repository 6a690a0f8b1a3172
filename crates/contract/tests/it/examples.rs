//! The examples are what serde reads and writes, and what the widget's own reader and writer do.

use proptest::prelude::*;
use serde_json::Value as Json;
use sordino_contract::json::{Node, ReadError};
use sordino_contract::{Ask, ChangeSet, Document, Receipt};

use crate::support::{any_change, any_document, example};

const DOCUMENTS: [&str; 3] = ["document.json", "document-ugly.json", "document-least.json"];

/// `serde_json`'s values in the place of the browser's.
struct Parsed(Json);

impl Node for Parsed {
    fn member(&self, name: &str) -> Option<Self> {
        self.0.get(name).filter(|value| !value.is_null()).cloned().map(Self)
    }
    fn text(&self) -> Option<String> {
        self.0.as_str().map(String::from)
    }
    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }
    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Self).collect())
    }
    fn names(&self) -> Option<Vec<String>> {
        Some(self.0.as_object()?.keys().cloned().collect())
    }
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("an example is JSON")
}

#[test]
fn both_readers_read_the_same_document() {
    for name in DOCUMENTS {
        let text = example(name);
        let by_serde: Document =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut by_node =
            Document::read(&Parsed(json(&text))).unwrap_or_else(|e| panic!("{name}: {e}"));
        // `serde_json` sorts the members of an object that it holds; a browser does not.
        for (read, expected) in by_node.campaigns.iter_mut().zip(&by_serde.campaigns) {
            let sorted = expected.channels.iter().map(|(id, on)| {
                assert_eq!(read.channels.get(id), Some(on), "{name}");
                (id.clone(), *on)
            });
            read.channels = sorted.collect();
        }
        assert_eq!(by_node, by_serde, "{name}");
    }
}

#[test]
fn both_readers_read_the_same_receipt() {
    let text = example("answer-receipt.json");
    let by_serde: Receipt = serde_json::from_str(&text).unwrap();
    assert_eq!(Receipt::read(&Parsed(json(&text))), Ok(by_serde.clone()));
    assert_eq!(serde_json::to_value(&by_serde).unwrap(), json(&text), "written as it was read");
}

#[test]
fn the_example_document_is_written_as_it_was_read() {
    let text = example("document.json");
    let document: Document = serde_json::from_str(&text).unwrap();
    let mut expected = json(&text);
    // What may be absent for "nothing" is written all the same.
    expected["survey"]["reasons"][1]["offers"] = Json::Array(Vec::new());
    assert_eq!(serde_json::to_value(&document).unwrap(), expected);
}

#[test]
fn both_writers_write_the_same_change_set() {
    for name in ["change.json", "change-leave.json", "change-ask.json"] {
        let text = example(name);
        let change: ChangeSet =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(json(&change.to_json()), json(&text), "{name}, by the widget's writer");
        assert_eq!(serde_json::to_value(&change).unwrap(), json(&text), "{name}, by serde");
    }
}

#[test]
fn both_readers_read_the_same_change_set() {
    for name in ["change.json", "change-leave.json", "change-ask.json", "change-reason.json"] {
        let by_serde: ChangeSet =
            serde_json::from_str(&example(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let by_node = ChangeSet::read(&Parsed(json(&example(name))));
        // `serde_json` sorts the members of an object that it holds, so what was read is compared
        // as JSON.
        let by_node = by_node.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(json(&by_node.to_json()), json(&by_serde.to_json()), "{name}");
    }
}

/// The same for change sets, of which a reader keeps its own: what serde would refuse is not sent.
#[test]
fn both_readers_refuse_the_same_change_sets() {
    let mut whole = json(&example("change.json"));
    whole["reason"] = json(&example("change-reason.json"))["reason"].clone();
    let mut pointers = Vec::new();
    collect(&whole, String::new(), &mut pointers);
    assert!(pointers.len() > 15, "the example has many members: {pointers:?}");
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        for instead in [None, Some(Json::from(0.5)), Some(Json::from("")), Some(Json::from(true))] {
            let mut broken = whole.clone();
            let members = broken.pointer_mut(parent).and_then(Json::as_object_mut);
            let Some(members) = members else { continue };
            match &instead {
                None => drop(members.remove(name)),
                Some(instead) => members[name] = instead.clone(),
            }
            let by_serde = serde_json::from_value::<ChangeSet>(broken.clone());
            let by_node = ChangeSet::read(&Parsed(broken));
            assert_eq!(
                by_node.is_err(),
                by_serde.is_err(),
                "{pointer} {instead:?}: the widget {by_node:?}, serde {by_serde:?}"
            );
        }
    }
}

/// Takes each member of the example document away in turn, or puts a number in its place: the
/// widget's reader must refuse exactly what serde refuses, and name the member.
#[test]
fn both_readers_refuse_the_same_documents() {
    let whole = json(&example("document.json"));
    let mut pointers = Vec::new();
    collect(&whole, String::new(), &mut pointers);
    assert!(pointers.len() > 80, "the example has many members");
    // Of these, absent and `null` are the same to a reader over a browser's values: nothing.
    pointers.retain(|pointer| !pointer.ends_with("/was") && !pointer.ends_with("/is"));
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        for number in [false, true] {
            let mut broken = whole.clone();
            let parent = broken.pointer_mut(parent).expect("the parent is there");
            match parent {
                Json::Object(members) if number => members[name] = Json::from(0.5),
                Json::Object(members) => drop(members.remove(name)),
                _ => continue,
            }
            let by_serde = serde_json::from_value::<Document>(broken.clone());
            let by_node = Document::read(&Parsed(broken));
            assert_eq!(
                by_node.is_err(),
                by_serde.is_err(),
                "{pointer} {}: the widget {by_node:?}, serde {by_serde:?}",
                if number { "a number" } else { "absent" }
            );
            if let (Err(ReadError(member)), true) = (by_node, !number) {
                assert_eq!(member, name, "the member that was wrong is named");
            }
        }
    }
}

#[test]
fn both_readers_refuse_a_document_of_another_version() {
    for version in ["2", "1.0", ""] {
        let mut other = json(&example("document-least.json"));
        other["contract"] = version.into();
        assert!(serde_json::from_value::<Document>(other.clone()).is_err(), "{version}, by serde");
        assert_eq!(Document::read(&Parsed(other)), Err(ReadError("contract")), "{version}");
    }
}

fn collect(value: &Json, at: String, pointers: &mut Vec<String>) {
    let members: Vec<(String, &Json)> = match value {
        Json::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Json::Array(items) => items.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => return,
    };
    for (name, value) in members {
        let pointer = format!("{at}/{name}");
        collect(value, pointer.clone(), pointers);
        pointers.push(pointer);
    }
}

proptest! {
    #[test]
    fn any_document_survives_both_readers(document in any_document()) {
        let json = serde_json::to_value(&document).unwrap();
        prop_assert_eq!(&serde_json::from_value::<Document>(json.clone()).unwrap().pauses, &document.pauses);
        let read = Document::read(&Parsed(json)).unwrap();
        prop_assert_eq!(read.pauses, document.pauses);
        prop_assert_eq!(read.channels, document.channels);
        for (read, expected) in read.campaigns.iter().zip(&document.campaigns) {
            prop_assert_eq!(&read.frequency, &expected.frequency);
            prop_assert_eq!(read.channels.len(), expected.channels.len());
        }
    }

    #[test]
    fn any_change_set_is_written_alike(
        (_, set) in any_change(),
        comment in any::<String>(),
        ask in proptest::sample::select(vec![None, Some(Ask::Export), Some(Ask::Erase)]),
    ) {
        let mut change: ChangeSet = serde_json::from_str(&example("change.json")).unwrap();
        change.set = set;
        change.ask = ask;
        change.reason.as_mut().unwrap().comment = Some(comment);
        prop_assert_eq!(json(&change.to_json()), serde_json::to_value(&change).unwrap());

        let read = ChangeSet::read(&Parsed(json(&change.to_json()))).unwrap();
        let (read, places) = (read.set.each(), change.set.each());
        prop_assert_eq!(read.len(), places.len());
        prop_assert!(places.iter().all(|place| read.contains(place)), "{read:?}");
    }
}
