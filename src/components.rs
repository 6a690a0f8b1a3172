//! What people see. Components show what they are told and ask for what the reader wants; what
//! is so, and how far a wish got, is the [`Center`]'s to say.
//!
//! Each is rendered to HTML by a server, brought to life in the browser on top of that HTML,
//! and mounted by itself in a website, so none touches the DOM, the network or a clock.

mod bar;
mod campaigns;
mod channels;
mod contact;
mod data;
mod details;
mod failure;
mod find;
mod frequency;
mod history;
mod languages;
mod leave;
mod pauses;
mod preferences;
mod stop;
mod survey;
mod switch;
mod turn;

use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;
use leptos::web_sys::wasm_bindgen::JsCast;
use sordino_contract::{Ask, CampaignId, ChannelId, Date, Document, Path, Timestamp, Wishes};

pub use failure::{Failure, Trouble};
pub use preferences::Preferences;

use crate::center::{Center, Scope};
use crate::instead::Instead;
use crate::words::{Words, around, fill};
use crate::{Lang, dates};

/// What every component is given.
#[derive(Clone, Copy)]
pub struct Ui {
    /// The preferences and the wishes under way. Everything that can change reads it.
    pub center: RwSignal<Center>,
    /// What the widget says.
    pub words: &'static Words,
    /// The language that it says it in.
    pub lang: Lang,
    /// The language that the sender's own words are in, BCP 47.
    pub labels: &'static str,
    /// Whether this is the hosted page, which has no host to choose the language for it.
    pub hosted: bool,
    /// Runs with what the reader wants, and with which element of the page it was.
    pub on_act: OnAct,
    /// Which element of the page this is.
    pub element: u32,
}

/// What runs with the number of an element of the page, and what its reader wants.
///
/// A plain function, because it goes wherever a component does and adds nothing to the
/// WebAssembly.
pub type OnAct = fn(u32, Act);

/// An element of the page, and what runs when its reader wants something.
pub type Listener = (u32, OnAct);

/// What a reader can want.
#[derive(Debug, Clone)]
pub enum Act {
    /// That something be different.
    Wish(Wishes),
    /// That many switches be turned as one.
    Turn(Scope),
    /// To see what the fields of the search ask for.
    Find,
    /// That what was saved last be taken back.
    Undo,
    /// What a form about a pause asks for.
    Form(SubmitEvent),
    /// To say why something was turned down, by a reason's code.
    Reason(String),
    /// Something instead of what was just turned off.
    Instead(Instead),
    /// To ask the people at the sender for this.
    Ask(Ask),
    /// The page on paper.
    Print,
    /// That what did not work be tried again.
    Retry,
}

impl Ui {
    /// Asks for what the reader wants.
    fn act(self, act: Act) {
        (self.on_act)(self.element, act);
    }

    /// The channel that the link is about, if it is about one: the page that a plain link or form
    /// leads to is about it, too.
    fn by(self) -> String {
        if cfg!(target_arch = "wasm32") {
            return String::new();
        }
        self.center.with_untracked(|center| match center.focus() {
            Some(Scope::Cell(_, channel)) => channel.as_str().into(),
            _ => String::new(),
        })
    }

    /// Whether script runs the page. Until then forms do.
    fn live(self) -> bool {
        self.center.with_untracked(Center::live)
    }

    /// What is made of the document when its turn comes.
    fn later<V: IntoView>(self, make: impl FnOnce(&Document) -> V + 'static) -> Node {
        let make = move |center: &Center| make(center.shown()).into_view();
        Node::Later(Box::new(move || self.center.with_untracked(make)))
    }

    /// A text that follows the center, but not what is looked for unless it is asked
    /// [`often`](Live::often).
    fn text(self, read: impl Fn(&Center) -> String + 'static) -> Text {
        Text::new(move || self.center.with_untracked(&read))
    }

    /// A yes or no that follows the center, as [`Ui::text`] does.
    fn flag(self, read: impl Fn(&Center) -> bool + 'static) -> Flag {
        Flag::new(move || self.center.with_untracked(&read))
    }

    /// The day in words, in the reader's own customs where they are of the page's language.
    fn day(self, date: Date) -> String {
        dates::long(date, &self.locale())
    }

    /// The moment in the person's own zone, in the same customs: its day, or with the time too.
    fn moment(self, at: Timestamp, with_time: bool) -> String {
        let zone = self.center.with_untracked(|it| it.shown().subscriber.time_zone.clone());
        dates::moment(at, &zone, &self.locale(), with_time)
    }

    fn locale(self) -> String {
        let own = self.center.with_untracked(|center| center.shown().subscriber.locale.clone());
        match own {
            Some(own)
                if own.len() > 2 && Lang::of(&own) == Some(self.lang) && dates::speaks(&own) =>
            {
                own
            }
            _ => self.lang.date_locale().into(),
        }
    }
}

/// The element that an event happened to.
fn target<T: JsCast>(ev: &Event) -> Option<T> {
    ev.target()?.dyn_into().ok()
}

/// A place as people call it: `SMS`, `Spring sale · SMS`. What is no longer there is known by its
/// id alone.
fn name_of(document: &Document, path: &Path) -> String {
    let channel = |id: &ChannelId| match document.channel(id) {
        Some(channel) => channel.label.clone(),
        None => id.as_str().into(),
    };
    let campaign = |id: &CampaignId| match document.campaign(id) {
        Some(campaign) => campaign.label.clone(),
        None => id.as_str().into(),
    };
    match path {
        Path::Channel(id) => channel(id),
        Path::Cell(of, id) => [&*campaign(of), " · ", &channel(id)].concat(),
        Path::Frequency(id) => campaign(id),
        _ => String::new(),
    }
}

/// How often, in words. What the sender calls by another name is shown by that.
fn word_for<'a>(words: &Words, word: &'a str) -> &'a str {
    match word {
        "" => words.often_own(),
        "every" => words.often_every(),
        "daily" => words.often_daily(),
        "weekly" => words.often_weekly(),
        "monthly" => words.often_monthly(),
        other => other,
    }
}

/// `text` with two values in its two places, in the order of the language. The second place is
/// told by its name.
pub(crate) fn say_two(text: &str, first: &str, place: &str, second: &str) -> String {
    let (head, rest) = text.split_at(text.find('}').map_or(text.len(), |at| at + 1));
    let (before, after) = if head.ends_with(place) { (second, first) } else { (first, second) };
    say(head, before) + &say(rest, after)
}

/// `text` with words of the sender's in its one place, in the language that these are in.
fn say_theirs(ui: Ui, text: &'static str, theirs: &str) -> Node {
    let (before, after) = around(text).unwrap_or((text, ""));
    let theirs = theirs.to_owned();
    view! { {before}<span theirs=ui.labels>{theirs}</span>{after} }
}

/// `text` with the name in its one place.
fn say(text: &str, value: &str) -> String {
    fill(text, value)
}
