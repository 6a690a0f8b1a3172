//! What a change did, and how it is taken back.

use serde::{Deserialize, Serialize};

use crate::{Capability, ChangeId, Document, Path, Timestamp, Value, Via, Wishes};

/// What a `POST` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// What the change did. The same for every repetition of the change.
    pub receipt: Receipt,
    /// What holds now.
    pub document: Document,
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// The change's own id.
    pub id: ChangeId,
    /// When it was kept, and so took effect.
    pub recorded_at: Timestamp,
    /// Where it was made, as the change said. Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// What is different; the order does not matter. Empty if everything already was as it was
    /// wished.
    pub changed: Vec<Changed>,
    /// The request that was taken in: `export` or `erase`. Absent: none, or the same was asked
    /// for before and is not done yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Capability>,
}

/// One place that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// Where.
    pub path: Path,
    /// What stood there before.
    pub was: Value,
    /// What stands there now.
    pub is: Value,
}

impl Receipt {
    /// The wishes that take this change back exactly, and touch nothing else: law 4.
    pub fn undo(&self) -> Wishes {
        let mut wishes = Wishes::default();
        for changed in &self.changed {
            wishes.want(&changed.path, &changed.was);
        }
        wishes
    }
}
