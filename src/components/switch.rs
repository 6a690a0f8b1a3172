//! A switch for one channel, or for one campaign on one channel.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use sordino_contract::{Document, Path, Power, Value, Why, Wishes};

use super::{Act, Ui, say, target};
use crate::center::{Center, Progress};
use crate::form;

/// The id of the words about links that only turn down.
pub(super) const WITHDRAW_NOTE: &str = "withdraw-note";

/// A switch and, under it, how far it got or why it has no effect.
///
/// It shows what the center says and asks for what the reader wants: it holds no state. Without
/// script it is a box of the form around it, with a hidden field that says it was on.
///
/// # Accessibility
///
/// * A native checkbox with `role="switch"`: Tab reaches it, Space turns it.
/// * Its name is the campaign's and the channel's, so that it can be told from the others when
///   they are listed; what stands under it is its description.
/// * What is locked is disabled, and described by the reason.
///
/// # Styling
///
/// * Parts: `switch`, `switch-label`, `switch-input`, `note`.
#[component]
pub(super) fn Switch(
    ui: Ui,
    /// What it turns.
    path: Path,
    /// What stands beside it.
    label: String,
    /// The id of the element that names what it belongs to; empty if the label is enough.
    group: String,
    /// The id of the element that says why it cannot be turned; empty if it can.
    locked_by: String,
) -> Node {
    let place = path.text();
    let (label_id, note_id) = ([&place, "-label"].concat(), [&place, "-note"].concat());
    let (was, locked) = (place.clone(), !locked_by.is_empty());
    let on = ui.center.with_untracked(|center| center.is_on(&path));
    let (shown, noted, faded, there) = (path.clone(), path.clone(), path.clone(), path.clone());
    let turn = move |ev: Event| {
        let Some(input) = target::<HtmlInputElement>(&ev) else { return };
        let mut wishes = Wishes::default();
        wishes.want(&path, &Value::Flag(input.checked()));
        ui.act(Act::Wish(wishes));
        // Where the wish cannot be, nothing changed for the property below to follow.
        input.set_checked(ui.center.with_untracked(|center| center.is_on(&path)));
    };

    view! {
        // What is no longer offered is out of sight, and is there again if the page is read anew.
        <div class="switch" hidden=ui.flag(move |center| center.value(&there).is_none()) data-idle=ui.flag(move |center| why(center, &faded).is_some()) data-locked=locked>
            <label class="switch-label">
                <input
                    class="switch-input"
                    type="checkbox"
                    role="switch"
                    name=form::ON
                    value=place
                    aria-labelledby=[&group, " ", &label_id].concat()
                    aria-describedby=[&note_id, " ", &locked_by].concat()
                    disabled=locked
                    // The attribute is for the server's HTML, the property for what comes after.
                    checked=on
                    prop:checked=ui.flag(move |center| center.is_on(&shown))
                    on:change:capture=turn
                />
                <span id=label_id theirs=ui.labels>{label}</span>
            </label>
            // It follows the box, so a body that was cut off between them turns nothing off. What
            // is disabled is not sent, and so was not on.
            <input type="hidden" name=form::WAS value=was disabled=!on || locked/>
            <span class="note" id=note_id>
                {ui.text(move |center| note(ui, center, &noted))}
            </span>
        </div>
    }
}

/// The id of what says why a switch cannot be turned: through a link that only turns down, one
/// that is off. Empty if it can.
pub(super) fn locked_by(document: &Document, path: &Path) -> String {
    let off = document.value(path) == Some(Value::Flag(false));
    if off && document.power == Power::Withdraw { WITHDRAW_NOTE.into() } else { String::new() }
}

/// How far the last wish got, or else why what is on has no effect.
pub(super) fn note(ui: Ui, center: &Center, path: &Path) -> String {
    let why = why(center, path);
    match (center.progress(path), why) {
        (Progress::Saving, _) => ui.words.saving().into(),
        (Progress::Retrying, _) => ui.words.not_saved_yet().into(),
        (Progress::Refused, _) => ui.words.not_saved().into(),
        (Progress::Saved, None) => ui.words.saved().into(),
        (_, Some(Why::EverythingOff)) => ui.words.why_everything_off().into(),
        (_, Some(Why::ChannelOff)) => {
            let Path::Cell(_, channel) = path else {
                return String::new();
            };
            let label = center.shown().channel(channel).map_or("", |channel| &channel.label);
            say(ui.words.why_channel_off(), label)
        }
        (_, Some(Why::PausedUntil(day))) => say(ui.words.why_paused(), &ui.day(day)),
        _ => String::new(),
    }
}

/// Why something that is on has no effect, the widest reason. That it is planned or over is said
/// where its days are.
fn why(center: &Center, path: &Path) -> Option<Why> {
    let document = center.shown();
    match path {
        _ if !center.is_on(path) => None,
        Path::Channel(_) => (!document.subscribed).then_some(Why::EverythingOff),
        Path::Cell(campaign, channel) => document
            .whys(center.campaign(campaign)?, channel)
            .into_iter()
            .find(|why| matches!(why, Why::EverythingOff | Why::ChannelOff | Why::PausedUntil(_))),
        _ => None,
    }
}
