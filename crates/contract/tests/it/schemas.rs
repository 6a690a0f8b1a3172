//! The schemas say what the types read, all of it, with examples that are files.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value as Json, json};
use sordino_contract::schema::{self, EXAMPLES, members};
use sordino_contract::{Answer, ChangeSet, Code, Document, Problem, Receipt, Timestamp};

use crate::support::{any_document, example};

/// A validator that takes formats seriously.
fn validator(schema: &Json) -> Validator {
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
fn schema_of(of: &str) -> Json {
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
fn readable(of: &str, value: &Json) -> bool {
    let value = value.clone();
    match of {
        "document" => serde_json::from_value::<Document>(value).is_ok(),
        "change-set" => serde_json::from_value::<ChangeSet>(value).is_ok(),
        "answer" => serde_json::from_value::<Answer>(value).is_ok(),
        "receipt" => serde_json::from_value::<Receipt>(value).is_ok(),
        _ => serde_json::from_value::<Problem>(value).is_ok(),
    }
}

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
    let name = select(vec!["x", "id", "set", "frequency", "subscribed", "pauses", "via", "a b"]);
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
        file in select(vec!["change.json", "change-leave.json", "change-reason.json"]),
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

const ID: &str = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1";

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
    for member in ["revision", "made_at", "sent_at", "via", "reason"] {
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

/// The file of the published contract.
fn published(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/contract");
    std::fs::read_to_string(path.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

#[test]
fn what_is_published_is_what_the_types_say() {
    let same = |file: &str, mut expected: Json, comment: &str| {
        let mut there: Json = serde_json::from_str(&published(file)).unwrap();
        there[comment] = Json::Null;
        expected[comment] = Json::Null;
        assert!(there == expected, "{file} is old; run `cargo xtask generate`");
    };
    for (name, generate) in schema::ALL {
        same(&format!("schema/{name}.json"), generate(), "$comment");
    }
    same("openapi.json", schema::openapi(), "x-comment");
}

#[test]
fn every_code_is_published_and_nothing_else() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.to_string()).collect();

    let table = published("problems.md");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.map(String::from).collect::<BTreeSet<_>>(), codes, "in problems.md");

    let openapi = schema::openapi();
    let mut said = BTreeSet::new();
    for operation in openapi["paths"]["/v1/preferences"].as_object().unwrap().values() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let code = &response["content"]["application/problem+json"]["schema"]["properties"];
            for word in code["code"]["enum"].as_array().into_iter().flatten() {
                let word = word.as_str().unwrap();
                let known = Code::ALL.iter().find(|code| code.as_str() == word);
                let known = known.unwrap_or_else(|| panic!("there is no code `{word}`"));
                assert_eq!(*status, known.status().to_string(), "the status of {word}");
                said.insert(word.to_owned());
            }
        }
    }
    assert_eq!(said, codes, "in the OpenAPI document");
}

#[test]
fn the_openapi_document_refers_to_what_is_there_and_its_examples_are_valid() {
    let openapi = schema::openapi();
    let mut references = 0;
    each(&openapi, &mut |value| {
        if let Some(to) = value.get("$ref").and_then(Json::as_str) {
            references += 1;
            let at = to.strip_prefix('#').expect("within the document");
            assert!(openapi.pointer(at).is_some(), "there is no {to}");
        }
    });
    assert!(references > 50);

    let mut examples = 0;
    each(&openapi, &mut |value| {
        let (Some(schema), Some(all)) = (value.get("schema"), value.get("examples")) else {
            return;
        };
        let mut schema = schema.clone();
        schema["components"] = openapi["components"].clone();
        let validator = validator(&schema);
        for (name, example) in all.as_object().unwrap() {
            let wrong: Vec<_> =
                validator.iter_errors(&example["value"]).map(|e| e.to_string()).collect();
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
            examples += 1;
        }
    });
    assert!(examples > 20);
}

fn each(value: &Json, look: &mut impl FnMut(&Json)) {
    look(value);
    match value {
        Json::Object(members) => members.values().for_each(|inner| each(inner, look)),
        Json::Array(items) => items.iter().for_each(|inner| each(inner, look)),
        _ => {}
    }
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
