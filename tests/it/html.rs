//! The HTML that a server makes of the components.

use std::collections::HashSet;

use sordino::Lang;
use sordino::center::Scope;
use sordino::page::{Asked, Outcome, Screen, title};
use sordino_contract::{Changed, Code, Document, Receipt, Value};

use crate::support::{Page, document, example, path, text};

fn receipt() -> Receipt {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/contract/examples");
    let text = std::fs::read_to_string(folder.join("answer-receipt.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn page() -> Page {
    Page::of(document(), None, Lang::En)
}

#[test]
fn each_switch_stands_as_the_document_says() {
    let (page, document) = (page(), document());
    let mut count = 0;
    for channel in &document.channels {
        let switch = page.switch(&format!("/channels/{}", channel.id));
        assert_eq!(switch.attr("checked").is_some(), channel.on, "{}", channel.id);
        count += 1;
    }
    for campaign in &document.campaigns {
        for (channel, on) in campaign.channels.iter() {
            let switch = page.switch(&format!("/campaigns/{}/channels/{channel}", campaign.id));
            assert_eq!(switch.attr("checked").is_some(), *on, "{} {channel}", campaign.id);
            count += 1;
        }
    }
    assert_eq!(page.all("input[role=switch]").len(), count, "and there are no others");
}

#[test]
fn each_switch_is_named_by_its_campaign_and_its_channel() {
    let page = page();
    let name = |at: &str| page.named_by(page.switch(at), "aria-labelledby");
    assert_eq!(name("/channels/sms"), "SMS");
    assert_eq!(name("/campaigns/spring-sale/channels/email"), "Spring sale Email");
}

#[test]
fn what_is_locked_is_disabled_and_says_why() {
    let page = page();
    let locked = page.switch("/campaigns/order-updates/channels/email");
    assert!(locked.attr("disabled").is_some());
    let why = page.named_by(locked, "aria-describedby");
    assert!(why.contains("We have to tell you what became of something you paid for."), "{why}");
    let open = page.switch("/campaigns/spring-sale/channels/email");
    assert!(open.attr("disabled").is_none());
}

#[test]
fn what_is_on_without_effect_says_why() {
    let page = page();
    let note = |at: &str| page.named_by(page.switch(at), "aria-describedby");
    assert_eq!(note("/campaigns/spring-sale/channels/sms"), "SMS is off");
    assert_eq!(note("/campaigns/spring-sale/channels/email"), "");

    let mut paused = document();
    let pause = serde_json::json!({ "from": "2026-11-01", "until": "2026-12-31" });
    paused.put(&path("/pauses/n"), &Value::Pause(serde_json::from_value(pause).unwrap()));
    paused.subscriber.locale = Some("en-US".into());
    let page = Page::of(paused, None, Lang::En);
    let note =
        page.named_by(page.switch("/campaigns/spring-sale/channels/email"), "aria-describedby");
    assert_eq!(note, "Paused until December 31, 2026", "as an American writes it");
}

#[test]
fn days_are_written_in_the_readers_own_way() {
    let life = |lang, locale: &str| {
        let mut document = document();
        document.subscriber.locale = Some(locale.into());
        let page = Page::of(document, None, lang);
        text(page.all(".life")[0])
    };
    assert_eq!(life(Lang::En, "en-GB"), "Until 1 April 2027");
    assert_eq!(life(Lang::En, "en-US"), "Until April 1, 2027");
    assert_eq!(life(Lang::En, "de-DE"), "Until 1 April 2027", "the page's language decides");
    assert_eq!(life(Lang::ZhHans, "zh-CN"), "至2027年4月1日止");
}

/// A box that is off is not sent. So one that was on says so in a field of its own, and one that
/// cannot be turned says nothing at all.
#[test]
fn the_form_says_what_was_on() {
    let page = page();
    for switch in page.all("input[role=switch]") {
        let place = switch.attr("value").unwrap();
        let was = page.one(&format!("input[name=was][value='{place}']"));
        let says = was.attr("disabled").is_none();
        let expected = switch.attr("checked").is_some() && switch.attr("disabled").is_none();
        assert_eq!(says, expected, "{place}");
    }
}

#[test]
fn every_form_posts_to_its_own_page_with_its_nonce() {
    let page = page();
    let forms = page.all("form[method=post]");
    // Of pauses there is one, room for eight more, and what makes another; two things can be asked
    // for.
    assert_eq!(forms.len(), 4 + 10 + 2, "the choices, leaving, undo, a reason, pauses, requests");
    assert!(forms.iter().all(|form| form.attr("action").is_none()), "the token stays out of it");
    assert_eq!(page.all("input[name=form][value=nonce]").len(), 4 + 10 + 2);
}

#[test]
fn leaving_everything_is_one_button_and_so_is_coming_back() {
    let page = page();
    assert_eq!(page.one(".leave-button").attr("value"), Some("leave"));
    assert!(page.one(".left").attr("hidden").is_some());

    let mut gone = document();
    gone.subscribed = false;
    let page = Page::of(gone.clone(), None, Lang::En);
    assert_eq!(page.one(".leave-button").attr("value"), Some("return"));
    let left = text(page.one(".left"));
    assert!(left.contains("You are unsubscribed from everything."), "{left}");
    assert!(left.contains("Only this still arrives: Order updates"), "{left}");

    gone.power = sordino_contract::Power::Withdraw;
    let page = Page::of(gone, None, Lang::En);
    assert!(page.one(".leave-button").attr("hidden").is_some(), "this link turns nothing on");
}

fn thanked(code: &str) -> Outcome {
    Outcome::Thanked { receipt: receipt(), code: code.into() }
}

/// The example document after a change.
fn after(receipt: &Receipt) -> Document {
    let mut after = document();
    for changed in &receipt.changed {
        after.put(&changed.path, &changed.is);
    }
    after
}

#[test]
fn a_saved_form_says_so_and_can_be_undone() {
    let page = Page::of(after(&receipt()), Some(Outcome::Saved(receipt())), Lang::En);
    assert_eq!(text(page.one(".status[role=status]")), "Saved.");
    let undo = page.one("button.undo");
    assert!(undo.attr("hidden").is_none());
    for field in page.all("input[name=receipt]") {
        assert_eq!(field.attr("value"), Some(receipt().id.as_str()));
    }
}

#[test]
fn why_is_asked_once_something_was_turned_off_with_nothing_chosen_for_the_reader() {
    let page = Page::of(document(), None, Lang::En);
    assert!(page.one(".survey").attr("hidden").is_some(), "nothing was turned off");

    let page = Page::of(document(), Some(Outcome::Saved(receipt())), Lang::En);
    let survey = page.one(".survey");
    assert!(survey.attr("hidden").is_none());
    assert!(page.one(".survey details").attr("open").is_none(), "it is never in the way");
    assert_eq!(text(page.one(".survey summary")), "Tell us why, if you like");
    let reasons = page.all("button[name=reason]");
    let codes: Vec<_> = reasons.iter().map(|reason| reason.attr("value").unwrap()).collect();
    assert_eq!(codes, ["too_frequent", "other"], "each is one move, none is chosen already");
    assert_eq!(page.one("textarea").attr("maxlength"), Some("1000"));

    let page = Page::of(after(&receipt()), Some(thanked("other")), Lang::ZhHans);
    assert_eq!(text(page.one(".survey summary")), "感谢您的反馈");
    assert!(page.one("button.undo").attr("hidden").is_none(), "it can still be undone");
}

#[test]
fn a_sender_who_wants_no_words_gets_no_field_for_them() {
    let mut silent = document();
    silent.survey.as_mut().unwrap().comment_max = 0;
    let page = Page::of(silent, Some(Outcome::Saved(receipt())), Lang::En);
    assert!(page.one(".comment").attr("hidden").is_some());
}

#[test]
fn a_refused_form_says_why_in_the_widgets_own_words() {
    let page = Page::of(document(), Some(Outcome::Refused(Code::Required)), Lang::ZhHans);
    assert_eq!(text(page.one(".status[role=status]")), "未保存：此项为必需消息，始终发送。");
    assert!(page.one("button.undo").attr("hidden").is_some());
}

#[test]
fn the_status_line_is_there_before_it_speaks() {
    assert_eq!(text(page().one(".status[role=status]")), "");
}

#[test]
fn the_page_says_what_language_it_speaks() {
    for lang in Lang::ALL {
        let page = Page::of(document(), None, *lang);
        assert_eq!(page.one(".sordino").attr("lang"), Some(lang.tag()));
        for other in Lang::ALL {
            let link = page.one(&format!(".languages a[lang='{}']", other.tag()));
            assert_eq!(link.attr("href"), Some(format!("?lang={}", other.tag()).as_str()));
            assert_eq!(link.attr("aria-current") == Some("true"), lang == other);
        }
    }
}

#[test]
fn ids_are_unique_and_names_lead_somewhere() {
    for name in ["document.json", "document-ugly.json", "document-least.json"] {
        let page = Page::of(example(name), None, Lang::En);
        let mut seen = HashSet::new();
        for element in page.all("[id]") {
            assert!(seen.insert(element.attr("id").unwrap()), "{name}: {:?}", element.attr("id"));
        }
        for attribute in ["aria-labelledby", "aria-describedby", "form"] {
            for element in page.all(&format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap().split_whitespace() {
                    assert!(seen.contains(id), "{name}: {attribute} names `{id}`");
                }
            }
        }
    }
}

#[test]
fn every_class_is_a_part_and_no_label_is_mistaken_for_one() {
    let page = Page::of(example("document-ugly.json"), None, Lang::En);
    for element in page.all(".sordino *[class]") {
        assert_eq!(element.attr("part"), element.attr("class"));
    }
    assert!(text(page.all(".about")[0]).starts_with("class=\"x\" > & ' <b>bold</b>"));
}

#[test]
fn a_label_with_markup_in_it_stays_a_label() {
    let mut ugly = example("document-ugly.json");
    // No URL, but what a careless backend might send.
    ugly.sender.privacy = Some("https://larkfield.example/?a=1&b=\"2\"".into());
    let page = Page::of(ugly, None, Lang::En);
    assert!(page.all("img").is_empty(), "nothing of a label became an element");
    assert_eq!(page.text_of("/channels/email-label"), "</label><img src=x onerror=alert(1)>");
    assert_eq!(page.all("script").len(), 1, "the data, which no browser runs");
    let links: Vec<_> = page.all(".contact a").iter().filter_map(|a| a.attr("href")).collect();
    assert_eq!(
        links,
        ["mailto:care@larkfield.example", "https://larkfield.example/?a=1&b=\"2\""],
        "a link that would run a script is left out"
    );
}

#[test]
fn what_the_page_was_made_from_goes_with_it() {
    let ugly = example("document-ugly.json");
    let page = Page::of(ugly.clone(), None, Lang::En);
    let data = page.one("script[type='application/json']");
    let data: serde_json::Value = serde_json::from_str(&text(data)).unwrap();
    let document: Document = serde_json::from_value(data["document"].clone()).unwrap();
    assert_eq!(document.campaigns.len(), ugly.campaigns.len());
    assert_eq!(data["texts"].as_array().unwrap().len(), Lang::En.texts().len());
    assert_eq!(data["lang"], "en");
}

#[test]
fn nothing_to_choose_from_is_said() {
    let page = Page::of(example("document-least.json"), None, Lang::En);
    assert_eq!(page.one(".sordino").attr("data-state"), Some("empty"));
    let empty = page.one(".failure");
    assert!(empty.attr("hidden").is_none());
    assert!(text(empty).starts_with("Nothing is being sent to you"));
    assert!(page.one("form.choices").attr("hidden").is_some());
}

/// Checks what a page that cannot be shown says instead.
#[track_caller]
fn failed(code: Code, state: &str, says: &str, helps: bool) {
    let screen = Screen::Failed { code, sender: Some(document().sender) };
    let page = Page::shown(&screen, Lang::En);
    assert_eq!(page.one(".sordino").attr("data-state"), Some(state));
    assert_eq!(text(page.one("h2")), says);
    assert_eq!(page.one("form[method=get]").attr("hidden").is_none(), helps);
    assert_eq!(page.all(".contact a").len(), 4, "someone to turn to");
    assert_eq!(title(&screen, Lang::En.words()), format!("{says} · Larkfield"));
}

#[test]
fn each_failure_says_what_to_do_about_it() {
    failed(Code::TokenExpired, "expired", "This link has expired", false);
    failed(Code::TokenInvalid, "invalid", "This link does not work", false);
    failed(Code::SubscriberUnknown, "invalid", "This link does not work", false);
    failed(Code::Unavailable, "error", "This did not work, and it is our fault", true);
}

#[test]
fn the_title_says_what_came_of_a_form() {
    let screen = |outcome| Screen::Preferences {
        document: Box::new(document()),
        outcome,
        asked: Box::default(),
        labels: "en",
    };
    assert_eq!(title(&screen(None), Lang::En.words()), "What we send you · Larkfield");
    let saved = title(&screen(Some(Outcome::Saved(receipt()))), Lang::En.words());
    assert!(saved.starts_with("Saved."), "{saved}");
    let refused = title(&screen(Some(Outcome::Refused(Code::Required))), Lang::En.words());
    assert!(refused.starts_with("Not saved"), "{refused}");
}

/// The page of a link about a campaign said "Done" of what had been off all along, as if to open it
/// had done it.
#[test]
fn what_was_off_before_is_said_to_be_off_and_not_done() {
    let cell = path("/campaigns/gift-guide/channels/email");
    let mut document = document();
    document.put(&cell, &Value::Flag(false));
    let focus = Scope::of("/campaigns/gift-guide/channels/email");
    let asked = Asked { focus, ..Asked::default() };
    let page = Page::asked(document.clone(), asked.clone());
    assert_eq!(text(page.one(".stop .hint")), "Gift guide by Email: off");

    let changed = vec![Changed { path: cell, was: Value::Flag(true), is: Value::Flag(false) }];
    let outcome = Some(Outcome::Saved(Receipt { changed, ..receipt() }));
    let document = Box::new(document);
    let screen = Screen::Preferences { document, outcome, asked: Box::new(asked), labels: "en" };
    let page = Page::shown(&screen, Lang::En);
    assert_eq!(
        text(page.one(".stop .hint")),
        "Done. You will no longer get Gift guide by Email. Everything else stays as it was."
    );
}

/// A link whose address names a channel that the campaign does not come by, or that there is none
/// of, is still about the campaign.
#[test]
fn a_channel_that_a_campaign_does_not_come_by_is_passed_over() {
    for channel in ["sms", "fax"] {
        let focus = Scope::of(&format!("/campaigns/gift-guide/channels/{channel}"));
        let page = Page::asked(document(), Asked { focus, ..Asked::default() });
        assert_eq!(text(page.one(".stop-button")), "Stop Gift guide", "{channel}");
    }
}
