//! How to reach the sender.

use leptos::prelude::*;
use sordino_contract::Sender;

use super::say;
use crate::words::Words;

/// Links to a person and to the privacy notice, as far as the sender gives them.
///
/// Part: `contact`.
pub(super) fn contact(words: &'static Words, sender: Option<Sender>) -> impl IntoView {
    let (support, privacy) = sender
        .map(|sender| (sender.support, sender.privacy))
        .unwrap_or_default();
    let support = support.unwrap_or_default();
    let mail = support
        .email
        .map(|to| (["mailto:", &to].concat(), say(words.mail, &to)));
    let call = support.phone.map(|to| {
        let digits: String = to
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        (["tel:", &digits].concat(), say(words.call, &to))
    });
    let help = support.url.map(|url| (url, words.support.into()));
    let privacy = privacy.map(|url| (url, words.privacy.into()));
    let mut links = Vec::new();
    for (url, text) in [mail, call, help, privacy].into_iter().flatten() {
        // A document that was tampered with must not put a script behind a link.
        if ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .any(|safe| url.starts_with(safe))
        {
            links.push(view! { <li><a href=url>{text}</a></li> });
        }
    }

    view! { <ul class="contact">{links}</ul> }
}
