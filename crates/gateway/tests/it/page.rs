//! `/p/{token}`: the hosted page and its forms, as a browser without script uses them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::harness::{Answer, CATALOGUE, PUBLIC_URL, Reader, World, chosen};

/// The random text that the page's forms send back.
pub(crate) fn nonce(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"form\" value=\"").expect("the page has a form");
    rest.split('"').next().unwrap().to_owned()
}

/// Where the browser is sent, which must be the same page.
#[track_caller]
pub(crate) fn query(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let location = answer.header("location");
    assert!(location.starts_with('?'), "the token is not in the header: {location}");
    location.to_owned()
}

#[tokio::test]
async fn the_page_is_whole_without_script() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let answer = reader.open("").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = answer.text();
    for part in [
        "<!doctype html>",
        "<template shadowrootmode=\"open\">",
        "name=\"viewport\"",
        "Spring sale",
        "method=\"post\"",
        "<sordino-preferences endpoint=\"/v1/preferences\" lang=\"en\" home=\"page\">",
        "content=\"noindex\"",
        "content=\"light dark\"",
        "a•••@example.com",
    ] {
        assert!(page.contains(part), "the page lacks {part}");
    }
    assert!(!page.contains(&reader.token), "the token stands in the page");
    assert!(!page.contains(" action="), "forms post to where they came from");
    assert!(
        !page.contains("style=\"") && !page.contains(" onclick"),
        "the policy allows nothing inline"
    );
    for secret in ["ann.private", "Secretname"] {
        assert!(!page.contains(secret), "the page gives away `{secret}`");
    }
}

#[tokio::test]
async fn a_form_is_saved_and_the_browser_is_sent_on() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let nonce = nonce(&reader.open("").await.text());
    let (email, sms) =
        ("/campaigns/spring-sale/channels/email", "/campaigns/spring-sale/channels/sms");
    let post = "/campaigns/news/channels/post";
    let fields =
        [("do", "save"), ("form", &nonce), ("was", email), ("was", sms), ("on", sms), ("on", post)];
    let sent_on = query(&reader.submit(&fields).await);
    let document = reader.document().await;
    assert_eq!(document["campaigns"][0]["channels"], json!({"email": false, "sms": true}));
    assert_eq!(
        document["campaigns"][1]["channels"],
        json!({"email": true, "post": true}),
        "silence leaves alone"
    );
    assert_eq!(reader.open(&sent_on).await.status, StatusCode::OK);
    let last = line(&world, "ann").await;
    assert_eq!((last["via"].as_str(), last["link"].as_str()), (Some("form"), Some("link-of-ann")));
}

pub(crate) async fn line(world: &World, person: &str) -> serde_json::Value {
    let page = sordino_gateway::store::Page { after: 0, lines: 1_000 };
    let person = sordino_gateway::PersonId::new(person).unwrap();
    let lines = world.store().lines(Some(&person), page).await.unwrap();
    serde_json::to_value(lines.last().unwrap()).unwrap()
}

/// How often the spring sale comes to somebody.
async fn often(reader: &Reader<'_>) -> serde_json::Value {
    let document = reader.document().await;
    document["campaigns"][0]["frequency"]["now"].clone()
}

#[tokio::test]
async fn how_often_is_saved_by_a_form_and_undone_exactly() {
    const OFTEN: &str = "/campaigns/spring-sale/frequency";
    let world = World::start().await;
    let reader = world.reader("ann");
    let page = reader.open("").await.text();
    let before = page.find("name=\"was/campaigns/spring-sale/frequency\"");
    let after = page.find("name=\"/campaigns/spring-sale/frequency\"");
    assert!(before.is_some() && before < after, "what it was stands before what it is");

    let was = format!("was{OFTEN}");
    let save = |nonce: String, had: &'static str, has: &'static str| {
        let (reader, was) = (&reader, was.clone());
        async move {
            let fields = [("do", "save"), ("form", &nonce), (&was, had), (OFTEN, has)];
            query(&reader.submit(&fields).await)
        }
    };
    let saved = save(nonce(&page), "", "weekly").await;
    assert_eq!(often(&reader).await, "weekly");
    let last = line(&world, "ann").await;
    assert_eq!(last["via"], "form");
    assert_eq!(last["changed"].as_array().map(Vec::len), Some(1), "and nothing else: {last}");
    let page = reader.open(&saved).await.text();
    assert!(page.contains("Saved: Spring sale is set to “Weekly”."), "it is said");
    assert!(page.contains("<option value=\"weekly\" selected"), "and shown");

    let receipt = saved.trim_start_matches("?done=");
    let undo = [("do", "undo"), ("form", &nonce(&page)), ("receipt", receipt)];
    query(&reader.submit(&undo).await);
    assert_eq!(often(&reader).await, json!(null), "the sender's own rhythm again");

    // An old page that still shows what is over, and does not mention it, brings nothing back.
    save("b".into(), "", "monthly").await;
    save("c".into(), "weekly", "weekly").await;
    query(&reader.submit(&[("do", "save"), ("form", "d"), (&was, "weekly")]).await);
    query(&reader.submit(&[("do", "save"), ("form", "e"), (OFTEN, "weekly")]).await);
    assert_eq!(often(&reader).await, "monthly", "silence changes nothing");

    save("f".into(), "monthly", "").await;
    assert_eq!(often(&reader).await, json!(null));
}

#[tokio::test]
async fn how_often_by_a_form_is_refused_in_words() {
    const OFTEN: &str = "/campaigns/spring-sale/frequency";
    let world = World::start().await;
    let reader = world.reader("ann");
    let was = format!("was{OFTEN}");
    let save =
        |has: &'static str| [("do", "save"), ("form", "x"), (was.as_str(), ""), (OFTEN, has)];
    assert_eq!(query(&reader.submit(&save("fortnightly")).await), "?refused=unknown_frequency");
    assert_eq!(query(&reader.submit(&save("now & then")).await), "?refused=invalid_value");
    assert_eq!(often(&reader).await, json!(null));
    let page = reader.open("?refused=unknown_frequency").await.text();
    assert!(page.contains("Not saved: this is no longer offered."), "in words");

    // A link that only turns down may ask for less, and then not for more.
    let withdrawer = world.withdrawer("ann");
    query(&withdrawer.submit(&save("weekly")).await);
    assert_eq!(often(&reader).await, "weekly");
    let up = [("do", "save"), ("form", "y"), (was.as_str(), "weekly"), (OFTEN, "every")];
    assert_eq!(query(&withdrawer.submit(&up).await), "?refused=withdraw_only");
    assert_eq!(often(&reader).await, "weekly");
}

/// A form of many campaigns was refused as too large: nobody without script could turn one off.
#[tokio::test]
async fn one_box_of_five_hundred_campaigns_is_turned_off_by_a_form() {
    let world = World::start().await;
    let mut catalogue = String::from(CATALOGUE);
    for at in 0..500 {
        catalogue += &format!(
            "[[campaigns]]\nid = \"a-campaign-with-a-longer-id-{at}\"\nlabel = \"Campaign {at}\"\n\
             channels = [\"email\", \"sms\", \"post\"]\ndefault = [\"email\", \"sms\", \"post\"]\n"
        );
    }
    world.import_catalogue(&catalogue).await;
    let reader = world.reader("ann");
    let document = reader.document().await;
    let mut boxes = Vec::new();
    for campaign in document["campaigns"].as_array().unwrap() {
        for (channel, on) in campaign["channels"].as_object().unwrap() {
            if campaign["required"].is_null() && *on == json!(true) {
                boxes.push(format!(
                    "/campaigns/{}/channels/{channel}",
                    campaign["id"].as_str().unwrap()
                ));
            }
        }
    }
    assert!(boxes.len() > 1_400, "most are on: {}", boxes.len());
    let off = "/campaigns/a-campaign-with-a-longer-id-7/channels/sms";
    let mut fields = vec![("do", "save")];
    fields.extend(boxes.iter().map(|path| ("was", path.as_str())));
    fields.extend(boxes.iter().filter(|path| *path != off).map(|path| ("on", path.as_str())));
    assert_eq!(reader.submit(&fields).await.status, StatusCode::SEE_OTHER);
    let after = line(&world, "ann").await;
    let changed = after["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 1, "and nothing else: {after}");
    assert_eq!(changed[0]["path"], off);
}

#[tokio::test]
async fn a_form_sent_twice_is_one_change() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let nonce = nonce(&reader.open("").await.text());
    let leave = [("do", "leave"), ("form", nonce.as_str())];
    let lines = world.lines("ann").await;
    let (first, second) = tokio::join!(reader.submit(&leave), reader.submit(&leave));
    assert_eq!(query(&first), query(&second));
    assert_eq!(world.lines("ann").await, lines + 1);
    assert_eq!(reader.document().await["subscribed"], false);
}

#[tokio::test]
async fn somebody_who_returned_can_leave_again_from_the_first_page() {
    // A form's id follows from its page view. Somebody who left, came back, and then went back
    // to the first page to leave sends the very same form: it must not pass for a repeat.
    let world = World::start().await;
    let reader = world.reader("ann");
    let first = nonce(&reader.open("").await.text());
    let leave = [("do", "leave"), ("form", first.as_str())];
    let gone = query(&reader.submit(&leave).await);
    let second = nonce(&reader.open(&gone).await.text());
    query(&reader.submit(&[("do", "return"), ("form", &second)]).await);
    assert_eq!(reader.document().await["subscribed"], true);
    for _ in 0..2 {
        query(&reader.submit(&leave).await);
        assert_eq!(
            reader.document().await["subscribed"],
            false,
            "they were told so, and it was false"
        );
    }
}

#[tokio::test]
async fn leaving_can_be_undone_by_a_form() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let before = reader.document().await;
    let view = nonce(&reader.open("").await.text());
    let gone = query(&reader.submit(&[("do", "leave"), ("form", &view)]).await);
    let page = reader.open(&gone).await.text();
    let receipt = gone.trim_start_matches("?done=");
    assert!(
        page.contains(&format!("name=\"receipt\" value=\"{receipt}\"")),
        "the page offers to undo it"
    );
    let undo = [("do", "undo"), ("form", &nonce(&page)), ("receipt", receipt)];
    query(&reader.submit(&undo).await);
    assert_eq!(chosen(reader.document().await), chosen(before));
    // Another person's receipt is nothing that can be undone.
    let wei = world.reader("wei");
    assert_eq!(query(&wei.submit(&undo).await), "?refused=invalid_value");
}

#[tokio::test]
async fn an_address_that_was_kept_does_not_say_what_holds_no_more() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let gone = query(&reader.submit(&[("do", "leave"), ("form", "x")]).await);
    let receipt = format!("value=\"{}\"", gone.trim_start_matches("?done="));
    let offers_undo = |page: Answer| page.text().contains(&receipt);
    assert!(offers_undo(reader.open(&gone).await));
    reader.wish(json!({"subscribed": true})).await.changed();
    assert!(!offers_undo(reader.open(&gone).await));
}

#[tokio::test]
async fn a_form_that_is_refused_says_so_and_changes_nothing() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let before = reader.read().await.body;
    let orders = "/campaigns/orders/channels/email";
    let locked = [("do", "save"), ("form", "x"), ("was", orders)];
    assert_eq!(query(&reader.submit(&locked).await), "?refused=required");
    assert_eq!(query(&reader.submit(&[("do", "explode")]).await), "?refused=invalid_value");
    assert_eq!(
        query(&reader.submit(&[("do", "save"), ("was", "/nonsense")]).await),
        "?refused=invalid_value"
    );
    assert_eq!(query(&reader.submit(&[]).await), "?refused=invalid_value");
    let up = [("do", "save"), ("form", "x"), ("on", "/campaigns/news/channels/post")];
    assert_eq!(query(&world.withdrawer("ann").submit(&up).await), "?refused=withdraw_only");
    assert_eq!(reader.read().await.body, before);

    let backwards = [("do", "pause"), ("from", "2026-12-02"), ("until", "2026-12-01")];
    assert_eq!(
        query(&reader.submit(&backwards).await),
        "?refused=pause_backwards&from=2026-12-02&until=2026-12-01"
    );
    let known = [&backwards[..], &[("pause", "p1")]].concat();
    let said = "?refused=pause_backwards&pause=p1&from=2026-12-02&until=2026-12-01";
    assert_eq!(query(&reader.submit(&known).await), said);

    assert_eq!(reader.open("?refused=required").await.status, StatusCode::OK);
    // What stands in an address that anybody can write is only ever a code of the contract.
    let plain = |page: Answer| page.text().replace(&nonce(&page.text()), "");
    let nothing = plain(reader.open("").await);
    for query in [
        "?refused=%3Cscript%3E",
        "?refused=nonsense",
        "?done=nonsense",
        "?done=%22",
        "?done=&refused",
    ] {
        assert_eq!(plain(reader.open(query).await), nothing, "{query}");
    }
}

#[tokio::test]
async fn the_language_stays_through_a_form() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let sent_on =
        query(&reader.submit_to("?lang=zh-CN&done=x", &[("do", "leave"), ("form", "x")]).await);
    assert!(sent_on.starts_with("?lang=zh-Hans&done="), "{sent_on}");
    assert!(reader.open(&sent_on).await.text().contains("<html lang=\"zh-Hans\""));
}

#[tokio::test]
async fn another_site_cannot_send_the_form() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let submit = |headers: &[(&str, &str)]| {
        let mut request = Request::post(format!("/p/{}", reader.token))
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        world.send(request.body(Body::from("do=leave")).unwrap())
    };
    for foreign in [
        [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")],
        [("sec-fetch-site", "same-site"), ("origin", "https://evil.preferences.example")],
        [("origin", "https://elsewhere.example"), ("x", "x")],
    ] {
        assert_eq!(submit(&foreign).await.status, StatusCode::FORBIDDEN, "{foreign:?}");
    }
    assert_eq!(reader.document().await["subscribed"], true);
    // Our own page sends no referrer, so a browser says `Origin: null`.
    for own in [
        vec![("sec-fetch-site", "same-origin"), ("origin", "null")],
        vec![("origin", PUBLIC_URL)],
        vec![("origin", "null")],
        vec![],
    ] {
        assert_eq!(submit(&own).await.status, StatusCode::SEE_OTHER, "{own:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused_as_a_page() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let post = |kind: &str, body: Vec<u8>| {
        let request = Request::post(format!("/p/{}", reader.token)).header("content-type", kind);
        world.send(request.body(Body::from(body)).unwrap())
    };
    let json = post("application/json", b"{}".to_vec()).await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let huge = post("application/x-www-form-urlencoded", vec![b'a'; 10_000_000]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    for page in [json, huge] {
        assert!(page.text().contains("<sordino-preferences"));
        assert!(!page.text().contains(&reader.token));
    }
    let bytes = post("application/x-www-form-urlencoded", b"do=leav\xff\xfee&%%%".to_vec()).await;
    assert_eq!(query(&bytes), "?refused=invalid_value");
    assert_eq!(reader.document().await["subscribed"], true);
}

#[tokio::test]
async fn an_address_that_is_none_is_a_page_for_people_and_a_problem_for_programs() {
    let world = World::start().await;
    let request = Request::get("/nothing/here").header("accept", "text/html,*/*;q=0.8");
    let page = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("Larkfield &amp; Sons"), "it says whose page it is");
    world.get("/nothing/here").await.refused(404, "not_found", None);
}

#[tokio::test]
async fn a_label_with_markup_in_it_stays_a_label() {
    let world = World::start().await;
    let text = CATALOGUE
        .replace("\"News\"", "'<img src=x onerror=alert(1)></script><script>alert(2)</script>'")
        .replace("Larkfield & Sons", "</title><script>alert(3)</script>");
    world.import_catalogue(&text).await;
    let page = Reader::open(&world.reader("ann"), "").await.text();
    for markup in ["<img src=x", "<script>alert", "</title><script"] {
        assert!(!page.contains(markup), "{markup} is markup in the page");
    }
}

#[tokio::test]
async fn the_page_is_sent_small_to_those_who_can_read_it() {
    let world = World::start().await;
    let path = format!("/p/{}", world.reader("ann").token);
    let ask = |accept: &'static str| {
        let request = Request::get(&path).header("accept-encoding", accept);
        world.send(request.body(Body::empty()).unwrap())
    };
    let (plain, small) = (ask("identity").await, ask("gzip, deflate, br").await);
    assert_eq!((plain.header("content-encoding"), small.header("content-encoding")), ("", "gzip"));
    assert!(
        small.body.len() * 3 < plain.body.len(),
        "{} of {}",
        small.body.len(),
        plain.body.len()
    );
    let mut text = String::new();
    let mut unpacking = flate2::read::GzDecoder::new(small.body.as_slice());
    std::io::Read::read_to_string(&mut unpacking, &mut text).unwrap();
    assert_eq!(text.replace(&nonce(&text), ""), plain.text().replace(&nonce(&plain.text()), ""));
    assert_eq!(ask("br").await.header("content-encoding"), "", "one that reads brotli alone");
    assert!(plain.header("vary").contains("Accept-Encoding"));
}

#[tokio::test]
async fn a_reason_given_by_a_form_is_kept_with_what_it_explains_and_thanked_for() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let first = nonce(&reader.open("").await.text());
    let left = query(&reader.submit(&[("do", "leave"), ("form", &first)]).await);
    let id = left.strip_prefix("?done=").unwrap().to_owned();
    let page = reader.open(&left).await.text();
    let second = nonce(&page);
    assert!(page.contains(&format!("name=\"receipt\" value=\"{id}\"")), "{page}");

    let reason = [
        ("form", second.as_str()),
        ("receipt", &id),
        ("comment", "One a week\r\nis plenty"),
        ("reason", "too_frequent"),
    ];
    let thanked = query(&reader.submit(&reason).await);
    let last = line(&world, "ann").await;
    assert_eq!(
        last["reason"],
        json!({ "code": "too_frequent", "comment": "One a week\nis plenty", "receipt": id }),
        "20 characters, as the sender allows: the end of a line is one"
    );
    assert_eq!(reader.document().await["subscribed"], false, "a reason changes nothing");
    let page = reader.open(&thanked).await.text();
    assert!(page.contains("Thank you for telling us"), "{page}");
    assert!(page.contains("Saved. You are unsubscribed from everything."), "it still holds");
    query(&reader.submit(&[("do", "undo"), ("form", &nonce(&page)), ("receipt", &id)]).await);
    assert_eq!(reader.document().await["subscribed"], true, "and can still be undone");
}

#[tokio::test]
async fn a_reason_that_is_none_of_the_surveys_is_refused_in_words() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let first = nonce(&reader.open("").await.text());
    let left = query(&reader.submit(&[("do", "leave"), ("form", &first)]).await);
    let id = left.strip_prefix("?done=").unwrap();
    let fields = [("receipt", id), ("reason", "too_frequent"), ("comment", "far more than twenty")];
    assert_ne!(query(&reader.submit(&fields).await), "?refused=invalid_value", "20 characters");
    let fields =
        [("receipt", id), ("reason", "too_frequent"), ("comment", "far more than twenty!")];
    assert_eq!(query(&reader.submit(&fields).await), "?refused=invalid_value");
    let answer = reader.submit(&[("receipt", id), ("reason", "no-such-reason")]).await;
    assert_eq!(query(&answer), "?refused=invalid_value");
    assert_eq!(reader.document().await["subscribed"], false);
}

/// An engine without declarative shadow roots shows what stands beside the template, and nothing
/// of what is in it.
#[tokio::test]
async fn an_engine_that_is_too_old_is_led_to_a_page_of_plain_forms_and_stays_there() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let page = reader.open("").await.text();
    let (_, beside) = page.split_once("</template>").expect("there is a template");
    assert!(beside.starts_with("<a href=\"?plain=1\""), "{beside}");

    let answer = reader.open("?plain=1").await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.text();
    for part in ["<template", "<sordino-preferences", "text/javascript", "type=\"module\"", ".wasm"]
    {
        assert!(!page.contains(part), "the page has {part}");
    }
    assert!(page.contains("Spring sale") && page.contains("method=\"post\""), "it has the forms");
    let asked = "<input type=\"hidden\" name=\"plain\" value=\"1\">";
    assert_eq!(page.matches("method=\"get\"").count(), page.matches(asked).count());
    assert_eq!(page.matches("href=\"?").count(), page.matches("href=\"?plain=1&amp;").count());

    let nonce = nonce(&page);
    let fields = [("form", nonce.as_str()), ("do", "save")];
    let sent = query(&reader.submit_to("?plain=1", &fields).await);
    assert!(sent.contains("plain=1&"), "it leads to the plain page again: {sent}");
}
