//! The preference document: what a `GET` answers.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    CampaignId, ChannelId, Date, FrequencyId, GroupId, Map, Path, PauseId, PauseWish, Receipt,
    Request, VERSION, Value,
};

/// Everything that one person is offered, and what they chose.
///
/// Members that a reader does not know are to be ignored: a backend may add some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Document {
    /// The version of the contract: `1`. A reader shows nothing of a version that it does not know.
    #[serde(deserialize_with = "version")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("const" = crate::VERSION)))]
    pub contract: String,
    /// Changes whenever anything else here does, and only then. Opaque; the `ETag` is the same in
    /// quotes.
    pub revision: String,
    /// The day it is now for the subscriber, in their `time_zone`.
    ///
    /// The backend says it, so that it and every reader agree on which pauses have begun.
    pub today: Date,
    /// Whose preferences these are.
    pub subscriber: Subscriber,
    /// Who sends.
    pub sender: Sender,
    /// The master switch: `false` turns everything off that is not required.
    pub subscribed: bool,
    /// The ways in which the sender reaches this person, in the order to show them.
    pub channels: Vec<Channel>,
    /// The headings that campaigns are shown under, in order. Absent: none.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What the sender writes about, in the order to show it.
    pub campaigns: Vec<Campaign>,
    /// Pauses that are not over, 50 at the most. Absent: none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::PAUSES_MAX)))]
    pub pauses: Vec<Pause>,
    /// The longest pause that may be asked for, in days. Absent: any length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub pause_days_max: Option<u16>,
    /// What to ask after somebody left. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<Survey>,
    /// What the backend can do beyond turning on and off. Absent: nothing more.
    #[serde(default)]
    pub can: Vec<Capability>,
    /// What the person asked for and is not done yet, the oldest first; of each kind one at the
    /// most. Absent: nothing, or the link may only withdraw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    /// The receipts of what the person changed or asked for, the newest first, 20 at the most.
    /// Absent: nothing yet, none are kept, or the link may only withdraw: it may have been
    /// forwarded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::HISTORY_MAX)))]
    pub history: Vec<Receipt>,
    /// What the link that was used may do.
    pub power: Power,
}

/// The person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subscriber {
    /// Enough of the address to recognise it and no more: `w•••@example.com`. For display.
    pub address_hint: String,
    /// The person's language, BCP 47. Absent or `null`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::LanguageTag>"))]
    pub locale: Option<String>,
    /// The zone that the person's days are counted in, from the IANA database: `Asia/Shanghai`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::TimeZone"))]
    pub time_zone: String,
}

/// The sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sender {
    /// The name that people know it by. For display.
    pub name: String,
    /// An image, as a URL. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Url>"))]
    pub logo: Option<String>,
    /// How to reach a person there. Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// The privacy notice, as a URL. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Url>"))]
    pub privacy: Option<String>,
}

/// How to reach a person at the sender. Each may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Support {
    /// A mail address. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::MailAddress>"))]
    pub email: Option<String>,
    /// A telephone number as people dial it. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A page, as a URL. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Url>"))]
    pub url: Option<String>,
}

/// A way of reaching the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Channel {
    /// Its id, which no other channel of the document has.
    pub id: ChannelId,
    /// `email`, `sms`, `phone`, `push`, `post`, `chat` or another word; a hint for an icon.
    pub kind: String,
    /// Its name. For display.
    pub label: String,
    /// Whether anything may come this way.
    pub on: bool,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// Its id, which no other group of the document has.
    pub id: GroupId,
    /// Its name. For display.
    pub label: String,
}

/// Something that the sender writes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Campaign {
    /// Its id, which no other campaign of the document has.
    pub id: CampaignId,
    /// Its name. For display.
    pub label: String,
    /// What it is, in a sentence. For display. Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The group it is shown in. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Where it is in its life.
    pub status: Status,
    /// Its first day. Absent: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Date>,
    /// Its last day. Absent: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Date>,
    /// The channels that it may come by, each on or off: the cells of the matrix.
    pub channels: Map<ChannelId, bool>,
    /// Why it cannot be turned off, in the sender's words. Absent or `null`: it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
    /// How often it comes by itself, in the sender's words: `About twice a month`. For display.
    /// Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<String>,
    /// The day, in the subscriber's zone, on which something of it was last sent to this person.
    /// Absent: nothing was, or it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sent: Option<Date>,
    /// How often it may come. Absent: the person has no say in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
}

/// Where a campaign is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has not begun.
    Planned,
    /// It is being sent.
    Running,
    /// It is over.
    Ended,
    /// The sender called it off.
    Cancelled,
}

/// How often a campaign may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Frequency {
    /// What was chosen. Absent or `null`: the sender's own rhythm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<FrequencyId>,
    /// What may be chosen, the most often first.
    pub choices: Vec<FrequencyId>,
}

/// Nothing comes from one day to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pause {
    /// Its id, which no other pause of the document has.
    pub id: PauseId,
    /// What is paused, and when.
    #[serde(flatten)]
    pub wish: PauseWish,
}

/// What to ask after somebody left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Survey {
    /// The reasons to choose from, in order.
    pub reasons: Vec<Reason>,
    /// The longest comment, in characters (Unicode code points). 0: no comment is asked for.
    pub comment_max: u16,
}

/// A reason for leaving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// Its code, as it is sent back.
    pub code: String,
    /// Its words. For display.
    pub label: String,
    /// What may suit better than leaving: of the document's `can`, and `campaign`, to leave no
    /// more than the campaign that the link is about. Absent: nothing.
    #[serde(default)]
    pub offers: Vec<Capability>,
}

/// Something that a backend can do beyond turning on and off: `pause` (keep pauses), `frequency`
/// (keep how often), `export` (be asked for a copy of what is known of the person), `erase` (be
/// asked to forget the person), or a word of its own. Readers ignore what they do not know. Every
/// backend can turn off one `campaign` alone, so that word stands in `offers` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "String", into = "String")]
#[cfg_attr(feature = "schema", schemars(extend("examples" = Self::KNOWN.map(|it| it.as_str().to_owned()))))]
pub enum Capability {
    /// Keep pauses.
    Pause,
    /// Keep how often.
    Frequency,
    /// Be asked for a copy of what is known of the person.
    Export,
    /// Be asked to forget the person.
    Erase,
    /// Turn off one campaign alone.
    Campaign,
    /// Something that this version of the contract has no word for.
    Other(String),
}

impl Capability {
    /// Those that this version of the contract has words for.
    pub const KNOWN: [Self; 5] =
        [Self::Pause, Self::Frequency, Self::Export, Self::Erase, Self::Campaign];

    /// The word for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pause => "pause",
            Self::Frequency => "frequency",
            Self::Export => "export",
            Self::Erase => "erase",
            Self::Campaign => "campaign",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Capability {
    fn from(word: String) -> Self {
        match word.as_str() {
            "pause" => Self::Pause,
            "frequency" => Self::Frequency,
            "export" => Self::Export,
            "erase" => Self::Erase,
            "campaign" => Self::Campaign,
            _ => Self::Other(word),
        }
    }
}

impl From<Capability> for String {
    fn from(capability: Capability) -> Self {
        capability.as_str().into()
    }
}

/// What a link may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Turn down only: the link of a message that may have been forwarded.
    Withdraw,
    /// Turn down and up.
    Manage,
}

/// Reads the version that this crate speaks. Another one may mean another thing by the same words.
fn version<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let version = String::deserialize(from)?;
    if version == VERSION { Ok(version) } else { Err(D::Error::custom("version `1` is expected")) }
}

impl Document {
    /// The channel with this id.
    pub fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == *id)
    }

    /// The campaign with this id.
    pub fn campaign(&self, id: &CampaignId) -> Option<&Campaign> {
        self.campaigns.iter().find(|campaign| campaign.id == *id)
    }

    /// Whether the backend can do this.
    pub fn can(&self, capability: &Capability) -> bool {
        self.can.contains(capability)
    }

    /// What stands at `path`; `None` if there is no such place.
    ///
    /// A pause that is not there is [`Value::Nothing`]: any pause may be asked for.
    pub fn value(&self, path: &Path) -> Option<Value> {
        Some(match path {
            Path::Subscribed => Value::Flag(self.subscribed),
            Path::Channel(id) => Value::Flag(self.channel(id)?.on),
            Path::Cell(campaign, channel) => {
                Value::Flag(*self.campaign(campaign)?.channels.get(channel)?)
            }
            Path::Frequency(campaign) => match &self.campaign(campaign)?.frequency.as_ref()?.now {
                Some(now) => Value::Text(now.as_str().into()),
                None => Value::Nothing,
            },
            Path::Pause(id) => match self.pauses.iter().find(|pause| pause.id == *id) {
                Some(pause) => Value::Pause(pause.wish.clone()),
                None => Value::Nothing,
            },
        })
    }

    /// Puts `value` at `path`. What does not fit there is left out: [`plan`](crate::plan) is
    /// where a wish is checked.
    pub fn put(&mut self, path: &Path, value: &Value) {
        match (path, value) {
            (Path::Subscribed, Value::Flag(on)) => self.subscribed = *on,
            (Path::Channel(id), Value::Flag(on)) => {
                if let Some(channel) = self.channels.iter_mut().find(|channel| channel.id == *id) {
                    channel.on = *on;
                }
            }
            (Path::Cell(campaign, channel), Value::Flag(on)) => {
                if let Some(cell) = self.row(campaign).and_then(|row| row.channels.get_mut(channel))
                {
                    *cell = *on;
                }
            }
            (Path::Frequency(campaign), value) => {
                let now = match value {
                    Value::Text(word) => word.parse().ok(),
                    _ => None,
                };
                if let Some(frequency) = self.row(campaign).and_then(|row| row.frequency.as_mut()) {
                    frequency.now = now;
                }
            }
            (Path::Pause(id), value) => {
                let at = self.pauses.iter().position(|pause| pause.id == *id);
                match (at, value) {
                    (Some(at), Value::Pause(wish)) => self.pauses[at].wish = wish.clone(),
                    (None, Value::Pause(wish)) => {
                        self.pauses.push(Pause { id: id.clone(), wish: wish.clone() });
                    }
                    (Some(at), Value::Nothing) => {
                        self.pauses.remove(at);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn row(&mut self, id: &CampaignId) -> Option<&mut Campaign> {
        self.campaigns.iter_mut().find(|campaign| campaign.id == *id)
    }
}
