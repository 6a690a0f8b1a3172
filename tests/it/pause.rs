//! Pauses: what a form about one means, and how they are shown.

use serde_json::json;
use sordino::Lang;
use sordino::form::{FormError, Pausing, Posted, pausing, read};
use sordino::page::Outcome;
use sordino_contract::{Capability, Changed, Code, Document, PauseWish, Power, Receipt, Value};

use crate::support::{Page, document, path, text};

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn wish(json: serde_json::Value) -> PauseWish {
    serde_json::from_value(json).unwrap()
}

#[track_caller]
fn check(posted: &[(&str, &str)], id: Option<&str>, expected: Option<serde_json::Value>) {
    let id = id.map(|id| id.parse().unwrap());
    let expected = Pausing { id, wish: expected.map(wish) };
    assert_eq!(pausing(&fields(posted)), Ok(Some(expected.clone())));
    assert_eq!(read(&fields(posted)), Ok(Posted::Pause(expected)), "and so the whole form");
}

#[track_caller]
fn refuses(posted: &[(&str, &str)], name: &'static str) {
    assert_eq!(pausing(&fields(posted)), Err(FormError::Invalid(name)));
    assert_eq!(read(&fields(posted)), Err(FormError::Invalid(name)));
}

#[track_caller]
fn has_no_day(posted: &[(&str, &str)], id: Option<&str>) {
    let expected = FormError::NoDay(id.map(|id| id.parse().unwrap()));
    assert_eq!(pausing(&fields(posted)), Err(expected.clone()));
    assert_eq!(read(&fields(posted)), Err(expected));
}

const FROM: (&str, &str) = ("from", "2026-12-01");
const UNTIL: (&str, &str) = ("until", "2026-12-31");
const PAUSE: (&str, &str) = ("do", "pause");

#[test]
fn a_pause_has_a_first_and_a_last_day() {
    let days = json!({ "from": "2026-12-01", "until": "2026-12-31" });
    check(&[FROM, UNTIL, PAUSE], None, Some(days.clone()));
    check(&[("pause", "p1"), FROM, UNTIL, PAUSE], Some("p1"), Some(days));
    // Whether these days can be is the backend's to say.
    let backwards = json!({ "from": "2026-12-31", "until": "2026-12-01" });
    check(&[("from", "2026-12-31"), ("until", "2026-12-01"), PAUSE], None, Some(backwards));
}

#[test]
fn a_button_counts_days_from_the_first_whatever_the_last_is() {
    for (from, days, until) in [
        ("2026-11-21", "7", "2026-11-27"),
        ("2026-11-21", "1", "2026-11-21"),
        ("2026-12-29", "7", "2027-01-04"),
        ("2028-02-28", "2", "2028-02-29"),
        ("2027-02-28", "2", "2027-03-01"),
        ("2026-03-28", "30", "2026-04-26"),
    ] {
        let days = [("from", from), ("until", "2026-01-01"), ("days", days)];
        check(&days, None, Some(json!({ "from": from, "until": until })));
        check(&days[..1].iter().chain(&days[2..]).copied().collect::<Vec<_>>(), None, {
            Some(json!({ "from": from, "until": until }))
        });
    }
    for days in ["0", "-7", "", "a week", "65536"] {
        refuses(&[FROM, UNTIL, ("days", days)], "days");
    }
    // There is no day so far away.
    refuses(&[("from", "9999-12-31"), ("days", "2")], "days");
}

#[test]
fn a_pause_is_narrowed_by_boxes_or_by_what_it_was_narrowed_to() {
    let expected = json!({
        "from": "2026-12-01", "until": "2026-12-31",
        "campaigns": ["news", "spring-sale"], "channels": ["sms"],
    });
    let boxes = [
        ("only", "/channels/sms"),
        ("only", "/campaigns/news"),
        ("only", "/campaigns/spring-sale"),
    ];
    let mut posted = vec![FROM, UNTIL, PAUSE];
    posted.extend(boxes);
    check(&posted, None, Some(expected.clone()));
    let kept = ("only", " /channels/sms /campaigns/news /campaigns/spring-sale");
    check(&[("pause", "p1"), FROM, kept, UNTIL, PAUSE], Some("p1"), Some(expected));
    let all = json!({ "from": "2026-12-01", "until": "2026-12-31" });
    check(&[FROM, UNTIL, PAUSE, ("only", "")], None, Some(all));
    for wrong in ["/channels/", "sms", "/campaigns/a b/", "/subscribed", "/campaigns/x/channels/y"]
    {
        refuses(&[FROM, UNTIL, PAUSE, ("only", wrong)], "only");
    }
}

#[test]
fn ending_names_the_pause_and_needs_no_days() {
    check(&[("pause", "p1"), ("do", "end")], Some("p1"), None);
    check(&[("pause", "p1"), FROM, ("until", ""), ("do", "end")], Some("p1"), None);
    refuses(&[("do", "end")], "pause");
    refuses(&[("pause", "no such id"), ("do", "end")], "pause");
}

#[test]
fn a_day_that_is_none_pauses_nothing() {
    for day in ["", "tomorrow", "2026-02-29", "2026-13-01", "21/11/2026"] {
        has_no_day(&[("from", day), UNTIL, PAUSE], None);
        has_no_day(&[FROM, ("until", day), PAUSE], None);
        has_no_day(&[("from", day), ("days", "7")], None);
        has_no_day(&[("pause", "p1"), FROM, ("until", day), PAUSE], Some("p1"));
    }
    has_no_day(&[UNTIL, PAUSE], None);
    has_no_day(&[FROM, PAUSE], None);
    refuses(&[("pause", ""), FROM, UNTIL, PAUSE], "pause");
}

#[test]
fn other_forms_are_not_about_pauses() {
    for posted in [&[("do", "save")][..], &[("do", "leave"), FROM, UNTIL], &[FROM, UNTIL], &[]] {
        assert_eq!(pausing(&fields(posted)), Ok(None), "{posted:?}");
    }
}

/// The example document with these pauses.
fn with(pauses: serde_json::Value) -> Document {
    Document { pauses: serde_json::from_value(pauses).unwrap(), ..document() }
}

fn page(document: Document) -> Page {
    Page::of(document, None, Lang::En)
}

/// What is said of each pause that is shown.
fn said(page: &Page) -> Vec<String> {
    page.all(".pauses li:not([hidden]) p").iter().map(|row| text(*row)).collect()
}

#[test]
fn each_pause_is_said_in_words_the_first_to_begin_first() {
    let page = page(with(json!([
        { "id": "b", "from": "2026-12-24", "until": "2026-12-24" },
        { "id": "a", "from": "2026-11-21", "until": "2027-01-01",
          "campaigns": ["spring-sale", "gift-guide"], "channels": ["email", "sms"] },
        { "id": "c", "from": "2026-12-01", "until": "2026-12-31", "channels": ["post"] },
        { "id": "0", "from": "2026-12-24", "until": "2026-12-25", "campaigns": ["gone"] },
    ])));
    assert_eq!(
        said(&page),
        [
            "21 November 2026 – 1 January 2027 · Spring sale, Gift guide · Email, SMS",
            "1 December 2026 – 31 December 2026 · Post",
            "24 December 2026 – 25 December 2026 · gone",
            "24 December 2026 – 24 December 2026",
        ]
    );
    let value = |name: &str| {
        let all = page.all(&format!(".pauses li:not([hidden]) [name={name}]"));
        all.iter().map(|field| field.attr("value").unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(value("pause"), ["a", "c", "0", "b"], "each form is about what it says");
    assert_eq!(value("from"), ["2026-11-21", "2026-12-01", "2026-12-24", "2026-12-24"]);
    assert_eq!(value("until"), ["2027-01-01", "2026-12-31", "2026-12-25", "2026-12-24"]);
    let all = " /campaigns/spring-sale /campaigns/gift-guide /channels/email /channels/sms";
    assert_eq!(value("only"), [all, " /channels/post", " /campaigns/gone", ""]);
}

#[test]
fn the_field_and_the_buttons_of_each_pause_are_described_by_its_words() {
    let page = page(with(json!([
        { "id": "a", "from": "2026-11-21", "until": "2026-11-27" },
        { "id": "b", "from": "2026-12-01", "until": "2026-12-31", "channels": ["post"] },
    ])));
    let described: Vec<_> = page
        .all(".pauses li:not([hidden]) [aria-describedby]")
        .iter()
        .map(|control| page.named_by(*control, "aria-describedby"))
        .collect();
    let (a, b) =
        ("21 November 2026 – 27 November 2026", "1 December 2026 – 31 December 2026 · Post");
    assert_eq!(described, [a, a, a, b, b, b], "the last day, Change, and End");
}

#[test]
fn the_disclosure_is_open_where_something_is_paused() {
    let open = |document| page(document).one("details.pauses").attr("open").is_some();
    assert!(open(document()));
    assert!(!open(with(json!([]))));
}

#[test]
fn a_new_pause_begins_today_and_no_earlier() {
    let page = page(document());
    let field = |name: &str| {
        let field = page.one(&format!(".pause-new [name={name}]"));
        (field.attr("value").unwrap().to_owned(), field.attr("min").unwrap().to_owned())
    };
    let today = "2026-11-21";
    assert_eq!(field("from"), (today.into(), today.into()));
    assert_eq!(field("until"), ("2026-11-27".into(), today.into()));
    assert!(page.all(".pauses input[type=date]").iter().all(|it| it.attr("required").is_some()));
    let first = page.all(".pause-new button")[0];
    assert_eq!(first.attr("value"), Some("pause"), "it is what Enter presses");
    assert!(page.all(".pauses [checked]").is_empty(), "nothing is ticked");
}

#[test]
fn what_is_paused_in_part_is_chosen_from_what_can_be() {
    let page = page(document());
    let boxes: Vec<_> = page
        .all(".pause-only label")
        .iter()
        .map(|label| {
            let field = label.descendent_elements().find(|it| it.value().name() == "input");
            (field.unwrap().attr("value").unwrap(), text(*label))
        })
        .collect();
    // What is required comes all the same, and what is over does not.
    let expected = [
        ("/campaigns/spring-sale", "Spring sale"),
        ("/campaigns/gift-guide", "Gift guide"),
        ("/channels/email", "Email"),
        ("/channels/sms", "SMS"),
        ("/channels/post", "Post"),
    ];
    assert_eq!(boxes, expected.map(|(value, label)| (value, label.to_owned())));
    let legends: Vec<_> = page.all(".pause-only legend").iter().map(|it| text(*it)).collect();
    assert_eq!(legends, ["Only these campaigns", "Only by these channels"]);
}

#[test]
fn it_says_what_still_comes_and_whose_days_are_counted() {
    let hints = |document, lang| -> Vec<String> {
        let page = Page::of(document, None, lang);
        page.all(".pauses .hint").iter().map(|hint| text(*hint)).collect()
    };
    let said = hints(document(), Lang::En);
    assert_eq!(
        said[1..],
        [
            "Only this still arrives: Order updates",
            "Days begin and end in the time zone Asia/Shanghai."
        ]
    );
    let said = hints(document(), Lang::ZhHans);
    assert_eq!(said[1..], ["仅以下消息仍会发送：Order updates", "日期以 Asia/Shanghai 时区为准。"]);
    let mut free = document();
    free.campaigns.retain(|campaign| campaign.required.is_none());
    assert_eq!(hints(free, Lang::En)[1], "", "nothing is required");
}

#[test]
fn a_button_that_would_always_be_refused_is_not_there() {
    let shown = |longest| {
        let page = page(Document { pause_days_max: longest, ..document() });
        let all = page.all("button[name=days]:not([hidden])");
        all.iter().map(|button| text(*button)).collect::<Vec<_>>()
    };
    let (week, month) = ("Pause for 7 days", "Pause for 30 days");
    assert_eq!(shown(None), [week, month]);
    assert_eq!(shown(Some(30)), [week, month]);
    assert_eq!(shown(Some(29)), [week]);
    assert!(shown(Some(6)).is_empty());
}

#[test]
fn a_link_that_only_turns_down_ends_and_shortens_nothing() {
    let withdraw = page(Document { power: Power::Withdraw, ..document() });
    let end = withdraw.all(".pauses li:not([hidden]) button[value=end]")[0];
    assert!(end.attr("hidden").is_some());
    let field = withdraw.all(".pauses li:not([hidden]) input[type=date]")[0];
    let why = withdraw.named_by(field, "aria-describedby");
    assert!(why.contains("This link can only turn things off or down."), "{why}");

    let manage = page(document());
    let end = manage.all(".pauses li:not([hidden]) button[value=end]")[0];
    assert!(end.attr("hidden").is_none());
    let field = manage.all(".pauses li:not([hidden]) input[type=date]")[0];
    assert_eq!(field.attr("min"), Some("2026-11-21"), "no day that is over");
    let why = manage.named_by(field, "aria-describedby");
    assert_eq!(why, "1 December 2026 – 31 December 2026 · Post", "nothing limits this one");
}

#[test]
fn nothing_is_offered_where_no_pause_is_kept_or_nothing_is_sent() {
    let mut document = document();
    document.can.retain(|can| *can != Capability::Pause);
    let hidden = |document| page(document).one(".pauses").attr("hidden").is_some();
    assert!(hidden(document.clone()));
    document.can.push(Capability::Pause);
    document.campaigns.clear();
    assert!(hidden(document.clone()), "nothing is sent");
    document.campaigns = self::document().campaigns;
    assert!(!hidden(document));
}

fn receipt(was: Value, is: Value) -> Receipt {
    let id = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1".parse().unwrap();
    let recorded_at = "2026-11-21T20:15:00Z".parse().unwrap();
    let changed = vec![Changed { path: path("/pauses/p1"), was, is }];
    Receipt { id, recorded_at, via: None, changed, asked: None }
}

fn days() -> Value {
    Value::Pause(wish(json!({ "from": "2026-12-01", "until": "2026-12-31" })))
}

#[test]
fn the_bar_says_until_when_it_pauses_and_asks_no_reason() {
    for (was, is, lang, words) in [
        (
            Value::Nothing,
            days(),
            Lang::En,
            "Saved. The pause lasts until 31 December 2026, that day included.",
        ),
        (Value::Nothing, days(), Lang::ZhHans, "已保存。暂停至2026年12月31日（含当日）。"),
        (days(), Value::Nothing, Lang::En, "Saved. The pause is over."),
        (days(), Value::Nothing, Lang::ZhHans, "已保存。暂停已结束。"),
    ] {
        let mut document = document();
        document.put(&path("/pauses/p1"), &is);
        let page = Page::of(document, Some(Outcome::Saved(receipt(was, is))), lang);
        assert_eq!(text(page.one(".status[role=status]")), words);
        assert!(page.one("button.undo").attr("hidden").is_none(), "it can be undone");
        assert!(page.one(".survey").attr("hidden").is_some(), "nothing was turned off");
    }
}

#[test]
fn a_refused_pause_is_refused_in_words_that_help() {
    for (code, en, zh) in [
        (
            Code::PauseBackwards,
            "Not saved: the last day is before the first.",
            "未保存：结束日期早于开始日期。",
        ),
        (Code::PausePast, "Not saved: these days are over.", "未保存：这些日期已过。"),
        (
            Code::PauseTooLong,
            "Not saved: the longest pause is 366 days.",
            "未保存：最长可暂停 366 天。",
        ),
        (
            Code::TooManyPauses,
            "Not saved: there are too many pauses. End one of them first.",
            "未保存：暂停项目过多，请先结束其中一项。",
        ),
    ] {
        for (lang, words) in [(Lang::En, en), (Lang::ZhHans, zh)] {
            let page = Page::of(document(), Some(Outcome::Refused(code)), lang);
            assert_eq!(text(page.one(".status[role=status]")), words);
        }
    }
}

#[test]
fn refused_days_are_said_at_their_field_and_nowhere_else() {
    let none = Page::of(document(), Some(Outcome::Refused(Code::PauseBackwards)), Lang::En);
    let field = none.one(".pause-new input[name=until]");
    assert_eq!(field.value().attr("aria-invalid"), Some("true"));
    assert!(field.value().attr("autofocus").is_some(), "it gets the focus without script");
    assert_eq!(none.text_of("pause-new-wrong"), "Not saved: the last day is before the first.");
    assert!(none.one(".pauses").value().attr("open").is_some(), "it is not out of sight");
    assert_eq!(field.value().attr("aria-describedby"), Some("pause-new-wrong"));

    for code in [Code::Required, Code::TooManyPauses, Code::WithdrawOnly] {
        let other = Page::of(document(), Some(Outcome::Refused(code)), Lang::En);
        assert!(other.all("[aria-invalid=true], [autofocus]").is_empty(), "{code}");
        assert_eq!(other.text_of("pause-new-wrong"), "");
    }
}

#[test]
fn a_list_of_none_stays_a_list_of_none_when_the_days_are_changed() {
    let pause =
        json!([{ "id": "a", "from": "2026-12-01", "until": "2026-12-25", "campaigns": [] }]);
    let page = page(with(pause));
    let only =
        page.one("li:not([hidden]) input[name=only]").value().attr("value").unwrap_or_default();
    let days = json!({ "from": "2026-12-01", "until": "2026-12-31", "campaigns": [] });
    check(&[FROM, UNTIL, PAUSE, ("only", only)], None, Some(days));
}

#[test]
fn what_is_paused_today_says_until_when_and_what_is_required_does_not() {
    let page = page(with(json!([
        { "id": "a", "from": "2026-11-20", "until": "2026-11-25" },
        { "id": "b", "from": "2026-11-26", "until": "2026-11-30", "channels": ["email"] },
    ])));
    let note = |place: &str| page.text_of(&format!("/campaigns/{place}-note"));
    assert_eq!(
        note("spring-sale/channels/email"),
        "Paused until 30 November 2026",
        "one after another"
    );
    assert_eq!(note("order-updates/channels/email"), "");
    assert_eq!(said(&page).len(), 2);
}
