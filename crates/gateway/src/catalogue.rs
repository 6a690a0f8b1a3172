//! What the sender offers: channels, groups, campaigns, the survey, and who the sender is.

mod check;
mod text;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sordino_contract::{
    Ask, CampaignId, Capability, ChannelId, Date, FrequencyId, GroupId, Status, Support,
};

pub use text::Text;

/// What the sender offers, as `catalogue.toml` has it and as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Who sends.
    pub sender: Sender,
    /// The ways of reaching people, in the order to show them.
    pub channels: Vec<Channel>,
    /// The headings, in order. Absent: none.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What the sender writes about, in the order to show it.
    #[serde(default)]
    pub campaigns: Vec<Campaign>,
    /// What pauses may be asked for. Absent: any.
    #[serde(default)]
    pub pauses: Pauses,
    /// What people may ask for. Absent: nothing.
    #[serde(default, skip_serializing_if = "Requests::is_empty")]
    pub requests: Requests,
    /// What to ask after somebody left. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<Survey>,
}

/// The sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// The name that people know it by.
    pub name: Text,
    /// The privacy notice, an `https` or `http` URL. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Text>,
    /// How to reach a person there. Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
}

/// A way of reaching people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// `email`, `sms`, `phone`, `push`, `post`, `chat` or another word.
    pub kind: String,
    /// Its name.
    pub label: Text,
    /// Whether it is on for those who never said. Absent: on. It is only a mask: nothing comes
    /// by it that is not on in a campaign too.
    #[serde(default = "on")]
    pub default: bool,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub label: Text,
}

/// Something that the sender writes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Its name.
    pub label: Text,
    /// What it is, in a sentence. Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// The group that it is shown in. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Its first day. Absent: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Date>,
    /// Its last day. Absent: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Date>,
    /// `cancelled`. Absent: as its days say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Cancelled>,
    /// The channels that it may come by.
    pub channels: Vec<ChannelId>,
    /// Those of its channels that are on for people who never said. Absent: none, for silence
    /// is not consent; but all of them if it is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Vec<ChannelId>>,
    /// Why it cannot be turned off. Absent: it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Text>,
    /// How often it comes by itself, in words: `About twice a month`. Absent: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<Text>,
    /// How often it may come, the most often first. Absent: people have no say in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Vec<FrequencyId>>,
}

/// The one status that days cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancelled {
    /// The sender called it off.
    Cancelled,
}

/// What pauses may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pauses {
    /// Whether any may. Absent: yes.
    #[serde(default = "on", skip_serializing_if = "Clone::clone")]
    pub offered: bool,
    /// The longest, in days. Absent: any length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_max: Option<u16>,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { offered: true, days_max: None }
    }
}

/// What people may ask for, and somebody at the sender then does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// `export`, a copy of what is known of them; `erase`, to be forgotten.
    pub offered: Vec<Ask>,
}

impl Requests {
    fn is_empty(&self) -> bool {
        self.offered.is_empty()
    }
}

/// What to ask after somebody left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// The longest comment, in characters. Absent or 0: no comment is asked for.
    #[serde(default)]
    pub comment_max: u16,
    /// The reasons to choose from, in order.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// A reason for leaving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its code.
    pub code: String,
    /// Its words.
    pub label: Text,
    /// What may suit better than leaving. Absent: nothing.
    #[serde(default)]
    pub offers: Vec<Capability>,
}

fn on() -> bool {
    true
}

impl Campaign {
    /// Where it is in its life on a day.
    pub fn status_on(&self, day: Date) -> Status {
        if self.status.is_some() {
            Status::Cancelled
        } else if self.starts.is_some_and(|starts| day < starts) {
            Status::Planned
        } else if self.ends.is_some_and(|ends| ends < day) {
            Status::Ended
        } else {
            Status::Running
        }
    }

    /// Whether it is on by `channel` for those who never said.
    pub fn on_by_default(&self, channel: &ChannelId) -> bool {
        match &self.default {
            Some(default) => default.contains(channel),
            None => self.required.is_some(),
        }
    }
}

/// Why a catalogue cannot be used: every mistake, each with its place.
#[derive(Debug, PartialEq, Eq)]
pub struct CatalogueError {
    /// The file.
    pub file: PathBuf,
    /// Where and what: `campaigns[2].group: there is no group …`.
    pub mistakes: Vec<String>,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.mistakes.iter().enumerate() {
            let line = if at == 0 { "" } else { "\n" };
            write!(f, "{line}{}: {mistake}", self.file.display())?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogueError {}

impl Catalogue {
    /// Reads and checks a catalogue file.
    ///
    /// # Errors
    ///
    /// Names the file, the key and what was expected there, for every mistake that was found.
    pub fn read(file: &Path) -> Result<Self, CatalogueError> {
        let wrong = |mistakes| CatalogueError { file: file.into(), mistakes };
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(vec![format!("it cannot be read: {error}")]))?;
        Self::parse(&text).map_err(wrong)
    }

    /// Reads and checks the text of a catalogue file.
    ///
    /// # Errors
    ///
    /// Every mistake that was found, each with the key and what was expected there.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let catalogue: Self = crate::toml_file::parse(text).map_err(|mistake| vec![mistake])?;
        let mistakes = catalogue.mistakes();
        if mistakes.is_empty() { Ok(catalogue) } else { Err(mistakes) }
    }

    /// The campaign with this id.
    pub fn campaign(&self, id: &CampaignId) -> Option<&Campaign> {
        self.campaigns.iter().find(|campaign| campaign.id == *id)
    }

    /// Whether there is a channel with this id.
    pub fn has_channel(&self, id: &ChannelId) -> bool {
        self.channels.iter().any(|channel| channel.id == *id)
    }
}
