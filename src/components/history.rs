//! What the person changed, as receipts that can be printed.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{Ask, Document, HISTORY_MAX, Path, Receipt, Value, Via};

use super::pauses::said;
use super::{Act, Text, Ui, data, name_of, say, say_two, word_for};
use crate::dates;

/// The last changes, the newest first: when, by what way, what it did, and the receipt's id. Out
/// of sight where there is none.
///
/// Printed, the page is its head and these, and nothing to press.
///
/// # Accessibility
///
/// * A native disclosure, closed, with a list.
/// * What needs script to print is there only where there is script.
///
/// Parts: `card`, `history`, `history-title`, `heading`, `hint`, `receipt`, `receipt-time`,
/// `receipt-changes`, `receipt-id`, `print`.
pub(super) fn history(ui: Ui) -> Node {
    let words = ui.words;
    let print = move |_: MouseEvent| ui.act(Act::Print);
    // A document lists no more, and a list that grows would be four times the code.
    let mut rows = Vec::new();
    for at in 0..HISTORY_MAX {
        rows.push(view! {
            <li class="receipt" hidden=ui.flag(move |center| center.shown().history.len() <= at)>
                <p class="receipt-time">{of(ui, at, when)}</p>
                <p class="receipt-changes">{of(ui, at, what)}</p>
                <p class="receipt-id">
                    {of(ui, at, |ui, _, receipt| say(ui.words.history_id(), receipt.id.as_str()))}
                </p>
            </li>
        });
    }

    view! {
        <details class="card history" hidden=ui.flag(|center| center.shown().history.is_empty())>
            <summary class="history-title"><h3 class="heading">{words.history()}</h3></summary>
            <p class="hint">
                {ui.text(|center| {
                    say(words.history_zone(), dates::known(&center.shown().subscriber.time_zone))
                })}
            </p>
            <ul>{rows}</ul>
            <button
                class="print"
                type="button"
                hidden=ui.flag(|center| !center.live()).often(true)
                on:click:capture=print
            >
                {words.history_print()}
            </button>
        </details>
    }
}

/// What is to be said of the receipt at one place of the list; nothing where there is none.
fn of(ui: Ui, at: usize, read: fn(Ui, &Document, &Receipt) -> String) -> Text {
    ui.text(move |center| {
        let document = center.shown();
        document.history.get(at).map_or(String::new(), |receipt| read(ui, document, receipt))
    })
}

/// The moment, and by what way.
fn when(ui: Ui, _: &Document, receipt: &Receipt) -> String {
    let words = ui.words;
    let via = match receipt.via {
        None => "",
        Some(Via::Page | Via::Form) => words.via_page(),
        Some(Via::Embed) => words.via_embed(),
        Some(Via::App) => words.via_app(),
        Some(Via::Agent) => words.via_agent(),
        Some(Via::Api) => words.via_api(),
    };
    let dot = if via.is_empty() { "" } else { " · " };
    [&*ui.moment(receipt.recorded_at, true), dot, via].concat()
}

/// What was changed and asked for, a line each.
fn what(ui: Ui, document: &Document, receipt: &Receipt) -> String {
    let words = ui.words;
    let mut lines = Vec::new();
    for changed in &receipt.changed {
        let what = match &changed.path {
            Path::Subscribed => words.everything().into(),
            Path::Pause(_) => words.history_pause().into(),
            path => name_of(document, path),
        };
        let (more, how) = match (&changed.was, &changed.is) {
            (_, Value::Flag(true)) => (String::new(), words.history_on()),
            (_, Value::Flag(false)) => (String::new(), words.history_off()),
            (_, Value::Pause(wish)) => (said(ui, document, wish), words.history_on()),
            (Value::Pause(wish), _) => (said(ui, document, wish), words.history_off()),
            (_, Value::Text(word)) => (words.often().into(), word_for(words, word)),
            _ => (words.often().into(), words.often_own()),
        };
        let dot = if more.is_empty() { "" } else { " · " };
        let what = [&*what, dot, &more].concat();
        lines.push(say_two(words.pair(), &what, "{how}", how));
    }
    for ask in Ask::ALL {
        if receipt.asked == Some(ask.capability()) {
            lines.push(say_two(words.pair(), data::name(ui, ask), "{how}", words.history_asked()));
        }
    }
    lines.join("\n")
}
