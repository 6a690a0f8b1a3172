//! Leaving everything, in one move, and coming back to what was.

use leptos::prelude::*;
use sordino_contract::{Document, Power, Status, Wishes};

use super::Ui;
use crate::form;

/// One button, which leaves everything or brings back what was, and what it means.
///
/// It stays the same button, so whoever pressed it by keyboard is still on it afterwards.
///
/// # Styling
///
/// * Parts: `card`, `leave`, `leave-button`.
#[component]
pub(super) fn Leave(ui: Ui, document: Document, nonce: String) -> impl IntoView {
    let subscribed = move || ui.read(|center| center.shown().subscribed);
    let words = ui.words;
    let press = move |ev: leptos::ev::MouseEvent| {
        if ui.live.get_untracked() {
            ev.prevent_default();
            let on = ui.center.with_untracked(|center| center.shown().subscribed);
            ui.on_wish.run(Wishes {
                subscribed: Some(!on),
                ..Wishes::default()
            });
        }
    };
    let may_return = document.power == Power::Manage;
    let kept: Vec<_> = document
        .campaigns
        .into_iter()
        .filter(|campaign| campaign.required.is_some() && campaign.status == Status::Running)
        .map(|campaign| view! { <li>{campaign.label}</li> })
        .collect();
    let keeps = !kept.is_empty();

    view! {
        <form method="post" class="card leave" part="card leave" autocomplete="off">
            <input type="hidden" name=form::FORM value=nonce/>
            <div class="left" hidden=subscribed>
                <h3 part="heading">{words.left}</h3>
                <div hidden=!keeps>
                    <p>{words.left_keeps}</p>
                    <ul>{kept}</ul>
                </div>
            </div>
            <p class="hint" part="hint" hidden=move || !subscribed()>{words.leave_about}</p>
            <button
                type="submit"
                part="leave-button"
                name=form::DO
                value=move || if subscribed() { form::LEAVE } else { form::RETURN }
                hidden=move || !(may_return || subscribed())
                on:click=press
            >
                {move || if subscribed() { words.leave } else { words.r#return }}
            </button>
        </form>
    }
}
