//! What a plain form means.

use serde_json::json;
use sordino::form::{FormError, Posted, read};
use sordino_contract::Ask;

use crate::support::wishes;

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

#[track_caller]
fn check(posted: &[(&str, &str)], expected: serde_json::Value) {
    assert_eq!(read(&fields(posted)), Ok(Posted::Change(wishes(expected))));
}

#[test]
fn only_what_differs_from_what_was_shown_is_wished() {
    check(
        &[
            ("do", "save"),
            ("was", "/channels/email"),
            ("on", "/channels/email"),
            ("was", "/channels/sms"),
            ("on", "/campaigns/a/channels/email"),
        ],
        json!({
            "channels": { "sms": false },
            "campaigns": { "a": { "channels": { "email": true } } },
        }),
    );
}

/// "A form where silence means unsubscribe" has left people off lists in other systems.
#[test]
fn an_empty_form_wishes_nothing() {
    check(&[("do", "save")], json!({}));
}

#[test]
fn leaving_and_coming_back_touch_only_the_master_switch() {
    check(&[("do", "leave"), ("was", "/channels/sms")], json!({ "subscribed": false }));
    check(&[("do", "return")], json!({ "subscribed": true }));
}

#[test]
fn undo_names_the_change() {
    let id = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1";
    let posted = read(&fields(&[("do", "undo"), ("receipt", id)]));
    assert_eq!(posted, Ok(Posted::Undo(id.parse().unwrap())));
    assert_eq!(read(&fields(&[("do", "undo")])), Err(FormError::Invalid("receipt")));
}

#[test]
fn asking_is_one_of_its_words_and_moves_no_switch() {
    for ask in Ask::ALL {
        let sent = [("form", "x"), ("was", "/channels/sms"), ("ask", ask.as_str())];
        assert_eq!(read(&fields(&sent)), Ok(Posted::Ask(ask)));
    }
    for wrong in ["", "pause", "Erase"] {
        assert_eq!(read(&fields(&[("ask", wrong)])), Err(FormError::Invalid("ask")));
    }
}

#[test]
fn a_reason_is_for_the_change_that_it_names_and_moves_no_switch() {
    let id = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1";
    let reason = |sent: &[(&str, &str)]| match read(&fields(sent)) {
        Ok(Posted::Reason(reason)) => json!(reason),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        reason(&[("receipt", id), ("comment", " One a week,\r\nplease.\r\n"), ("reason", "other")]),
        json!({ "code": "other", "comment": "One a week,\nplease.", "receipt": id })
    );
    assert_eq!(
        reason(&[("receipt", id), ("comment", " "), ("reason", "other"), ("do", "leave")]),
        json!({ "code": "other", "receipt": id })
    );
    assert_eq!(read(&fields(&[("reason", "other")])), Err(FormError::Invalid("receipt")));
}

#[test]
fn a_form_that_cannot_be_read_is_refused_whole() {
    assert_eq!(read(&[]), Err(FormError::UnknownAction));
    assert_eq!(read(&fields(&[("do", "delete")])), Err(FormError::UnknownAction));
    let wrong = fields(&[("do", "save"), ("was", "/channels/sms"), ("on", "/elsewhere")]);
    assert_eq!(read(&wrong), Err(FormError::Invalid("on")));
}
