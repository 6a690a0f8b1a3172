//! Places in a document that somebody can change, as JSON Pointers (RFC 6901).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{CampaignId, ChannelId, PauseId, PauseWish};

/// A place that somebody can change.
///
/// Written as a JSON Pointer in which campaigns, channels and pauses go by their ids:
/// `/campaigns/spring-sale/channels/email`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", schemars(extend("pattern" = crate::schema::PATH)))]
pub enum Path {
    /// `/subscribed`: the master switch, a flag.
    Subscribed,
    /// `/channels/{channel}`: a flag.
    Channel(ChannelId),
    /// `/campaigns/{campaign}/channels/{channel}`: a flag.
    Cell(CampaignId, ChannelId),
    /// `/campaigns/{campaign}/frequency`: a text, or nothing.
    Frequency(CampaignId),
    /// `/pauses/{pause}`: a pause, or nothing.
    Pause(PauseId),
}

/// What stands at a path: on or off, a frequency, a pause, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Value {
    /// On or off.
    Flag(bool),
    /// How often.
    Text(String),
    /// A pause.
    Pause(#[serde(deserialize_with = "kept")] PauseWish),
    /// Nothing: `null`.
    Nothing,
}

/// Reads a pause of a receipt: what is asked for may hold no member that is not known, but an
/// answer may, like every other.
fn kept<'de, D: Deserializer<'de>>(from: D) -> Result<PauseWish, D::Error> {
    #[derive(Deserialize)]
    struct Kept {
        #[serde(flatten)]
        wish: PauseWish,
    }
    Kept::deserialize(from).map(|kept| kept.wish)
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError(String);

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a path must be `/subscribed`, `/channels/…`, `/campaigns/…/channels/…`, \
             `/campaigns/…/frequency` or `/pauses/…`: `{}`",
            self.0
        )
    }
}

impl std::error::Error for PathError {}

impl Path {
    /// The path as a JSON Pointer.
    pub fn text(&self) -> String {
        match self {
            Self::Subscribed => "/subscribed".into(),
            Self::Channel(channel) => ["/channels/", channel.as_str()].concat(),
            Self::Cell(campaign, channel) => {
                ["/campaigns/", campaign.as_str(), "/channels/", channel.as_str()].concat()
            }
            Self::Frequency(campaign) => ["/campaigns/", campaign.as_str(), "/frequency"].concat(),
            Self::Pause(pause) => ["/pauses/", pause.as_str()].concat(),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let read = || {
            if text == "/subscribed" {
                return Some(Self::Subscribed);
            }
            if let Some(channel) = text.strip_prefix("/channels/") {
                return Some(Self::Channel(channel.parse().ok()?));
            }
            if let Some(pause) = text.strip_prefix("/pauses/") {
                return Some(Self::Pause(pause.parse().ok()?));
            }
            // An id holds no `/`, so the first one ends it.
            let rest = text.strip_prefix("/campaigns/")?;
            let (campaign, rest) = rest.split_at(rest.bytes().position(|b| b == b'/')?);
            let campaign = campaign.parse().ok()?;
            if rest == "/frequency" {
                return Some(Self::Frequency(campaign));
            }
            Some(Self::Cell(campaign, rest.strip_prefix("/channels/")?.parse().ok()?))
        };
        read().ok_or_else(|| PathError(text.into()))
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;

    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.text()
    }
}
