//! The document: what the sender offers, with what one person chose.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};
use sordino::Lang;
use sordino_contract::{
    Ask, Campaign, CampaignId, Capability, Channel, ChannelId, Date, Document, Frequency, Group,
    HISTORY_MAX, Map, Pause, Power, Reason, Receipt, Sender, Subscriber, Survey, Timestamp,
    VERSION,
};

use crate::catalogue::Catalogue;
use crate::clock::{day_in, utc_day};
use crate::person::Address;
use crate::{PersonId, Preferences, catalogue};

/// A person as the database has them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// The id.
    pub id: PersonId,
    /// The address.
    pub address: Address,
    /// The language, BCP 47.
    pub locale: Option<String>,
    /// The zone that their days are counted in.
    pub time_zone: String,
    /// What they chose.
    pub preferences: Preferences,
    /// The day on which a campaign was last sent to them.
    pub last_sent: BTreeMap<CampaignId, Date>,
    /// The receipts of their last changes, the newest first.
    pub history: Vec<Receipt>,
}

impl Person {
    /// Adds the receipt of a change that was just kept.
    pub(crate) fn remember(&mut self, receipt: &Receipt) {
        if !receipt.changed.is_empty() || receipt.asked.is_some() {
            self.history.insert(0, receipt.clone());
            self.history.truncate(HISTORY_MAX);
        }
    }
}

/// The document for `person` at `now`, with labels in `lang`, as a link with `power` sees it.
pub(crate) fn build(
    catalogue: &Catalogue,
    person: &Person,
    power: Power,
    lang: Lang,
    now: Timestamp,
) -> Document {
    let chosen = &person.preferences;
    let today = day_in(&person.time_zone, now).unwrap_or_else(|| {
        // The import refuses zones that do not exist, so this is a zone that a newer machine
        // knew. A wrong day is a smaller harm than a page that does not open.
        tracing::warn!(person = person.id.logged(), "the person's time zone is not known here");
        utc_day(now)
    });
    let say = |text: &catalogue::Text| text.say(lang).to_owned();

    let mut can = Vec::new();
    if catalogue.pauses.offered {
        can.push(Capability::Pause);
    }
    if catalogue.campaigns.iter().any(|row| row.frequency.is_some()) {
        can.push(Capability::Frequency);
    }
    can.extend(catalogue.requests.offered.iter().copied().map(Ask::capability));
    // A message that was forwarded says nothing of what its reader did.
    let is_own = power == Power::Manage;
    let mut document = Document {
        contract: VERSION.into(),
        revision: String::new(),
        today,
        subscriber: Subscriber {
            address_hint: person.address.hint(),
            locale: person.locale.clone(),
            time_zone: person.time_zone.clone(),
        },
        sender: sender(catalogue, lang),
        subscribed: chosen.subscribed.unwrap_or(true),
        channels: catalogue
            .channels
            .iter()
            .map(|channel| Channel {
                id: channel.id.clone(),
                kind: channel.kind.clone(),
                label: say(&channel.label),
                on: chosen.channels.get(&channel.id).copied().unwrap_or(channel.default),
            })
            .collect(),
        groups: catalogue
            .groups
            .iter()
            .map(|group| Group { id: group.id.clone(), label: say(&group.label) })
            .collect(),
        campaigns: catalogue
            .campaigns
            .iter()
            .map(|campaign| Campaign {
                id: campaign.id.clone(),
                label: say(&campaign.label),
                about: campaign.about.as_ref().map(say),
                group: campaign.group.clone(),
                status: campaign.status_on(today),
                starts: campaign.starts,
                ends: campaign.ends,
                channels: cells(campaign, chosen),
                required: campaign.required.as_ref().map(say),
                rhythm: campaign.rhythm.as_ref().map(say),
                last_sent: person.last_sent.get(&campaign.id).copied(),
                frequency: campaign.frequency.as_ref().map(|choices| Frequency {
                    now: chosen
                        .frequencies
                        .get(&campaign.id)
                        .filter(|now| choices.contains(now))
                        .cloned(),
                    choices: choices.clone(),
                }),
            })
            .collect(),
        pauses: chosen
            .pauses
            .iter()
            .filter(|(_, wish)| today <= wish.until)
            .map(|(id, wish)| Pause { id: id.clone(), wish: wish.clone() })
            .collect(),
        pause_days_max: catalogue.pauses.days_max,
        survey: catalogue.survey.as_ref().map(|survey| Survey {
            reasons: survey
                .reasons
                .iter()
                .map(|reason| Reason {
                    code: reason.code.clone(),
                    label: say(&reason.label),
                    offers: reason.offers.clone(),
                })
                .collect(),
            comment_max: survey.comment_max,
        }),
        can,
        requests: if is_own { chosen.requests.clone() } else { Vec::new() },
        history: if is_own { person.history.clone() } else { Vec::new() },
        power,
    };
    document.revision = hash(&document);
    document
}

/// The language that a reader of `lang` gets the labels in, BCP 47: that of most of them. Where
/// nobody wrote it down, they are taken to be in the reader's; empty if the widget does not know
/// the language.
pub(crate) fn labels(catalogue: &Catalogue, lang: Lang) -> &'static str {
    let channels = catalogue.channels.iter().map(|channel| &channel.label);
    let groups = catalogue.groups.iter().map(|group| &group.label);
    let campaigns = catalogue.campaigns.iter();
    let texts = campaigns.flat_map(|it| [Some(&it.label), it.about.as_ref()]).flatten();
    let mut counts = BTreeMap::new();
    for text in channels.chain(groups).chain(texts) {
        let tag = text.language(lang).map_or(lang.tag(), |tag| Lang::of(tag).map_or("", Lang::tag));
        *counts.entry(tag).or_insert(0) += 1;
    }
    // Where two are as many, the reader's.
    let most = counts.into_iter().max_by_key(|(tag, count)| (*count, *tag == lang.tag()));
    most.map_or(lang.tag(), |(tag, _)| tag)
}

/// The sender in a language, for pages that have no document to show.
pub(crate) fn sender(catalogue: &Catalogue, lang: Lang) -> Sender {
    Sender {
        name: catalogue.sender.name.say(lang).into(),
        // The page's policy loads images from the gateway alone, and it has none to serve.
        logo: None,
        support: catalogue.sender.support.clone(),
        privacy: catalogue.sender.privacy.as_ref().map(|url| url.say(lang).into()),
    }
}

fn cells(campaign: &catalogue::Campaign, chosen: &Preferences) -> Map<ChannelId, bool> {
    let row = chosen.campaigns.get(&campaign.id);
    campaign
        .channels
        .iter()
        .map(|channel| {
            let decided = row.and_then(|row| row.get(channel)).copied();
            (channel.clone(), decided.unwrap_or_else(|| campaign.on_by_default(channel)))
        })
        .collect()
}

/// The first 16 hexadecimal digits of the SHA-256 of something's JSON.
pub(crate) fn hash(of: &impl Serialize) -> String {
    // Everything that is hashed here is made of texts, flags and numbers, which are always JSON.
    let json = serde_json::to_vec(of).unwrap_or_default();
    hex(&Sha256::digest(json)[..8])
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
