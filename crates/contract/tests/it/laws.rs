//! Laws 1 to 5, on any document.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sordino_contract::{
    ChangeId, Direction, Document, Path, Power, Receipt, Timestamp, Value, Wishes, plan,
};

use crate::support::{any_change, any_document, any_wishes, at, carry_out, path, planned};

/// Every place of a document, with what stands there.
fn places(document: &Document) -> BTreeMap<Path, String> {
    let mut paths = vec![Path::Subscribed];
    paths.extend(document.channels.iter().map(|channel| Path::Channel(channel.id.clone())));
    for campaign in &document.campaigns {
        let cells = campaign.channels.iter();
        paths.extend(cells.map(|(id, _)| Path::Cell(campaign.id.clone(), id.clone())));
        paths.push(Path::Frequency(campaign.id.clone()));
    }
    paths.extend(["p0", "p1", "p2", "p9"].map(|id| Path::Pause(id.parse().unwrap())));
    paths.into_iter().map(|at| (at.clone(), format!("{:?}", document.value(&at)))).collect()
}

fn id() -> ChangeId {
    "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1".parse().unwrap()
}

proptest! {
    /// Law 1: what a request does not mention does not change, and what it mentions holds.
    #[test]
    fn only_what_is_mentioned_changes((document, wishes) in any_change()) {
        let mut after = document.clone();
        carry_out(&mut after, &planned(&document, &wishes));

        let wished: BTreeMap<_, _> = wishes.each().into_iter().collect();
        for (place, was) in places(&document) {
            match wished.get(&place) {
                Some(value) => prop_assert_eq!(after.value(&place), Some(Value::clone(value))),
                None => prop_assert_eq!(&format!("{:?}", after.value(&place)), &was, "{}", place),
            }
        }
    }

    /// Law 2, the part that is a pure function: asking again changes nothing more.
    #[test]
    fn asking_twice_plans_nothing_the_second_time((document, wishes) in any_change()) {
        let mut after = document.clone();
        carry_out(&mut after, &planned(&document, &wishes));
        prop_assert_eq!(planned(&after, &wishes), vec![]);
    }

    /// Law 3: each mask keeps what is under it, so lifting it restores exactly what was there.
    #[test]
    fn a_mask_put_on_and_lifted_leaves_what_was(document in any_document(), mask in 0..4_usize) {
        let place = ["/subscribed", "/channels/email", "/channels/sms", "/channels/post"][mask];
        let was = document.value(&path(place)).unwrap();
        let mut masked = document.clone();
        masked.put(&path(place), &Value::Flag(false));
        for campaign in &masked.campaigns {
            for (channel, _) in campaign.channels.iter() {
                let of_channel = place.ends_with(&format!("/{channel}")) || place == "/subscribed";
                let silent = of_channel && campaign.required.is_none();
                prop_assert!(!(silent && masked.in_effect(campaign, channel)));
            }
        }
        masked.put(&path(place), &was);
        prop_assert_eq!(masked, document);
    }

    /// Law 3: something is in effect exactly if there is no reason why not.
    #[test]
    fn in_effect_is_the_conjunction(document in any_document()) {
        for campaign in document.campaigns.iter().filter(|c| c.required.is_none()) {
            for (channel, cell) in campaign.channels.iter() {
                let paused = document.pauses.iter()
                    .any(|pause| pause.wish.covers(&campaign.id, channel, document.today));
                let expected = document.subscribed
                    && document.channel(channel).unwrap().on
                    && *cell
                    && !paused
                    && campaign.status == sordino_contract::Status::Running;
                prop_assert_eq!(document.in_effect(campaign, channel), expected);
            }
        }
    }

    /// Law 4: undo restores exactly, whatever the change was.
    #[test]
    fn undo_restores_exactly((document, wishes) in any_change()) {
        let changed = planned(&document, &wishes);
        let mut after = document.clone();
        carry_out(&mut after, &changed);

        let recorded_at = at("2026-11-21T12:00:00Z");
        let receipt = Receipt { id: id(), recorded_at, via: None, changed, asked: None };
        // A pause that was already over cannot be asked for again, and need not be.
        let over = |wishes: &Wishes| {
            wishes.pauses.iter().any(|(_, w)| w.as_ref().is_some_and(|w| w.until < document.today))
        };
        let undo = receipt.undo();
        prop_assume!(!over(&undo));
        let back = planned(&after, &undo);
        carry_out(&mut after, &back);

        // Pauses are a set: one that is made again may stand elsewhere in the list.
        after.pauses.sort_by(|a, b| a.id.cmp(&b.id));
        let mut expected = document;
        expected.pauses.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert_eq!(after, expected);
    }

    /// Law 5: a wish made earlier never turns on what a later wish turned off.
    #[test]
    fn an_overtaken_wish_turns_nothing_up((document, wishes) in any_change()) {
        let (early, late) = (at("2026-11-21T10:00:00Z"), at("2026-11-21T11:00:00Z"));
        let changes = plan(&document, &wishes, early, |_| Some(late)).unwrap();
        for changed in &changes {
            prop_assert_eq!(changed.direction(&document), Direction::Down, "{:?}", changed);
        }
        // One made at the same moment or later is not overtaken.
        prop_assert_eq!(
            plan(&document, &wishes, late, |_| Some(late)).unwrap(),
            planned(&document, &wishes)
        );
    }

    /// Law 5, for two wishes in either order of arrival: off stays off if it was asked for last.
    #[test]
    fn the_later_off_wins_whichever_arrives_first(
        document in any_document(),
        first_millis in 0..1_000_i64,
        off_arrives_first in any::<bool>(),
    ) {
        let mut document = document;
        document.put(&path("/channels/sms"), &Value::Flag(true));
        let start = at("2026-11-21T10:00:00Z").as_millis();
        let on = (Timestamp::from_millis(start + first_millis), true);
        let off = (Timestamp::from_millis(start + 1_000), false);
        let mut turned_down: BTreeMap<Path, Timestamp> = BTreeMap::new();
        for (made_at, flag) in if off_arrives_first { [off, on] } else { [on, off] } {
            let mut wishes = Wishes::default();
            wishes.want(&path("/channels/sms"), &Value::Flag(flag));
            let known = turned_down.clone();
            let changes = plan(&document, &wishes, made_at, |at| known.get(at).copied()).unwrap();
            for changed in &changes {
                if changed.direction(&document) == Direction::Down {
                    turned_down.insert(changed.path.clone(), made_at);
                }
            }
            carry_out(&mut document, &changes);
        }
        prop_assert_eq!(document.value(&path("/channels/sms")), Some(Value::Flag(false)));
    }

    /// Law 10: a link that may only withdraw turns nothing up, and still turns everything down.
    #[test]
    fn a_withdraw_link_only_turns_down((document, wishes) in any_change()) {
        let mut withdraw = document.clone();
        withdraw.power = Power::Withdraw;
        let with_all = planned(&document, &wishes);
        let up = with_all.iter().any(|changed| changed.direction(&document) == Direction::Up);
        let refused = plan(&withdraw, &wishes, at("2026-11-21T12:00:00Z"), |_| None);
        match refused {
            Err(refusal) => {
                prop_assert!(up, "{}", refusal);
                prop_assert_eq!(refusal.code.as_str(), "withdraw_only");
            }
            Ok(changes) => {
                prop_assert!(!up);
                prop_assert_eq!(changes, with_all);
            }
        }
    }

    /// Wishes written as JSON and read again are the same wishes.
    #[test]
    fn wishes_survive_json((_, wishes) in any_change()) {
        let json = serde_json::to_string(&wishes).unwrap();
        prop_assert_eq!(serde_json::from_str::<Wishes>(&json).unwrap(), wishes);
    }

    /// What one wish plans does not depend on wishes for other places.
    #[test]
    fn wishes_for_different_places_do_not_meet(
        (document, one, other) in any_document().prop_flat_map(|document| {
            let (one, other) = (any_wishes(&document), any_wishes(&document));
            (Just(document), one, other)
        })
    ) {
        let touched: Vec<_> = one.each().into_iter().map(|(at, _)| at).collect();
        let mut apart = Wishes::default();
        for (at, value) in other.each().iter().filter(|(at, _)| !touched.contains(at)) {
            apart.want(at, value);
        }
        let mut forth = document.clone();
        carry_out(&mut forth, &planned(&document, &one));
        let then = planned(&forth, &apart);
        carry_out(&mut forth, &then);
        let mut back = document.clone();
        carry_out(&mut back, &planned(&document, &apart));
        let then = planned(&back, &one);
        carry_out(&mut back, &then);
        prop_assert_eq!(places(&forth), places(&back));
    }
}

/// A clock that is wrong must not decide which of two wishes came first.
#[test]
fn the_time_of_a_wish_is_told_by_the_backends_clock() {
    let change = |made_at: &str, sent_at: Option<&str>| {
        let mut change = serde_json::json!({ "id": id(), "set": {}, "made_at": made_at });
        if let Some(sent_at) = sent_at {
            change["sent_at"] = sent_at.into();
        }
        serde_json::from_value::<sordino_contract::ChangeSet>(change).unwrap()
    };
    let received = at("2026-11-21T12:00:00Z");
    let made = |made_at, sent_at| change(made_at, sent_at).made_at_by(received).text();
    let slow = made("2026-11-21T09:00:00Z", Some("2026-11-21T09:05:00Z"));
    assert_eq!(slow, "2026-11-21T11:55:00Z", "three hours slow, five minutes on its way");
    let fast = made("2026-11-22T07:58:00Z", Some("2026-11-22T08:00:10Z"));
    assert_eq!(fast, "2026-11-21T11:58:00Z", "twenty hours fast, ten seconds on its way");
    // Two clicks, a tenth of a second apart; the first message took a second, the second none.
    let first = made("2026-11-21T11:59:58.800Z", Some("2026-11-21T11:59:59.000Z"));
    let second = made("2026-11-21T11:59:58.900Z", Some("2026-11-21T12:00:00Z"));
    assert!(first < second, "{first} {second}");

    // A clock that is twenty seconds slow is right to the minute, and still cannot keep somebody
    // from coming back who left five seconds ago.
    let back = change("2026-11-21T11:59:39Z", Some("2026-11-21T11:59:40Z"));
    assert!(back.made_at_by(received) < at("2026-11-21T11:59:55Z"));
    assert!(back.made_at_latest(received) > at("2026-11-21T11:59:55Z"));
    let unsure = change("2026-11-21T11:59:39Z", None);
    assert_eq!(unsure.made_at_latest(received), unsure.made_at_by(received));
    assert_eq!(made("2026-11-21T11:00:00Z", None), "2026-11-21T11:00:00Z");
    assert_eq!(made("2026-11-21T13:00:00Z", None), "2026-11-21T12:00:00Z", "never later than now");
    let after = made("2026-11-21T09:06:00Z", Some("2026-11-21T09:05:00Z"));
    assert_eq!(after, "2026-11-21T12:00:00Z", "nor made after it was sent");
}

#[test]
fn a_value_that_cannot_stand_at_a_place_is_no_wish_for_it() {
    // A flag at a frequency or at a pause was once taken for the wish to clear it.
    let mut wishes = Wishes::default();
    for place in ["/campaigns/spring-sale/frequency", "/pauses/p1"] {
        wishes.want(&path(place), &Value::Flag(false));
        wishes.want(&path(place), &Value::Flag(true));
    }
    wishes.want(&path("/channels/sms"), &Value::Nothing);
    assert_eq!(wishes, Wishes::default());
}
