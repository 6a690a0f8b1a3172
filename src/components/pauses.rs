//! Pauses: nothing from one day to another, and then everything as it was.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sordino_contract::{Capability, Date, Document, Pause, PauseId, PauseWish, Power, Status};

use super::bar::refusal;
use super::leave::kept;
use super::switch::WITHDRAW_NOTE;
use super::{Act, Text, Ui, say};
use crate::center::Center;
use crate::form;

/// How many days the buttons pause for.
const WEEK: &str = "7";
const MONTH: &str = "30";

/// The id of the words about a new pause's days.
const NEW_WRONG: &str = "pause-new-wrong";

/// How many pauses can be added to a page before it is read anew.
const ROOM: usize = 8;

/// The pauses there are, each with its last day to change and a button that ends it; and a form
/// for another. Out of sight where the backend keeps none, or nothing is sent.
///
/// # Accessibility
///
/// * A native disclosure, open where something is paused; native date fields, which every
///   browser shows in the reader's own way.
/// * What is paused, and until when, is said in words, and these describe the field and the
///   buttons under them, so that those of one pause can be told from another's.
/// * When a pause is ended its line goes, and the focus moves to the disclosure.
/// * Days that were refused: the last-day field of that pause is invalid, described by why in
///   words under it, and gets the focus, with or without script.
/// * Through a link that only turns down, a pause can only become longer: the field is described
///   by that, too, and nothing ends a pause.
///
/// Parts: `card`, `pauses`, `pauses-title`, `heading`, `hint`, `pause`, `pause-days`, `pause-new`,
/// `pause-only`, `wrong`.
pub(super) fn pauses(ui: Ui, document: &Document, nonce: String) -> Node {
    let words = ui.words;
    let offered = document.can(&Capability::Pause) && !document.campaigns.is_empty();
    let (today, manage) = (document.today, document.power == Power::Manage);
    let submit = move |ev: SubmitEvent| {
        if ui.live() {
            ev.prevent_default();
            ui.act(Act::Form(ev));
        }
    };
    // A list that grows would be four times the code of one that is hidden where it ends. Who
    // makes more pauses than there is room for sees the last of them when the page is read anew.
    let mut rows = Vec::new();
    for at in 0..document.pauses.len() + ROOM {
        rows.push(row(ui, at, nonce.clone(), today, manage));
    }
    let refused = ui.center.with_untracked(|center| !why(ui, center, None).is_empty());
    let last = Date::from_days_since_epoch(today.days_since_epoch() + 6).unwrap_or(today);
    let (mut campaigns, mut channels) = (Vec::new(), Vec::new());
    for campaign in &document.campaigns {
        let is_over = matches!(campaign.status, Status::Ended | Status::Cancelled);
        if campaign.required.is_none() && !is_over {
            campaigns.push(narrow(ui, "/campaigns/", campaign.id.as_str(), &campaign.label));
        }
    }
    for channel in &document.channels {
        channels.push(narrow(ui, "/channels/", channel.id.as_str(), &channel.label));
    }
    // What would always be refused is not there.
    let longest = document.pause_days_max.unwrap_or(u16::MAX);

    view! {
        <details class="card pauses" hidden=!offered open=!document.pauses.is_empty() || refused>
            <summary class="pauses-title"><h3 class="heading">{words.pause()}</h3></summary>
            <p class="hint">{words.pause_about()}</p>
            <p class="hint">{kept(words, document)}</p>
            <ul on:submit:capture=submit>{rows}</ul>
            <form method="post" class="pause-new" autocomplete="off" on:submit:capture=submit>
                <input type="hidden" name=form::FORM value=nonce/>
                <div class="pause-days">
                    <label>
                        {words.pause_from()}
                        <input type="date" name=form::FROM value=sent(ui, None, form::FROM, today) min=today.text() required/>
                    </label>
                    <label>
                        {words.pause_until()}
                        <input
                            type="date"
                            name=form::UNTIL
                            aria-describedby=NEW_WRONG
                            aria-invalid=invalid(ui, None)
                            autofocus=refused
                            value=sent(ui, None, form::UNTIL, last)
                            min=today.text()
                            required
                        />
                    </label>
                    // The first button is what Enter presses.
                    {button("", form::DO, form::PAUSE, words.pause_start(), false)}
                    {button("", form::DAYS, WEEK, words.pause_week(), longest < 7)}
                    {button("", form::DAYS, MONTH, words.pause_month(), longest < 30)}
                </div>
                {wrong(ui, None, NEW_WRONG.into())}
                <p class="hint">{say(words.pause_zone(), &document.subscriber.time_zone)}</p>
                <details class="pause-only" open=narrowed_to(ui, None)>
                    <summary>{words.pause_only()}</summary>
                    <fieldset><legend>{words.pause_campaigns()}</legend>{campaigns}</fieldset>
                    <fieldset><legend>{words.pause_channels()}</legend>{channels}</fieldset>
                </details>
            </form>
        </details>
    }
}

/// A box that narrows a pause.
fn narrow(ui: Ui, kind: &str, id: &str, label: &str) -> Node {
    let (value, label) = ([kind, id].concat(), label.to_owned());
    let on = narrowed_to(ui, Some(&value));
    view! { <label><input type="checkbox" name=form::ONLY value=value checked=on/><span theirs=ui.labels>{label}</span></label> }
}

/// The day that was sent for the pause with this id, or else for a new one, and refused; else this.
/// A page that script mounts or takes over has it in the field itself.
#[cfg(not(target_arch = "wasm32"))]
fn sent(ui: Ui, pause: Option<&PauseId>, name: &str, day: Date) -> String {
    let sent = |center: &Center| center.tried(pause, name).next().map(Into::into);
    ui.center.with_untracked(sent).unwrap_or_else(|| day.text())
}

#[cfg(target_arch = "wasm32")]
fn sent(_: Ui, _: Option<&PauseId>, _: &str, day: Date) -> String {
    day.text()
}

/// Whether a new pause was to be of this, or of some without this, and was refused.
fn narrowed_to(ui: Ui, what: Option<&str>) -> bool {
    #[cfg(not(target_arch = "wasm32"))]
    return ui.center.with_untracked(|center| {
        center.tried(None, form::ONLY).any(|only| what.is_none_or(|what| only == what))
    });
    #[cfg(target_arch = "wasm32")]
    {
        let _ = (ui, what);
        false
    }
}

/// A button, described by the element with the id `about`. To end a pause needs no day.
fn button(
    about: &str,
    name: &'static str,
    value: &'static str,
    text: &'static str,
    hidden: bool,
) -> Node {
    view! { <button aria-describedby=about.to_owned() name=name value=value formnovalidate=value == form::END hidden=hidden>{text}</button> }
}

/// The pause that stands at one place of the list: the one that begins first stands first, and
/// stays there when its last day is changed.
fn at(document: &Document, at: usize) -> Option<&Pause> {
    let all = &document.pauses;
    let earlier = |it: &Pause, than: &Pause| {
        let (day, than_day) = (it.wish.from, than.wish.from);
        day < than_day || day == than_day && it.id < than.id
    };
    all.iter().find(|pause| all.iter().filter(|it| earlier(it, pause)).count() == at)
}

/// What is to be said of the pause at one place of the list; nothing where there is none.
fn of(ui: Ui, place: usize, read: fn(Ui, &Document, &Pause) -> String) -> Text {
    ui.text(move |center| {
        let document = center.shown();
        at(document, place).map_or(String::new(), |pause| read(ui, document, pause))
    })
}

/// Why the days of a pause cannot be, of the one at a place of the list or else of the new one;
/// nothing if they can.
fn why(ui: Ui, center: &Center, place: Option<usize>) -> String {
    let pause = match place.map(|place| at(center.shown(), place)) {
        Some(None) => return String::new(),
        Some(Some(pause)) => Some(&pause.id),
        None => None,
    };
    center.wrong_days(pause).map_or(String::new(), |code| refusal(ui, center, code))
}

/// Whether the last day is wrong, as `aria-invalid` has it.
fn invalid(ui: Ui, place: Option<usize>) -> Text {
    ui.text(move |center| if why(ui, center, place).is_empty() { "" } else { "true" }.into())
}

/// Why the last day is wrong, where it stands.
fn wrong(ui: Ui, place: Option<usize>, id: String) -> Node {
    view! {
        <div class="wrong" id=id hidden=ui.flag(move |center| why(ui, center, place).is_empty())>
            {ui.text(move |center| why(ui, center, place))}
        </div>
    }
}

/// One pause: when, of what, and how to change or end it.
fn row(ui: Ui, at: usize, nonce: String, today: Date, manage: bool) -> Node {
    let words = ui.words;
    let until = of(ui, at, |_, _, pause| pause.wish.until.text());
    let now = ui.center.with_untracked(|center| {
        let pause = self::at(center.shown(), at)?;
        Some(sent(ui, Some(&pause.id), form::UNTIL, pause.wish.until))
    });
    let now = now.unwrap_or_default();
    let id = ["pause-", &at.to_string()].concat();
    let wrong_id = [&*id, "-wrong"].concat();
    let described = [&*id, " ", &wrong_id, " ", if manage { "" } else { WITHDRAW_NOTE }].concat();
    let refused = ui.center.with_untracked(|center| !why(ui, center, Some(at)).is_empty());
    view! {
        <li hidden=ui.flag(move |center| center.shown().pauses.len() <= at)>
            <form method="post" class="pause" autocomplete="off">
                <input type="hidden" name=form::FORM value=nonce/>
                <input type="hidden" name=form::PAUSE_ID value=of(ui, at, |_, _, pause| pause.id.as_str().into())/>
                <input type="hidden" name=form::FROM value=of(ui, at, |_, _, pause| pause.wish.from.text())/>
                <input type="hidden" name=form::ONLY value=of(ui, at, |_, _, pause| narrowed(&pause.wish, None))/>
                <p id=id.clone()>{of(ui, at, |ui, document, pause| said(ui, document, &pause.wish))}</p>
                <div class="pause-days">
                    <label>
                        {words.pause_until()}
                        // The attribute is for the server's HTML, the property for what comes after.
                        <input
                            type="date"
                            name=form::UNTIL
                            aria-describedby=described
                            aria-invalid=invalid(ui, Some(at))
                            autofocus=refused
                            value=now
                            prop:value=until
                            min=today.text()
                            required
                        />
                    </label>
                    {button(&id, form::DO, form::PAUSE, words.pause_change(), false)}
                    {button(&id, form::DO, form::END, words.pause_end(), !manage)}
                </div>
                {wrong(ui, Some(at), wrong_id)}
            </form>
        </li>
    }
}

/// A pause in words: its days, then its campaigns, then its channels, where these are not all.
pub(super) fn said(ui: Ui, document: &Document, wish: &PauseWish) -> String {
    let part = narrowed(wish, Some(document));
    [&ui.day(wish.from), " – ", &ui.day(wish.until), &part].concat()
}

/// What a pause is narrowed to: as people call it, or without a document as its form keeps it
/// when its days are changed.
fn narrowed(wish: &PauseWish, document: Option<&Document>) -> String {
    let mut text = String::new();
    let mut add = |first, kind, id, label: Option<&String>| {
        let parts = match (document, label) {
            (None, _) => [kind, id],
            // What is no longer there is known by its id alone.
            (_, label) => [if first { " · " } else { ", " }, label.map_or(id, |it| it)],
        };
        text.push_str(parts[0]);
        text.push_str(parts[1]);
    };
    for (at, id) in wish.campaigns.iter().flatten().enumerate() {
        let campaign = document.and_then(|document| document.campaign(id));
        add(at == 0, " /campaigns/", id.as_str(), campaign.map(|it| &it.label));
    }
    for (at, id) in wish.channels.iter().flatten().enumerate() {
        let channel = document.and_then(|document| document.channel(id));
        add(at == 0, " /channels/", id.as_str(), channel.map(|it| &it.label));
    }
    // A list of none pauses nothing, which is not the same as no list.
    if document.is_none() {
        for (kind, empty) in [
            (" /campaigns", wish.campaigns.as_ref().is_some_and(Vec::is_empty)),
            (" /channels", wish.channels.as_ref().is_some_and(Vec::is_empty)),
        ] {
            text.push_str(if empty { kind } else { "" });
        }
    }
    text
}
