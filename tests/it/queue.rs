//! The line beyond one view of a page: what is kept, what comes back, what leaves in haste.

use serde_json::{Value as Json, json};
use sordino::center::{Center, OVERTAKEN, Progress};
use sordino_contract::{Answer, ChangeSet, Document, Receipt, Timestamp, Value, Via, plan};

use crate::support::{document, path, wishes};

const EMAIL: &str = "/channels/email";
const SMS: &str = "/channels/sms";
const POST: &str = "/channels/post";

fn id(n: u32) -> sordino_contract::ChangeId {
    format!("00000000-0000-4000-8000-{n:012}").parse().unwrap()
}

fn at(minute: u32) -> Timestamp {
    format!("2026-11-21T20:{minute:02}:00Z").parse().unwrap()
}

/// A screen on which these were turned, one a minute, by `made`.
fn turned(places: &[(&str, bool)]) -> Center {
    let mut center = Center::new(document());
    for (n, (place, on)) in (1..).zip(places) {
        let mut set = wishes(json!({}));
        set.want(&path(place), &Value::Flag(*on));
        center.wish(id(n), at(n), set);
    }
    center
}

fn kept(center: &mut Center) -> Vec<ChangeSet> {
    serde_json::from_str(&center.queue(Via::Page)).unwrap()
}

fn ids(changes: &[ChangeSet]) -> Vec<&str> {
    changes.iter().map(|change| change.id.as_str()).collect()
}

/// What is sent next, but for when.
fn sent(center: &mut Center, via: Via) -> Option<Json> {
    let (_, json) = center.send(via, at(59))?;
    Some(asked(&json))
}

fn asked(json: &str) -> Json {
    let mut asked: Json = serde_json::from_str(json).unwrap();
    asked.as_object_mut().unwrap().remove("sent_at").expect("it says when it was sent");
    asked
}

/// The backend's answer to what was sent; `holds` is what it keeps otherwise, and stays.
fn answer(center: &mut Center, sent: &Json, mut holds: Document, overtaken: bool) {
    let change: ChangeSet = serde_json::from_value(sent.clone()).unwrap();
    let later = |_: &_| overtaken.then(|| at(59));
    let changed = plan(&holds, &change.set, at(0), later).unwrap();
    for changed in &changed {
        holds.put(&changed.path, &changed.is);
    }
    let receipt =
        Receipt { id: change.id, recorded_at: at(59), via: change.via, changed, asked: None };
    center.answered(Answer { receipt, document: holds });
}

#[test]
fn what_waits_is_kept_until_it_is_answered() {
    let mut center = turned(&[(EMAIL, false), (POST, false)]);
    assert_eq!(ids(&kept(&mut center)), [id(1).as_str(), id(2).as_str()]);
    let first = sent(&mut center, Via::Page).unwrap();
    assert_eq!(kept(&mut center).len(), 2, "it may never arrive");
    answer(&mut center, &first, document(), false);
    assert_eq!(ids(&kept(&mut center)), [id(2).as_str()]);
    let second = sent(&mut center, Via::Page).unwrap();
    center.refused(&id(2), "required");
    assert!(kept(&mut center).is_empty(), "a refusal is an answer: {second}");
}

#[test]
fn a_reason_is_in_ones_own_words_and_not_left_on_a_device() {
    let mut center = turned(&[(EMAIL, false)]);
    let change = sent(&mut center, Via::Page).unwrap();
    answer(&mut center, &change, document(), false);
    center.explain(id(90), at(9), "other".into(), "Too much of it.".into());
    assert_eq!(center.queue(Via::Page), "[]");
    let reason = sent(&mut center, Via::Page).unwrap();
    assert_eq!(reason["reason"]["comment"], "Too much of it.", "but it is sent");
    center.unanswered(&id(90), true);
    assert!(!center.kept(), "and nobody is told that it is kept");
}

#[test]
fn what_an_earlier_visit_left_is_shown_as_not_saved_and_sent_as_it_was_to_the_letter() {
    let mut before = turned(&[(EMAIL, false), (POST, false)]);
    let first = sent(&mut before, Via::Page).unwrap();
    let left = kept(&mut before);

    let mut elsewhere = document();
    elsewhere.revision = "another".into();
    let mut center = Center::new(elsewhere.clone());
    center.adopt(left);
    for place in [EMAIL, POST] {
        assert!(!center.is_on(&path(place)), "{place}");
        assert_eq!(center.progress(&path(place)), Progress::Retrying, "{place}");
    }
    // By another element now, which is no reason to be another change.
    assert_eq!(sent(&mut center, Via::Embed).as_ref(), Some(&first));
    answer(&mut center, &first, elsewhere.clone(), false);
    let second = sent(&mut center, Via::Embed).unwrap();
    assert_eq!((&second["id"], &second["via"]), (&json!(id(2)), &json!("page")));
    assert_eq!(second["revision"], first["revision"], "what was on that screen");
    elsewhere.put(&path(EMAIL), &Value::Flag(false));
    answer(&mut center, &second, elsewhere, false);
    assert_eq!(center.progress(&path(POST)), Progress::Saved);
    assert!(kept(&mut center).is_empty());
}

#[test]
fn what_an_earlier_visit_left_goes_before_what_this_one_asks_for() {
    let left = kept(&mut turned(&[(EMAIL, false), (EMAIL, true), (EMAIL, false)]));
    assert_eq!(left.len(), 1, "what was changed again before it left is not said");
    let left = [left, kept(&mut turned(&[(POST, false)]))].concat();
    let mut center = Center::new(document());
    center.wish(id(70), at(30), wishes(json!({ "channels": { "sms": true } })));
    let under_way = sent(&mut center, Via::Page).unwrap();
    center.wish(id(71), at(31), wishes(json!({ "channels": { "email": true } })));
    center.adopt(left.clone());
    assert!(center.is_on(&path(EMAIL)), "the last word on it");
    let line: Vec<_> = [id(70), id(3), id(1), id(71)].map(String::from).into();
    assert_eq!(ids(&kept(&mut center)), line, "but what is under way is");
    answer(&mut center, &under_way, document(), false);
    center.adopt(left);
    assert_eq!(kept(&mut center).len(), 3, "once is enough");
}

/// It may have arrived, so what it asked for must not arrive after what replaced it.
#[test]
fn what_an_earlier_visit_left_is_not_dropped_for_a_later_wish() {
    let left = kept(&mut turned(&[(EMAIL, false)]));
    let mut center = Center::new(document());
    center.adopt(left);
    center.wish(id(70), at(30), wishes(json!({ "channels": { "email": true } })));
    assert_eq!(ids(&kept(&mut center)), [id(1), id(70)].map(String::from));
}

#[test]
fn as_the_page_goes_everything_is_sent_and_still_waits_for_its_answer() {
    let mut center = turned(&[(EMAIL, false), (POST, false), (SMS, true)]);
    let first = sent(&mut center, Via::Page).unwrap();
    let leaving: Vec<_> = center.leave(Via::Page, at(40)).iter().map(|json| asked(json)).collect();
    let places: Vec<_> = leaving.iter().map(|change| &change["set"]["channels"]).collect();
    assert_eq!(places, [&json!({ "post": false }), &json!({ "sms": true })], "the first has left");
    assert_eq!(kept(&mut center).len(), 3);

    // The page was only covered: it goes on as if nothing had been.
    center.wish(id(70), at(41), wishes(json!({ "channels": { "post": true } })));
    answer(&mut center, &first, document(), false);
    assert_eq!(sent(&mut center, Via::Page).as_ref(), Some(&leaving[0]), "again, not instead");
}

#[test]
fn a_wish_that_somebody_overtook_is_said_to_be_and_what_holds_is_shown() {
    let mut center = turned(&[(SMS, true)]);
    let change = sent(&mut center, Via::Page).unwrap();
    answer(&mut center, &change, document(), true);
    assert!(!center.is_on(&path(SMS)));
    assert_eq!(center.refusal(), Some(OVERTAKEN));
    assert_eq!(center.progress(&path(SMS)), Progress::Refused);
    assert_eq!(center.undo(), None);
}

#[test]
fn of_many_that_were_turned_as_one_only_what_was_overtaken_is_said_to_be() {
    let mut center = Center::new(document());
    let many = wishes(json!({ "channels": { "email": false, "sms": true } }));
    center.wish(id(1), at(1), many);
    let change = sent(&mut center, Via::Page).unwrap();
    answer(&mut center, &change, document(), true);
    assert_eq!(center.progress(&path(SMS)), Progress::Refused);
    assert_eq!(center.progress(&path(EMAIL)), Progress::Saved);
    assert_eq!(center.undo(), Some(wishes(json!({ "channels": { "email": true } }))));
}

/// The answer was lost, and by the time of the next somebody had turned it on again.
#[test]
fn an_old_receipt_does_not_pass_for_what_holds() {
    let mut center = turned(&[(EMAIL, false)]);
    let change = sent(&mut center, Via::Page).unwrap();
    let mut holds = document();
    holds.put(&path(EMAIL), &Value::Flag(false));
    answer(&mut center, &change, document(), false);
    assert_eq!(center.refusal(), None);
    assert!(center.last().is_some());

    center.refreshed(document());
    assert!(center.last().is_none(), "`Email is off` is not said where it is on");
    assert!(!center.asks_why());
}

#[test]
fn only_what_waits_for_the_network_is_said_to_be_kept() {
    let mut center = turned(&[(EMAIL, false)]);
    assert!(!center.kept());
    for kept in [true, false] {
        sent(&mut center, Via::Page).unwrap();
        center.unanswered(&id(1), kept);
        assert_eq!(center.kept(), kept);
    }
}
