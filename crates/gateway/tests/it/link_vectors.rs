//! The published test vectors of link tokens: each is what it says, and the gateway does so.

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use sordino_contract::{Problem, Timestamp};
use sordino_gateway::token::{Claims, Key, Keys, Token};
use sordino_gateway::{Config, Gateway};
use tower::ServiceExt;

use crate::harness::{NOW, World, moment};

const FILE: &str = include_str!("../../../../docs/contract/link-vectors.json");
const PAGE: &str = include_str!("../../../../docs/contract/links.md");

/// A moment before which every vector without one of its own holds.
const LAST: &str = "2098-12-31T23:59:59Z";

fn file() -> Value {
    serde_json::from_str(FILE).unwrap()
}

fn vectors(list: &str) -> Vec<Value> {
    let vectors = file()[list].as_array().unwrap().clone();
    assert!(vectors.len() > 10, "`{list}` has become short");
    vectors
}

fn keys() -> Vec<Key> {
    let key = |key: &Value| Key {
        id: text(key, "id").into(),
        secret: BASE64_URL_SAFE_NO_PAD.decode(text(key, "secret")).unwrap(),
    };
    file()["keys"].as_array().unwrap().iter().map(key).collect()
}

fn text<'v>(of: &'v Value, member: &str) -> &'v str {
    of[member].as_str().unwrap_or_else(|| panic!("no `{member}`: {of}"))
}

/// When a vector holds.
fn moments(vector: &Value) -> Vec<Timestamp> {
    match vector["at"].as_i64() {
        Some(seconds) => vec![Timestamp::from_millis(seconds * 1_000)],
        None => vec![moment(NOW), moment(LAST)],
    }
}

fn decoded(part: &str) -> String {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_token_is_what_stands_beside_it_signed_with_the_key_that_is_named() {
    let mut signed = 0;
    for vector in [vectors("accepted"), vectors("refused")].concat() {
        let (name, token) = (text(&vector, "name"), text(&vector, "token"));
        if vector["key"].is_null() {
            continue;
        }
        signed += 1;
        let (message, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = message.split_once('.').unwrap();
        let (header, claims) = (decoded(header), decoded(claims));
        let as_text = vector["claims_text"].as_str();
        // Byte for byte: whoever mints with the same members in the same order gets the same.
        assert!(FILE.contains(&format!("\"header\": {header},\n")), "{name}: the header");
        match as_text {
            Some(text) => assert_eq!(text, claims, "{name}: the claims"),
            None => assert!(FILE.contains(&format!("\"claims\": {claims},\n")), "{name}: claims"),
        }
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(vector["header"], json(&header), "{name}: the header");
        if as_text.is_none() {
            assert_eq!(vector["claims"], json(&claims), "{name}: the claims");
        }

        let key = keys().into_iter().find(|key| key.id == text(&vector, "key")).unwrap();
        let key = EncodingKey::from_secret(&key.secret);
        let expected =
            jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
        assert_eq!(signature, expected, "{name}: the signature");
    }
    assert!(signed > 40, "only {signed} vectors say what they are made of");
}

#[test]
fn an_accepted_token_means_what_stands_beside_it() {
    let keys = Keys::new(keys());
    for vector in vectors("accepted") {
        for moment in moments(&vector) {
            let link = keys.verify(&Token::new(text(&vector, "token")), moment);
            let link =
                link.unwrap_or_else(|error| panic!("{} at {moment}: {error}", vector["name"]));
            assert_eq!(link.id, text(&vector["claims"], "jti"));
            let mut means = json!({ "person": link.person.expose(), "power": link.power });
            if let Some(lang) = link.lang {
                means["lang"] = lang.into();
            }
            if let Some(campaign) = link.campaign {
                means["campaign"] = campaign.as_str().into();
            }
            assert_eq!(means, vector["means"], "{}", vector["name"]);
        }
    }
}

#[test]
fn a_refused_token_is_refused_with_its_code() {
    let keys = Keys::new(keys());
    for vector in vectors("refused") {
        for moment in moments(&vector) {
            let refusal = keys.verify(&Token::new(text(&vector, "token")), moment).err();
            let refusal = refusal.unwrap_or_else(|| panic!("accepted: {}", vector["name"]));
            let code = Problem::from(refusal).code;
            assert_eq!((&vector["name"], &*code), (&vector["name"], text(&vector, "code")));
        }
    }
}

#[tokio::test]
async fn over_http_it_is_the_same() {
    let world = World::start().await;
    let config = Config { keys: keys(), ..world.config.clone() };
    let router = Gateway::open(&config, world.clock.clone()).await.unwrap().router();
    for vector in [vectors("accepted"), vectors("refused")].concat() {
        let token = text(&vector, "token");
        world.clock.set(moments(&vector)[0]);
        let request = Request::get("/v1/preferences")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        let problem: Value = serde_json::from_slice(&body).unwrap();
        // A good link of somebody who was not imported.
        let expected = match vector["code"].as_str() {
            Some(code) => (401, code),
            None => (404, "subscriber_unknown"),
        };
        let said = (status, problem["code"].as_str().unwrap());
        assert_eq!((&vector["name"], said), (&vector["name"], expected));
    }
}

#[test]
fn the_gateway_mints_the_first_two_to_the_letter() {
    for vector in &vectors("accepted")[..2] {
        let claims: Claims = serde_json::from_value(vector["claims"].clone()).unwrap();
        let token = Keys::new(keys()).sign(&claims).unwrap();
        assert_eq!(token.expose(), text(vector, "token"), "{}", vector["name"]);
    }
}

#[test]
fn the_page_shows_the_first_vector_by_its_parts() {
    let first = &vectors("accepted")[0];
    let token = text(first, "token");
    for part in token.split('.') {
        assert!(PAGE.contains(&format!("`{part}`")), "links.md lacks `{part}`");
    }
    for part in token.split('.').take(2) {
        let json = decoded(part);
        assert!(PAGE.contains(&format!("`{json}`")), "links.md lacks `{json}`");
    }
    assert!(PAGE.contains(text(&file()["keys"][0], "secret")), "links.md lacks the secret");
}
