//! What one person chose: the projection of their part of the log.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sordino_contract::{
    CampaignId, ChangeId, Changed, ChannelId, FrequencyId, Path, PauseId, PauseWish, Request,
    Timestamp, Value,
};

/// What one person chose. What is absent was never decided: the catalogue's defaults hold.
///
/// Choices about campaigns and channels that left the catalogue stay, so that they still hold
/// if these come back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The master switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscribed: Option<bool>,
    /// The channel switches.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub channels: BTreeMap<ChannelId, bool>,
    /// The cells of the matrix.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub campaigns: BTreeMap<CampaignId, BTreeMap<ChannelId, bool>>,
    /// How often; absent is the sender's own rhythm.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub frequencies: BTreeMap<CampaignId, FrequencyId>,
    /// Every pause, those that are over too.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pauses: BTreeMap<PauseId, PauseWish>,
    /// Whether the person, or somebody for them, made a choice here. Until then all that is known
    /// is what a CRM said, and a CRM may say less later.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// When a place was last asked to be turned down: what law 5 is decided by.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub turned_down: BTreeMap<Path, Timestamp>,
    /// What they asked for and is not done yet, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
}

/// One line of what a change did, as the log keeps it.
///
/// Where `was` and `is` are the same, the person asked to turn down what was down already. That
/// is no change, and in no receipt, but it is a wish, and an older wish to turn it up yields
/// to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What is different.
    #[serde(flatten)]
    pub changed: Changed,
    /// Whether it was turned down. Kept, because a later catalogue might say otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub down: bool,
}

impl Entry {
    /// Whether it is in the receipt.
    pub fn is_change(&self) -> bool {
        self.changed.was != self.changed.is
    }
}

impl Preferences {
    /// Carries out one line of a change whose wish was made at `made_at`.
    pub fn apply(&mut self, entry: &Entry, made_at: Timestamp) {
        let Entry { changed, down } = entry;
        self.own = true;
        self.put(&changed.path, &changed.is);
        if *down {
            let at = self.turned_down.entry(changed.path.clone());
            let at = at.or_insert(made_at);
            *at = made_at.max(*at);
        }
    }

    /// The request of this change is done. Answers whether it was open.
    pub fn done(&mut self, id: &ChangeId) -> bool {
        let before = self.requests.len();
        self.requests.retain(|request| request.id != *id);
        self.requests.len() < before
    }

    fn put(&mut self, path: &Path, value: &Value) {
        match (path, value) {
            (Path::Subscribed, Value::Flag(on)) => self.subscribed = Some(*on),
            (Path::Channel(channel), Value::Flag(on)) => {
                self.channels.insert(channel.clone(), *on);
            }
            (Path::Cell(campaign, channel), Value::Flag(on)) => {
                let row = self.campaigns.entry(campaign.clone()).or_default();
                row.insert(channel.clone(), *on);
            }
            (Path::Frequency(campaign), Value::Text(word)) => {
                if let Ok(word) = word.parse() {
                    self.frequencies.insert(campaign.clone(), word);
                }
            }
            (Path::Frequency(campaign), _) => {
                self.frequencies.remove(campaign);
            }
            (Path::Pause(pause), Value::Pause(wish)) => {
                self.pauses.insert(pause.clone(), wish.clone());
            }
            (Path::Pause(pause), _) => {
                self.pauses.remove(pause);
            }
            _ => {}
        }
    }

    /// Takes from `told` what was never decided here, and answers what that was; `None` if it
    /// was nothing.
    ///
    /// This is what an import may do: a CRM's column is often older than the person's choice. As
    /// long as there is no such choice, the CRM is also heard when it turns down what it told
    /// before: somebody may have unsubscribed there. It never turns anything up again.
    pub fn fill(&mut self, told: &Self) -> Option<Self> {
        let mut filled = Self::default();
        let own = self.own;
        let heard =
            |now: Option<bool>, told: bool| now.is_none() || (now == Some(true) && !told && !own);
        if told.subscribed.is_some_and(|told| heard(self.subscribed, told)) {
            filled.subscribed = told.subscribed;
        }
        for (channel, on) in &told.channels {
            if heard(self.channels.get(channel).copied(), *on) {
                filled.channels.insert(channel.clone(), *on);
            }
        }
        for (campaign, cells) in &told.campaigns {
            let decided = self.campaigns.get(campaign);
            let now = |channel| decided.and_then(|row| row.get(channel)).copied();
            let cells: BTreeMap<_, _> = cells
                .iter()
                .filter(|(channel, on)| heard(now(*channel), **on))
                .map(|(channel, on)| (channel.clone(), *on))
                .collect();
            if !cells.is_empty() {
                filled.campaigns.insert(campaign.clone(), cells);
            }
        }
        if filled == Self::default() {
            return None;
        }
        self.subscribed = filled.subscribed.or(self.subscribed);
        self.channels.extend(filled.channels.clone());
        for (campaign, cells) in &filled.campaigns {
            let row = self.campaigns.entry(campaign.clone()).or_default();
            row.extend(cells.iter().map(|(channel, on)| (channel.clone(), *on)));
        }
        Some(filled)
    }

    /// The places that are decided and what stands there, for the record of an import.
    pub fn each(&self) -> Vec<(Path, Value)> {
        let mut all = Vec::new();
        if let Some(on) = self.subscribed {
            all.push((Path::Subscribed, Value::Flag(on)));
        }
        for (channel, on) in &self.channels {
            all.push((Path::Channel(channel.clone()), Value::Flag(*on)));
        }
        for (campaign, cells) in &self.campaigns {
            for (channel, on) in cells {
                let path = Path::Cell(campaign.clone(), channel.clone());
                all.push((path, Value::Flag(*on)));
            }
        }
        all
    }
}
