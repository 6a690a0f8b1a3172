//! The campaigns, under the headings that the sender gives.

use leptos::prelude::*;
use sordino_contract::{Campaign, Document, Path, Status};

use super::switch::Switch;
use super::{Ui, say};

/// The groups in the sender's order, then what is in none. A group without campaigns is left out.
pub(super) fn groups(ui: Ui, document: &Document) -> impl IntoView + use<> {
    let known = |campaign: &Campaign| {
        document
            .groups
            .iter()
            .any(|group| Some(&group.id) == campaign.group.as_ref())
    };
    let mut groups: Vec<_> = document
        .groups
        .iter()
        .map(|group| {
            let of_it = |campaign: &&Campaign| campaign.group.as_ref() == Some(&group.id);
            let campaigns: Vec<_> = document.campaigns.iter().filter(of_it).cloned().collect();
            (
                ["group-", group.id.as_str()].concat(),
                group.label.clone(),
                campaigns,
            )
        })
        .collect();
    let others: Vec<_> = document
        .campaigns
        .iter()
        .filter(|c| !known(c))
        .cloned()
        .collect();
    groups.push(("others".into(), ui.words.campaigns_other.into(), others));
    groups.retain(|(_, _, campaigns)| !campaigns.is_empty());

    groups
        .into_iter()
        .map(|(id, label, campaigns)| {
            let rows: Vec<_> = campaigns
                .into_iter()
                .map(|campaign| row(ui, document, campaign))
                .collect();
            view! {
                <section class="card" part="card" aria-labelledby=id.clone()>
                    <h3 id=id.clone() part="heading">{label}</h3>
                    <ul>{rows}</ul>
                </section>
            }
        })
        .collect::<Vec<_>>()
}

/// One campaign: what it is, where it is in its life, why it is locked, and a switch for each
/// channel that it comes by.
fn row(ui: Ui, document: &Document, campaign: Campaign) -> impl IntoView + use<> {
    let id = ["campaign-", campaign.id.as_str()].concat();
    let reason_id = [&id, "-reason"].concat();
    let life = life(ui, &campaign);
    let locked_by = if campaign.required.is_some() {
        reason_id.clone()
    } else {
        String::new()
    };
    let switches: Vec<_> = document
        .channels
        .iter()
        .filter(|channel| campaign.channels.get(&channel.id).is_some())
        .map(|channel| {
            view! {
                <Switch
                    ui
                    path=Path::Cell(campaign.id.clone(), channel.id.clone())
                    label=channel.label.clone()
                    group=id.clone()
                    locked_by=locked_by.clone()
                />
            }
        })
        .collect();
    let reason = campaign
        .required
        .map(|why| [ui.words.locked, ": ", &why].concat());

    view! {
        <li class="campaign" part="campaign" data-running=(campaign.status == Status::Running).then_some("")>
            <div class="what">
                <h4 id=id.clone() part="campaign-name">{campaign.label}</h4>
                <p class="about">{campaign.about.unwrap_or_default()}</p>
                <p class="life">{life}</p>
                <p class="locked" id=reason_id>{reason.unwrap_or_default()}</p>
            </div>
            <div class="cells" role="group" aria-labelledby=id.clone()>{switches}</div>
        </li>
    }
}

/// Where a campaign is in its life; nothing where that goes without saying.
fn life(ui: Ui, campaign: &Campaign) -> String {
    let words = ui.words;
    match (campaign.status, campaign.starts, campaign.ends) {
        (Status::Planned, Some(day), _) => say(words.status_planned_for, &ui.day(day)),
        (Status::Planned, None, _) => words.status_planned.into(),
        (Status::Running, _, Some(day)) => say(words.status_until, &ui.day(day)),
        (Status::Running, _, None) => String::new(),
        (Status::Ended, _, Some(day)) => say(words.status_ended_on, &ui.day(day)),
        (Status::Ended, _, None) => words.status_ended.into(),
        (Status::Cancelled, ..) => words.status_cancelled.into(),
    }
}
