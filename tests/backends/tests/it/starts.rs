//! How the example backends start, and how they say why they do not.

use sordino_backend_tests::{Backend, KEYS, Language, ask};
use sordino_gateway::token::{AUDIENCE, Audience, Claims, Key, Keys};
use ureq::http::Request;

/// That keys with which links would be lost are refused in a sentence, before anything is served.
fn refuses_keys(language: Language) {
    // A letter of the one was lost; of the other two only one could count.
    let cut = format!("{KEYS}Bw");
    let twice = format!("{KEYS},{KEYS}");
    for (keys, said) in [(cut, "base64url of 32"), (twice, "an id of its own")] {
        let error = Backend::start(language, &keys).err().map(|error| format!("{error:#}"));
        let error = error.unwrap_or_else(|| panic!("{language:?} starts with `{said}` broken"));
        assert!(error.contains("it ended with exit status: 1"), "{language:?}: {error}");
        assert!(error.contains("SORDINO_KEYS must") && error.contains(said), "{error}");
        assert!(!error.contains("Traceback") && !error.contains("BwcHBwcH"), "{error}");
    }
}

#[test]
fn python_says_what_is_wrong_with_its_keys() {
    refuses_keys(Language::Python);
}

#[test]
fn node_says_what_is_wrong_with_its_keys() {
    refuses_keys(Language::Node);
}

#[test]
fn php_says_what_is_wrong_with_its_keys() {
    refuses_keys(Language::Php);
}

#[test]
fn php_s_own_server_has_the_sample_person_and_looks_at_the_keys() {
    let backend = Backend::start_php_server(KEYS).unwrap();
    let keys = Keys::new(vec![Key { id: "test".into(), secret: vec![7; 32] }]);
    let claims = Claims {
        sub: "C-10001".into(),
        aud: Audience::One(AUDIENCE.into()),
        iat: None,
        nbf: None,
        exp: 4_102_444_800.0,
        jti: "a link".into(),
        power: sordino_contract::Power::Manage,
        lang: None,
        campaign: None,
    };
    let token = keys.sign(&claims).unwrap();
    let request = Request::get(&backend.endpoint)
        .header("authorization", format!("Bearer {}", token.expose()));
    let answer = ask(request.body(()).unwrap()).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    backend.stop().unwrap();

    // It has no start of its own, so it refuses whatever is asked.
    let error = Backend::start_php_server(&format!("{KEYS},{KEYS}")).err();
    let error = error.map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(error.contains("it answers 503 without a token"), "{error}");
}
