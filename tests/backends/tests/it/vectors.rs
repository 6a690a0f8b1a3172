//! The published test vectors of link tokens, sent to each example backend.

use serde_json::Value;
use sordino_backend_tests::{Backend, Language, ask};
use ureq::http::Request;

const FILE: &str = include_str!("../../../../docs/contract/link-vectors.json");

/// That a backend takes the good tokens, and refuses the others with their codes.
///
/// Its clock is the machine's, so those that hold at one moment only are left out: the gateway's
/// tests have them, with a clock that is moved.
fn keeps_to_the_vectors(language: Language) {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let text = |of: &Value, member: &str| of[member].as_str().unwrap().to_owned();
    let key = |key: &Value| format!("{}:{}", text(key, "id"), text(key, "secret"));
    let keys: Vec<_> = file["keys"].as_array().unwrap().iter().map(key).collect();
    let backend = Backend::start(language, &keys.join(",")).unwrap();

    let vectors = ["accepted", "refused"].map(|list| file[list].as_array().unwrap().clone());
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for vector in vectors.concat().iter().filter(|vector| vector["at"].is_null()) {
        let request = Request::get(&backend.endpoint)
            .header("authorization", format!("Bearer {}", text(vector, "token")));
        let answer = ask(request.body(()).unwrap()).unwrap();
        let code = answer.json().map(|json| json["code"].clone()).unwrap_or_default();
        // The backend's sample person is `C-10001`; nobody else is known.
        let expected = match (vector["code"].as_str(), vector["means"]["person"].as_str()) {
            (Some(code), _) => (401, Value::from(code)),
            (None, Some("C-10001")) => (200, Value::Null),
            (None, _) => (404, "subscriber_unknown".into()),
        };
        tried += 1;
        if (answer.status, &code) != (expected.0, &expected.1) {
            let name = text(vector, "name");
            wrong.push(format!(
                "{name}: {} {code}, and not {} {}",
                answer.status, expected.0, expected.1
            ));
        }
    }
    assert!(tried > 60, "only {tried} vectors were tried");
    assert!(wrong.is_empty(), "{language:?}:\n{}", wrong.join("\n"));
    backend.stop().unwrap();
}

#[test]
fn python_keeps_to_the_vectors() {
    keeps_to_the_vectors(Language::Python);
}

#[test]
fn node_keeps_to_the_vectors() {
    keeps_to_the_vectors(Language::Node);
}

#[test]
fn php_keeps_to_the_vectors() {
    keeps_to_the_vectors(Language::Php);
}
