//! What may be asked of the people at the sender.

use serde_json::json;
use sordino::Lang;
use sordino::center::{Center, Progress};
use sordino::form::{self, Posted};
use sordino::page::{Outcome, Screen, title};
use sordino_contract::{
    Answer, Ask, Capability, ChangeId, ChangeSet, Document, Power, Receipt, Timestamp, Via, Wishes,
};

use crate::support::{Page, document, example, path, text, wishes};

fn id(n: u32) -> ChangeId {
    format!("00000000-0000-4000-8000-{n:012}").parse().unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T20:15:00Z".parse().unwrap()
}

fn asked(what: Option<Capability>) -> Receipt {
    let (id, recorded_at, via) = (id(1), now(), Some(Via::Page));
    Receipt { id, recorded_at, via, changed: Vec::new(), asked: what }
}

fn page(document: Document) -> Page {
    Page::of(document, None, Lang::En)
}

fn sent(center: &mut Center) -> ChangeSet {
    let (_, json) = center.send(Via::Page, now()).expect("something to send");
    serde_json::from_str(&json).unwrap()
}

#[test]
fn what_the_sender_offers_is_a_button_each_with_what_comes_of_it() {
    let page = page(document());
    let buttons = page.all("button[name=ask]");
    let named: Vec<_> = buttons.iter().map(|it| (it.attr("value").unwrap(), text(*it))).collect();
    assert_eq!(
        named,
        [("export", "Ask for a copy".to_owned()), ("erase", "Ask to be erased".to_owned())]
    );
    let erase = page.named_by(buttons[1], "aria-describedby");
    assert!(erase.starts_with("A person at Larkfield reads your request"), "{erase}");
    assert!(erase.contains("unsubscribe above"), "nobody must wait for it to hear less: {erase}");
}

#[test]
fn what_is_pending_is_said_with_its_day_in_the_persons_zone_and_seen_at_once() {
    let mut late = document();
    late.requests[0].recorded_at = "2026-11-20T23:30:00Z".parse().unwrap();
    let page = page(late.clone());
    assert_eq!(page.text_of("asked-export"), "You asked for this on 21 November 2026.");
    assert_eq!(page.text_of("asked-erase"), "");
    assert!(page.one("details.data").attr("open").is_some());
    let button = page.one("button[name=ask][value=export]");
    assert!(button.attr("hidden").is_none(), "to ask again is harmless");
    let described = page.named_by(button, "aria-describedby");
    assert!(described.ends_with("You asked for this on 21 November 2026."), "{described}");

    let page = Page::of(late, None, Lang::ZhHans);
    assert_eq!(page.text_of("asked-export"), "您已于2026年11月21日提交此申请。");
}

#[test]
fn it_is_closed_where_nothing_is_pending_and_gone_where_nothing_is_offered() {
    let mut quiet = document();
    quiet.requests.clear();
    assert!(page(quiet.clone()).one("details.data").attr("open").is_none());
    quiet.can.retain(|can| *can != Capability::Erase);
    assert_eq!(page(quiet.clone()).all("button[name=ask]").len(), 1);
    quiet.can.clear();
    let shown = page(quiet);
    assert!(shown.one("details.data").attr("hidden").is_some());
    assert_eq!(shown.all("button[name=ask]").len(), 0);
    assert!(page(example("document-least.json")).one("details.data").attr("hidden").is_some());
}

#[test]
fn what_was_asked_for_is_said_where_it_is_offered_no_more() {
    let mut late = document();
    late.can.clear();
    let page = page(late);
    assert_eq!(page.text_of("asked-export"), "You asked for this on 20 November 2026.");
    assert!(page.one("button[name=ask]").attr("hidden").is_some());
}

#[test]
fn a_link_that_only_turns_down_asks_for_nothing_and_says_why() {
    let mut forwarded = document();
    forwarded.power = Power::Withdraw;
    let page = page(forwarded);
    assert_eq!(page.all("[name=ask], .asked").len(), 0);
    let data = page.one("details.data");
    assert!(data.attr("hidden").is_none() && data.attr("open").is_none());
    let said = text(page.one("details.data .hint"));
    assert!(said.starts_with("This link can only turn things off"), "{said}");
}

#[test]
fn a_request_goes_alone_and_the_bar_says_what_came_of_it() {
    let mut center = Center::new(document());
    center.ask(id(1), now(), Ask::Erase);
    let change = sent(&mut center);
    assert_eq!((change.ask, &change.set), (Some(Ask::Erase), &Wishes::default()));
    assert_eq!(center.under_way(), Progress::Saving);
    center.unanswered(&id(1), false);
    assert_eq!(sent(&mut center).ask, Some(Ask::Erase), "it is the same when it is sent again");

    let receipt = asked(Some(Capability::Erase));
    center.answered(Answer { receipt: receipt.clone(), document: document() });
    assert_eq!(center.undo(), None);
    assert!(!center.asks_why(), "nothing was turned off");

    let saved = Some(Outcome::Saved(receipt));
    let page = Page::of(document(), saved.clone(), Lang::En);
    assert_eq!(text(page.one(".bar [role=status]")), "Your request is on its way.");
    assert!(page.one("button.undo").attr("hidden").is_some());
    let shown = Box::new(document());
    let screen = Screen::Preferences {
        document: shown,
        outcome: saved,
        asked: Box::default(),
        labels: "en",
    };
    assert_eq!(
        title(&screen, Lang::ZhHans.words()),
        "您的申请已提交。我们发送给您的消息 · Larkfield"
    );
    let again = Some(Outcome::Saved(asked(None)));
    let again = Page::of(document(), again, Lang::En);
    assert_eq!(text(again.one(".bar [role=status]")), "Nothing had to change.");
}

#[test]
fn a_double_click_asks_once_and_the_next_wish_does_not_replace_what_was_asked() {
    let mut center = Center::new(document());
    let off = |on| wishes(json!({ "channels": { "email": on } }));
    center.wish(id(1), now(), off(false));
    sent(&mut center);
    center.ask(id(2), now(), Ask::Export);
    center.ask(id(3), now(), Ask::Export);
    center.ask(id(4), now(), Ask::Erase);
    center.wish(id(5), now(), off(true));
    let mut order = Vec::new();
    let mut answers = id(1);
    while center.under_way() != Progress::Quiet {
        let receipt = Receipt { id: answers.clone(), ..asked(None) };
        center.answered(Answer { receipt, document: document() });
        if let Some((next, json)) = center.send(Via::Page, now()) {
            let change: ChangeSet = serde_json::from_str(&json).unwrap();
            order.push((next.clone(), change.ask));
            answers = next;
        }
    }
    let expected = [(id(2), Some(Ask::Export)), (id(4), Some(Ask::Erase)), (id(5), None)];
    assert_eq!(order, expected);
    assert!(center.is_on(&path("/channels/email")));
}

#[test]
fn a_request_that_is_refused_is_said_in_words() {
    let mut center = Center::new(document());
    center.ask(id(1), now(), Ask::Erase);
    sent(&mut center);
    center.refused(&id(1), "not_offered");
    assert_eq!((center.refusal(), center.under_way()), (Some("not_offered"), Progress::Quiet));
}

#[test]
fn the_plain_form_of_it_is_one_button() {
    let fields = [("form".into(), "nonce".into()), (form::ASK.into(), "erase".into())];
    assert_eq!(form::read(&fields), Ok(Posted::Ask(Ask::Erase)));
}
