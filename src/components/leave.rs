//! Leaving everything, in one move, and coming back to what was.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{Document, Power, Status, Wishes};

use super::{Act, Ui};
use crate::Words;
use crate::form;

/// One button, which leaves everything or brings back what was, and what it means.
///
/// It stays the same button, so whoever pressed it by keyboard is still on it afterwards.
///
/// Parts: `card`, `leave`, `leave-button`, `left`, `heading`, `hint`.
pub(super) fn leave(ui: Ui, document: &Document, nonce: String) -> Node {
    let words = ui.words;
    let press = move |ev: MouseEvent| {
        if ui.live() {
            ev.prevent_default();
            let on = ui.center.with_untracked(|center| center.shown().subscribed);
            let wishes = Wishes { subscribed: Some(!on), ..Wishes::default() };
            ui.act(Act::Wish(wishes));
        }
    };
    // What script does follows from what holds, so this need not change with it.
    let posts = if document.subscribed { form::LEAVE } else { form::RETURN };
    let may_return = document.power == Power::Manage;

    view! {
        <form method="post" class="card leave" autocomplete="off" data-left=ui.flag(|center| !center.shown().subscribed)>
            <input type="hidden" name=form::FORM value=nonce/>
            <div class="left" hidden=ui.flag(|center| center.shown().subscribed)>
                <h3 class="heading">{words.left()}</h3>
                <p>{kept(words, document)}</p>
            </div>
            <p class="hint" hidden=ui.flag(|center| !center.shown().subscribed)>{words.leave_about()}</p>
            <button
                class="leave-button"
                name=form::DO
                value=posts
                hidden=ui.flag(move |center| !may_return && !center.shown().subscribed)
                on:click:capture=press
            >
                {ui.text(|center| {
                    let subscribed = center.shown().subscribed;
                    if subscribed { words.leave() } else { words.r#return() }.into()
                })}
            </button>
        </form>
    }
}

/// What comes all the same, because it is required; nothing if nothing is.
pub(super) fn kept(words: &Words, document: &Document) -> String {
    let mut kept = String::new();
    for campaign in &document.campaigns {
        if campaign.required.is_some() && campaign.status == Status::Running {
            kept.push_str(if kept.is_empty() { words.left_keeps() } else { " · " });
            kept.push_str(&campaign.label);
        }
    }
    kept
}
