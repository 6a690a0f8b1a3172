//! What only people at the sender can do: send a copy of what is known, or erase it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{Ask, Document, Power};

use super::{Act, Ui, say};
use crate::center::Center;
use crate::form;

/// What may be asked for, each with what comes of it, since when it was asked for, and a button
/// that asks. Out of sight where there is nothing of the kind.
///
/// # Accessibility
///
/// * A native disclosure, open where something was asked for and is not done yet.
/// * A button stays in place after it was pressed, so the focus is not lost; to press it again is
///   harmless. It is described by what comes of it, and since when it was asked for.
/// * Through a link that only turns down nothing can be asked for, and that is said instead.
///
/// Parts: `card`, `data`, `data-title`, `heading`, `hint`, `ask`, `asked`, `ask-button`.
pub(super) fn data(ui: Ui, document: &Document, nonce: String) -> Node {
    let words = ui.words;
    let manage = document.power == Power::Manage;
    let (mut rows, mut offered, mut pending) = (Vec::new(), false, false);
    for ask in Ask::ALL {
        let can = document.can(&ask.capability());
        let is_pending = manage && document.pending(ask).is_some();
        offered |= can || is_pending;
        pending |= is_pending;
        // What was asked for is said for as long as it is not done, also where it is offered no
        // more.
        if manage && (can || is_pending) {
            rows.push(row(ui, ask, &document.sender.name, can, nonce.clone()));
        }
    }

    view! {
        <details class="card data" hidden=!offered open=pending>
            <summary class="data-title"><h3 class="heading">{words.data()}</h3></summary>
            <p class="hint" hidden=manage>{words.withdraw_note()}</p>
            {rows}
        </details>
    }
}

fn row(ui: Ui, ask: Ask, sender: &str, can: bool, nonce: String) -> Node {
    let words = ui.words;
    let (about, button) = match ask {
        Ask::Export => (words.data_export_about(), words.data_export_ask()),
        Ask::Erase => (words.data_erase_about(), words.data_erase_ask()),
    };
    let press = move |ev: MouseEvent| {
        if ui.live() {
            ev.prevent_default();
            ui.act(Act::Ask(ask));
        }
    };
    let (about_id, asked_id) = (["ask-", ask.as_str()].concat(), ["asked-", ask.as_str()].concat());

    view! {
        <form method="post" class="ask" autocomplete="off">
            <input type="hidden" name=form::FORM value=nonce/>
            <h4>{name(ui, ask)}</h4>
            <p class="hint" id=about_id.clone()>{say(about, sender)}</p>
            <p class="asked" id=asked_id.clone()>{ui.text(move |center| asked(ui, center, ask))}</p>
            <button
                class="ask-button"
                name=form::ASK
                value=ask.as_str()
                aria-describedby=[&*about_id, " ", &asked_id].concat()
                hidden=!can
                on:click:capture=press
            >
                {button}
            </button>
        </form>
    }
}

/// Since when it was asked for; nothing if it was not.
fn asked(ui: Ui, center: &Center, ask: Ask) -> String {
    match center.shown().pending(ask) {
        Some(request) => say(ui.words.data_asked(), &ui.moment(request.recorded_at, false)),
        None => String::new(),
    }
}

/// What may be asked for, by its name.
pub(super) fn name(ui: Ui, ask: Ask) -> &'static str {
    match ask {
        Ask::Export => ui.words.data_export(),
        Ask::Erase => ui.words.data_erase(),
    }
}
