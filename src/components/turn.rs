//! One button for many switches: those of a campaign, of a group, of what was found.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{Document, Power};

use super::switch::WITHDRAW_NOTE;
use super::{Act, Ui};
use crate::center::Scope;
use crate::form;

/// Turns all of them off, or, when all are off, all on. Out of sight where it would be another
/// name for one switch.
///
/// Without script it is a button of the form around it, which names what it turns: what was not
/// on the page is not turned.
///
/// # Accessibility
///
/// * A native button with `role="checkbox"`: Tab reaches it, Space and Enter press it, and it is
///   announced as checked, not checked or, where some are on, mixed.
/// * It reads "All"; its name, `label`, has that and what it is all of.
///
/// Part: `turn`.
pub(super) fn turn(ui: Ui, document: &Document, scope: Scope, label: String) -> Node {
    let withdraw = document.power == Power::Withdraw;
    let (shown, locked) = (scope.clone(), scope.clone());
    let many = ui.center.with_untracked(|center| center.count(&scope).0) > 1;
    let value = posts(ui, &scope);
    let found = matches!(scope, Scope::Found | Scope::Group(_));
    let press = move |ev: MouseEvent| {
        if ui.live() {
            ev.prevent_default();
            ui.act(Act::Turn(scope.clone()));
        }
    };

    view! {
        <button
            class="turn"
            role="checkbox"
            name=form::TURN
            value=value
            aria-label=label
            aria-checked=ui.text(move |center| center.stand(&shown).as_str().into()).often(found)
            aria-describedby=if withdraw { WITHDRAW_NOTE } else { "" }
            disabled=ui.flag(move |center| withdraw && center.turns_on(&locked)).often(found)
            hidden=!many
            on:click:capture=press
        >
            {ui.words.all()}
        </button>
    }
}

/// What the button sends without script. A browser that mounts the page has script.
pub(super) fn posts(ui: Ui, scope: &Scope) -> String {
    let mut value = String::new();
    if cfg!(not(target_arch = "wasm32")) {
        ui.center.with_untracked(|center| {
            value.push_str(if center.turns_on(scope) { "on" } else { "off" });
            for (path, _) in center.turned(scope).each() {
                value.push(' ');
                value.push_str(&path.text());
            }
        });
    }
    value
}
