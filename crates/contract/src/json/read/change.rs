//! Reading change sets: what a reader kept of its own, to send later.

use super::{Node, ReadError, Reading, reading, value};
use crate::{Ask, ChangeSet, GivenReason, Path, Via, Wishes};

impl ChangeSet {
    /// Reads a change set. Members that it does not know are left alone, and so is a campaign of
    /// which nothing is wished: this is for a reader's own notes. A backend, which refuses what it
    /// does not know, uses `serde`.
    ///
    /// # Errors
    ///
    /// The first member that is missing or not of its kind.
    pub fn read<N: Node>(node: &N) -> Result<Self, ReadError> {
        reading(node, |from| Self {
            id: from.id("id"),
            revision: from.word("revision"),
            made_at: from.maybe("made_at"),
            sent_at: from.maybe("sent_at"),
            via: from.one("via", Via::of),
            set: from.object("set", |from| {
                let mut wishes = Wishes::default();
                let places = wish(from, "", &mut wishes);
                // A value that cannot stand at its place is left out there.
                from.needed("set", (wishes.each().len() == places).then_some(()));
                wishes
            }),
            ask: from.one("ask", Ask::of),
            reason: from.maybe_object("reason", |from| GivenReason {
                code: from.text("code"),
                comment: from.word("comment"),
                receipt: from.maybe("receipt"),
            }),
        })
    }
}

/// Reads the wishes inside an object, which is where the path of its members begins. Answers how
/// many places they are about.
fn wish<N: Node>(from: &Reading<'_, N>, at: &str, wishes: &mut Wishes) -> usize {
    let mut places = 0;
    for name in from.needed("set", from.node.names()).unwrap_or_default() {
        let at = [at, "/", &name].concat();
        if let Ok(path) = at.parse::<Path>() {
            wishes.want(&path, &value(from, &name));
            places += 1;
        } else if let Some(node) = from.node.member(&name) {
            places += from.inside(&node, |from| wish(from, &at, wishes));
        }
    }
    places
}
