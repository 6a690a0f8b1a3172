//! What is published in `docs/contract` is what the types say.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sordino_contract::{Code, schema};

use crate::schemas::validator;

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
