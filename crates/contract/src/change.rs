//! The change set: what a `POST` sends.

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Ask, CampaignId, ChangeId, ChannelId, Date, FrequencyId, Map, PauseId, Timestamp};

/// What somebody wants to be different.
///
/// What is not mentioned stays as it is, so two people, tabs or programs that change different
/// things never undo each other. Members that are not listed here are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a change set: an object with `id` and `set` is expected")]
pub struct ChangeSet {
    /// Chosen by whoever makes the change: a UUID. The same id again has no further effect and
    /// the same receipt; the same id with another body is refused.
    pub id: ChangeId,
    /// The revision of the document that was on the screen, kept as evidence of what the
    /// choice was made from. It never makes a change fail. Absent: not known.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub revision: Option<String>,
    /// When the wish was made, which may be long before it arrives. One made earlier never
    /// turns on what a later one turned off. Absent, or later than now: as it arrives.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Timestamp"))]
    pub made_at: Option<Timestamp>,
    /// What the reader's clock says as it sends this, which may be another time for every try.
    /// A backend tells from it, to the minute, how wrong that clock is. It is no part of what is
    /// asked, so it may differ under the same id. Absent: the clock is right.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Timestamp"))]
    pub sent_at: Option<Timestamp>,
    /// Where it was made. Absent: by the backend's own caller.
    #[serde(default, deserialize_with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Via"))]
    pub via: Option<Via>,
    /// What should hold.
    pub set: Wishes,
    /// What is asked of the people at the sender, if the document's `can` has the word. Asked
    /// again before it is done, it is one request. Absent: nothing.
    #[serde(default, deserialize_with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Ask"))]
    pub ask: Option<Ask>,
    /// Why. Absent: not said, which is always allowed.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "GivenReason"))]
    pub reason: Option<GivenReason>,
}

/// In milliseconds.
const MINUTE: i64 = 60_000;

impl ChangeSet {
    /// When the wish was made by the clock of a backend that received it at `received`: never
    /// later than that.
    ///
    /// A device whose clock is wrong by hours could otherwise turn nothing on that was turned
    /// off within those hours. How wrong it is is told to the minute: to the millisecond it would
    /// be how long each message took on its way, and of two quick clicks the second could seem
    /// the earlier.
    pub fn made_at_by(&self, received: Timestamp) -> Timestamp {
        let Some(made_at) = self.made_at else {
            return received;
        };
        let wrong = self.sent_at.map_or(0, |sent_at| {
            let by = received.as_millis() - sent_at.as_millis();
            (by + MINUTE / 2).div_euclid(MINUTE) * MINUTE
        });
        Timestamp::from_millis(made_at.as_millis() + wrong).min(received)
    }

    /// The latest that the wish can have been made by that clock: what [`plan`](crate::plan) is
    /// to be given. Half a minute may lie between two clocks that agree to the minute, and
    /// somebody who left on one device and comes back on another within it means the second.
    pub fn made_at_latest(&self, received: Timestamp) -> Timestamp {
        let slack = if self.sent_at.is_some() { MINUTE / 2 } else { 0 };
        let made_at = self.made_at_by(received).as_millis();
        Timestamp::from_millis(made_at + slack).min(received)
    }
}

/// Where a change was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The hosted page, by its script.
    Page,
    /// The hosted page, by a plain form.
    Form,
    /// A website that embeds the widget.
    Embed,
    /// A mobile app's web view.
    App,
    /// Somebody at the sender, for the person.
    Agent,
    /// A program.
    Api,
}

impl Via {
    /// Each of them.
    pub const ALL: [Self; 6] =
        [Self::Page, Self::Form, Self::Embed, Self::App, Self::Agent, Self::Api];

    /// What a word stands for.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|via| via.as_str() == word)
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Form => "form",
            Self::Embed => "embed",
            Self::App => "app",
            Self::Agent => "agent",
            Self::Api => "api",
        }
    }
}

/// What should hold. Everything may be absent, and then stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object of wishes is expected")]
pub struct Wishes {
    /// The master switch: `false` turns everything off that is not required. Absent: it stays.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub subscribed: Option<bool>,
    /// Channels to turn on or off, by their ids. Absent: all stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub channels: Map<ChannelId, bool>,
    /// What to change in single campaigns, by their ids. Absent: all stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub campaigns: Map<CampaignId, CampaignWish>,
    /// Pauses to make, change, or (by `null`) end. A key that is not in the document makes a
    /// pause with that id. Absent: all stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub pauses: Map<PauseId, Option<PauseWish>>,
}

/// What should hold for one campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object of wishes for a campaign is expected")]
pub struct CampaignWish {
    /// Channels to turn on or off for this campaign, by their ids. Absent: all stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub channels: Map<ChannelId, bool>,
    /// How often to send; `null` goes back to the sender's own rhythm. Absent: it stays.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub frequency: Change<FrequencyId>,
}

/// A pause as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PauseWish {
    /// The first day without messages, in the subscriber's zone.
    pub from: Date,
    /// The last day without messages. They resume by themselves the day after.
    pub until: Date,
    /// The campaigns that pause. Absent or `null`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaigns: Option<Vec<CampaignId>>,
    /// The channels that pause. Absent or `null`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<ChannelId>>,
}

/// Why somebody left, in the terms of the document's survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object with `code` is expected")]
pub struct GivenReason {
    /// A code of the document's survey.
    pub code: String,
    /// In their own words; at most as many characters (Unicode code points) as the survey's
    /// `comment_max`. Absent: none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub comment: Option<String>,
    /// The id of the change that it explains. Absent: the one that it came with.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "ChangeId"))]
    pub receipt: Option<ChangeId>,
}

/// Three different wishes: leave it, clear it, set it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Not mentioned: stays as it is.
    #[default]
    Keep,
    /// `null`: back to nothing.
    Clear,
    /// A value: this from now on.
    Set(T),
}

impl<T> Change<T> {
    /// Whether it was not mentioned.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => serializer.serialize_some(value),
            Self::Keep | Self::Clear => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// Reads a member that may be absent but not `null`: where there is nothing to clear, a `null`
/// is a mistake, and to take it for silence would hide it.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Like [`given`], for a member that is one of some words. serde would also take
/// `{"page": null}` for `"page"`, and serde_json calls a number in its place no JSON at all.
fn word<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(from)?;
    T::deserialize(IntoDeserializer::<D::Error>::into_deserializer(text)).map(Some)
}
