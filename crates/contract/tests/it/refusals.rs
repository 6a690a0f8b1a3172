//! Laws 6 and 9: wishes that cannot be are refused whole, with a code and a pointer.

use serde_json::json;
use sordino_contract::{Code, PAUSES_MAX, Power, Problem, plan};

use crate::support::{at, document, wishes};

/// Checks that the wish is refused with this code at this member of the request.
#[track_caller]
fn check(wish: serde_json::Value, code: Code, pointer: &str) {
    let document = document();
    let refusal = plan(&document, &wishes(wish), at("2026-11-21T12:00:00Z"), |_| None)
        .expect_err("the wish should be refused");
    assert_eq!((refusal.code, refusal.pointer.as_str()), (code, pointer));
}

#[test]
fn a_required_cell_cannot_be_turned_off() {
    let off = json!({ "campaigns": { "order-updates": { "channels": { "email": false } } } });
    check(off, Code::Required, "/set/campaigns/order-updates/channels/email");
}

#[test]
fn a_required_cell_cannot_be_turned_on_for_it_could_not_be_turned_off_again() {
    let on = json!({ "campaigns": { "order-updates": { "channels": { "sms": true } } } });
    check(on, Code::Required, "/set/campaigns/order-updates/channels/sms");
}

#[test]
fn a_required_cell_may_be_wished_as_it_is() {
    let same = json!({ "campaigns": { "order-updates": { "channels": { "email": true } } } });
    let changes = plan(&document(), &wishes(same), at("2026-11-21T12:00:00Z"), |_| None);
    assert_eq!(changes, Ok(vec![]));
}

#[test]
fn what_is_not_offered_is_named() {
    check(json!({ "channels": { "fax": true } }), Code::UnknownChannel, "/set/channels/fax");
    check(
        json!({ "campaigns": { "nope": { "channels": { "email": true } } } }),
        Code::UnknownCampaign,
        "/set/campaigns/nope/channels/email",
    );
    check(
        json!({ "campaigns": { "nope": { "frequency": null } } }),
        Code::UnknownCampaign,
        "/set/campaigns/nope/frequency",
    );
    check(
        json!({ "campaigns": { "spring-sale": { "channels": { "fax": true } } } }),
        Code::UnknownChannel,
        "/set/campaigns/spring-sale/channels/fax",
    );
    check(
        json!({ "campaigns": { "field-notes": { "channels": { "sms": true } } } }),
        Code::NotOffered,
        "/set/campaigns/field-notes/channels/sms",
    );
    check(
        json!({ "campaigns": { "field-notes": { "frequency": "weekly" } } }),
        Code::NotOffered,
        "/set/campaigns/field-notes/frequency",
    );
    check(
        json!({ "campaigns": { "spring-sale": { "frequency": "hourly" } } }),
        Code::UnknownFrequency,
        "/set/campaigns/spring-sale/frequency",
    );
}

#[test]
fn a_pause_that_cannot_be_is_refused_at_the_member_that_is_wrong() {
    let pause =
        |from: &str, until: &str| json!({ "pauses": { "n": { "from": from, "until": until } } });
    check(pause("2026-12-02", "2026-12-01"), Code::PauseBackwards, "/set/pauses/n/until");
    check(pause("2026-11-01", "2026-11-20"), Code::PausePast, "/set/pauses/n/until");
    check(pause("2026-11-21", "2027-11-22"), Code::PauseTooLong, "/set/pauses/n/until");
    check(
        json!({ "pauses": { "n": {
            "from": "2026-12-01", "until": "2026-12-02", "campaigns": ["spring-sale", "nope"],
        } } }),
        Code::UnknownCampaign,
        "/set/pauses/n/campaigns/1",
    );
    check(
        json!({ "pauses": { "n": {
            "from": "2026-12-01", "until": "2026-12-02", "channels": ["fax"],
        } } }),
        Code::UnknownChannel,
        "/set/pauses/n/channels/0",
    );
}

#[test]
fn the_longest_pause_that_is_allowed_is_allowed() {
    let longest = json!({ "pauses": { "n": { "from": "2026-11-21", "until": "2027-11-21" } } });
    assert!(plan(&document(), &wishes(longest), at("2026-11-21T12:00:00Z"), |_| None).is_ok());
}

#[test]
fn where_pauses_are_not_kept_none_is_taken() {
    let mut document = document();
    document.can.clear();
    let pause = json!({ "pauses": { "n": { "from": "2026-12-01", "until": "2026-12-02" } } });
    let refusal = plan(&document, &wishes(pause), at("2026-11-21T12:00:00Z"), |_| None);
    assert_eq!(refusal.unwrap_err().code, Code::NotOffered);
}

#[test]
fn pauses_are_not_without_number() {
    let many: serde_json::Map<_, _> = (0..PAUSES_MAX)
        .map(|n| (format!("n{n}"), json!({ "from": "2026-12-01", "until": "2026-12-02" })))
        .collect();
    check(json!({ "pauses": many.clone() }), Code::TooManyPauses, "/set/pauses");

    // Ending one makes room for another.
    let mut with_room = many;
    with_room.insert("p1".into(), serde_json::Value::Null);
    let with_room = wishes(json!({ "pauses": with_room }));
    assert!(plan(&document(), &with_room, at("2026-11-21T12:00:00Z"), |_| { None }).is_ok());
}

#[test]
fn a_withdraw_link_cannot_end_or_shorten_a_pause() {
    let mut document = document();
    document.power = Power::Withdraw;
    for wish in [
        json!({ "pauses": { "p1": null } }),
        json!({ "pauses": { "p1": { "from": "2026-12-01", "until": "2026-12-30", "channels": ["post"] } } }),
        json!({ "campaigns": { "spring-sale": { "frequency": "every" } } }),
        json!({ "campaigns": { "spring-sale": { "frequency": null } } }),
    ] {
        let refusal = plan(&document, &wishes(wish), at("2026-11-21T12:00:00Z"), |_| None);
        assert_eq!(refusal.unwrap_err().code, Code::WithdrawOnly);
    }
    for wish in [
        json!({ "pauses": { "p1": { "from": "2026-12-01", "until": "2027-01-31" } } }),
        json!({ "campaigns": { "spring-sale": { "frequency": "monthly" } } }),
    ] {
        let planned = plan(&document, &wishes(wish), at("2026-11-21T12:00:00Z"), |_| None);
        assert_eq!(planned.unwrap().len(), 1);
    }
}

#[test]
fn one_wish_that_cannot_be_refuses_all() {
    check(
        json!({ "subscribed": false, "channels": { "email": false, "fax": false } }),
        Code::UnknownChannel,
        "/set/channels/fax",
    );
}

#[test]
fn a_problem_carries_the_code_and_no_more_than_it_should() {
    let off = json!({ "campaigns": { "order-updates": { "channels": { "email": false } } } });
    let refusal =
        plan(&document(), &wishes(off), at("2026-11-21T12:00:00Z"), |_| None).unwrap_err();
    assert_eq!(
        serde_json::to_value(Problem::from(refusal)).unwrap(),
        json!({
            "type": "urn:sordino:problem:required",
            "title": "this is required and cannot be turned off",
            "status": 422,
            "detail": "this is required and cannot be turned off at \
                       `/set/campaigns/order-updates/channels/email`",
            "code": "required",
            "pointer": "/set/campaigns/order-updates/channels/email",
        })
    );
}

#[test]
fn codes_are_distinct_words() {
    let mut words: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), Code::ALL.len());
    assert!(words.iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
}
