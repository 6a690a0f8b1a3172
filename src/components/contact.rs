//! How to reach the sender.

use leptos::prelude::*;
use sordino_contract::Sender;

use super::say;
use crate::words::Words;

/// Links to a person and to the privacy notice, as far as the sender gives them.
///
/// Part: `contact`.
pub(super) fn contact(words: &'static Words, lang: &'static str, sender: Option<&Sender>) -> Node {
    let mut links = Vec::new();
    let mut add = |start: &str, rest: &str, text: String| {
        let url = [start, rest].concat();
        // A document that was tampered with must not put a script behind a link.
        if ["https:", "http:", "mailto:", "tel:"].iter().any(|safe| url.starts_with(safe)) {
            // In an app another page would take this one's place, and there is no way back.
            let target = if start.is_empty() { "_blank" } else { "" };
            links.push(view! { <li><a href=url lang=lang target=target>{text}</a></li> });
        }
    };
    if let Some(sender) = sender {
        if let Some(support) = &sender.support {
            if let Some(to) = &support.email {
                add("mailto:", to, say(words.mail(), to));
            }
            if let Some(number) = &support.phone {
                let dialled = number.split_whitespace().collect::<String>();
                add("tel:", &dialled, say(words.call(), number));
            }
            if let Some(url) = &support.url {
                add("", url, words.support().into());
            }
        }
        if let Some(url) = &sender.privacy {
            add("", url, words.privacy().into());
        }
    }

    view! { <ul class="contact">{links}</ul> }
}
