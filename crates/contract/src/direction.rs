//! Which way a change goes: towards more messages, or towards fewer.

use crate::{Changed, Document, Path, PauseWish, Value};

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Something may come that did not. Needs [`Power::Manage`](crate::Power::Manage), and
    /// yields to a later wish for less.
    Up,
    /// Only less than before.
    Down,
}

impl Changed {
    /// Which way this change goes. `document` tells which frequency is the more frequent.
    pub fn direction(&self, document: &Document) -> Direction {
        let down = match (&self.was, &self.is) {
            (_, Value::Flag(on)) => !on,
            (Value::Pause(was), Value::Pause(is)) => is.holds_back_all_of(was),
            (_, Value::Pause(_)) => true,
            (Value::Pause(_), _) => false,
            (was, is) => self.rank(document, is) >= self.rank(document, was),
        };
        if down { Direction::Down } else { Direction::Up }
    }

    /// How seldom a frequency is: 0 for the sender's own rhythm, then the place among the
    /// choices, which stand the most often first.
    fn rank(&self, document: &Document, value: &Value) -> usize {
        let (Path::Frequency(campaign), Value::Text(word)) = (&self.path, value) else {
            return 0;
        };
        let choices = document.campaign(campaign).and_then(|row| row.frequency.as_ref());
        choices
            .and_then(|frequency| {
                frequency.choices.iter().position(|choice| choice.as_str() == word)
            })
            .map_or(0, |place| place + 1)
    }
}

impl PauseWish {
    fn holds_back_all_of(&self, other: &Self) -> bool {
        self.from <= other.from
            && other.until <= self.until
            && wider(self.campaigns.as_deref(), other.campaigns.as_deref())
            && wider(self.channels.as_deref(), other.channels.as_deref())
    }
}

/// Whether one filter lets through all of another; no filter lets through everything.
fn wider<T: PartialEq>(this: Option<&[T]>, other: Option<&[T]>) -> bool {
    match (this, other) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(this), Some(other)) => other.iter().all(|item| this.contains(item)),
    }
}
