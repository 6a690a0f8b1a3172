//! The published schema and the gateway agree on what a change set is.

use serde_json::{Value, json};
use sordino_contract::schema;

use crate::harness::World;

/// What may stand in the place of something else, or beside it.
fn others() -> Vec<Value> {
    let texts = ["", "x", "a/b", "ä", "weekly", "2026-12-01", "2026-02-30", "2026-12-01T00:00:00Z"];
    let mut others: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    others.extend([
        json!(null),
        json!(true),
        json!(0),
        json!(1.5),
        json!([]),
        json!([true]),
        json!(["x"]),
        json!([["email", false]]),
        json!({}),
        json!({ "x": true }),
        // serde reads this as the word `page` of an enumeration, if nobody stops it.
        json!({ "page": null }),
        json!({ "a b": true }),
        json!({ "from": "2026-12-01", "until": "2026-12-02" }),
    ]);
    others
}

/// Every place in a value, as JSON Pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, v)| (name.clone(), v)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => return,
    };
    for (name, value) in inner {
        places(value, &format!("{at}/{name}"), found);
    }
}

/// Every change set that is the example with one thing wrong, or odd.
fn variants(example: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    places(example, "", &mut found);
    let mut all = vec![example.clone()];
    let others = others();
    for place in &found {
        for other in &others {
            let mut variant = example.clone();
            *variant.pointer_mut(place).unwrap() = other.clone();
            all.push(variant);
        }
        let mut more = example.clone();
        if let Some(members) = more.pointer_mut(place).and_then(Value::as_object_mut) {
            members.insert("a_member_of_nobody".into(), json!(true));
            all.push(more);
        }
        if let Some((parent, name)) = place.rsplit_once('/') {
            let mut less = example.clone();
            if let Some(members) = less.pointer_mut(parent).and_then(Value::as_object_mut) {
                members.remove(name);
                all.push(less);
            }
        }
    }
    all
}

#[tokio::test]
async fn the_gateway_reads_exactly_what_the_schema_allows() {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = options.build(&schema::change_set()).unwrap();
    let world = World::start().await;
    let reader = world.reader("ann");
    let (mut valid, mut invalid) = (0, 0);
    for example in schema::EXAMPLES.iter().filter(|example| example.of == "change-set") {
        for variant in variants(&example.value()) {
            let answer = reader.change(&variant).await;
            let problem = if answer.status.is_success() { json!({}) } else { answer.json() };
            let (code, pointer) = (problem["code"].as_str(), problem["pointer"].as_str());
            // A reason that comes alone has to fit the survey, which no schema knows.
            if pointer.is_some_and(|it| it.starts_with("/reason/")) && validator.is_valid(&variant)
            {
                continue;
            }
            let read = !matches!(code, Some("malformed_json" | "unknown_member" | "invalid_value"));
            assert_eq!(validator.is_valid(&variant), read, "{variant} was answered {problem}");
            if read { valid += 1 } else { invalid += 1 }
        }
    }
    assert!(valid > 50 && invalid > 300, "{valid} were read and {invalid} were not");
}
