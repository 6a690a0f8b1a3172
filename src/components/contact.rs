//! How to reach the sender.

use leptos::prelude::*;
use sordino_contract::Sender;

use super::say;
use crate::words::Words;

/// Links to a person and to the privacy notice, as far as the sender gives them.
pub(super) fn contact(words: &'static Words, sender: Sender) -> impl IntoView {
    let support = sender.support.unwrap_or_default();
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
    let privacy = sender.privacy.map(|url| (url, words.privacy.into()));
    let links: Vec<_> = [mail, call, help, privacy]
        .into_iter()
        .flatten()
        // A document that was tampered with must not put a script behind a link.
        .filter(|(url, _)| {
            ["https://", "http://", "mailto:", "tel:"]
                .iter()
                .any(|scheme| url.starts_with(scheme))
        })
        .map(|(url, text)| view! { <li><a part="link" href=url>{text}</a></li> })
        .collect();

    view! { <ul class="contact" part="contact">{links}</ul> }
}
