//! Finding campaigns among many.

use sordino_contract::{Campaign, ChannelId, Document, Status};

use crate::fold::fold;

/// What ends each text among many: Unicode's one character that is for ever none, and stays as it
/// is whatever texts are compared by.
const END: char = '\u{ffff}';

/// The name of the field for words.
pub const TEXT: &str = "q";
/// The name of the field for a channel that it comes by.
pub const CHANNEL: &str = "channel";
/// The name of the field for a group.
pub const GROUP: &str = "group";
/// The name of the field for where it is in its life: `planned`, `running` or `over`.
pub const STATUS: &str = "status";
/// The name of the field for whether anything of it is on: `on` or `off`.
pub const STATE: &str = "state";

/// What somebody looks for. Nothing finds everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words as they were typed.
    pub text: String,
    /// A channel's id.
    pub channel: String,
    /// A group's id.
    pub group: String,
    /// `planned`, `running` or `over`.
    pub status: String,
    /// `on` or `off`.
    pub state: String,
}

impl Query {
    /// What the fields of a form, or of an address, ask for. Others are left alone.
    pub fn read(fields: &[(String, String)]) -> Self {
        let mut query = Self::default();
        for (name, value) in fields {
            let place = match name.as_str() {
                TEXT => &mut query.text,
                CHANNEL => &mut query.channel,
                GROUP => &mut query.group,
                STATUS => &mut query.status,
                STATE => &mut query.state,
                _ => continue,
            };
            place.clone_from(value);
        }
        query
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// For each campaign of the document, whether it is what somebody looks for. `said` is what
    /// all are called and said to be, as [`said`] makes it.
    ///
    /// Each word must be somewhere in that, whatever its case and its accents.
    pub(super) fn finds(&self, document: &Document, said: &str) -> Vec<bool> {
        let text = fold(&self.text);
        let mut said = said.split(END);
        let mut found = Vec::new();
        for campaign in &document.campaigns {
            let said = said.next().unwrap_or_default();
            found.push(self.fits(campaign) && text.split(' ').all(|word| holds(said, word)));
        }
        found
    }

    fn fits(&self, campaign: &Campaign) -> bool {
        let fits = |asked: &str, is: &str| asked.is_empty() || asked == is;
        let status = match campaign.status {
            Status::Planned => "planned",
            Status::Running => "running",
            Status::Ended | Status::Cancelled => "over",
        };
        let channels = campaign.channels.iter();
        let mut on = channels.filter(|(id, _)| self.covers(id)).map(|(_, on)| *on).peekable();
        // One that does not come by the channel is not what is looked for.
        on.peek().is_some()
            && fits(&self.state, if on.any(|on| on) { "on" } else { "off" })
            && fits(&self.group, campaign.group.as_ref().map_or("", |id| id.as_str()))
            && fits(&self.status, status)
    }

    /// Whether a channel is among those that are looked for.
    pub(super) fn covers(&self, channel: &ChannelId) -> bool {
        self.channel.is_empty() || self.channel == channel.as_str()
    }
}

/// Whether one text is somewhere in another. `contains` is made for long texts, and would weigh
/// half a kilobyte.
fn holds(text: &str, part: &str) -> bool {
    let text = text.as_bytes();
    let Some((first, rest)) = part.as_bytes().split_first() else {
        return true;
    };
    let begins = |at| text.get(at + 1..).is_some_and(|after: &[u8]| after.starts_with(rest));
    text.iter().enumerate().any(|(at, byte)| byte == first && begins(at))
}

/// What each campaign of the document is called and said to be, as texts are compared: one after
/// the other with [`END`] behind each, because a browser compares one long text many times quicker
/// than many short ones.
pub(super) fn said(document: &Document) -> String {
    let mut all = String::new();
    for campaign in &document.campaigns {
        for text in [&campaign.label, " ", campaign.about.as_deref().unwrap_or_default()] {
            // What ends a text is in none.
            all.extend(text.split(END));
        }
        all.push(END);
    }
    fold(&all)
}
