//! What is shown while wishes are on their way, and what becomes of them.

use serde_json::json;
use sordino::center::{Center, Progress};
use sordino_contract::{
    Answer, ChangeId, ChangeSet, Changed, Document, Receipt, Timestamp, Via, Wishes, plan,
};

use crate::support::{document, path, wishes};

const EMAIL: &str = "/channels/email";
const POST: &str = "/channels/post";

fn id(n: u32) -> ChangeId {
    format!("00000000-0000-4000-8000-{n:012}").parse().unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T20:15:00Z".parse().unwrap()
}

fn turn(place: &str, on: bool) -> Wishes {
    let mut wishes = Wishes::default();
    wishes.want(&path(place), &sordino_contract::Value::Flag(on));
    wishes
}

/// A screen, and a backend that keeps what it is sent.
struct Stage {
    center: Center,
    backend: Document,
    wishes: u32,
}

impl Stage {
    fn new() -> Self {
        Self { center: Center::new(document()), backend: document(), wishes: 0 }
    }

    fn wish(&mut self, set: Wishes) -> ChangeId {
        self.wishes += 1;
        self.center.wish(id(self.wishes), now(), set);
        id(self.wishes)
    }

    fn send(&mut self) -> ChangeSet {
        let (id, json) = self.center.send(Via::Page, now()).expect("something to send");
        let change: ChangeSet = serde_json::from_str(&json).unwrap();
        assert_eq!(change.id, id);
        change
    }

    /// The backend keeps the change and answers.
    fn answer(&mut self, change: &ChangeSet) {
        let changed: Vec<Changed> = plan(&self.backend, &change.set, now(), |_| None).unwrap();
        for changed in &changed {
            self.backend.put(&changed.path, &changed.is);
        }
        let (id, recorded_at) = (change.id.clone(), now());
        let receipt = Receipt { id, recorded_at, via: change.via, changed, asked: None };
        self.center.answered(Answer { receipt, document: self.backend.clone() });
    }

    fn save_all(&mut self) {
        while let Some((_, json)) = self.center.send(Via::Page, now()) {
            self.answer(&serde_json::from_str(&json).unwrap());
        }
    }

    #[track_caller]
    fn shows(&self, place: &str, on: bool, progress: Progress) {
        assert_eq!(self.center.is_on(&path(place)), on, "{place}");
        assert_eq!(self.center.progress(&path(place)), progress, "{place}");
    }
}

#[test]
fn a_wish_shows_at_once_and_is_saved_when_it_is_answered() {
    let mut stage = Stage::new();
    stage.shows(EMAIL, true, Progress::Quiet);
    stage.wish(turn(EMAIL, false));
    stage.shows(EMAIL, false, Progress::Saving);
    let change = stage.send();
    assert_eq!((change.via, change.made_at), (Some(Via::Page), Some(now())));
    stage.answer(&change);
    stage.shows(EMAIL, false, Progress::Saved);
    assert_eq!(stage.center.under_way(), Progress::Quiet);
}

#[test]
fn one_wish_is_on_its_way_at_a_time_and_in_the_order_of_asking() {
    let mut stage = Stage::new();
    stage.wish(turn(EMAIL, false));
    stage.wish(turn(POST, false));
    let first = stage.send();
    assert!(stage.center.send(Via::Page, now()).is_none(), "the second waits for the first");
    assert_eq!(first.set, turn(EMAIL, false));
    stage.answer(&first);
    stage.shows(POST, false, Progress::Saving);
    assert_eq!(stage.send().set, turn(POST, false));
}

#[test]
fn two_quick_clicks_end_in_what_the_second_asked_for() {
    let mut stage = Stage::new();
    stage.wish(turn(EMAIL, false));
    let first = stage.send();
    stage.wish(turn(EMAIL, true));
    stage.shows(EMAIL, true, Progress::Saving);
    stage.answer(&first);
    stage.shows(EMAIL, true, Progress::Saving);
    stage.save_all();
    stage.shows(EMAIL, true, Progress::Saved);
    assert!(stage.backend.channel(&"email".parse().unwrap()).unwrap().on);
}

#[test]
fn a_wish_that_was_changed_before_it_left_is_not_sent() {
    let mut stage = Stage::new();
    stage.wish(turn(POST, false));
    let post = stage.send();
    stage.wish(turn(EMAIL, false));
    stage.wish(turn(EMAIL, true));
    stage.answer(&post);
    assert_eq!(stage.send().set, turn(EMAIL, true));
}

#[test]
fn a_refused_wish_is_taken_back_alone() {
    let mut stage = Stage::new();
    let first = stage.wish(turn(EMAIL, false));
    stage.wish(turn(POST, false));
    stage.send();
    stage.center.refused(&first, "required");
    stage.shows(EMAIL, true, Progress::Refused);
    stage.shows(POST, false, Progress::Saving);
    assert_eq!(stage.center.refusal(), Some("required"));
    stage.save_all();
    stage.shows(EMAIL, true, Progress::Refused);
    stage.shows(POST, false, Progress::Saved);
    assert_eq!(stage.center.refusal(), Some("required"), "it is not lost behind what was saved");

    stage.wish(turn(POST, true));
    stage.shows(EMAIL, true, Progress::Quiet);
    assert_eq!(stage.center.refusal(), None, "the reader has gone on");
}

#[test]
fn what_was_not_answered_is_sent_again_with_the_same_id() {
    let mut stage = Stage::new();
    let wish = stage.wish(turn(EMAIL, false));
    let first = stage.send();
    let waits: Vec<_> = (0..7)
        .map(|_| {
            let wait = stage.center.unanswered(&wish, false);
            stage.shows(EMAIL, false, Progress::Retrying);
            assert_eq!(stage.send(), first);
            wait
        })
        .collect();
    assert_eq!(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 32_000]);
    stage.answer(&first);
    stage.shows(EMAIL, false, Progress::Saved);
}

/// The same id with another body is refused, so nothing that happens meanwhile may show in it.
#[test]
fn what_is_sent_again_is_the_same_to_the_letter_whatever_happened_meanwhile() {
    let mut stage = Stage::new();
    let wish = stage.wish(turn(EMAIL, false));
    let first = stage.send();
    stage.center.unanswered(&wish, false);
    let mut elsewhere = document();
    elsewhere.revision = "another".into();
    stage.center.refreshed(elsewhere);
    assert_eq!(stage.send(), first);
}

/// It may have arrived: only the answer was lost.
#[test]
fn a_wish_that_was_sent_once_is_never_dropped_for_a_later_one() {
    let mut stage = Stage::new();
    let wish = stage.wish(turn(EMAIL, false));
    stage.send();
    stage.center.unanswered(&wish, false);
    stage.wish(turn(EMAIL, true));
    assert_eq!(stage.send().set, turn(EMAIL, false));
}

#[test]
fn undo_takes_back_what_was_saved_last_and_nothing_else() {
    let mut stage = Stage::new();
    stage.wish(turn(POST, false));
    stage.save_all();
    stage.wish(wishes(json!({ "subscribed": false })));
    stage.save_all();
    assert!(!stage.center.shown().subscribed);

    stage.center.wish_undone(id(90), now());
    stage.save_all();
    assert!(stage.center.shown().subscribed);
    stage.shows(POST, false, Progress::Quiet);
    assert!(stage.center.last().is_some_and(|saved| saved.undid));

    stage.center.wish_undone(id(91), now());
    stage.save_all();
    assert!(!stage.center.shown().subscribed, "an undo can itself be undone");
}

#[test]
fn there_is_nothing_to_undo_where_nothing_changed() {
    let mut stage = Stage::new();
    assert!(stage.center.undo().is_none());
    stage.wish(turn(EMAIL, true));
    stage.save_all();
    assert!(stage.center.undo().is_none(), "it was so already");
}

#[test]
fn what_the_link_may_not_turn_up_is_not_shown_as_up() {
    let mut withdraw = document();
    withdraw.power = sordino_contract::Power::Withdraw;
    let mut center = Center::new(withdraw);
    center.wish(id(1), now(), turn("/channels/sms", true));
    assert!(!center.is_on(&path("/channels/sms")));
}

#[test]
fn a_document_from_elsewhere_shows_under_the_wishes_on_their_way() {
    let mut stage = Stage::new();
    stage.wish(turn(EMAIL, false));
    let mut elsewhere = document();
    elsewhere.put(&path(POST), &sordino_contract::Value::Flag(false));
    stage.center.refreshed(elsewhere);
    stage.shows(EMAIL, false, Progress::Saving);
    stage.shows(POST, false, Progress::Quiet);
}

/// Somebody who turned one channel off.
fn left() -> (Stage, ChangeSet) {
    let mut stage = Stage::new();
    stage.wish(turn(EMAIL, false));
    let change = stage.send();
    stage.answer(&change);
    (stage, change)
}

#[test]
fn why_is_asked_after_something_was_turned_down_and_never_before() {
    let mut stage = Stage::new();
    assert!(!stage.center.asks_why(), "nothing was turned down");
    stage.wish(turn(EMAIL, false));
    let change = stage.send();
    assert!(!stage.center.asks_why(), "it is not in effect yet");
    stage.answer(&change);
    assert!(stage.center.asks_why());

    stage.wish(turn(EMAIL, true));
    let change = stage.send();
    stage.answer(&change);
    assert!(!stage.center.asks_why(), "something was turned on");
}

#[test]
fn why_is_not_asked_of_who_takes_a_change_back_nor_by_a_sender_without_a_question() {
    let (mut stage, _) = left();
    stage.wish(turn(EMAIL, true));
    let change = stage.send();
    stage.answer(&change);
    stage.center.wish_undone(id(90), now());
    let undo = stage.send();
    stage.answer(&undo);
    assert!(!stage.center.asks_why(), "the undo turned it off, and was no leaving");

    let silent = Document { survey: None, ..document() };
    let (_, change) = left();
    let receipt =
        Receipt { id: change.id, recorded_at: now(), via: None, changed: Vec::new(), asked: None };
    assert!(!Center::after(silent, Some(receipt), None).asks_why());
}

#[test]
fn a_reason_goes_alone_tells_what_it_explains_and_leaves_the_change_to_be_undone() {
    let (mut stage, change) = left();
    stage.center.explain(id(91), now(), "other".into(), "One a week is plenty.".into());
    assert!(stage.center.thanked());
    let sent = stage.send();
    assert_eq!(
        json!(sent.reason),
        json!({ "code": "other", "comment": "One a week is plenty.", "receipt": change.id })
    );
    assert_eq!(sent.set, Wishes::default());
    stage.answer(&sent);

    let last = stage.center.last().map(|saved| saved.receipt.id.clone());
    assert_eq!(last, Some(change.id), "what was turned down is still what was saved last");
    assert_eq!(stage.center.undo(), Some(turn(EMAIL, true)));
    assert!(stage.center.thanked() && stage.center.asks_why());

    stage.wish(turn(POST, false));
    let next = stage.send();
    stage.answer(&next);
    assert!(!stage.center.thanked(), "the next one may be explained, too");
}

#[test]
fn a_reason_without_words_of_ones_own_sends_none_and_is_the_same_when_it_is_sent_again() {
    let (mut stage, _) = left();
    stage.center.explain(id(91), now(), "other".into(), String::new());
    let first = stage.send();
    assert_eq!(first.reason.as_ref().and_then(|reason| reason.comment.clone()), None);
    stage.center.unanswered(&first.id, false);
    let again = stage.send();
    assert_eq!(again.reason, first.reason);
}

#[test]
fn a_reason_that_waits_is_not_replaced_by_the_next_wish() {
    let (mut stage, _) = left();
    stage.wish(turn(POST, false));
    let under_way = stage.send();
    stage.center.explain(id(91), now(), "other".into(), String::new());
    stage.wish(turn(POST, true));
    stage.answer(&under_way);
    let next = stage.send();
    assert_eq!(next.id, id(91));
}

#[test]
fn a_reason_that_is_refused_is_no_choice_that_was_not_saved() {
    let (mut stage, _) = left();
    stage.center.explain(id(91), now(), "of-an-older-survey".into(), String::new());
    let sent = stage.send();
    stage.center.refused(&sent.id, "invalid_value");
    assert_eq!(stage.center.refusal(), None);
    assert_eq!(stage.center.progress(&path(EMAIL)), Progress::Saved, "what it explains holds");
    assert_eq!(stage.center.under_way(), Progress::Quiet);
}
