//! The words that a preference center and a CRM use with each other: contract version 1.
//!
//! A reader (the widget) asks for a [`Document`], shows it, and sends a [`ChangeSet`]. A backend
//! [plans](plan) it, keeps it, and answers with a [`Receipt`] and the new document.
//! Both sides call the functions here, so both agree on what a change does ([`plan`], [`plan_ask`]), on what
//! is in effect and why not ([`Document::whys`]), and on how it is taken back
//! ([`Receipt::undo`]).
//!
//! Nothing here knows a browser, a server, a database or a clock: the day is a member of the
//! document, and the time of a wish a member of the change set.
#![deny(missing_docs)]

mod ask;
mod change;
mod date;
mod direction;
mod document;
mod effect;
mod id;
pub mod json;
mod map;
mod path;
mod plan;
mod problem;
mod receipt;
#[cfg(feature = "schema")]
pub mod schema;
mod timestamp;

pub use ask::{Ask, HISTORY_MAX, Request, plan_ask};
pub use change::{CampaignWish, Change, ChangeSet, GivenReason, PauseWish, Via, Wishes};
pub use date::{Date, DateError};
pub use direction::Direction;
pub use document::{
    Campaign, Capability, Channel, Document, Frequency, Group, Pause, Power, Reason, Sender,
    Status, Subscriber, Support, Survey,
};
pub use effect::Why;
pub use id::{
    CampaignId, ChangeId, ChangeIdError, ChannelId, FrequencyId, GroupId, IdError, PauseId,
};
pub use map::Map;
pub use path::{Path, PathError, Value};
pub use plan::{PAUSES_MAX, plan};
pub use problem::{Code, Problem, Refusal};
pub use receipt::{Answer, Changed, Receipt};
pub use timestamp::{Timestamp, TimestampError};

#[cfg(all(feature = "schema", target_arch = "wasm32"))]
compile_error!("the feature `schema` is for native programs: it would be most of the widget");

/// The version that this crate speaks, as it stands in [`Document::contract`].
pub const VERSION: &str = "1";
