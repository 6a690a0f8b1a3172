//! What stands in the fields of the page.

use js_sys::Array;
use leptos::ev::SubmitEvent;
use sordino_contract::{Value, Wishes};

use super::App;
use crate::center::{Center, Query};
use crate::form::{self, Pausing};

impl App {
    /// What the fields of the search ask for.
    pub(super) fn query(&self) -> Query {
        Query::read(&pairs(&self.page.query()))
    }

    /// What a form about a pause asks for. A day that is none is the browser's to refuse.
    pub(super) fn pausing(&self, ev: &SubmitEvent, center: &Center) -> Option<Wishes> {
        let fields = pairs(&self.page.fields(ev));
        let Pausing { id, wish } = form::pausing(&fields).ok()??;
        // The same pause asked for again, by a double click, is that pause.
        let mut pauses = center.shown().pauses.iter();
        let same = pauses.find(|pause| wish.as_ref() == Some(&pause.wish));
        let id = match id.or_else(|| Some(same?.id.clone())) {
            Some(id) => id,
            None => self.page.uuid().parse().ok()?,
        };
        let mut wishes = Wishes::default();
        wishes.pauses.insert(id, wish);
        Some(wishes)
    }

    /// What was turned before the script was there to hear it: each a wish of its own, so that
    /// one that is refused takes none of the others with it.
    pub(super) fn early_wishes(&self) -> Vec<Wishes> {
        let mut early = Vec::new();
        for turned in self.page.early().split(',') {
            let Some((how, path)) = turned.find('/').and_then(|at| turned.split_at_checked(at))
            else {
                continue;
            };
            let value = match how.strip_prefix('=') {
                Some(word) => form::chosen(word),
                None => Value::Flag(how == "+"),
            };
            if let Ok(path) = path.parse() {
                let mut wishes = Wishes::default();
                wishes.want(&path, &value);
                early.push(wishes);
            }
        }
        early
    }
}

/// Names and values in turn, in pairs.
fn pairs(texts: &Array) -> Vec<(String, String)> {
    let mut texts = texts.iter().filter_map(|text| text.as_string());
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
        pairs.push((name, value));
    }
    pairs
}
