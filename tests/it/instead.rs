//! What may suit better than what was just turned off.

use serde_json::{Value, json};
use sordino::Lang;
use sordino::center::{Center, Scope};
use sordino::form::{self, Posted};
use sordino::instead::{Instead, Offers, offers, wishes};
use sordino::page::{Asked, Outcome, Screen};
use sordino_contract::{
    Answer, Capability, ChangeSet, Document, Power, Receipt, Status, Timestamp, Via, Wishes, plan,
};

use crate::support::{Page, document, text};

const ID: &str = "019735f0-8c11-7d52-a3c0-51b9a7e0c4d2";
const CHANGE: &str = "00000000-0000-4000-8000-000000000099";
const EMAIL: &str = "/campaigns/spring-sale/channels/email";
const SMS: &str = "/campaigns/spring-sale/channels/sms";

fn receipt(changed: Value) -> Receipt {
    let receipt = json!({ "id": ID, "recorded_at": "2026-11-21T12:00:00Z", "changed": changed });
    serde_json::from_value(receipt).unwrap()
}

/// The example document after these were turned off, and the receipt of that.
fn off(paths: &[&str]) -> (Document, Receipt) {
    let changed = paths.iter().map(|path| json!({ "path": path, "was": true, "is": false }));
    let receipt = receipt(changed.collect());
    (after(document(), &receipt), receipt)
}

fn after(mut document: Document, receipt: &Receipt) -> Document {
    for changed in &receipt.changed {
        document.put(&changed.path, &changed.is);
    }
    document
}

fn of((document, receipt): &(Document, Receipt), what: Instead) -> Option<Wishes> {
    wishes(document, receipt, what, &CHANGE.parse().unwrap(), None)
}

#[track_caller]
fn gets(turned: &(Document, Receipt), what: Instead, expected: Value) {
    let expected: Option<Wishes> = serde_json::from_value(expected).unwrap();
    assert_eq!(of(turned, what), expected);
}

fn month(campaigns: Value, channels: Value) -> Value {
    let mut pause = json!({ "from": "2026-11-21", "until": "2026-12-20" });
    pause["campaigns"] = campaigns;
    pause["channels"] = channels;
    json!({ CHANGE: pause })
}

#[test]
fn what_was_turned_off_comes_less_often_in_one_change() {
    let spring = json!({ "channels": { "email": true }, "frequency": "monthly" });
    gets(&off(&[EMAIL]), Instead::Less, json!({ "campaigns": { "spring-sale": spring } }));
    let spring = json!({ "channels": { "email": true, "sms": true }, "frequency": "monthly" });
    gets(&off(&[EMAIL, SMS]), Instead::Less, json!({ "campaigns": { "spring-sale": spring } }));
}

#[test]
fn what_was_turned_off_pauses_and_nothing_else_does() {
    gets(
        &off(&[EMAIL]),
        Instead::Break,
        json!({
            "campaigns": { "spring-sale": { "channels": { "email": true } } },
            "pauses": month(json!(["spring-sale"]), json!(["email"])),
        }),
    );
    gets(
        &off(&[EMAIL, SMS]),
        Instead::Break,
        json!({
            "campaigns": { "spring-sale": { "channels": { "email": true, "sms": true } } },
            "pauses": month(json!(["spring-sale"]), json!(["email", "sms"])),
        }),
    );
    gets(
        &off(&["/channels/email", "/channels/post"]),
        Instead::Break,
        json!({
            "channels": { "email": true, "post": true },
            "pauses": month(json!(null), json!(["email", "post"])),
        }),
    );
    gets(
        &off(&["/subscribed"]),
        Instead::Break,
        json!({ "subscribed": true, "pauses": month(json!(null), json!(null)) }),
    );
    let all = [EMAIL, "/subscribed", "/channels/email"];
    gets(
        &off(&all),
        Instead::Break,
        json!({
            "subscribed": true,
            "channels": { "email": true },
            "campaigns": { "spring-sale": { "channels": { "email": true } } },
            "pauses": month(json!(null), json!(null)),
        }),
    );
}

#[test]
fn a_break_is_as_long_as_the_sender_allows() {
    let (mut document, receipt) = off(&["/subscribed"]);
    for (longest, expected) in
        [(Some(7), Some(7)), (Some(366), Some(30)), (None, Some(30)), (Some(0), None)]
    {
        document.pause_days_max = longest;
        let found = offers(&document, &receipt, "too_frequent", None);
        assert_eq!(found, Offers { days: expected, ..Offers::default() }, "{longest:?}");
    }
}

#[test]
fn what_else_the_change_did_stays() {
    let receipt = receipt(json!([
        { "path": EMAIL, "was": true, "is": false },
        { "path": "/channels/sms", "was": false, "is": true },
    ]));
    let turned = (after(document(), &receipt), receipt);
    let spring = json!({ "channels": { "email": true }, "frequency": "monthly" });
    gets(&turned, Instead::Less, json!({ "campaigns": { "spring-sale": spring } }));
}

/// Checks that neither can be had after these were turned off and `change` happened.
#[track_caller]
fn none(paths: &[&str], change: impl Fn(&mut Document)) {
    let (mut document, receipt) = off(paths);
    change(&mut document);
    for what in [Instead::Less, Instead::Break] {
        assert_eq!(of(&(document.clone(), receipt.clone()), what), None, "{what:?}");
    }
}

#[test]
fn nothing_is_had_instead_where_it_cannot_be() {
    none(&[], |_| {});
    none(&[EMAIL], |document| document.power = Power::Withdraw);
    none(&["/subscribed"], |document| document.power = Power::Withdraw);
    none(&[EMAIL], |document| document.campaigns[0].status = Status::Ended);
    none(&[EMAIL], |document| document.campaigns[0].status = Status::Cancelled);
    none(&[EMAIL], |document| document.campaigns.clear());
    // It is on again already, by another tab or by the first of two clicks.
    none(&[EMAIL], |document| {
        document.campaigns[0].channels.insert("email".parse().unwrap(), true);
    });
    let notes = "/campaigns/gift-guide/channels/post";
    assert!(of(&off(&[EMAIL, notes]), Instead::Less).is_none(), "whose frequency?");
    none(&[EMAIL, notes], |_| {});
    none(&[EMAIL, "/channels/post"], |_| {});
}

#[test]
fn who_left_more_than_the_link_is_about_may_leave_only_that() {
    let rest = |paths: &[&str], focus: &str| {
        let (document, receipt) = off(paths);
        let focus = Scope::of(focus);
        wishes(&document, &receipt, Instead::Rest, &CHANGE.parse().unwrap(), focus.as_ref())
            .map(|wishes| serde_json::to_value(wishes).unwrap())
    };
    let spring = |channels: Value| json!({ "spring-sale": { "channels": channels } });
    let campaign = "/campaigns/spring-sale";
    assert_eq!(
        rest(&["/subscribed"], campaign),
        Some(
            json!({ "subscribed": true, "campaigns": spring(json!({ "email": false, "sms": false })) })
        ),
        "what was off before is not mentioned"
    );
    let only_email = spring(json!({ "email": false }));
    assert_eq!(
        rest(&["/subscribed"], EMAIL),
        Some(json!({ "subscribed": true, "campaigns": only_email })),
    );
    assert_eq!(
        rest(&["/channels/email"], campaign),
        Some(json!({ "channels": { "email": true }, "campaigns": only_email })),
        "whoever left one channel did not leave the others"
    );
    assert_eq!(rest(&["/channels/post"], EMAIL), None, "it was not about what was left");
    assert_eq!(rest(&[EMAIL], campaign), None, "that is what was left");
    let another = "/campaigns/gift-guide/channels/email";
    assert_eq!(rest(&[another], campaign), None, "one campaign is not swapped for another");
    assert_eq!(rest(&["/subscribed"], "/campaigns/no-such"), None);
    assert_eq!(rest(&["/subscribed"], "nothing"), None);
}

#[test]
fn only_the_campaign_of_the_link_is_offered_where_the_sender_says_so_and_by_name() {
    let (mut document, receipt) = off(&["/subscribed"]);
    let led = |document: &Document, focus: &str| {
        Center::after(document.clone(), Some(receipt.clone()), None)
            .led_by(Scope::of(focus))
            .thanking("too_frequent")
            .offers()
            .is_some_and(|offers| offers.rest)
    };
    assert!(!led(&document, EMAIL), "the sender did not say so");
    document.survey.as_mut().unwrap().reasons[0].offers.push(Capability::Campaign);
    assert!(led(&document, EMAIL));
    assert!(!led(&document, ""));

    let outcome = Outcome::Thanked { receipt, code: "too_frequent".into() };
    let asked = Asked { focus: Scope::of(EMAIL), ..Asked::default() };
    let (document, outcome) = (Box::new(document), Some(outcome));
    let screen = Screen::Preferences { document, outcome, asked: Box::new(asked), labels: "en" };
    let page = Page::shown(&screen, Lang::En);
    let button = page.one("button[value=rest]");
    assert_eq!(text(button), "Stop only Spring sale by Email, and keep the rest");
}

#[test]
fn what_comes_as_seldom_as_it_can_comes_no_less_often() {
    let (mut document, receipt) = off(&[EMAIL]);
    let least = "monthly".parse().unwrap();
    document.campaigns[0].frequency.as_mut().unwrap().now = Some(least);
    assert_eq!(of(&(document.clone(), receipt.clone()), Instead::Less), None);
    document.campaigns[0].frequency = None;
    assert_eq!(of(&(document.clone(), receipt.clone()), Instead::Less), None);
    document.can.clear();
    assert_eq!(of(&(document, receipt), Instead::Break), None, "the sender keeps no pauses");
}

#[test]
fn only_what_the_sender_says_may_suit_for_this_reason_is_offered() {
    let (mut document, receipt) = off(&[EMAIL]);
    let both = Offers { less: Some("monthly".into()), days: Some(30), rest: false };
    assert_eq!(offers(&document, &receipt, "too_frequent", None), both);
    assert_eq!(offers(&document, &receipt, "other", None), Offers::default());
    assert_eq!(offers(&document, &receipt, "no-such-reason", None), Offers::default());
    document.survey.as_mut().unwrap().reasons[0].offers.remove(0);
    let found = offers(&document, &receipt, "too_frequent", None);
    assert_eq!(found, Offers { days: Some(30), ..Offers::default() });
}

#[test]
fn on_the_screen_it_is_offered_once_and_is_one_change_that_can_be_undone() {
    let (document, receipt) = off(&[EMAIL]);
    let now: Timestamp = "2026-11-21T12:01:00Z".parse().unwrap();
    let number = |n: u32| format!("00000000-0000-4000-8000-{n:012}").parse().unwrap();
    let mut center = Center::after(document.clone(), Some(receipt.clone()), None);
    assert_eq!(center.offers(), None, "nobody said why yet");
    center.explain(number(1), now, "too_frequent".into(), String::new());
    assert!(center.offers().is_some_and(|offers| offers.days == Some(30)));
    let answer = |center: &mut Center, backend: &mut Document| {
        let (_, json) = center.send(Via::Page, now).expect("something to send");
        let change: ChangeSet = serde_json::from_str(&json).unwrap();
        let changed = plan(backend, &change.set, now, |_| None).unwrap();
        let receipt = Receipt {
            id: change.id.clone(),
            recorded_at: now,
            via: change.via,
            changed,
            asked: None,
        };
        *backend = after(backend.clone(), &receipt);
        center.answered(Answer { receipt, document: backend.clone() });
        change
    };
    let mut backend = document.clone();
    answer(&mut center, &mut backend);
    assert!(center.offers().is_some(), "still there when the reason has arrived");

    center.wish_instead(number(2), now, Instead::Less);
    center.wish_instead(number(3), now, Instead::Less);
    assert!(center.offers().is_some(), "who pressed it is still on it");
    let sent = answer(&mut center, &mut backend);
    assert_eq!(sent.id, number(2));
    assert_eq!(Some(sent.set), of(&(document.clone(), receipt), Instead::Less));
    assert!(center.send(Via::Page, now).is_none(), "a double click is one change");
    assert_eq!((center.offers(), center.asks_why()), (None, false));

    center.wish_undone(number(4), now);
    answer(&mut center, &mut backend);
    assert_eq!(backend.campaigns, document.campaigns);
}

#[test]
fn without_script_it_is_two_buttons_of_the_page_that_says_thanks() {
    let (document, receipt) = off(&[EMAIL]);
    let shown = |code: &str, lang| {
        let outcome = Outcome::Thanked { receipt: receipt.clone(), code: code.into() };
        Page::of(document.clone(), Some(outcome), lang)
    };
    let page = shown("too_frequent", Lang::En);
    assert!(page.one(".instead").attr("hidden").is_none());
    assert_eq!(text(page.one("button[value=less]")), "Keep it, but less often: Monthly");
    assert_eq!(text(page.one("button[value=break]")), "Keep it, but take a 30-day break");
    let summary = page.one(".survey summary");
    assert_eq!(page.named_by(summary, "aria-describedby"), "If one of these suits you better:");
    let page = shown("too_frequent", Lang::ZhHans);
    assert_eq!(text(page.one("button[value=less]")), "保留，但降低频率：每月一次");
    assert_eq!(text(page.one("button[value=break]")), "保留，但暂停 30 天");

    let page = shown("other", Lang::En);
    assert!(page.one(".instead").attr("hidden").is_some());
    let summary = page.one(".survey summary");
    assert_eq!(page.named_by(summary, "aria-describedby"), "", "what is hidden says nothing");
}

#[test]
fn the_bar_says_what_is_had_instead() {
    let saved = |changed: Value| {
        let receipt = receipt(changed);
        let document = after(document(), &receipt);
        let page = Page::of(document, Some(Outcome::Saved(receipt)), Lang::En);
        text(page.one(".bar [role=status]"))
    };
    let on = json!({ "path": EMAIL, "was": false, "is": true });
    let often =
        json!({ "path": "/campaigns/spring-sale/frequency", "was": "weekly", "is": "monthly" });
    let pause = json!({ "from": "2026-11-21", "until": "2026-12-20" });
    let pause = json!({ "path": "/pauses/p", "was": null, "is": pause });
    assert_eq!(saved(json!([on, often])), "Saved: Spring sale is set to “Monthly”.");
    let until = "Saved. The pause lasts until 20 December 2026, that day included.";
    assert_eq!(saved(json!([on, pause])), until);
    let off = json!({ "path": SMS, "was": true, "is": false });
    assert_eq!(saved(json!([off, often])), "Saved.", "what is off must not go unsaid");
    assert_eq!(saved(json!([often, pause])), "Saved.");
}

#[test]
fn its_plain_form_names_the_change() {
    let read = |fields: &[(&str, &str)]| {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        form::read(&fields)
    };
    let id: sordino_contract::ChangeId = ID.parse().unwrap();
    let posted = read(&[("do", "less"), ("receipt", ID)]);
    assert_eq!(posted, Ok(Posted::Instead(Instead::Less, id.clone())));
    let posted = read(&[("do", "break"), ("receipt", ID)]);
    assert_eq!(posted, Ok(Posted::Instead(Instead::Break, id.clone())));
    let posted = read(&[("do", "rest"), ("receipt", ID)]);
    assert_eq!(posted, Ok(Posted::Instead(Instead::Rest, id)));
    assert_eq!(read(&[("do", "break")]), Err(form::FormError::Invalid("receipt")));
}
