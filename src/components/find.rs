//! Finding campaigns, where there are more than a handful.

use leptos::ev::Event;
use leptos::prelude::*;
use sordino_contract::Document;

use super::turn::turn;
use super::{Act, Ui, say_two};
use crate::center::{CHANNEL, Center, GROUP, STATE, STATUS, Scope, TEXT};

/// How many campaigns are still seen at once.
const HANDFUL: usize = 8;

/// The id of the form that the fields belong to. It is another form than the one they stand in.
pub(super) const FORM: &str = "find";

/// A field for words, a choice of channel, group, life and state, how much was found, and one
/// button that turns all of it.
///
/// Script looks as somebody types; without it a button sends the form, and the page comes back
/// with what was found.
///
/// # Accessibility
///
/// * A `search` landmark of native fields, each with its name.
/// * How much was found is a `role="status"`: it is heard after a pause in typing, because it is
///   one text that changes.
///
/// Parts: `find`, `find-text`, `find-choices`, `found`.
pub(super) fn find(ui: Ui, document: &Document) -> Node {
    let words = ui.words;
    let look = move |_: Event| {
        if ui.live() {
            ui.act(Act::Find);
        }
    };
    let query = ui.center.with_untracked(|center| center.query().clone());
    let channels = document.channels.iter().map(|it| (it.id.as_str(), &*it.label)).collect();
    let groups = document.groups.iter().map(|it| (it.id.as_str(), &*it.label)).collect();
    let lives = vec![
        ("running", words.find_running()),
        ("planned", words.status_planned()),
        ("over", words.status_ended()),
    ];
    let states = vec![("on", words.on()), ("off", words.off())];

    view! {
        <div
            class="find"
            role="search"
            hidden=document.campaigns.len() <= HANDFUL
            on:input:capture=look
            on:change:capture=look
        >
            <input
                class="find-text"
                type="search"
                form=FORM
                name=TEXT
                value=query.text.clone()
                aria-label=words.find()
                placeholder=words.find()
                autocomplete="off"
            />
            <div class="find-choices">
                {choice(CHANNEL, words.find_channels(), &query.channel, channels)}
                {choice(GROUP, words.find_groups(), &query.group, groups)}
                {choice(STATUS, words.find_lives(), &query.status, lives)}
                {choice(STATE, words.find_states(), &query.state, states)}
                <button class="find-button" form=FORM hidden=ui.live()>
                    {words.find_button()}
                </button>
            </div>
            <p class="found" role="status">{ui.text(move |center| found(ui, center)).often(true)}</p>
            {turn(ui, document, Scope::Found, words.find_all().into())}
        </div>
    }
}

fn found(ui: Ui, center: &Center) -> String {
    match center.found() {
        (0, _) => ui.words.find_none().into(),
        (found, all) => say_two(ui.words.found(), &found.to_string(), "{all}", &all.to_string()),
    }
}

/// A choice that narrows; there is none where there is nothing to choose from.
fn choice(
    name: &'static str,
    any: &'static str,
    now: &str,
    choices: Vec<(&str, &str)>,
) -> Option<Node> {
    let mut options = vec![view! { <option value="">{any}</option> }];
    for (value, label) in &choices {
        let (selected, value) = (*value == now, (*value).to_owned());
        options
            .push(view! { <option value=value selected=selected>{(*label).to_owned()}</option> });
    }
    (choices.len() > 1)
        .then(|| view! { <select form=FORM name=name aria-label=any>{options}</select> })
}
