//! The switches of the channels as a whole.

use leptos::prelude::*;
use sordino_contract::{Document, Path};

use super::Ui;
use super::switch::Switch;

/// Every channel with its switch.
///
/// Parts: `card`, `channels`, `heading`, `hint`.
pub(super) fn channels(ui: Ui, document: &Document) -> impl IntoView + use<> {
    let mut switches = Vec::new();
    for channel in &document.channels {
        let (path, label) = (Path::Channel(channel.id.clone()), channel.label.clone());
        switches.push(view! {
            <Switch ui path label group=String::new() locked_by=String::new()/>
        });
    }

    view! {
        <section class="card channels">
            <h3 class="heading">{ui.words.channels}</h3>
            <p class="hint">{ui.words.channels_about}</p>
            <div class="cells">{switches}</div>
        </section>
    }
}
