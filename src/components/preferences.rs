//! The whole preference center.

use leptos::prelude::*;
use sordino_contract::Power;

use super::bar::Bar;
use super::campaigns::groups;
use super::channels::Channels;
use super::contact::contact;
use super::leave::Leave;
use super::{Failure, Trouble, Ui, say};
use crate::{Lang, form};

/// Everything that one person is offered, with a switch for each.
///
/// What is offered is laid out once, from the document that the center holds when this runs; what
/// is on, and how far wishes got, follows the center from then on.
///
/// # Styling
///
/// * Parts: `title`, `address`, `languages`, `choices`, and those of the components inside.
#[component]
pub fn Preferences(
    /// What every component is given.
    ui: Ui,
    /// This page view's random text: see [`form::FORM`].
    nonce: String,
) -> impl IntoView {
    let document = ui.center.with_untracked(|center| center.shown().clone());
    let words = ui.words;
    let languages: Vec<_> = Lang::ALL
        .iter()
        .filter(|_| ui.hosted)
        .map(|lang| {
            let here = *lang == ui.lang;
            view! {
                <li>
                    <a
                        part="link"
                        href=["?lang=", lang.tag()].concat()
                        lang=lang.tag()
                        hreflang=lang.tag()
                        aria-current=here.then_some("true")
                    >
                        {lang.name()}
                    </a>
                </li>
            }
        })
        .collect();
    let submit = move |ev: leptos::ev::SubmitEvent| {
        if ui.live.get_untracked() {
            ev.prevent_default();
        }
    };
    let withdraw = document.power == Power::Withdraw;
    let empty = document.campaigns.is_empty();

    view! {
        <header>
            <h2 part="title">{words.title}</h2>
            <p class="address" part="address">
                {say(words.for_address, &document.subscriber.address_hint)}
            </p>
            <ul class="languages" part="languages" aria-label=words.language>{languages}</ul>
        </header>
        <p class="hint" hidden=!withdraw>{words.withdraw_note}</p>
        <Leave ui document=document.clone() nonce=nonce.clone()/>
        {empty.then(|| view! { <Failure words trouble=Trouble::Empty sender=None on_retry=None/> })}
        <form
            method="post"
            id="choices"
            part="choices"
            autocomplete="off"
            hidden=empty
            on:submit=submit
        >
            <input type="hidden" name=form::FORM value=nonce.clone()/>
            <Channels ui channels=document.channels.clone()/>
            {groups(ui, &document)}
        </form>
        <Bar ui nonce/>
        <footer>{contact(words, document.sender)}</footer>
    }
}
