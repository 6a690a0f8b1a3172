//! What else is known of a campaign.

use leptos::prelude::*;
use sordino_contract::Campaign;

use super::Ui;

/// Its days, how often it comes by itself, and when it last came, under one line that opens.
/// Nothing where nothing is known.
///
/// # Accessibility
///
/// * A native disclosure, named for its campaign, so that it can be told from the others.
///
/// Parts: `details`, `details-title`.
pub(super) fn details(ui: Ui, campaign: &Campaign, campaign_id: &str) -> Option<Node> {
    let words = ui.words;
    let (starts, ends, last) = (campaign.starts, campaign.ends, campaign.last_sent);
    let rhythm = campaign.rhythm.clone();
    let is_none = starts.or(ends).or(last).is_none() && rhythm.is_none();
    let lines = move || {
        let day = |day| ui.day(day);
        let mut lines = Vec::new();
        for (name, value) in [
            (words.detail_from(), starts.map(day)),
            (words.detail_until(), ends.map(day)),
            (words.often(), rhythm),
            (words.detail_last(), last.map(day)),
        ] {
            if let Some(value) = value {
                // Days are in the page's language, and what the sender says of the rhythm is not.
                let lang = if name == words.often() { ui.labels } else { ui.lang.tag() };
                lines.push(view! { <div><dt>{name}</dt><dd theirs=lang>{value}</dd></div> });
            }
        }
        lines.into_view()
    };
    let id = [campaign_id, "-details"].concat();
    let named = [&*id, " ", campaign_id].concat();
    (!is_none).then(|| {
        view! {
            <details class="details">
                <summary class="details-title" id=id aria-labelledby=named>{words.details()}</summary>
                <dl keeps>{Node::Later(Box::new(lines))}</dl>
            </details>
        }
    })
}
