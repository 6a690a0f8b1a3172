//! What a person asks the sender for: a copy of what is known of them, or to be forgotten.

use serde::{Deserialize, Serialize};

use crate::{Capability, ChangeId, Code, Document, Power, Refusal, Timestamp};

/// The most past changes that a document lists.
pub const HISTORY_MAX: usize = 20;

/// Something that only people at the sender can do, and that is therefore asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A copy of what is known of the person.
    Export,
    /// To be forgotten.
    Erase,
}

/// What the person asked for, from when it was taken in until it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// The id of the change that asked, which its receipt has too: what to name when asking
    /// what became of it.
    pub id: ChangeId,
    /// What was asked for: `export` or `erase`. Readers ignore a word that they do not know.
    pub what: Capability,
    /// When it was taken in.
    pub recorded_at: Timestamp,
}

impl Ask {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Export, Self::Erase];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Erase => "erase",
        }
    }

    /// What a word stands for.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ask| ask.as_str() == word)
    }

    /// What a backend's `can` says if this may be asked for.
    pub fn capability(self) -> Capability {
        match self {
            Self::Export => Capability::Export,
            Self::Erase => Capability::Erase,
        }
    }
}

impl Document {
    /// What was asked for and is not done yet.
    pub fn pending(&self, ask: Ask) -> Option<&Request> {
        self.requests.iter().find(|request| request.what == ask.capability())
    }
}

/// What `ask` would add to the requests of `document`: nothing, if the same was asked for before
/// and is not done yet.
///
/// # Errors
///
/// A [`Refusal`] if the backend does not offer it, or the link may only turn down: a message
/// that was forwarded must not have anybody erased, or send their data to somebody else.
pub fn plan_ask(document: &Document, ask: Option<Ask>) -> Result<Option<Ask>, Refusal> {
    let Some(ask) = ask else {
        return Ok(None);
    };
    let refuse = |code| Err(Refusal { code, pointer: "/ask".into() });
    if !document.can(&ask.capability()) {
        return refuse(Code::NotOffered);
    }
    if document.power == Power::Withdraw {
        return refuse(Code::WithdrawOnly);
    }
    Ok(document.pending(ask).is_none().then_some(ask))
}
