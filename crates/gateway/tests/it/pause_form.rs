//! Pauses, by the forms of the hosted page.

use serde_json::{Value, json};

use crate::harness::{Reader, World};
use crate::page::{line, nonce, query};

/// The pauses there are, without the names that they were given.
async fn pauses(reader: &Reader<'_>) -> Vec<Value> {
    let mut document = reader.document().await;
    let pauses = document["pauses"].as_array_mut().unwrap();
    for pause in pauses.iter_mut() {
        pause.as_object_mut().unwrap().remove("id");
    }
    pauses.clone()
}

async fn id(reader: &Reader<'_>) -> String {
    reader.document().await["pauses"][0]["id"].as_str().unwrap().to_owned()
}

fn making<'a>(form: &'a str, from: &'a str, until: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("do", "pause"), ("form", form), ("from", from), ("until", until)]
}

/// The first tag of a page with this in it, after the form for a new pause begins.
fn tag<'a>(page: &'a str, with: &str) -> &'a str {
    let (_, form) = page.split_once("class=\"pause-new\"").unwrap();
    let at = form.find(with).unwrap_or_else(|| panic!("no `{with}`"));
    let begin = form[..at].rfind('<').unwrap();
    form[begin..].split_once('>').unwrap().0
}

#[tokio::test]
async fn a_pause_is_made_changed_and_ended_and_each_is_undone_exactly() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let page = reader.open("").await.text();
    let made = query(&reader.submit(&making(&nonce(&page), "2026-11-21", "2026-11-27")).await);
    let week = json!({ "from": "2026-11-21", "until": "2026-11-27" });
    assert_eq!(pauses(&reader).await, std::slice::from_ref(&week));
    assert_eq!(line(&world, "ann").await["via"], "form");
    let page = reader.open(&made).await.text();
    assert!(
        page.contains("Saved. The pause lasts until 27 November 2026, that day included."),
        "said"
    );
    assert!(page.contains("21 November 2026 – 27 November 2026"), "and shown");
    assert!(page.contains("Paused until 27 November 2026"), "where it is in effect");

    let pause = id(&reader).await;
    let mut change = making("b", "2026-11-21", "2026-12-24");
    change.push(("pause", &pause));
    let changed = query(&reader.submit(&change).await);
    let longer = json!({ "from": "2026-11-21", "until": "2026-12-24" });
    assert_eq!(pauses(&reader).await, std::slice::from_ref(&longer), "the same, and no other");
    let receipt = changed.trim_start_matches("?done=").to_owned();
    query(&reader.submit(&[("do", "undo"), ("form", "c"), ("receipt", &receipt)]).await);
    assert_eq!(pauses(&reader).await, std::slice::from_ref(&week));

    // What stands in the other fields is nobody's concern then.
    let end = [("do", "end"), ("form", "d"), ("pause", &*pause), ("until", "")];
    let ended = query(&reader.submit(&end).await);
    assert!(pauses(&reader).await.is_empty());
    assert!(reader.open(&ended).await.text().contains("Saved. The pause is over."));
    let receipt = ended.trim_start_matches("?done=").to_owned();
    query(&reader.submit(&[("do", "undo"), ("form", "e"), ("receipt", &receipt)]).await);
    assert_eq!(pauses(&reader).await, [week]);
    assert_eq!(id(&reader).await, pause, "it is the one that was ended");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_pause() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let form = making("a", "2026-11-21", "2026-11-27");
    let first = query(&reader.submit(&form).await);
    assert_eq!(query(&reader.submit(&form).await), first);
    assert_eq!(pauses(&reader).await.len(), 1);
    // Another view of the page is another wish.
    query(&reader.submit(&making("b", "2026-12-21", "2026-12-27")).await);
    assert_eq!(pauses(&reader).await.len(), 2);
}

#[tokio::test]
async fn a_button_pauses_for_so_many_days_whatever_the_last_is() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let form = [("form", "a"), ("from", "2026-12-30"), ("until", "2026-11-27"), ("days", "7")];
    query(&reader.submit(&form).await);
    assert_eq!(pauses(&reader).await, [json!({ "from": "2026-12-30", "until": "2027-01-05" })]);
}

#[tokio::test]
async fn a_pause_of_some_stays_one_of_these_when_its_days_change() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let mut form = making("a", "2026-12-01", "2026-12-31");
    form.extend([("only", "/campaigns/spring-sale"), ("only", "/channels/sms")]);
    let made = query(&reader.submit(&form).await);
    let some = |until: &str| {
        json!({
            "from": "2026-12-01", "until": until,
            "campaigns": ["spring-sale"], "channels": ["sms"],
        })
    };
    assert_eq!(pauses(&reader).await, [some("2026-12-31")]);
    let page = reader.open(&made).await.text();
    assert!(page.contains("1 December 2026 – 31 December 2026 · Spring sale · Text message"));

    let kept = "name=\"only\" value=\"";
    let (_, rest) = page.split_once(kept).unwrap();
    let kept = rest.split('"').next().unwrap().to_owned();
    let pause = id(&reader).await;
    let mut form = making("b", "2026-12-01", "2026-12-24");
    form.extend([("pause", &*pause), ("only", &*kept)]);
    query(&reader.submit(&form).await);
    assert_eq!(pauses(&reader).await, [some("2026-12-24")]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_words_and_pauses_nothing() {
    let world = World::start().await;
    let reader = world.reader("ann");
    for (from, until, code, words) in [
        ("2026-12-31", "2026-12-01", "pause_backwards", "the last day is before the first."),
        ("2026-11-01", "2026-11-20", "pause_past", "these days are over."),
        ("2026-11-21", "2027-02-19", "pause_too_long", "the longest pause is 90 days."),
        ("2026-11-21", "", "pause_no_day", "write the days like 2026-12-24."),
        ("21/11/2026", "2026-11-27", "pause_no_day", "write the days like 2026-12-24."),
    ] {
        let mut form = making("a", from, until);
        form.push(("only", "/campaigns/news"));
        let sent_on = query(&reader.submit(&form).await);
        assert!(sent_on.starts_with(&format!("?refused={code}&from=")), "{from} to {until}");
        let page = reader.open(&sent_on).await.text();
        // What was sent stands there, to be put right.
        for (name, value) in [("from", from), ("until", until)] {
            let field = tag(&page, &format!("name=\"{name}\"")).replace(" value=\"\"", "");
            assert_eq!(field.contains(&format!("value=\"{value}\"")), !value.is_empty(), "{field}");
        }
        assert!(tag(&page, "value=\"/campaigns/news\"").contains(" checked"));
        assert!(tag(&page, "class=\"pause-only\"").contains(" open"));
        assert!(page.contains(words) && page.contains("Not saved"), "{code}");
    }
    let mut form = making("a", "2026-11-21", "2026-11-27");
    form.push(("only", "/campaigns/no-such"));
    let sent_on = query(&reader.submit(&form).await);
    assert!(sent_on.starts_with("?refused=unknown_campaign&"), "{sent_on}");
    assert!(pauses(&reader).await.is_empty());
    // The longest that there may be.
    query(&reader.submit(&making("a", "2026-11-21", "2027-02-18")).await);
    assert_eq!(pauses(&reader).await.len(), 1);
    // Of a pause that there is, the page says it there.
    let pause = id(&reader).await;
    let mut form = making("b", "2026-11-21", "next week");
    form.push(("pause", &*pause));
    let sent_on = query(&reader.submit(&form).await);
    let expected = format!("?refused=pause_no_day&pause={pause}&from=2026-11-21&until=next+week");
    assert_eq!(sent_on, expected);
}

#[tokio::test]
async fn a_link_that_only_turns_down_may_pause_and_lengthen_and_no_more() {
    let world = World::start().await;
    let reader = world.withdrawer("ann");
    query(&reader.submit(&making("a", "2026-11-21", "2026-11-27")).await);
    let pause = id(&reader).await;
    let change = |form, until| {
        let mut fields = making(form, "2026-11-21", until);
        fields.push(("pause", &*pause));
        fields
    };
    query(&reader.submit(&change("b", "2026-11-30")).await);
    let longer = json!({ "from": "2026-11-21", "until": "2026-11-30" });
    assert_eq!(pauses(&reader).await, std::slice::from_ref(&longer));
    let shorter = reader.submit(&change("c", "2026-11-22")).await;
    // The page that it leads to says so at the days of that pause.
    let refused = format!("?refused=withdraw_only&pause={pause}");
    assert_eq!(query(&shorter), format!("{refused}&from=2026-11-21&until=2026-11-22"));
    let ended = reader.submit(&[("do", "end"), ("form", "d"), ("pause", &*pause)]).await;
    assert_eq!(query(&ended), refused);
    assert_eq!(pauses(&reader).await, [longer]);
}
