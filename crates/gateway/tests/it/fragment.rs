//! `GET /v1/preferences` as HTML, for websites that embed the widget.
//!
//! Without the widget built there is none, and then one test looks at that. `cargo xtask test`
//! builds it first.

use std::io::Read;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, IF_NONE_MATCH, ORIGIN,
};
use axum::http::{HeaderName, Request};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use sordino::Wording;
use sordino_gateway::{Gateway, assets};

use crate::harness::{Answer, Reader, SHOP, World};

const KIND: &str = "text/vnd.sordino.fragment";

/// Which widget the gateway embeds; none if it was built without.
fn widget() -> Option<String> {
    let address = assets::address("widget.wasm")?;
    address.split('.').nth(1).map(str::to_owned)
}

async fn get(world: &World, reader: &Reader<'_>, headers: &[(HeaderName, &str)]) -> Answer {
    let mut request = reader.request("GET");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

/// The data in a fragment, and its elements that match.
fn parts(html: &str, css: &str) -> (Value, Vec<String>) {
    let html = Html::parse_fragment(html);
    let all = |css: &str| -> Vec<String> {
        let selector = Selector::parse(css).unwrap();
        html.select(&selector).map(|it| it.html()).collect()
    };
    let data = Selector::parse("script[type='application/json']").unwrap();
    let data = html.select(&data).next().expect("data").text().collect::<String>();
    (serde_json::from_str(&data).expect("JSON"), all(css))
}

#[tokio::test]
async fn only_who_names_this_widget_gets_html_and_everybody_else_the_document() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let Some(widget) = widget() else {
        let answer = get(&world, &reader, &[(ACCEPT, &format!("{KIND};widget="))]).await;
        assert_eq!(answer.header("content-type"), "application/json");
        return;
    };
    let own = format!("{KIND};widget={widget}");
    for accept in [
        "",
        "*/*",
        "text/*",
        "text/html",
        "text/html, application/xhtml+xml, */*;q=0.8",
        "application/json",
        "*/*, text/*",
        ",;,=;q",
        KIND,
        &format!("{KIND};widget=0123456789ab"),
        &format!("{KIND};widget="),
        &format!("{KIND};widget=\"{widget}\", */*;q=0.9"),
        &format!("{own};q=0"),
        &format!("{own};q=nonsense"),
        &format!("{own};q=0.5, application/json"),
        &format!("application/json;q=0.9, {own};q=0.8"),
        &format!("x{own}"),
    ] {
        let answer = get(&world, &reader, &[(ACCEPT, accept)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert_eq!(answer.header("content-type"), "application/json", "{accept}");
        assert_eq!(answer.json()["contract"], "1", "{accept}");
    }
    for accept in [
        &*own,
        &format!("{own}, application/json;q=0.9"),
        &format!("application/json;q=0.9,{own}"),
        &format!("*/*, {own};q=0.1"),
        &format!("{own}, application/json"),
        &format!("TEXT/vnd.Sordino.Fragment ; Q=0.3 ; Widget={widget}"),
    ] {
        let answer = get(&world, &reader, &[(ACCEPT, accept)]).await;
        assert_eq!(answer.header("content-type"), format!("{KIND}; charset=utf-8"), "{accept}");
    }
    let request = reader.request("GET").header(ACCEPT, "application/json;q=0.9");
    let twice = request.header(ACCEPT, &own).body(Body::empty()).unwrap();
    let answer = world.send(twice).await;
    assert_eq!(answer.header("content-type"), format!("{KIND}; charset=utf-8"), "two headers");
}

#[tokio::test]
async fn a_fragment_is_what_the_embedded_widget_would_show() {
    let Some(widget) = widget() else { return };
    let world = World::start().await;
    let reader = world.reader("ann");
    let accept = format!("{KIND};widget={widget}, application/json;q=0.9");
    let answer = get(&world, &reader, &[(ACCEPT, &accept)]).await;
    let html = answer.text();

    let (data, switches) = parts(&html, "input[role=switch]");
    assert_eq!(data["document"], reader.document().await);
    assert_eq!(data["lang"], "en");
    assert!(switches.len() > 6, "{switches:?}");
    for absent in [".languages a", "link", "style", "[style]", "script:not([type])", "template"] {
        assert_eq!(parts(&html, absent).1, Vec::<String>::new(), "`{absent}` is the page's");
    }
    for by_form in [".save", ".find-button"] {
        let shown = format!("{by_form}:not([hidden])");
        assert_eq!(parts(&html, &shown).1, Vec::<String>::new(), "there is no page to answer it");
    }
    let (_, root) = parts(&html, ".sordino[part=root][data-state=ready][lang=en][dir=ltr]");
    assert_eq!(root.len(), 1);
    for secret in ["ann.private", "Secretname", &reader.token] {
        assert!(!html.contains(secret), "it gives away `{secret}`");
    }
    reader.wish(json!({ "channels": { "sms": false } })).await;
    let after = get(&world, &reader, &[(ACCEPT, &accept)]).await.text();
    let (_, off) = parts(&after, "[role=switch][value='/channels/sms']:not([checked])");
    assert_eq!(off.len(), 1, "it shows what holds now");
}

#[tokio::test]
async fn a_fragment_is_kept_by_nobody_and_read_by_the_websites_that_may() {
    let Some(widget) = widget() else { return };
    let world = World::start().await;
    let reader = world.reader("ann");
    let accept = format!("{KIND};widget={widget}");
    let answer = get(&world, &reader, &[(ACCEPT, &accept), (ORIGIN, SHOP)]).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    let vary = |answer: &Answer| {
        let all = answer.headers.get_all("vary").iter();
        all.map(|it| it.to_str().unwrap().to_lowercase()).collect::<Vec<_>>().join(", ")
    };
    for of in ["accept", "authorization", "accept-language", "accept-encoding"] {
        assert!(vary(&answer).split(", ").any(|it| it == of), "{of}: {}", vary(&answer));
    }
    let document = reader.read().await;
    assert!(vary(&document).split(", ").any(|it| it == "accept"), "{}", vary(&document));

    let tag = document.header("etag");
    assert_ne!(answer.header("etag"), tag, "other bytes");
    let again = get(&world, &reader, &[(ACCEPT, &accept), (IF_NONE_MATCH, tag)]).await;
    assert_eq!(again.status, StatusCode::OK, "who has the document does not have this");

    let small = get(&world, &reader, &[(ACCEPT, &accept), (ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(small.header("content-encoding"), "gzip");
    let mut html = String::new();
    flate2::read::GzDecoder::new(&*small.body).read_to_string(&mut html).unwrap();
    assert_eq!(html, answer.text());
}

#[tokio::test]
async fn a_fragment_is_in_the_readers_language_and_in_the_widgets_own_words() {
    let Some(widget) = widget() else { return };
    let mut world = World::start().await;
    let words = json!({ "en": { "leave": "No more letters" } });
    let words = Wording::new(&serde_json::from_value(words).unwrap()).unwrap();
    let config = sordino_gateway::Config { words, ..world.config.clone() };
    world.restart(Gateway::open(&config, world.clock.clone()).await.unwrap());
    let accept = format!("{KIND};widget={widget}");
    let english = get(&world, &world.reader("ann"), &[(ACCEPT, &accept)]).await;
    assert!(english.text().contains("Unsubscribe from everything"), "another brand's page");
    assert_eq!(english.header("content-language"), "en");

    let chinese = (ACCEPT_LANGUAGE, "zh-CN");
    let answer = get(&world, &world.reader("nyc"), &[(ACCEPT, &accept), chinese.clone()]).await;
    assert_eq!(answer.header("content-language"), "en", "the person's wins");
    let answer = get(&world, &world.reader("apia"), &[(ACCEPT, &accept), chinese]).await;
    assert_eq!(answer.header("content-language"), "zh-Hans");
    assert!(answer.text().contains("lang=\"zh-Hans\"") && answer.text().contains("春季促销"));
}

#[tokio::test]
async fn who_may_not_read_is_refused_in_json() {
    let Some(widget) = widget() else { return };
    let world = World::start().await;
    let accept = format!("{KIND};widget={widget}");
    for (token, code) in [("x", "token_invalid"), ("", "token_invalid")] {
        let request = Request::get("/v1/preferences").header(ACCEPT, &accept);
        let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        world.send(request.body(Body::empty()).unwrap()).await.refused(401, code, None);
    }
    let none = Request::get("/v1/preferences").header(ACCEPT, &accept).body(Body::empty());
    world.send(none.unwrap()).await.refused(401, "token_missing", None);
}
