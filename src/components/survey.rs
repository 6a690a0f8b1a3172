//! Why somebody left: asked once it took effect, and only of those who like to say.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::Document;

use super::stop::named;
use super::{Act, Ui, say, word_for};
use crate::center::Center;
use crate::form;
use crate::instead::{Instead, Offers};

/// One line that opens: the sender's reasons, each a button that sends it, and room for words of
/// one's own. It is there when what was saved last turned something off.
///
/// # Accessibility
///
/// * A native disclosure: it takes no focus, and is closed until it is asked for.
/// * When a reason was sent it closes and says thanks in its own line, which gets the focus, so
///   that the keyboard is not left on a button that is out of sight.
/// * What may suit better for that reason stands under it, and describes the line that says
///   thanks. It is as large and loud as the reasons were, and can be passed over.
///
/// Parts: `survey`, `survey-title`, `hint`, `comment`, `reasons`, `instead`.
pub(super) fn survey(ui: Ui, document: &Document, nonce: String) -> Node {
    let words = ui.words;
    let (mut reasons, mut longest) = (Vec::new(), 0);
    if let Some(survey) = &document.survey {
        longest = survey.comment_max;
        for reason in &survey.reasons {
            let code = reason.code.clone();
            let press = move |ev: MouseEvent| {
                if ui.live() {
                    ev.prevent_default();
                    ui.act(Act::Reason(code.clone()));
                }
            };
            reasons.push(view! {
                <li>
                    <button theirs=ui.labels name=form::REASON value=reason.code.clone() on:click:capture=press>
                        {reason.label.clone()}
                    </button>
                </li>
            });
        }
    }
    let receipt: String = ui.center.with_untracked(|center| {
        center.last().map(|saved| saved.receipt.id.as_str().into()).unwrap_or_default()
    });

    view! {
        <form method="post" class="survey" autocomplete="off" hidden=ui.flag(|center| !center.asks_why())>
            <input type="hidden" name=form::FORM value=nonce/>
            <input type="hidden" name=form::RECEIPT value=receipt/>
            <details>
                <summary class="survey-title" aria-describedby="instead">
                    {ui.text(|center| if center.thanked() { words.why_thanks() } else { words.why_ask() }.into())}
                </summary>
                <p class="hint">{words.why_about()}</p>
                <label class="comment" hidden=longest == 0>
                    {words.why_comment()}
                    <textarea name=form::COMMENT rows="2" maxlength=longest.to_string()></textarea>
                </label>
                <ul class="reasons">{reasons}</ul>
            </details>
            <div class="instead" hidden=ui.flag(|center| !offered(center))>
                // Empty while it is hidden, because what is hidden still describes.
                <p id="instead">
                    {ui.text(|center| if offered(center) { words.instead() } else { "" }.into())}
                </p>
                {choice(ui, Instead::Less, form::LESS)}
                {choice(ui, Instead::Break, form::BREAK)}
                {choice(ui, Instead::Rest, form::REST)}
            </div>
        </form>
    }
}

/// One thing that may suit better, in words; nothing where it is not offered.
fn offer(ui: Ui, center: &Center, what: Instead) -> Option<String> {
    let (words, offers) = (ui.words, center.offers()?);
    match what {
        Instead::Less => {
            offers.less.as_ref().map(|how| say(words.instead_often(), word_for(words, how)))
        }
        Instead::Break => {
            offers.days.map(|days| words.instead_pause().say(days, ui.lang.date_locale()))
        }
        Instead::Rest => {
            let (_, what) = named(ui, center.shown(), center.focus().filter(|_| offers.rest)?)?;
            Some(say(words.instead_rest(), &what))
        }
    }
}

fn offered(center: &Center) -> bool {
    center.offers().is_some_and(|offers| *offers != Offers::default())
}

fn choice(ui: Ui, what: Instead, value: &'static str) -> Node {
    let press = move |ev: MouseEvent| {
        if ui.live() {
            ev.prevent_default();
            ui.act(Act::Instead(what));
        }
    };
    view! {
        <button
            name=form::DO
            value=value
            hidden=ui.flag(move |center| offer(ui, center, what).is_none())
            on:click:capture=press
        >
            {ui.text(move |center| offer(ui, center, what).unwrap_or_default())}
        </button>
    }
}
