//! The campaigns, under the headings that the sender gives.

use leptos::prelude::*;
use sordino_contract::{Campaign, CampaignId, Document, GroupId, Path, Status};

use super::details::details;
use super::frequency::frequency;
use super::switch::{Switch, locked_by};
use super::turn::turn;
use super::{Ui, say, say_theirs};
use crate::center::Scope;

/// The groups in the sender's order, then what is in none. A group without campaigns is left out.
///
/// Parts: `card`, `group`, `heading`, and those of a campaign.
pub(super) fn groups(ui: Ui, document: &Document) -> Node {
    let groups = document.groups.iter().map(|group| (Some(&group.id), &*group.label, ui.labels));
    let mut sections = Vec::new();
    for (group, label, lang) in groups.chain([(None, ui.words.campaigns_other(), ui.lang.tag())]) {
        let (mut rows, mut ids) = (Vec::new(), Vec::new());
        for (at, campaign) in document.campaigns.iter().enumerate() {
            let known = |id: &GroupId| document.groups.iter().any(|group| group.id == *id);
            if campaign.group.as_ref().filter(|id| known(id)) == group {
                ids.push(campaign.id.clone());
                let row = move |document: &Document| {
                    document.campaigns.get(at).map(|campaign| row(ui, document, campaign))
                };
                rows.push(ui.later(row));
            }
        }
        if !rows.is_empty() {
            sections.push(view! {
                <section class="card" hidden=none_found(ui, ids)>
                    <div class="group">
                        <h3 class="heading" theirs=lang>{label.to_owned()}</h3>
                        {turn(ui, document, Scope::Group(group.cloned()), say(ui.words.all_of(), label))}
                    </div>
                    <ul>{rows}</ul>
                </section>
            });
        }
    }
    Node::List(sections)
}

/// One campaign: what it is, where it is in its life, why it is locked, a switch for each channel
/// that it comes by, and how often.
///
/// Parts: `campaign`, `campaign-name`, `about`, `life`, `locked`, `cells`.
fn row(ui: Ui, document: &Document, campaign: &Campaign) -> Node {
    let id = ["/campaigns/", campaign.id.as_str()].concat();
    let reason_id = [&id, "-reason"].concat();
    let reason = campaign.required.as_ref().map(|why| say_theirs(ui, ui.words.locked(), why));
    let mut switches = Vec::new();
    for channel in &document.channels {
        if campaign.channels.get(&channel.id).is_some() {
            let path = Path::Cell(campaign.id.clone(), channel.id.clone());
            let (label, group) = (channel.label.clone(), id.clone());
            let locked_by = match &campaign.required {
                Some(_) => reason_id.clone(),
                None => locked_by(document, &path),
            };
            switches.push(view! { <Switch ui path label group locked_by/> });
        }
    }

    let frequency = frequency(ui, document, campaign, &id);
    let details = details(ui, campaign, &id);
    let all = say(ui.words.all_of(), &campaign.label);

    view! {
        <li
            class="campaign"
            hidden=none_found(ui, vec![campaign.id.clone()])
            data-running=campaign.status == Status::Running
        >
            <div>
                <div class="group">
                    <h4 class="campaign-name" id=id theirs=ui.labels>{campaign.label.clone()}</h4>
                    {turn(ui, document, Scope::Campaign(campaign.id.clone()), all)}
                </div>
                <p class="about" theirs=ui.labels>{campaign.about.clone().unwrap_or_default()}</p>
                <p class="life" keeps>{life(ui, campaign)}</p>
                <p class="locked" id=reason_id>{reason}</p>
                {details}
            </div>
            <div class="cells">{switches}{frequency}</div>
        </li>
    }
}

/// Whether none of them is what is looked for.
fn none_found(ui: Ui, ids: Vec<CampaignId>) -> Flag {
    ui.flag(move |center| !ids.iter().any(|id| center.is_found(id))).often(true)
}

/// Where a campaign is in its life; nothing where that goes without saying.
fn life(ui: Ui, campaign: &Campaign) -> Node {
    let words = ui.words;
    let (text, day) = match (campaign.status, campaign.starts, campaign.ends) {
        (Status::Planned, Some(day), _) => (words.status_planned_for(), Some(day)),
        (Status::Planned, None, _) => (words.status_planned(), None),
        (Status::Running, _, Some(day)) => (words.status_until(), Some(day)),
        (Status::Running, _, None) => ("", None),
        (Status::Ended, _, Some(day)) => (words.status_ended_on(), Some(day)),
        (Status::Ended, _, None) => (words.status_ended(), None),
        (Status::Cancelled, ..) => (words.status_cancelled(), None),
    };
    Node::Later(Box::new(move || match day {
        Some(day) => say(text, &ui.day(day)).into_view(),
        None => text.into_view(),
    }))
}
