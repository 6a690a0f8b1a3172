//! The one decision of a link that names a campaign.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{Campaign, Document, Power};

use super::switch::WITHDRAW_NOTE;
use super::turn::posts;
use super::{Act, Ui, say, say_two};
use crate::center::{Scope, Stand};
use crate::form;
use crate::words::sentences;

/// The campaign of a scope that is about one, and what the scope is called.
pub(super) fn named<'a>(
    ui: Ui,
    document: &'a Document,
    scope: &Scope,
) -> Option<(&'a Campaign, String)> {
    let (id, by) = match scope {
        Scope::Campaign(id) => (id, None),
        Scope::Cell(id, channel) => (id, Some(document.channel(channel)?)),
        _ => return None,
    };
    let campaign = document.campaign(id)?;
    let label = &campaign.label;
    let what = match by {
        Some(channel) => say_two(ui.words.stop_by(), label, "{channel}", &channel.label),
        None => label.clone(),
    };
    Some((campaign, what))
}

/// One button, which stops what a message was about, or starts it again; once it is saved, that it
/// is done and that nothing else changed. What was off before is said to be off: to open a link does
/// nothing.
///
/// It stays the same button, so whoever pressed it by keyboard is still on it afterwards.
///
/// Parts: `card`, `stop`, `stop-button`, `heading`, `about`, `hint`.
pub(super) fn stop(ui: Ui, document: &Document, scope: &Scope, nonce: String) -> Option<Node> {
    let words = ui.words;
    let (campaign, what) = named(ui, document, scope)?;
    // What cannot be stopped is no decision.
    if ui.center.with_untracked(|center| center.stand(scope)) == Stand::Nothing {
        return None;
    }
    let (stops, starts) = (say(words.stop(), &what), say(words.start(), &what));
    let done = sentences(&say(words.stopped(), &what), words.stopped_rest());
    let off = say_two(words.pair(), &what, "{how}", words.history_off());
    let of = campaign.id.clone();
    let may_start = document.power == Power::Manage;
    let value = posts(ui, scope);
    let (shown, said, named, pressed) =
        (scope.clone(), scope.clone(), scope.clone(), scope.clone());
    let press = move |ev: MouseEvent| {
        if ui.live() {
            ev.prevent_default();
            ui.act(Act::Turn(pressed.clone()));
        }
    };

    Some(view! {
        <form method="post" class="card stop" autocomplete="off">
            <input type="hidden" name=form::FORM value=nonce/>
            <h3 class="heading" theirs=ui.labels>{campaign.label.clone()}</h3>
            <p class="about" theirs=ui.labels>{campaign.about.clone().unwrap_or_default()}</p>
            <p class="hint" hidden=ui.flag(move |center| !center.turns_on(&said))>
                {ui.text(move |center| if center.has_stopped(&of) { &done } else { &off }.clone())}
            </p>
            <button
                class="stop-button"
                name=form::TURN
                value=value
                aria-describedby=if may_start { "" } else { WITHDRAW_NOTE }
                disabled=ui.flag(move |center| !may_start && center.turns_on(&shown))
                on:click:capture=press
            >
                {ui.text(move |center| if center.turns_on(&named) { &starts } else { &stops }.clone())}
            </button>
        </form>
    })
}
