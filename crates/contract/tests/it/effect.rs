//! Law 3 and law 7 by table: what is in effect, why not, and on which days a pause holds.

use sordino_contract::{Value, Why};

use crate::support::{carry_out, day, document, path, planned, wishes};
use serde_json::json;

/// Checks why a campaign of the example does not come by a channel, after `change`.
#[track_caller]
fn check(change: serde_json::Value, cell: (&str, &str), expected: &[Why]) {
    let mut document = document();
    let changes = planned(&document, &wishes(change));
    carry_out(&mut document, &changes);
    let campaign = document.campaign(&cell.0.parse().unwrap()).expect("a campaign of the example");
    assert_eq!(document.whys(campaign, &cell.1.parse().unwrap()), expected);
    assert_eq!(document.in_effect(campaign, &cell.1.parse().unwrap()), expected.is_empty());
}

#[test]
fn the_reader_is_told_why_something_does_not_come() {
    check(json!({}), ("spring-sale", "email"), &[]);
    check(json!({}), ("spring-sale", "sms"), &[Why::ChannelOff]);
    check(json!({}), ("spring-sale", "post"), &[Why::CellOff]);
    check(json!({}), ("gift-guide", "email"), &[Why::Planned]);
    check(json!({}), ("field-notes", "email"), &[Why::Ended]);
    check(json!({ "subscribed": false }), ("spring-sale", "email"), &[Why::EverythingOff]);
    check(
        json!({ "subscribed": false }),
        ("spring-sale", "sms"),
        &[Why::EverythingOff, Why::ChannelOff],
    );
    check(
        json!({ "pauses": { "n": { "from": "2026-11-21", "until": "2026-11-30" } } }),
        ("spring-sale", "email"),
        &[Why::PausedUntil(day("2026-11-30"))],
    );
}

#[test]
fn what_is_required_comes_through_every_mask() {
    let all = json!({
        "subscribed": false,
        "channels": { "email": false },
        "pauses": { "n": { "from": "2026-11-01", "until": "2026-11-30" } },
    });
    check(all, ("order-updates", "email"), &[]);
    check(json!({}), ("order-updates", "sms"), &[Why::CellOff]);
}

/// Checks whether a pause of everything holds the campaign back on a day.
#[track_caller]
fn pause(from: &str, until: &str, today: &str, expected: Option<&str>) {
    let mut document = document();
    let wish = json!({ "from": from, "until": until });
    document.put(&path("/pauses/n"), &Value::Pause(serde_json::from_value(wish).unwrap()));
    document.today = day(today);
    let campaign = document.campaign(&"spring-sale".parse().unwrap()).unwrap();
    let whys = document.whys(campaign, &"email".parse().unwrap());
    let expected: Vec<_> = expected.map(|until| Why::PausedUntil(day(until))).into_iter().collect();
    assert_eq!(whys, expected, "{from} to {until} on {today}");
}

#[test]
fn a_pause_holds_on_its_first_and_last_day_and_ends_by_itself() {
    pause("2026-12-01", "2026-12-31", "2026-11-30", None);
    pause("2026-12-01", "2026-12-31", "2026-12-01", Some("2026-12-31"));
    pause("2026-12-01", "2026-12-31", "2026-12-31", Some("2026-12-31"));
    pause("2026-12-01", "2026-12-31", "2027-01-01", None);
}

#[test]
fn a_pause_may_cross_month_ends_leap_days_and_clock_changes() {
    pause("2028-02-28", "2028-03-01", "2028-02-29", Some("2028-03-01"));
    pause("2027-02-28", "2027-03-01", "2027-03-01", Some("2027-03-01"));
    pause("2027-02-28", "2027-03-01", "2027-03-02", None);
    // Both days on which New York changes its clocks in 2026: a day is a day.
    pause("2026-03-08", "2026-03-08", "2026-03-08", Some("2026-03-08"));
    pause("2026-11-01", "2026-11-01", "2026-11-02", None);
    pause("2026-12-31", "2027-01-01", "2027-01-01", Some("2027-01-01"));
}

#[test]
fn pauses_that_follow_each_other_are_one() {
    let change = json!({ "pauses": {
        "a": { "from": "2026-11-20", "until": "2026-11-25" },
        "b": { "from": "2026-11-26", "until": "2026-12-03", "campaigns": ["spring-sale"] },
        "c": { "from": "2026-12-05", "until": "2026-12-09" },
    } });
    check(change, ("spring-sale", "email"), &[Why::PausedUntil(day("2026-12-03"))]);
}

#[test]
fn a_pause_of_one_channel_or_campaign_leaves_the_others() {
    let of_post = json!({ "pauses": {
        "n": { "from": "2026-11-20", "until": "2026-11-25", "channels": ["post"] },
    } });
    check(of_post, ("spring-sale", "email"), &[]);
    let of_other = json!({ "pauses": {
        "n": { "from": "2026-11-20", "until": "2026-11-25", "campaigns": ["gift-guide"] },
    } });
    check(of_other.clone(), ("spring-sale", "email"), &[]);
    check(of_other, ("gift-guide", "email"), &[Why::Planned, Why::PausedUntil(day("2026-11-25"))]);
}
