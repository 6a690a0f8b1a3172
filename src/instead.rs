//! What may suit better than what was just turned off: the same less often, after a break, or
//! without the one campaign that led to it.
//!
//! Knows no DOM, network or clock: the widget and the page's form ask the same functions.

use sordino_contract::{
    Capability, Change, ChangeId, Date, Document, Path, PauseWish, Receipt, Status, Value, Wishes,
    plan,
};

use crate::center::Scope;

/// The longest break that is offered, in days. A sender may allow less.
const DAYS: u16 = 30;

/// Something to have instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// It is on again, and as seldom as its sender can.
    Less,
    /// It is on again, and pauses from today.
    Break,
    /// It is on again, and no more is off than the campaign that the link is about.
    Rest,
}

/// What is offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// How often it would come; `None` if that is not offered.
    pub less: Option<String>,
    /// How many days it would pause; `None` if that is not offered.
    pub days: Option<u32>,
    /// Whether all but the campaign that the link is about can be kept.
    pub rest: bool,
}

/// What to offer somebody who gave the reason with this code for what `saved` turned off: what
/// the sender says may suit such a person, as far as it can be had. `focus` is what the link is
/// about.
pub fn offers(document: &Document, saved: &Receipt, code: &str, focus: Option<&Scope>) -> Offers {
    let mut offers = Offers::default();
    let mut reasons = document.survey.iter().flat_map(|survey| &survey.reasons);
    let Some(reason) = reasons.find(|reason| reason.code == code) else {
        return offers;
    };
    let each = [
        (Instead::Less, Capability::Frequency),
        (Instead::Break, Capability::Pause),
        (Instead::Rest, Capability::Campaign),
    ];
    for (what, capability) in each {
        let offered = reason.offers.contains(&capability);
        let wishes = offered.then(|| wishes(document, saved, what, &saved.id, focus)).flatten();
        let Some(wishes) = wishes else { continue };
        offers.rest |= what == Instead::Rest;
        for (_, wish) in wishes.campaigns.iter() {
            if let Change::Set(how) = &wish.frequency {
                offers.less = Some(how.as_str().into());
            }
        }
        for pause in wishes.pauses.iter().filter_map(|(_, pause)| pause.as_ref()) {
            let days = pause.until.days_since_epoch() - pause.from.days_since_epoch() + 1;
            offers.days = u32::try_from(days).ok();
        }
    }
    offers
}

/// The wishes of somebody who has `what` instead of what `saved` turned off, by the change with
/// this id: what was turned off is on again, and whatever else `saved` did stays. `None` if it
/// cannot be had, of which the reasons are:
///
/// * something of it is on again already, or may not be turned on by this link;
/// * it is over;
/// * it comes no less often (only one campaign can), or is not offered by choices;
/// * it is no one thing that could pause: some of one campaign and some of another;
/// * the link is about no campaign, or about all that was turned off.
pub fn wishes(
    document: &Document,
    saved: &Receipt,
    what: Instead,
    id: &ChangeId,
    focus: Option<&Scope>,
) -> Option<Wishes> {
    let mut wishes = Wishes::default();
    let (mut campaigns, mut channels) = (Vec::new(), Vec::new());
    let (mut everything, mut ways, mut cells) = (false, 0, 0);
    for changed in &saved.changed {
        if changed.is != Value::Flag(false) {
            continue;
        }
        if document.value(&changed.path).as_ref() != Some(&changed.is) {
            return None;
        }
        wishes.want(&changed.path, &changed.was);
        let channel = match &changed.path {
            Path::Channel(channel) => {
                ways += 1;
                channel
            }
            Path::Cell(campaign, channel) => {
                cells += 1;
                if !campaigns.contains(campaign) {
                    campaigns.push(campaign.clone());
                }
                channel
            }
            _ => {
                everything = true;
                continue;
            }
        };
        if !channels.contains(channel) {
            channels.push(channel.clone());
        }
    }
    for id in &campaigns {
        if matches!(document.campaign(id)?.status, Status::Ended | Status::Cancelled) {
            return None;
        }
    }
    match what {
        Instead::Less => {
            let ([campaign], false, 0) = (&campaigns[..], everything, ways) else {
                return None;
            };
            let frequency = document.campaign(campaign)?.frequency.as_ref()?;
            // They stand the most often first.
            let least = frequency.choices.last().filter(|it| frequency.now.as_ref() != Some(it))?;
            let least = Value::Text(least.as_str().into());
            wishes.want(&Path::Frequency(campaign.clone()), &least);
        }
        Instead::Break => {
            let pairs = campaigns.len() * channels.len();
            let is_one = everything || ways == 0 && cells == pairs || cells == 0;
            let from = document.today;
            let days = i32::from(document.pause_days_max.unwrap_or(DAYS).min(DAYS));
            let until = Date::from_days_since_epoch(from.days_since_epoch() + days - 1);
            // No filter is everything.
            if everything {
                (campaigns, channels) = (Vec::new(), Vec::new());
            }
            let pause = PauseWish {
                from,
                until: until.filter(|_| is_one)?,
                campaigns: (!campaigns.is_empty()).then_some(campaigns),
                channels: (!channels.is_empty()).then_some(channels),
            };
            // It goes by the name of the change that makes it.
            wishes.want(&Path::Pause(id.as_str().parse().ok()?), &Value::Pause(pause));
        }
        Instead::Rest => {
            let (campaign, by) = match focus?.clone().within(document) {
                Scope::Campaign(campaign) => (campaign, None),
                Scope::Cell(campaign, by) => (campaign, Some(by)),
                _ => return None,
            };
            let mut left = false;
            for (channel, on) in document.campaign(&campaign)?.channels.iter() {
                let by_this = by.as_ref().is_none_or(|by| by == channel);
                let was_left = everything || channels.contains(channel);
                if *on && by_this && was_left && cells == 0 {
                    let path = Path::Cell(campaign.clone(), channel.clone());
                    wishes.want(&path, &Value::Flag(false));
                    left = true;
                }
            }
            left.then_some(())?;
        }
    }
    let can = plan(document, &wishes, saved.recorded_at, |_| None).is_ok();
    (can && (everything || ways + cells > 0)).then_some(wishes)
}
