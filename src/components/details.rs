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
    let day = |day| ui.day(day);
    let mut lines = Vec::new();
    for (name, value) in [
        (words.detail_from(), campaign.starts.map(day)),
        (words.detail_until(), campaign.ends.map(day)),
        (words.often(), campaign.rhythm.clone()),
        (words.detail_last(), campaign.last_sent.map(day)),
    ] {
        if let Some(value) = value {
            // Days are in the page's language, and what the sender says of the rhythm is not.
            let lang = if name == words.often() { ui.labels } else { ui.lang.tag() };
            lines.push(view! { <div><dt>{name}</dt><dd theirs=lang>{value}</dd></div> });
        }
    }
    let id = [campaign_id, "-details"].concat();
    let named = [&*id, " ", campaign_id].concat();
    (!lines.is_empty()).then(|| {
        view! {
            <details class="details">
                <summary class="details-title" id=id aria-labelledby=named>{words.details()}</summary>
                <dl>{lines}</dl>
            </details>
        }
    })
}
