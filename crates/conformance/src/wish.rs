//! Wishes as they are sent, and what in a document there is to wish for.

use serde_json::{Value as Json, json};
use sordino_contract::{
    Campaign, CampaignId, Capability, ChannelId, Document, Frequency, PAUSES_MAX,
};

use crate::check::{Seen, Stop};
use crate::person::fresh;

/// `set` for the master switch.
pub(crate) fn master(on: bool) -> Json {
    json!({ "subscribed": on })
}

/// `set` for a channel.
pub(crate) fn channel(id: &ChannelId, on: bool) -> Json {
    json!({ "channels": { id.as_str(): on } })
}

/// `set` for a frequency, or for none.
pub(crate) fn frequency(campaign: &CampaignId, word: Option<&str>) -> Json {
    json!({ "campaigns": { campaign.as_str(): { "frequency": word } } })
}

/// `set` for a pause, or for its end.
pub(crate) fn pause(id: &str, wish: Json) -> Json {
    json!({ "pauses": { id: wish } })
}

/// One cell of the matrix: a campaign on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) campaign: CampaignId,
    pub(crate) channel: ChannelId,
    pub(crate) on: bool,
}

impl Cell {
    /// `set` for it.
    pub(crate) fn set(&self, on: bool) -> Json {
        json!({ "campaigns": { self.campaign.as_str(): { "channels": { self.channel.as_str(): on } } } })
    }

    /// Where it stands, in a request.
    pub(crate) fn pointer(&self) -> String {
        format!("/set/campaigns/{}/channels/{}", self.campaign, self.channel)
    }

    /// Whether it is on in a document.
    pub(crate) fn is_on(&self, document: &Document) -> Option<bool> {
        document.campaign(&self.campaign)?.channels.get(&self.channel).copied()
    }
}

fn skip<T>(what: Option<T>, missing: &str) -> Seen<T> {
    what.ok_or_else(|| Stop::Skipped(format!("the document has no {missing}")))
}

fn cells(document: &Document, required: bool) -> impl Iterator<Item = Cell> {
    let rows = document.campaigns.iter().filter(move |row| row.required.is_some() == required);
    rows.flat_map(|row| {
        row.channels.iter().map(|(channel, on)| Cell {
            campaign: row.id.clone(),
            channel: channel.clone(),
            on: *on,
        })
    })
}

/// Whether another pause may be asked for.
pub(crate) fn may_pause(document: &Document) -> bool {
    document.can(&Capability::Pause) && document.pauses.len() < PAUSES_MAX
}

/// That pauses of so many days may be asked for, and another one of them.
pub(crate) fn pauses_of(document: &Document, days: u16) -> Seen {
    if !document.can(&Capability::Pause) {
        return Err(Stop::Skipped("pauses are not offered".into()));
    }
    if !may_pause(document) {
        return Err(Stop::Skipped("there is no room for another pause".into()));
    }
    match document.pause_days_max {
        Some(longest) if longest < days => Err(Stop::Skipped(format!(
            "it needs pauses of {days} days, and {longest} is the longest"
        ))),
        _ => Ok(()),
    }
}

/// A cell that is off and required.
pub(crate) fn required_off(document: &Document) -> Seen<Cell> {
    skip(
        cells(document, true).find(|cell| !cell.on),
        "required campaign with a channel that is off",
    )
}

/// Every cell that may be turned.
pub(crate) fn free_cells(document: &Document) -> Vec<Cell> {
    cells(document, false).collect()
}

/// A cell that may be turned.
pub(crate) fn free_cell(document: &Document) -> Seen<Cell> {
    skip(cells(document, false).next(), "campaign that can be turned off")
}

/// Two cells that may be turned.
pub(crate) fn two_cells(document: &Document) -> Seen<(Cell, Cell)> {
    let mut cells = cells(document, false);
    skip(cells.next().zip(cells.next()), "two cells that can be turned off")
}

/// A cell that is on and required.
pub(crate) fn required_cell(document: &Document) -> Seen<Cell> {
    skip(cells(document, true).find(|cell| cell.on), "required campaign that is on")
}

/// A channel.
pub(crate) fn a_channel(document: &Document) -> Seen<ChannelId> {
    skip(document.channels.first().map(|channel| channel.id.clone()), "channel")
}

/// A campaign with a choice of two frequencies or more.
pub(crate) fn with_frequency(document: &Document) -> Seen<(&Campaign, &Frequency)> {
    let row = document.campaigns.iter().find_map(|row| {
        let frequency = row.frequency.as_ref()?;
        // What is no longer a choice could not be put back.
        let is_choice = frequency.now.as_ref().is_none_or(|now| frequency.choices.contains(now));
        (is_choice && frequency.choices.len() >= 2).then_some((row, frequency))
    });
    skip(row, "campaign with a choice of frequencies")
}

/// Wishes for something of everything that a document offers, but for the masks: law 3 is about
/// what these do.
pub(crate) fn everything(document: &Document) -> Seen<Json> {
    let cell = free_cell(document)?;
    let mut set = cell.set(!cell.on);
    if let Ok((campaign, frequency)) = with_frequency(document) {
        let last = frequency.choices.iter().rfind(|word| Some(*word) != frequency.now.as_ref());
        set["campaigns"][campaign.id.as_str()]["frequency"] = json!(last);
    }
    if may_pause(document) {
        set["pauses"] = json!({ fresh(): { "from": "2098-12-31", "until": "2098-12-31" } });
    }
    Ok(set)
}

/// A campaign without a choice of frequencies.
pub(crate) fn without_frequency(document: &Document) -> Seen<&Campaign> {
    let row = document.campaigns.iter().find(|row| row.frequency.is_none());
    skip(row, "campaign without a choice of frequencies")
}
