//! What is in effect, and why something is not: law 3.

use crate::{Campaign, CampaignId, ChannelId, Date, Document, PauseWish, Status};

/// Why messages of a campaign do not come by a channel. Several may hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The campaign has not begun.
    Planned,
    /// The campaign is over.
    Ended,
    /// The sender called the campaign off.
    Cancelled,
    /// The master switch is off.
    EverythingOff,
    /// The channel is off.
    ChannelOff,
    /// This campaign is off on this channel.
    CellOff,
    /// It is paused through this day; messages resume the day after.
    PausedUntil(Date),
}

impl PauseWish {
    /// Whether messages of `campaign` by `channel` are held back on `day`.
    pub fn covers(&self, campaign: &CampaignId, channel: &ChannelId, day: Date) -> bool {
        self.from <= day
            && day <= self.until
            && self.campaigns.as_ref().is_none_or(|only| only.contains(campaign))
            && self.channels.as_ref().is_none_or(|only| only.contains(channel))
    }
}

impl Document {
    /// Why `campaign` does not come by `channel`, the widest reason first; empty if it does.
    ///
    /// In effect = `subscribed` ∧ channel on ∧ cell on ∧ not paused ∧ campaign running. What is
    /// required comes whatever the masks say, as long as its own cell is on and it is running.
    pub fn whys(&self, campaign: &Campaign, channel: &ChannelId) -> Vec<Why> {
        let mut whys = Vec::new();
        match campaign.status {
            Status::Running => {}
            Status::Planned => whys.push(Why::Planned),
            Status::Ended => whys.push(Why::Ended),
            Status::Cancelled => whys.push(Why::Cancelled),
        }
        let masked = campaign.required.is_none();
        if masked && !self.subscribed {
            whys.push(Why::EverythingOff);
        }
        if masked && !self.channel(channel).is_some_and(|channel| channel.on) {
            whys.push(Why::ChannelOff);
        }
        if campaign.channels.get(channel) != Some(&true) {
            whys.push(Why::CellOff);
        }
        if masked && let Some(until) = self.paused_until(&campaign.id, channel) {
            whys.push(Why::PausedUntil(until));
        }
        whys
    }

    /// Whether messages of `campaign` come by `channel` today.
    pub fn in_effect(&self, campaign: &Campaign, channel: &ChannelId) -> bool {
        self.whys(campaign, channel).is_empty()
    }

    /// The last day of the pause that holds back `campaign` by `channel` today. Pauses that
    /// overlap or follow each other without a day between are one.
    fn paused_until(&self, campaign: &CampaignId, channel: &ChannelId) -> Option<Date> {
        let mut until = None;
        let mut day = self.today;
        while let Some(pause) =
            self.pauses.iter().find(|pause| pause.wish.covers(campaign, channel, day))
        {
            until = Some(pause.wish.until);
            day = pause.wish.until.tomorrow();
            if day == pause.wish.until {
                break;
            }
        }
        until
    }
}
