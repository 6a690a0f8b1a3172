//! The switches of the channels as a whole.

use leptos::prelude::*;
use sordino_contract::{Document, Path};

use super::Ui;
use super::switch::{Switch, locked_by};

/// Every channel with its switch.
///
/// Parts: `card`, `channels`, `heading`, `hint`.
pub(super) fn channels(ui: Ui, document: &Document) -> Node {
    let mut switches = Vec::new();
    for channel in &document.channels {
        let (path, label) = (Path::Channel(channel.id.clone()), channel.label.clone());
        switches.push(view! {
            <Switch ui locked_by=locked_by(document, &path) path label group=String::new()/>
        });
    }

    view! {
        <section class="card channels">
            <h3 class="heading">{ui.words.channels()}</h3>
            <p class="hint">{ui.words.channels_about()}</p>
            <div class="cells">{switches}</div>
        </section>
    }
}
