//! The switches of the channels as a whole.

use leptos::prelude::*;
use sordino_contract::{Channel, Path};

use super::Ui;
use super::switch::Switch;

/// Every channel with its switch.
///
/// # Styling
///
/// * Parts: `card`, `heading`, `hint`.
#[component]
pub(super) fn Channels(ui: Ui, channels: Vec<Channel>) -> impl IntoView {
    let switches: Vec<_> = channels
        .into_iter()
        .map(|channel| {
            view! {
                <li data-kind=channel.kind>
                    <Switch ui path=Path::Channel(channel.id) label=channel.label/>
                </li>
            }
        })
        .collect();

    view! {
        <section class="card channels" part="card" aria-labelledby="channels">
            <h3 id="channels" part="heading">{ui.words.channels}</h3>
            <p class="hint" part="hint">{ui.words.channels_about}</p>
            <ul>{switches}</ul>
        </section>
    }
}
