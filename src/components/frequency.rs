//! How often one campaign comes.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::web_sys::HtmlSelectElement;
use sordino_contract::{Campaign, Changed, Direction, Document, Path, Power, Value, Wishes};

use super::switch::{WITHDRAW_NOTE, note};
use super::{Act, Ui, target, word_for};
use crate::center::Center;
use crate::form;

/// What may be chosen, after the sender's own rhythm, and under it how far the choice got.
/// Nothing where the campaign leaves no choice.
///
/// It shows what the center says and asks for what the reader wants: it holds no state. Without
/// script it is a field of the form around it, with a hidden one that says what it was.
///
/// # Accessibility
///
/// * A native `select`: Tab reaches it, the arrow keys and letters choose.
/// * Its name is the campaign's and its own, so that it can be told from the others when they are
///   listed; what stands under it is its description.
/// * Through a link that only turns down, what would be more often is disabled, and it is
///   described by the reason.
///
/// Parts: `frequency`, `frequency-label`, `frequency-input`, `note`.
pub(super) fn frequency(
    ui: Ui,
    document: &Document,
    campaign: &Campaign,
    group: &str,
) -> Option<Node> {
    let offered = campaign.frequency.as_ref()?;
    let path = Path::Frequency(campaign.id.clone());
    let place = path.text();
    let (label_id, note_id) = ([&place, "-label"].concat(), [&place, "-note"].concat());
    let withdraw = document.power == Power::Withdraw;
    let reason_id = if withdraw { WITHDRAW_NOTE } else { "" };
    let now = offered.now.as_ref().map_or("", |now| now.as_str());

    let option = |word: &str, gone: bool| {
        let (path, is) = (path.clone(), form::chosen(word));
        // What would be more often than what holds follows what holds.
        let locked = ui.flag(move |center| gone || withdraw && is_up(center, &path, &is));
        view! {
            <option value=word.to_owned() selected=word == now disabled=locked>
                {word_for(ui.words, word).to_owned()}
            </option>
        }
    };
    let mut options = vec![option("", false)];
    for choice in &offered.choices {
        options.push(option(choice.as_str(), false));
    }
    // Chosen once and offered no more: it still holds, and cannot be chosen again.
    if !now.is_empty() && offered.choices.iter().all(|choice| choice.as_str() != now) {
        options.push(option(now, true));
    }

    let (shown, noted) = (path.clone(), path.clone());
    let choose = move |ev: Event| {
        let Some(input) = target::<HtmlSelectElement>(&ev) else { return };
        let mut wishes = Wishes::default();
        wishes.want(&path, &form::chosen(&input.value()));
        ui.act(Act::Wish(wishes));
        // Where the wish cannot be, nothing changed for the property below to follow.
        input.set_value(&ui.center.with_untracked(|center| word_at(center, &path)));
    };

    Some(view! {
        <div class="frequency">
            <label class="frequency-label" id=label_id.clone() for=place.clone()>
                {ui.words.often()}
            </label>
            // It stands before the choice, so a body that was cut off between them chooses nothing.
            <input type="hidden" name=[form::WAS, &place].concat() value=now.to_owned()/>
            <select
                class="frequency-input"
                id=place.clone()
                name=place
                aria-labelledby=[group, " ", &label_id].concat()
                aria-describedby=[&*note_id, " ", reason_id].concat()
                // What is selected is for the server's HTML, the property for what comes after.
                prop:value=ui.text(move |center| word_at(center, &shown))
                on:change:capture=choose
            >
                {options}
            </select>
            <span class="note" id=note_id>
                {ui.text(move |center| note(ui, center, &noted))}
            </span>
        </div>
    })
}

/// What is chosen there; empty for the sender's own rhythm.
fn word_at(center: &Center, path: &Path) -> String {
    match center.value(path) {
        Some(Value::Text(word)) => word,
        _ => String::new(),
    }
}

/// Whether it would be more often than what holds.
fn is_up(center: &Center, path: &Path, is: &Value) -> bool {
    let document = center.shown();
    let was = document.value(path).unwrap_or(Value::Nothing);
    Changed { path: path.clone(), was, is: is.clone() }.direction(document) == Direction::Up
}
