//! Finding campaigns, and turning many switches as one: what is decided, and the HTML of it.

use std::collections::BTreeSet;

use sordino::center::{Center, Query, Scope, Stand};
use sordino::form::{self, Posted};
use sordino::page::Asked;
use sordino_contract::{Document, Power, Value};

use crate::support::{Page, document, path, text};

fn query(fields: &[(&str, &str)]) -> Query {
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Query::read(&fields)
}

#[track_caller]
fn check(fields: &[(&str, &str)], expected: &[&str]) {
    let center = Center::new(document()).finding(query(fields));
    let shown = center.shown().campaigns.iter().filter(|it| center.is_found(&it.id));
    let found: Vec<_> = shown.map(|it| it.id.as_str()).collect();
    assert_eq!(found, expected, "{fields:?}");
}

fn campaign(id: &str) -> Scope {
    Scope::Campaign(id.parse().unwrap())
}

fn set(document: &mut Document, place: &str, on: bool) {
    document.put(&path(place), &Value::Flag(on));
}

/// Enough campaigns for a search: those of the example, each three times.
fn crowd() -> Document {
    let mut document = document();
    let sample = document.campaigns.clone();
    for copy in ["two", "three"] {
        for mut campaign in sample.clone() {
            campaign.id = format!("{}-{copy}", campaign.id.as_str()).parse().unwrap();
            document.campaigns.push(campaign);
        }
    }
    document
}

#[test]
fn nothing_asked_for_finds_everything() {
    check(&[], &["spring-sale", "gift-guide", "order-updates", "field-notes"]);
    check(
        &[("q", " "), ("channel", ""), ("other", "x")],
        &["spring-sale", "gift-guide", "order-updates", "field-notes"],
    );
}

#[test]
fn every_word_must_be_in_the_name_or_the_description() {
    check(&[("q", "spring")], &["spring-sale"]);
    check(&[("q", "pots sale")], &["spring-sale"]);
    check(&[("q", "pots guide")], &[]);
}

#[test]
fn case_accents_and_wide_letters_do_not_matter() {
    check(&[("q", "SPRÍNG")], &["spring-sale"]);
    check(&[("q", "ｓｐｒｉｎｇ")], &["spring-sale"]);
    check(&[("q", "STRASSE")], &[]);
}

#[test]
fn each_choice_narrows() {
    check(&[("channel", "post")], &["spring-sale", "gift-guide"]);
    check(&[("channel", "post"), ("state", "on")], &["gift-guide"]);
    check(&[("channel", "post"), ("state", "off")], &["spring-sale"]);
    check(&[("group", "orders")], &["order-updates"]);
    check(&[("status", "planned")], &["gift-guide"]);
    check(&[("status", "over")], &["field-notes"]);
    check(&[("channel", "none-such")], &[]);
}

#[test]
fn each_is_looked_for_in_its_own_words_whatever_stands_in_them() {
    // All are compared as one text, with a character between that is none.
    let mut document = document();
    document.campaigns[0].label = "Spring\u{ffff}sale".into();
    document.campaigns[1].about = None;
    let found = |words| {
        let center = Center::new(document.clone()).finding(query(&[("q", words)]));
        let shown = center.shown().campaigns.iter().filter(|it| center.is_found(&it.id));
        shown.map(|it| it.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("springsale"), ["spring-sale"]);
    assert_eq!(found("gift"), ["gift-guide"]);
    assert_eq!(found("field notes"), ["field-notes"]);
    assert_eq!(found("\u{ffff}"), [""; 0], "what stands between is nobody's");
}

#[test]
fn what_is_looked_for_is_a_small_change_as_is_going_live_and_all_else_is_not() {
    let mut center = Center::new(document());
    let mut last = None;
    assert!(center.changed(&mut last), "whoever comes anew has seen nothing");
    center.find(query(&[("q", "spring")]));
    assert!(!center.changed(&mut last));
    center.go_live();
    center.adopt(Vec::new());
    assert!(!center.changed(&mut last), "no visit before this one left anything");
    let mut other = document();
    other.campaigns.rotate_left(1);
    center.refreshed(other);
    assert!(center.changed(&mut last));
    assert!(!center.changed(&mut last));
}

#[test]
fn what_is_found_stays_when_it_is_turned() {
    let mut center = Center::new(document()).finding(query(&[("state", "on")]));
    let field_notes = "field-notes".parse().unwrap();
    assert!(center.is_found(&field_notes));
    let mut off = document();
    set(&mut off, "/campaigns/field-notes/channels/email", false);
    center.refreshed(off.clone());
    assert!(center.is_found(&field_notes), "nobody's row goes away under their hand");
    off.campaigns.swap(0, 3);
    center.refreshed(off);
    assert!(!center.is_found(&field_notes), "another list is looked through anew");
}

#[test]
fn how_many_switches_stand_is_told_as_one() {
    let mut document = document();
    let stand = |document: &Document| Center::new(document.clone()).stand(&campaign("spring-sale"));
    assert_eq!(stand(&document), Stand::Mixed);
    set(&mut document, "/campaigns/spring-sale/channels/post", true);
    assert_eq!(stand(&document), Stand::On);
    for channel in ["email", "sms", "post"] {
        set(&mut document, &format!("/campaigns/spring-sale/channels/{channel}"), false);
    }
    assert_eq!(stand(&document), Stand::Off);
    assert_eq!(
        Center::new(document).stand(&campaign("order-updates")),
        Stand::Nothing,
        "what is required cannot be turned"
    );
}

/// While anything is on, one move turns off and never on.
#[test]
fn nothing_is_turned_on_while_anything_is_on() {
    for bits in 0..8_u8 {
        let mut document = document();
        for (at, channel) in ["email", "sms", "post"].iter().enumerate() {
            let place = format!("/campaigns/spring-sale/channels/{channel}");
            set(&mut document, &place, bits & (1 << at) != 0);
        }
        let center = Center::new(document.clone());
        let wishes = center.turned(&campaign("spring-sale"));
        let wished: BTreeSet<_> =
            wishes.each().into_iter().map(|(_, value)| value == Value::Flag(true)).collect();
        assert_eq!(wished, BTreeSet::from([bits == 0]), "{bits:03b}");
        for (path, value) in wishes.each() {
            assert_ne!(document.value(&path), Some(value), "only what is different is wished");
        }
    }
}

#[test]
fn a_group_is_its_own_campaigns_and_what_is_found_the_channel_that_was_chosen() {
    let center = Center::new(document());
    let paths = |center: &Center, scope: &Scope| -> Vec<String> {
        center.turned(scope).each().iter().map(|(path, _)| path.text()).collect()
    };
    let offers = Scope::Group(Some("offers".parse().unwrap()));
    assert_eq!(
        paths(&center, &offers),
        [
            "/campaigns/spring-sale/channels/email",
            "/campaigns/spring-sale/channels/sms",
            "/campaigns/gift-guide/channels/email",
            "/campaigns/gift-guide/channels/post",
        ]
    );
    assert_eq!(paths(&center, &Scope::Group(None)), ["/campaigns/field-notes/channels/email"]);
    let center = center.finding(query(&[("channel", "post")]));
    assert_eq!(paths(&center, &Scope::Found), ["/campaigns/gift-guide/channels/post"]);
    let cell = Scope::of("/campaigns/gift-guide/channels/email").unwrap();
    assert_eq!(paths(&center, &cell), ["/campaigns/gift-guide/channels/email"]);
}

/// Who looked for one campaign, and turned its group on, came to be on all the others of the group,
/// out of sight.
#[test]
fn a_group_that_is_narrowed_by_a_search_turns_only_what_is_shown() {
    let mut document = document();
    for campaign in ["spring-sale", "gift-guide"] {
        for channel in ["email", "sms", "post"] {
            let cell = format!("/campaigns/{campaign}/channels/{channel}").parse().unwrap();
            document.put(&cell, &Value::Flag(false));
        }
    }
    let center = Center::new(document).finding(query(&[("q", "gift")]));
    let offers = Scope::Group(Some("offers".parse().unwrap()));
    let wishes = center.turned(&offers).each();
    let paths: Vec<_> = wishes.iter().map(|(path, _)| path.text()).collect();
    assert_eq!(
        paths,
        ["/campaigns/gift-guide/channels/email", "/campaigns/gift-guide/channels/post"]
    );
}

#[test]
fn a_scope_is_told_by_its_path_and_back() {
    for path in ["/campaigns/news", "/campaigns/news/channels/email"] {
        assert_eq!(Scope::of(path).and_then(|scope| scope.path()).as_deref(), Some(path));
    }
    for path in ["", "/campaigns/", "/channels/email", "/campaigns/news/frequency", "/subscribed"] {
        assert_eq!(Scope::of(path), None, "{path}");
    }
}

#[test]
fn a_form_turns_what_its_button_names_and_nothing_else() {
    let fields = |turn: &str| {
        let all = [
            (form::WAS, "/campaigns/gift-guide/channels/email"),
            (form::ON, "/campaigns/gift-guide/channels/email"),
            (form::TURN, turn),
        ];
        all.map(|(name, value)| (name.into(), value.into()))
    };
    let read = |turn: &str| form::read(&fields(turn));
    let Ok(Posted::Change(wishes)) = read("off /campaigns/gift-guide/channels/email /channels/sms")
    else {
        panic!("it is a change");
    };
    let wished: Vec<_> =
        wishes.each().into_iter().map(|(path, value)| (path.text(), value)).collect();
    assert_eq!(
        wished,
        [
            ("/channels/sms".to_owned(), Value::Flag(false)),
            ("/campaigns/gift-guide/channels/email".to_owned(), Value::Flag(false)),
        ]
    );
    for wrong in ["", "of /channels/sms", "off /nowhere", "on  "] {
        assert!(read(wrong).is_err(), "`{wrong}`");
    }
}

#[test]
fn the_page_names_what_each_button_turns() {
    let page = Page::of(document(), None, sordino::Lang::En);
    let button = page.one(".turn[aria-label='All of Spring sale']");
    assert_eq!(button.attr("aria-checked"), Some("mixed"));
    assert_eq!(button.attr("role"), Some("checkbox"));
    assert_eq!(
        button.attr("value"),
        Some("off /campaigns/spring-sale/channels/email /campaigns/spring-sale/channels/sms")
    );
    let alone = page.one(".turn[aria-label='All of Field Notes']");
    assert!(alone.attr("hidden").is_some(), "it would be another name for one switch");
}

#[test]
fn a_link_that_only_turns_down_turns_nothing_on_as_one() {
    let mut document = Document { power: Power::Withdraw, ..document() };
    let locked = |document: &Document| {
        let page = Page::of(document.clone(), None, sordino::Lang::En);
        page.one(".turn[aria-label='All of Gift guide']").attr("disabled").is_some()
    };
    assert!(!locked(&document));
    for channel in ["email", "post"] {
        set(&mut document, &format!("/campaigns/gift-guide/channels/{channel}"), false);
    }
    assert!(locked(&document));
}

#[test]
fn only_many_campaigns_are_searched() {
    let few = Page::of(document(), None, sordino::Lang::En);
    assert!(few.one(".find").attr("hidden").is_some());
    let many = Page::of(crowd(), None, sordino::Lang::En);
    assert!(many.one(".find").attr("hidden").is_none());
    assert_eq!(text(many.one(".found")), "12 of 12 shown");
}

#[test]
fn without_script_the_page_comes_with_what_was_looked_for() {
    let query = query(&[("q", "Gift <b>"), ("channel", "post")]);
    let page = Page::asked(crowd(), Asked { query, focus: None, ..Asked::default() });
    assert_eq!(page.one(".find-text").attr("value"), Some("Gift <b>"));
    let chosen = page.one(".find select[name=channel] option[selected]");
    assert_eq!(chosen.attr("value"), Some("post"));
    assert_eq!(text(page.one(".found")), "Nothing like that is here.");
    let shown = page.all(".campaign:not([hidden])");
    assert_eq!(shown.len(), 0);
}

#[test]
fn a_link_that_names_a_campaign_asks_one_thing_first() {
    let focus = Some(campaign("gift-guide"));
    let page = Page::asked(document(), Asked { focus, ..Asked::default() });
    assert_eq!(text(page.one(".stop-button")), "Stop Gift guide");
    assert!(page.one(".more").attr("open").is_none());
    page.one(".more .leave-button");
    for (id, why) in [("order-updates", "it is required"), ("gone", "it is not there")] {
        let focus = Some(campaign(id));
        let page = Page::asked(document(), Asked { focus, ..Asked::default() });
        assert_eq!(page.all(".stop, .more").len(), 0, "{why}");
    }
}

#[test]
fn the_details_of_a_campaign_are_what_is_known() {
    let page = Page::of(document(), None, sordino::Lang::En);
    let details = page.one("[id='/campaigns/spring-sale-details']");
    assert_eq!(page.named_by(details, "aria-labelledby"), "Details Spring sale");
    let of = |css: &str| page.all(css).into_iter().map(text).collect::<Vec<_>>();
    let lines = of("[id='/campaigns/spring-sale-details'] + dl > div");
    assert_eq!(
        lines,
        [
            "From1 November 2026",
            "Until1 April 2027",
            "How oftenAbout twice a month",
            "Last sent18 November 2026",
        ]
    );
    assert_eq!(page.all("[id='/campaigns/order-updates-details']").len(), 0, "nothing is known");
}
