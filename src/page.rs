//! The hosted page's part that the widget owns: the inside of the declarative shadow root.

use leptos::prelude::*;
use leptos::to_html;
use serde_json::json;
use sordino_contract::{Code, Document, Path, PauseId, Receipt, Sender};

use crate::center::{Center, Query, Scope};
use crate::components::{Failure, Preferences, Trouble, Ui, say_two};
use crate::form::NO_DAY;
use crate::words::sentences;
use crate::{Lang, Words};

/// What the page shows.
#[derive(Debug, Clone)]
pub enum Screen {
    /// The preferences of one person.
    Preferences {
        /// The document, with labels in the page's language.
        document: Box<Document>,
        /// What came of the form that led here, if one did.
        outcome: Option<Outcome>,
        /// What the address asks to see.
        asked: Box<Asked>,
        /// The language that its labels are in, BCP 47; empty if it is not known.
        labels: &'static str,
    },
    /// The page cannot be shown; who to turn to, if it is known.
    Failed {
        /// Why.
        code: Code,
        /// The sender.
        sender: Option<Sender>,
    },
}

/// What the address of the page asks to see.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The campaigns that are looked for. By default all.
    pub query: Query,
    /// What the message was about that the link stood in: asked first, and alone.
    pub focus: Option<Scope>,
    /// The pause that a refused form was about. None: one that was to be made.
    pub refused: Option<PauseId>,
    /// The fields of that form: [`form::kept`](crate::form::kept).
    pub tried: Vec<(String, String)>,
}

/// What came of a form.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was saved. An empty receipt says that all was so already.
    Saved(Receipt),
    /// It was why something was turned down, and is kept.
    Thanked {
        /// What turned it down.
        receipt: Receipt,
        /// The reason's code.
        code: String,
    },
    /// It was refused, and nothing was changed.
    Refused(Code),
    /// What was written for a day of a pause is none, and nothing was changed.
    NoDay,
}

/// The page's title, with what came of a form first: it is what a screen reader says when the
/// page that a form led to opens.
pub fn title(screen: &Screen, words: &'static Words) -> String {
    let pair = |first| say_two(words.pair(), first, "{how}", words.title());
    let (first, sender) = match screen {
        Screen::Preferences { document, outcome, .. } => {
            let first = match outcome {
                Some(Outcome::Saved(receipt)) if receipt.asked.is_some() => {
                    sentences(words.bar_asked(), words.title())
                }
                Some(Outcome::Saved(_)) => sentences(words.bar_saved(), words.title()),
                Some(Outcome::Thanked { .. }) => pair(words.why_thanks()),
                Some(Outcome::Refused(_) | Outcome::NoDay) => pair(words.not_saved()),
                None => words.title().into(),
            };
            (first, Some(&document.sender))
        }
        Screen::Failed { code, sender } => {
            (Trouble::of(code.as_str()).words(words).0.into(), sender.as_ref())
        }
    };
    match sender {
        Some(sender) => [&first, " · ", &sender.name].concat(),
        None => first,
    }
}

/// The HTML that goes inside `<template shadowrootmode="open">`.
///
/// `nonce` is one page view's random text: it is sent back by the forms, so that one view's form
/// sent twice is one change. `css` is the address of the widget's style sheet. `words` are those
/// of `lang`, the widget's own or a sender's.
///
/// With the preferences goes, as JSON that no browser runs, what they were made from: the script
/// lays the same tree over this HTML without asking for anything again.
pub fn shadow_root(
    screen: &Screen,
    lang: Lang,
    words: &'static Words,
    nonce: &str,
    css: &str,
) -> String {
    let (state, html, data) = match screen {
        Screen::Preferences { document, outcome, asked, labels } => {
            let spoken = Spoken { lang, words, labels };
            let html = preferences(document, outcome.as_ref(), asked, spoken, nonce);
            (state(document), html, data(document, outcome.as_ref(), asked, spoken, nonce))
        }
        Screen::Failed { code, sender } => {
            let trouble = Trouble::of(code.as_str());
            (trouble.as_str(), failure(trouble, sender.clone(), lang, words), String::new())
        }
    };
    let root = root(state, lang, &html);
    format!("<link rel=\"stylesheet\" href=\"{css}\">{root}{data}")
}

/// The same for a website that embeds the widget, whose script has the style sheet and the texts.
///
/// It says nothing in a sender's own words, as the page may be another brand's.
pub fn fragment(document: &Document, lang: Lang, labels: &'static str) -> String {
    let spoken = Spoken { lang, words: lang.words(), labels };
    let mut center = Center::new(document.clone());
    // Its forms have no page behind them: what only they need is out of sight from the start.
    center.go_live();
    let html = root(state(document), lang, &laid_out(center, spoken, String::new(), false));
    let data = json!({ "document": document, "labels": labels, "lang": lang.tag() });
    html + &script(&data)
}

fn root(state: &str, lang: Lang, html: &str) -> String {
    let (tag, dir) = (lang.tag(), lang.dir());
    format!(
        "<div class=\"sordino\" part=\"root\" data-state=\"{state}\" lang=\"{tag}\" dir=\"{dir}\">\
         {html}</div>"
    )
}

fn state(document: &Document) -> &'static str {
    if document.campaigns.is_empty() { "empty" } else { "ready" }
}

/// The language of a page, what is said in it, and the language of the sender's labels.
#[derive(Clone, Copy)]
struct Spoken {
    lang: Lang,
    words: &'static Words,
    labels: &'static str,
}

fn preferences(
    document: &Document,
    outcome: Option<&Outcome>,
    asked: &Asked,
    spoken: Spoken,
    nonce: &str,
) -> String {
    let document = document.clone();
    let center = match outcome {
        Some(Outcome::Saved(receipt) | Outcome::Thanked { receipt, .. }) => {
            Center::after(document, Some(receipt.clone()), None)
        }
        Some(Outcome::Refused(_) | Outcome::NoDay) => {
            let code = outcome.and_then(refused).map(Into::into);
            Center::after(document, None, code)
                .about(asked.refused.clone().map(Path::Pause))
                .trying(asked.tried.clone())
        }
        None => Center::new(document),
    };
    let center = center.led_by(asked.focus.clone()).finding(asked.query.clone());
    let center = match outcome {
        Some(Outcome::Thanked { code, .. }) => center.thanking(code),
        _ => center,
    };
    laid_out(center, spoken, nonce.to_owned(), true)
}

fn laid_out(
    center: Center,
    Spoken { lang, words, labels }: Spoken,
    nonce: String,
    hosted: bool,
) -> String {
    render(move || {
        let ui = Ui {
            center: RwSignal::new(center),
            words,
            lang,
            labels,
            hosted,
            on_act: |_, _| {},
            element: 0,
        };
        view! { <Preferences ui nonce/> }
    })
}

fn failure(trouble: Trouble, sender: Option<Sender>, lang: Lang, words: &'static Words) -> String {
    render(move || {
        view! { <Failure words lang=lang.tag() trouble sender on_retry=None/> }
    })
}

/// Signals are somebody's: they are gone with their owner.
fn render(view: impl FnOnce() -> Node) -> String {
    Owner::new().with(|| to_html(view()))
}

fn data(
    document: &Document,
    outcome: Option<&Outcome>,
    asked: &Asked,
    Spoken { lang, words, labels }: Spoken,
    nonce: &str,
) -> String {
    let data = json!({
        "document": document,
        "about": asked.refused.clone().map(|id| Path::Pause(id).text()),
        "focus": asked.focus.as_ref().and_then(Scope::path),
        "labels": labels,
        "lang": lang.tag(),
        "nonce": nonce,
        "receipt": match outcome {
            Some(Outcome::Saved(receipt) | Outcome::Thanked { receipt, .. }) => json!(receipt),
            _ => json!(null),
        },
        "thanked": match outcome {
            Some(Outcome::Thanked { code, .. }) => json!(code),
            _ => json!(null),
        },
        "refused": outcome.and_then(refused),
        "texts": words.texts(),
    });
    script(&data)
}

/// What the widget knows a refusal by.
fn refused(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Refused(code) => Some(code.as_str()),
        Outcome::NoDay => Some(NO_DAY),
        Outcome::Saved(_) | Outcome::Thanked { .. } => None,
    }
}

fn script(data: &serde_json::Value) -> String {
    // A label with `</script>` in it would end the element.
    let json = data.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/json\">{json}</script>")
}
