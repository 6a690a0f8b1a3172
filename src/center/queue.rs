//! The line beyond one page view: what is kept of it, what comes back, what leaves in haste.

use std::mem;

use sordino_contract::{ChangeSet, Document, Path, Timestamp, Value, Via, Wishes};

use super::{Center, Wish};

/// The code for a wish that was carried out, or could not be, and does not hold: somebody said
/// otherwise later, in another tab or on another device.
pub const OVERTAKEN: &str = "overtaken";

impl Center {
    /// The line as a JSON array of change sets, for keeping. A reason is left out: what somebody
    /// says in their own words is not left behind on a device.
    pub fn queue(&mut self, via: Via) -> String {
        let mut json = String::from("[");
        for wish in self.line.iter_mut().filter(|wish| wish.reason.is_none()) {
            if json.len() > 1 {
                json.push(',');
            }
            json.push_str(&wish.json(via, None));
        }
        json.push(']');
        json
    }

    /// Takes in what an earlier visit could not say to the end, in its order: before everything
    /// of this visit that has not left yet. It is the same change as then, to the letter.
    pub fn adopt(&mut self, earlier: Vec<ChangeSet>) {
        let before = self.line.len();
        let mut at = usize::from(self.line.first().is_some_and(|wish| wish.under_way));
        for change in earlier {
            let Some(made_at) = change.made_at else {
                continue;
            };
            if self.line.iter().any(|wish| wish.id == change.id) {
                continue;
            }
            let wish = Wish {
                id: change.id,
                made_at,
                revision: change.revision.unwrap_or_default(),
                // It may have arrived, and only the answer found nobody.
                tries: 1,
                via: change.via,
                paths: paths(&change.set),
                set: change.set,
                ask: change.ask,
                reason: None,
                undoes: false,
                under_way: false,
            };
            self.line.insert(at, wish);
            at += 1;
        }
        if self.line.len() > before {
            self.show();
        }
    }

    /// Everything that has not left, as JSON in the order of asking, to be sent without waiting
    /// for an answer: the page goes away. It all stays in the line until it is answered.
    pub fn leave(&mut self, via: Via, now: Timestamp) -> Vec<String> {
        self.changes += 1;
        let mut leaving = Vec::new();
        for wish in self.line.iter_mut().filter(|wish| !wish.under_way) {
            wish.tries = wish.tries.max(1);
            leaving.push(wish.json(via, Some(now)));
        }
        leaving
    }

    /// Whether the line waits for the network, and outlives the page.
    pub fn kept(&self) -> bool {
        self.kept
    }
}

impl Wish {
    /// The change set. It is the same for every try, but for when it is sent.
    pub(super) fn json(&mut self, via: Via, sent_at: Option<Timestamp>) -> String {
        let change = ChangeSet {
            id: self.id.clone(),
            revision: Some(mem::take(&mut self.revision)),
            made_at: Some(self.made_at),
            sent_at,
            via: Some(*self.via.get_or_insert(via)),
            set: mem::take(&mut self.set),
            ask: self.ask,
            reason: self.reason.take(),
        };
        let json = change.to_json();
        self.revision = change.revision.unwrap_or_default();
        (self.set, self.reason) = (change.set, change.reason);
        json
    }
}

/// The places that wishes are about.
pub(super) fn paths(wishes: &Wishes) -> Vec<Path> {
    let mut paths = Vec::new();
    for (path, _) in wishes.each() {
        paths.push(path);
    }
    paths
}

/// The places of these where something else stands. Of a pause only that it is there counts: the
/// same one can be written in several ways.
pub(super) fn fallen(document: &Document, values: Vec<(Path, Value)>) -> Vec<Path> {
    let mut fallen = Vec::new();
    for (path, value) in values {
        match (document.value(&path), value) {
            (Some(Value::Pause(_)), Value::Pause(_)) => {}
            (stands, value) if stands.as_ref() == Some(&value) => {}
            _ => fallen.push(path),
        }
    }
    fallen
}
