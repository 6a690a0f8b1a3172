//! The whole preference center.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sordino_contract::{Document, Power};

use super::bar::bar;
use super::campaigns::groups;
use super::channels::channels;
use super::contact::contact;
use super::data::data;
use super::find::{self, find};
use super::history::history;
use super::languages::languages;
use super::leave::leave;
use super::pauses::pauses;
use super::stop::stop;
use super::survey::survey;
use super::switch::WITHDRAW_NOTE;
use super::{Ui, say};
use crate::center::Center;
use crate::form;

/// Everything that one person is offered, with a switch for each.
///
/// What is offered is laid out once, from the document that the center holds when this runs; what
/// is on, and how far wishes got, follows the center from then on.
///
/// # Styling
///
/// * Every class is a part of the same name: `title`, `address`, `languages`, `hint`, `choices`,
///   `more`, `more-title`, and those of what is inside.
#[component]
pub fn Preferences(
    /// What every component is given.
    ui: Ui,
    /// This page view's random text: see [`form::FORM`].
    nonce: String,
) -> Node {
    let words = ui.words;
    let submit = move |ev: SubmitEvent| {
        if ui.live() {
            ev.prevent_default();
        }
    };
    let lay_out = move |document: &Document| {
        let withdraw = document.power == Power::Withdraw;
        let empty = document.campaigns.is_empty();
        let focus = ui.center.with_untracked(|center| center.focus().cloned());
        let stop = focus.and_then(|focus| stop(ui, document, &focus, nonce.clone()));
        let more = stop.is_some();
        let rest = view! {
            {leave(ui, document, nonce.clone())}
            {pauses(ui, document, nonce.clone())}
            <div class="card failure" hidden=!empty>
                <h3 class="heading">{words.empty()}</h3>
                <p>{words.empty_about()}</p>
            </div>
            <form method="get" id=find::FORM on:submit:capture=submit>
                <input type="hidden" name="lang" value=ui.lang.tag()/>
                <input type="hidden" name=form::BY value=ui.by()/>
            </form>
            <form method="post" class="choices" id="choices" autocomplete="off" hidden=empty on:submit:capture=submit>
                <input type="hidden" name=form::FORM value=nonce.clone()/>
                // Enter presses a form's first button: it saves what was turned, and turns nothing.
                <button name=form::DO value=form::SAVE>{words.save()}</button>
                {channels(ui, document)}
                {find(ui, document)}
                {groups(ui, document)}
            </form>
            {data(ui, document, nonce.clone())}
            {history(ui)}
        };
        let rest = if more {
            view! {
                <details class="more" open=cfg!(not(target_arch = "wasm32")) && ui.center.with_untracked(Center::is_wide)>
                    <summary class="more-title">{words.more()}</summary>
                    <div class="choices">{rest}</div>
                </details>
            }
        } else {
            rest.into_view()
        };
        view! {
            <header>
                <h2 class="title" id="title">{words.title()}</h2>
                <p class="address">{say(words.for_address(), &document.subscriber.address_hint)}</p>
                {languages(ui)}
            </header>
            <p class="hint" id=WITHDRAW_NOTE hidden=!withdraw>{words.withdraw_note()}</p>
            {stop}
            {rest}
            {bar(ui, nonce.clone(), survey(ui, document, nonce))}
            <footer>{contact(words, ui.lang.tag(), Some(&document.sender))}</footer>
        }
    };

    // The document is only looked at: a copy of it would be code as well as memory.
    ui.center.with_untracked(|center| lay_out(center.shown()))
}
