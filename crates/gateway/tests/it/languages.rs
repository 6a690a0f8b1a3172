//! Which language a reader gets: the link's, the person's, the browser's.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::ACCEPT_LANGUAGE;
use sordino_gateway::token::Claims;

use crate::harness::{World, claims};

async fn label(
    world: &World,
    person: &str,
    in_query: Option<&str>,
    in_token: Option<&str>,
    browser: &str,
) -> String {
    let lang = in_token.map(Into::into);
    let reader = world.with_token(world.token(&Claims { lang, ..claims(&world.clock, person) }));
    let query = in_query.map_or(String::new(), |lang| format!("?lang={lang}"));
    let request = Request::get(format!("/v1/preferences{query}"))
        .header("authorization", format!("Bearer {}", reader.token))
        .header(ACCEPT_LANGUAGE, browser);
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    let label = answer.json()["channels"][0]["label"].as_str().unwrap().to_owned();
    let chinese = label == "电子邮件";
    assert_eq!(answer.header("content-language"), if chinese { "zh-Hans" } else { "en" });
    label
}

#[tokio::test]
async fn the_address_comes_before_the_message_before_the_person_before_the_browser() {
    let world = World::start().await;
    let (english, chinese) = ("Email", "电子邮件");
    assert_eq!(label(&world, "wei", None, None, "en").await, chinese, "the person's");
    assert_eq!(label(&world, "wei", None, Some("en"), "zh").await, english, "the message's");
    assert_eq!(
        label(&world, "wei", Some("zh-CN"), Some("en"), "en").await,
        chinese,
        "the address's"
    );
    assert_eq!(
        label(&world, "new", None, None, "zh-CN,zh;q=0.9,en;q=0.8").await,
        chinese,
        "the browser's"
    );
    assert_eq!(label(&world, "new", None, None, "en;q=0.5, zh;q=0.9").await, chinese, "by weight");
    assert_eq!(label(&world, "new", None, None, "zh;q=0, en;q=0.1").await, english, "q=0 is no");
    assert_eq!(label(&world, "new", None, None, "nl, sv").await, english, "none that is spoken");
    assert_eq!(
        label(&world, "new", Some("xx%22%3E"), None, "zh").await,
        chinese,
        "nonsense is passed over"
    );
}

#[tokio::test]
async fn a_text_that_has_one_language_is_shown_in_it() {
    let world = World::start().await;
    let document = world.reader("wei").document().await;
    assert_eq!(document["campaigns"][0]["label"], "春季促销");
    assert_eq!(document["campaigns"][1]["label"], "News");
}

/// Who reads one Chinese script reads the other sooner than English.
#[tokio::test]
async fn a_label_in_the_other_chinese_script_comes_before_english() {
    let world = World::start().await;
    let page = world.reader("wei").open("?lang=zh-TW").await.text();
    assert!(page.contains("<html lang=\"zh-Hant\" dir=\"ltr\">"));
    assert!(page.contains("春季促销"), "the catalogue has it in the simplified script alone");
}

#[tokio::test]
async fn arabic_is_written_from_right_to_left() {
    let world = World::start().await;
    let page = world.reader("wei").open("?lang=ar-EG").await.text();
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "the page around it, too");
    assert!(page.contains("Spring sale"), "English where there is no Arabic");
}

#[tokio::test]
async fn the_page_says_its_language() {
    let world = World::start().await;
    let page = world.reader("wei").open("").await.text();
    assert!(page.contains("<html lang=\"zh-Hans\" dir=\"ltr\">"), "a screen reader needs it");
    assert!(page.contains("云雀园艺</title>"), "the title is in the page's language");
    let page = world.reader("wei").open("?lang=en").await.text();
    assert!(page.contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(page.contains("Larkfield &amp; Sons</title>"), "the sender's name is escaped");
}

#[tokio::test]
async fn a_link_that_expired_says_so_in_the_language_of_its_message() {
    let world = World::start().await;
    let lang = Some("zh-Hans".into());
    let exp = 1.0;
    let expired = world.token(&Claims { lang, exp, ..claims(&world.clock, "ann") });
    let request = Request::get(format!("/p/{expired}")).header(ACCEPT_LANGUAGE, "en");
    let page = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, 401);
    assert!(page.text().contains("<html lang=\"zh-Hans\""));
    // What somebody else wrote into a token says nothing.
    let request = Request::get(format!("/p/{expired}x")).header(ACCEPT_LANGUAGE, "en");
    let page = world.send(request.body(Body::empty()).unwrap()).await;
    assert!(page.text().contains("<html lang=\"en\""));
}
