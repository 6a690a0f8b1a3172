//! Whether JSON is what the published schema says.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value as Json;

static DOCUMENT: LazyLock<Option<Validator>> =
    LazyLock::new(|| validator(&sordino_contract::schema::document()));
static ANSWER: LazyLock<Option<Validator>> =
    LazyLock::new(|| validator(&sordino_contract::schema::answer()));
static PROBLEM: LazyLock<Option<Validator>> =
    LazyLock::new(|| validator(&sordino_contract::schema::problem()));

/// The most mistakes that are told at once.
const TOLD_MAX: usize = 5;

fn validator(schema: &Json) -> Option<Validator> {
    jsonschema::options().should_validate_formats(true).build(schema).ok()
}

/// What in a document is not as the schema says, with its places.
pub(crate) fn mistakes_in_document(json: &Json) -> Vec<String> {
    mistakes(&DOCUMENT, json)
}

/// What in an answer is not as the schema says.
pub(crate) fn mistakes_in_answer(json: &Json) -> Vec<String> {
    mistakes(&ANSWER, json)
}

/// What in a refusal is not as the schema says.
pub(crate) fn mistakes_in_problem(json: &Json) -> Vec<String> {
    mistakes(&PROBLEM, json)
}

fn mistakes(validator: &Option<Validator>, json: &Json) -> Vec<String> {
    let Some(validator) = validator else {
        return vec!["the kit's own schema cannot be read".into()];
    };
    let told = validator.iter_errors(json).take(TOLD_MAX);
    told.map(|error| format!("`{}`: {error}", error.instance_path())).collect()
}
