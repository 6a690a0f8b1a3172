//! What came of the last change, and how to take it back.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{CampaignId, Changed, Path, Receipt, Value};

use super::{Act, Ui, name_of, say, say_two, word_for};
use crate::center::{Center, OVERTAKEN, Progress};
use crate::form;

/// A bar at the foot of the page: a status in words, a button for what can be done about it,
/// and, without script, the button that saves the form.
///
/// # Accessibility
///
/// * The words are in a `role="status"` line that is always in the page, so that a screen reader
///   hears it change.
/// * Under it, once something was turned down, one may say why: `survey`.
/// * Undo stays in place after it was pressed (it then undoes itself), so the focus is not lost.
///
/// Parts: `bar`, `status`, `undo`, `retry`, `save`.
pub(super) fn bar(ui: Ui, nonce: String, survey: Node) -> Node {
    let words = ui.words;
    let press = move |ev: MouseEvent| {
        if ui.live() {
            ev.prevent_default();
            ui.act(Act::Undo);
        }
    };
    let retry = move |_: MouseEvent| ui.act(Act::Retry);
    let receipt: String = ui.center.with_untracked(|center| {
        center.last().map(|saved| saved.receipt.id.as_str().into()).unwrap_or_default()
    });

    view! {
        <div class="bar" data-quiet=ui.flag(move |center| status(ui, center).is_empty())>
            <p class="status" role="status">{ui.text(move |center| status(ui, center))}</p>
            <form method="post" autocomplete="off">
                <input type="hidden" name=form::FORM value=nonce/>
                <input type="hidden" name=form::RECEIPT value=receipt/>
                <button
                    class="undo"
                    name=form::DO
                    value=form::UNDO
                    hidden=ui.flag(|center| retrying(center) || !offered(center))
                    on:click:capture=press
                >
                    {words.undo()}
                </button>
                // A button of its own: one that became the other as somebody pressed it would
                // undo what it was to save.
                <button
                    class="retry"
                    type="button"
                    hidden=ui.flag(|center| !retrying(center))
                    on:click:capture=retry
                >
                    {words.try_again()}
                </button>
            </form>
            // Before the script runs the page it may never come: the style sheet hides this
            // button for some seconds where script is allowed, and then shows it after all.
            <button
                class="save"
                form="choices"
                name=form::DO
                value=form::SAVE
                hidden=ui.flag(Center::live).often(true)
            >
                {words.save()}
            </button>
            {survey}
        </div>
    }
}

fn offered(center: &Center) -> bool {
    center.undo().is_some() || center.undoing()
}

fn retrying(center: &Center) -> bool {
    center.under_way() == Progress::Retrying
}

fn status(ui: Ui, center: &Center) -> String {
    let words = ui.words;
    match center.under_way() {
        Progress::Quiet => match (center.refusal(), center.last()) {
            (Some(code), _) => refusal(ui, center, code),
            (None, Some(saved)) if saved.undid => words.bar_undone().into(),
            (None, Some(last)) => saved(ui, center, &last.receipt),
            (None, None) => String::new(),
        },
        Progress::Retrying if center.kept() => words.bar_offline().into(),
        Progress::Retrying => words.bar_retrying().into(),
        _ => words.bar_saving().into(),
    }
}

fn saved(ui: Ui, center: &Center, receipt: &Receipt) -> String {
    let words = ui.words;
    if receipt.asked.is_some() {
        return words.bar_asked().into();
    }
    let told = telling(receipt);
    let [changed] = told[..] else {
        return match all_of_one(receipt) {
            Some((campaign, on)) => {
                let label = center.campaign(campaign).map_or("", |campaign| &campaign.label);
                say(if on { words.bar_on() } else { words.bar_off() }, label)
            }
            None if receipt.changed.is_empty() => words.bar_same().into(),
            None => words.bar_saved().into(),
        };
    };
    match (&changed.path, &changed.is) {
        (Path::Subscribed, Value::Flag(false)) => words.bar_left().into(),
        (Path::Subscribed, _) => words.bar_returned().into(),
        (path @ (Path::Channel(_) | Path::Cell(..)), Value::Flag(on)) => {
            say(if *on { words.bar_on() } else { words.bar_off() }, &name_of(center.shown(), path))
        }
        (path @ Path::Frequency(_), how) => {
            let how = match how {
                Value::Text(word) => word,
                _ => "",
            };
            let what = name_of(center.shown(), path);
            say_two(words.bar_often(), &what, "{how}", word_for(words, how))
        }
        (Path::Pause(_), Value::Pause(wish)) => say(words.bar_paused(), &ui.day(wish.until)),
        (Path::Pause(_), _) => words.bar_resumed().into(),
        _ => words.bar_saved().into(),
    }
}

/// The campaign that all that was changed is of, and whether it was turned on.
fn all_of_one(receipt: &Receipt) -> Option<(&CampaignId, bool)> {
    let mut all = None;
    for changed in &receipt.changed {
        let (Path::Cell(campaign, _), Value::Flag(on)) = (&changed.path, &changed.is) else {
            return None;
        };
        let this = (campaign, *on);
        if all.is_some_and(|all| all != this) {
            return None;
        }
        all = Some(this);
    }
    all
}

/// What is worth telling of a change. Who keeps something but less often, or after a break, hears
/// of that, and need not hear that it is on, too.
fn telling(receipt: &Receipt) -> Vec<&Changed> {
    let mut all = Vec::from_iter(&receipt.changed);
    let is_on = |it: &Changed| it.is == Value::Flag(true);
    let is_how = |it: &Changed| matches!(it.path, Path::Frequency(_) | Path::Pause(_));
    if all.iter().all(|it| is_on(it) || is_how(it)) && all.iter().any(|it| is_how(it)) {
        all.retain(|it| is_how(it));
    }
    all
}

/// What is said of a refusal, by its code.
pub(super) fn refusal(ui: Ui, center: &Center, code: &str) -> String {
    if code == "pause_too_long" {
        let longest = center.shown().pause_days_max.map_or(0, u32::from);
        return ui.words.refused_long().say(longest, ui.lang.date_locale());
    }
    refused(ui, code).into()
}

/// The widget's own words for a refusal's code.
fn refused(ui: Ui, code: &str) -> &'static str {
    let words = ui.words;
    match code {
        "pause_backwards" => words.refused_backwards(),
        "pause_past" => words.refused_past(),
        form::NO_DAY => words.refused_no_day(),
        "too_many_pauses" => words.refused_many(),
        "required" => words.refused_required(),
        "withdraw_only" => words.refused_withdraw(),
        "token_missing" | "token_invalid" | "token_expired" => words.refused_expired(),
        OVERTAKEN => words.refused_overtaken(),
        "unknown_campaign" | "unknown_channel" | "unknown_frequency" | "not_offered" => {
            words.refused_changed()
        }
        _ => words.refused_other(),
    }
}
