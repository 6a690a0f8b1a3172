//! The schemas say what the types read, all of it, with examples that are files.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value as Json, json};
use sordino_contract::schema::{self, EXAMPLES, members};
use sordino_contract::{Answer, ChangeSet, Document, Problem, Receipt};

use crate::support::example;

/// A validator that takes formats seriously.
pub(crate) fn validator(schema: &Json) -> Validator {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(schema).unwrap_or_else(|e| panic!("it is no schema: {e}"))
}

/// Every object of the four schemas, as `schema.Type` and what it is.
fn objects() -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for (name, generate) in schema::ALL {
        let root = generate();
        let kinds = root["$defs"].as_object().cloned().unwrap_or_default();
        all.push(((*name).to_owned(), root));
        all.extend(kinds.into_iter().map(|(kind, schema)| (format!("{name}.{kind}"), schema)));
    }
    all.retain(|(_, schema)| schema.get("properties").is_some());
    assert!(all.len() > 25, "the contract has more objects than {}", all.len());
    all
}

#[test]
fn every_member_says_what_it_means_and_what_its_absence_means() {
    for (object, schema) in objects() {
        for (member, about, required) in members(&schema) {
            let said = about["description"].as_str().unwrap_or_default();
            assert!(said.len() > 4, "`{member}` of {object} has no description");
            assert!(!said.contains("[`"), "`{member}` of {object} links into Rust: {said}");
            assert!(
                required || said.contains("Absent"),
                "`{member}` of {object} does not say what its absence means: {said}"
            );
        }
        let said = schema["description"].as_str().unwrap_or_default();
        assert!(said.len() > 4, "{object} has no description");
        assert!(!said.contains("[`"), "{object} links into Rust: {said}");
    }
}

/// Every value of `format` in it.
fn formats<'j>(json: &'j Json, found: &mut BTreeSet<&'j str>) {
    if let Some(format) = json.get("format").and_then(Json::as_str) {
        found.insert(format);
    }
    let inner = json.as_object().into_iter().flat_map(|members| members.values());
    let inner = inner.chain(json.as_array().into_iter().flatten());
    inner.for_each(|inner| formats(inner, found));
}

#[test]
fn formats_are_those_that_every_validator_knows() {
    let mut published: Vec<Json> = schema::ALL.iter().map(|(_, generate)| generate()).collect();
    published.push(schema::openapi());
    let mut found = BTreeSet::new();
    published.iter().for_each(|json| formats(json, &mut found));
    // Ajv does not compile a schema with one that it does not know.
    assert_eq!(found, BTreeSet::from(["date", "date-time", "json-pointer", "uuid"]));
}

#[test]
fn every_member_has_an_example_that_stands_in_a_file() {
    for (object, schema) in objects() {
        for (member, about, _) in members(&schema) {
            let examples = about["examples"].as_array().map_or(0, Vec::len);
            assert!(examples > 0, "no example file has `{member}` of {object}");
        }
    }
}

#[test]
fn every_example_file_is_listed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files: BTreeSet<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<_> =
        EXAMPLES.iter().map(|example| format!("{}.json", example.name)).collect();
    assert_eq!(files, listed);
}

/// The schema that an example is of.
pub(crate) fn schema_of(of: &str) -> Json {
    if of == "receipt" {
        // The receipt has no file of its own: it is always part of an answer.
        let answer = schema::answer();
        return json!({ "$ref": "#/$defs/Receipt", "$defs": answer["$defs"] });
    }
    let (_, generate) = schema::ALL.iter().find(|(name, _)| *name == of).expect("a schema");
    generate()
}

#[test]
fn every_example_is_valid_and_the_types_read_it() {
    for file in EXAMPLES {
        let value: Json = serde_json::from_str(&example(&format!("{}.json", file.name))).unwrap();
        let mut wrong: Vec<String> = Vec::new();
        let validator = validator(&schema_of(file.of));
        wrong.extend(validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())));
        assert!(wrong.is_empty(), "{}: {}", file.name, wrong.join("; "));
        assert!(readable(file.of, &value), "{} cannot be read", file.name);
    }
}

/// Whether the types read it.
pub(crate) fn readable(of: &str, value: &Json) -> bool {
    let value = value.clone();
    match of {
        "document" => serde_json::from_value::<Document>(value).is_ok(),
        "change-set" => serde_json::from_value::<ChangeSet>(value).is_ok(),
        "answer" => serde_json::from_value::<Answer>(value).is_ok(),
        "receipt" => serde_json::from_value::<Receipt>(value).is_ok(),
        _ => serde_json::from_value::<Problem>(value).is_ok(),
    }
}

pub(crate) const ID: &str = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1";

#[track_caller]
fn check(schema: Json, value: &Json, expected: bool) {
    assert_eq!(validator(&schema).is_valid(value), expected, "{value}");
}

#[test]
fn requests_are_closed_and_answers_open() {
    let pause = json!({ "from": "2026-12-01", "until": "2026-12-02", "because": "holidays" });
    let change = json!({ "id": ID, "set": { "pauses": { "p": pause } } });
    check(schema::change_set(), &change, false);
    let mut answer: Json = serde_json::from_str(&example("answer.json")).unwrap();
    answer["receipt"]["changed"][2]["is"] = pause.clone();
    answer["receipt"]["cost"] = json!(0);
    answer["document"]["pauses"][0]["because"] = json!("holidays");
    answer["later"] = json!({});
    check(schema::answer(), &answer, true);
    serde_json::from_value::<Answer>(answer).expect("the types read it, too");
    let mut problem: Json = serde_json::from_str(&example("problem.json")).unwrap();
    problem["instance"] = json!("/log/17");
    check(schema::problem(), &problem, true);
}

#[test]
fn null_is_a_wish_in_two_places_and_a_mistake_elsewhere() {
    let frequency = json!({ "campaigns": { "a": { "frequency": null } }, "pauses": { "p": null } });
    check(schema::change_set(), &json!({ "id": ID, "set": frequency }), true);
    for set in [json!({ "subscribed": null }), json!({ "channels": null })] {
        check(schema::change_set(), &json!({ "id": ID, "set": set }), false);
    }
    for member in ["revision", "made_at", "sent_at", "via", "ask", "reason"] {
        let mut change = json!({ "id": ID, "set": {} });
        change[member] = Json::Null;
        check(schema::change_set(), &change, false);
    }
    let mut document: Json = serde_json::from_str(&example("document-least.json")).unwrap();
    for member in ["pause_days_max", "survey"] {
        document[member] = Json::Null;
    }
    document["sender"]["logo"] = Json::Null;
    check(schema::document(), &document, true);
}

#[test]
fn a_person_has_fifty_pauses_at_the_most() {
    let mut document: Json = serde_json::from_str(&example("document-least.json")).unwrap();
    let pauses = |count: usize| -> Json {
        (0..count)
            .map(|n| json!({ "id": format!("p{n}"), "from": "2026-12-01", "until": "2026-12-02" }))
            .collect()
    };
    document["pauses"] = pauses(50);
    check(schema::document(), &document, true);
    document["pauses"] = pauses(51);
    check(schema::document(), &document, false);
}
