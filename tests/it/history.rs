//! What the person changed, as receipts.

use serde_json::{Value, json};
use sordino::Lang;
use sordino_contract::{Document, HISTORY_MAX, Power};

use crate::support::{Page, document, example, text};

fn shown(page: &Page, css: &str) -> Vec<String> {
    page.all(&format!(".receipt:not([hidden]) {css}")).into_iter().map(text).collect()
}

/// The example document after these changes, the newest first.
fn after(history: Value) -> Document {
    Document { history: serde_json::from_value(history).unwrap(), ..document() }
}

/// A change of one place that was made at noon.
fn change(path: &str, was: Value, is: Value) -> Value {
    json!([{
        "id": "019735f0-8c11-7d52-a3c0-51b9a7e0c4d2", "recorded_at": "2026-11-20T12:00:00Z",
        "changed": [{ "path": path, "was": was, "is": is }],
    }])
}

/// Checks what is said of one change, in English and in Chinese.
#[track_caller]
fn says(history: Value, en: &str, zh: &str) {
    for (lang, expected) in [(Lang::En, en), (Lang::ZhHans, zh)] {
        let page = Page::of(after(history.clone()), None, lang);
        assert_eq!(shown(&page, ".receipt-changes"), [expected]);
    }
}

#[test]
fn each_change_says_when_by_what_way_what_it_did_and_its_id() {
    let page = Page::of(document(), None, Lang::En);
    assert_eq!(
        shown(&page, ".receipt-time"),
        [
            "20 November 2026 at 16:30 · On our preference page",
            "3 November 2026 at 03:04 · On our preference page",
            "14 September 2026 at 14:55",
        ],
        "in Shanghai, where it was the day after for one of them"
    );
    assert_eq!(
        shown(&page, ".receipt-changes"),
        [
            "A copy of your data: asked for",
            "Spring sale · How often: Weekly\n\
             Pause · 1 December 2026 – 31 December 2026 · Post: on",
            "SMS: off",
        ]
    );
    assert_eq!(shown(&page, ".receipt-id")[0], "Receipt 019735f0-8c11-7d52-a3c0-51b9a7e0c4d2");
    assert_eq!(text(page.one(".history > .hint")), "Times are in the time zone Asia/Shanghai.");
    let history = page.one("details.history");
    assert!(history.attr("open").is_none() && history.attr("hidden").is_none());
    assert!(page.one("button.print").attr("hidden").is_some(), "to print needs script");

    let page = Page::of(document(), None, Lang::ZhHans);
    assert_eq!(shown(&page, ".receipt-time")[0], "2026年11月20日 16:30 · 通过偏好设置页面");
    assert_eq!(shown(&page, ".receipt-changes")[0], "个人信息副本：已申请");
    assert_eq!(text(page.one(".history > .hint")), "时间以 Asia/Shanghai 时区为准。");
}

#[test]
fn every_kind_of_change_has_words() {
    let flag = |path, is: bool| change(path, json!(!is), json!(is));
    says(flag("/subscribed", false), "Everything: off", "全部消息：关闭");
    says(
        flag("/campaigns/spring-sale/channels/sms", true),
        "Spring sale · SMS: on",
        "Spring sale · SMS：开启",
    );
    says(
        change("/campaigns/spring-sale/frequency", json!("weekly"), Value::Null),
        "Spring sale · How often: Our usual schedule",
        "Spring sale · 发送频率：默认频率",
    );
    let pause = json!({ "from": "2026-12-01", "until": "2026-12-07" });
    says(
        change("/pauses/p", pause, Value::Null),
        "Pause · 1 December 2026 – 7 December 2026: off",
        "暂停 · 2026年12月1日 – 2026年12月7日：关闭",
    );
}

#[test]
fn every_way_has_words() {
    let ways = [
        ("page", "On our preference page"),
        ("form", "On our preference page"),
        ("embed", "On our website"),
        ("app", "In our app"),
        ("agent", "By customer service"),
        ("api", "By a program"),
    ];
    for (via, expected) in ways {
        let mut history = change("/channels/sms", json!(true), json!(false));
        history[0]["via"] = via.into();
        let page = Page::of(after(history), None, Lang::En);
        assert_eq!(
            shown(&page, ".receipt-time"),
            [format!("20 November 2026 at 20:00 · {expected}")]
        );
    }
}

#[test]
fn what_is_offered_no_more_is_known_by_its_id() {
    says(
        change("/campaigns/of-old/channels/telex", json!(true), json!(false)),
        "of-old · telex: off",
        "of-old · telex：关闭",
    );
}

/// A server's list of zones and a browser's are of different age, and a page that does not open
/// is a greater harm than a time in another zone.
#[test]
fn in_a_zone_that_is_not_known_times_are_in_utc_and_say_so() {
    for zone in ["Mars/Olympus_Mons", ""] {
        let mut far = document();
        far.subscriber.time_zone = zone.into();
        let page = Page::of(far, None, Lang::En);
        assert_eq!(text(page.one(".history > .hint")), "Times are in the time zone UTC.");
        assert_eq!(
            shown(&page, ".receipt-time")[0],
            "20 November 2026 at 08:30 · On our preference page"
        );
        assert_eq!(page.text_of("asked-export"), "You asked for this on 20 November 2026.");
    }
}

#[test]
fn an_hour_that_is_there_twice_is_told_in_the_persons_own_clock() {
    let mut history = change("/channels/sms", json!(true), json!(false));
    history[0]["recorded_at"] = "2026-10-25T01:30:00Z".into();
    let mut london = after(history);
    london.subscriber.time_zone = "Europe/London".into();
    london.subscriber.locale = Some("en-US".into());
    let page = Page::of(london, None, Lang::En);
    let time = shown(&page, ".receipt-time")[0].replace('\u{202f}', " ");
    assert_eq!(time, "October 25, 2026 at 1:30 AM", "in the reader's own customs");
}

#[test]
fn there_is_room_for_as_many_as_a_document_may_list_and_nothing_to_see_without_any() {
    let page = Page::of(example("document-least.json"), None, Lang::En);
    assert!(page.one("details.history").attr("hidden").is_some());
    assert_eq!(page.all(".receipt").len(), HISTORY_MAX);
    assert_eq!(page.all(".receipt:not([hidden])").len(), 0);

    let one = change("/channels/sms", json!(true), json!(false))[0].clone();
    let full = after(Value::Array(vec![one; HISTORY_MAX]));
    let page = Page::of(full.clone(), None, Lang::En);
    assert_eq!(page.all(".receipt:not([hidden])").len(), HISTORY_MAX);
    // A backend that lists more than it may harms nothing.
    let mut more = full;
    more.history.push(more.history[0].clone());
    Page::of(more, None, Lang::En);
}

#[test]
fn a_link_that_only_turns_down_tells_nothing_of_what_was_done() {
    let forwarded = Document { power: Power::Withdraw, history: Vec::new(), ..document() };
    let page = Page::of(forwarded, None, Lang::En);
    assert!(page.one("details.history").attr("hidden").is_some());
}
