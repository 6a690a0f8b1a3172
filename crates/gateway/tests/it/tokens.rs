//! Link tokens: what is accepted, and for how long.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sordino_contract::Power;
use sordino_gateway::token::{Audience, Claims, Keys, Token};

use crate::harness::{World, claims, key, moment};

/// Signs any claims with any key under any name: what a CRM in another language might send.
fn minted(kid: Option<&str>, algorithm: Algorithm, secret: &[u8], claims: &Value) -> String {
    let header = Header { kid: kid.map(Into::into), ..Header::new(algorithm) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).unwrap()
}

fn good() -> Value {
    let exp = moment("2026-12-21T12:00:00Z").as_millis() / 1_000;
    json!({"sub": "ann", "aud": "sordino", "exp": exp, "jti": "j1", "power": "manage"})
}

fn with(member: &str, value: Value) -> Value {
    let mut claims = good();
    match value {
        Value::Null => claims.as_object_mut().unwrap().remove(member).map_or((), drop),
        value => claims[member] = value,
    }
    claims
}

#[tokio::test]
async fn only_tokens_of_ours_are_accepted() {
    let world = World::start().await;
    let secret = key("new").secret;
    let ours = |claims: &Value| minted(Some("new"), Algorithm::HS256, &secret, claims);
    assert_eq!(world.with_token(ours(&good())).read().await.status, StatusCode::OK);
    let several = ours(&with("aud", json!(["other", "sordino"])));
    assert_eq!(world.with_token(several).read().await.status, StatusCode::OK);

    let b64 = |json: Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let none = format!("{}.{}.", b64(json!({"alg": "none", "kid": "new"})), b64(good()));
    let altered = {
        let token = ours(&good());
        let parts: Vec<_> = token.split('.').collect();
        format!("{}.{}.{}", parts[0], b64(with("sub", "wei".into())), parts[2])
    };
    let wrong = [
        ("no token at all", "x".to_owned()),
        ("alg none", none),
        ("altered", altered),
        (
            "another secret",
            minted(Some("new"), Algorithm::HS256, b"another secret of thirty-two bytes", &good()),
        ),
        ("another kid", minted(Some("other"), Algorithm::HS256, &secret, &good())),
        ("the other key's kid", minted(Some("old"), Algorithm::HS256, &secret, &good())),
        ("no kid", minted(None, Algorithm::HS256, &secret, &good())),
        ("another algorithm", minted(Some("new"), Algorithm::HS512, &secret, &good())),
        ("another audience", ours(&with("aud", "shop".into()))),
        ("no audience", ours(&with("aud", Value::Null))),
        ("no exp", ours(&with("exp", Value::Null))),
        ("no sub", ours(&with("sub", Value::Null))),
        ("no jti", ours(&with("jti", Value::Null))),
        ("no power", ours(&with("power", Value::Null))),
        ("another power", ours(&with("power", "admin".into()))),
        ("exp as text", ours(&with("exp", "2030".into()))),
        ("sub is empty", ours(&with("sub", "".into()))),
        ("before its nbf", ours(&with("nbf", json!(4_000_000_000_u64)))),
        ("too long", ours(&with("jti", "x".repeat(5_000).into()))),
    ];
    for (what, token) in wrong {
        let answer = world.with_token(token.clone()).read().await;
        assert_eq!((what, answer.status.as_u16()), (what, 401));
        answer.refused(401, "token_invalid", None);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{what}");
        assert!(!answer.text().contains(&token) || token == "x", "{what}: the token is repeated");
        let page = world.with_token(token).open("").await;
        assert_eq!((what, page.status.as_u16()), (what, 401));
        assert!(page.text().contains("<sordino-preferences"), "{what}: a page all the same");
    }
}

/// Mail programs take a full stop or a bracket into a link, and people copy more than that.
#[tokio::test]
async fn what_stuck_to_the_end_of_a_link_is_not_part_of_it() {
    let world = World::start().await;
    let token = world.reader("ann").token;
    for (before, after) in [
        ("", ""),
        ("", "."),
        ("", "/"),
        ("", "%3E"),
        ("%3C", "%3E."),
        ("", "%20"),
        ("", ")"),
        ("", "&amp;x"),
        ("", "%E2%80%9D"),
        ("", "=3D%0D%0A"),
    ] {
        let page = world.get(&format!("/p/{before}{token}{after}")).await;
        assert_eq!(page.status, StatusCode::OK, "{before}…{after}");
    }
    for after in ["x", "-x", "/x", ".x", ".x."] {
        let page = world.get(&format!("/p/{token}{after}")).await;
        assert!(page.status.is_client_error(), "{after} is part of it");
    }
}

#[tokio::test]
async fn without_a_token_one_is_asked_for() {
    let world = World::start().await;
    let missing = world.get("/v1/preferences").await;
    missing.refused(401, "token_missing", None);
    assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"sordino\"");
    for header in ["Basic YW5uOnNlY3JldA==", "Bearer", ""] {
        let request = Request::get("/v1/preferences").header("authorization", header);
        world.send(request.body(Body::empty()).unwrap()).await.refused(401, "token_missing", None);
    }
    let reader = world.reader("ann");
    let lower =
        Request::get("/v1/preferences").header("authorization", format!("bearer {}", reader.token));
    assert_eq!(world.send(lower.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
    // A token in the address would end in logs and histories.
    world.get(&format!("/v1/preferences?token={}", reader.token)).await.refused(
        401,
        "token_missing",
        None,
    );
}

#[tokio::test]
async fn a_link_works_until_its_last_second() {
    let world = World::start().await;
    let reader = world.reader("ann");
    world.move_to("2027-02-19T11:59:59Z");
    assert_eq!(reader.read().await.status, StatusCode::OK);
    world.move_to("2027-02-19T12:00:00Z");
    reader.read().await.refused(401, "token_expired", None);
    reader.wish(json!({"subscribed": false})).await.refused(401, "token_expired", None);
    let page = reader.open("").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.text().contains("care@larkfield.example"), "the page says whom to turn to");
}

#[tokio::test]
async fn links_of_the_old_key_work_while_new_ones_use_the_new_key() {
    let world = World::start().await;
    let old = Keys::new(vec![key("old")]).sign(&claims(&world.clock, "ann")).unwrap();
    assert_eq!(world.with_token(old.expose()).read().await.status, StatusCode::OK);
    let new = world.token(&claims(&world.clock, "ann"));
    let header = jsonwebtoken::decode_header(&new).unwrap();
    assert_eq!(header.kid.as_deref(), Some("new"));

    let retired = Keys::new(vec![key("new")]);
    assert!(retired.verify(&Token::new(old.expose()), world.clock.now()).is_err());
    assert!(retired.verify(&Token::new(new), world.clock.now()).is_ok());
}

#[test]
fn a_token_does_not_show_itself() {
    let keys = Keys::new(vec![key("new")]);
    let claims = Claims {
        sub: "ann".into(),
        aud: Audience::One("sordino".into()),
        iat: None,
        nbf: None,
        exp: 4e9,
        jti: "j".into(),
        power: Power::Manage,
        lang: None,
        campaign: None,
    };
    let token = keys.sign(&claims).unwrap();
    assert_eq!(format!("{token:?}"), "Token(…)");
    assert_eq!(format!("{:?}", key("new")), "Key(new, …)");
}
