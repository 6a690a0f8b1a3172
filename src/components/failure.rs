//! What is shown when the preferences cannot be.

use leptos::prelude::*;
use sordino_contract::{Code, Sender};

use super::contact::contact;
use crate::words::Words;

/// Why the preferences cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The link was good once.
    Expired,
    /// The link is not one of ours, or only a part of it arrived.
    Invalid,
    /// The backend failed.
    Error,
    /// There is no connection.
    Offline,
    /// There is nothing to choose from.
    Empty,
}

impl Trouble {
    /// The trouble behind a refusal's code.
    pub fn of(code: &str) -> Self {
        let is = |known: Code| known.as_str() == code;
        if is(Code::TokenExpired) {
            Self::Expired
        } else if is(Code::TokenInvalid)
            || is(Code::TokenMissing)
            || is(Code::SubscriberUnknown)
            || is(Code::NotFound)
        {
            Self::Invalid
        } else {
            Self::Error
        }
    }

    /// The word for it, as it stands in `data-state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Invalid => "invalid",
            Self::Error => "error",
            Self::Offline => "offline",
            Self::Empty => "empty",
        }
    }

    fn words(self, words: &'static Words) -> (&'static str, &'static str) {
        match self {
            Self::Expired => (words.expired, words.expired_about),
            Self::Invalid => (words.invalid, words.invalid_about),
            Self::Error => (words.error, words.error_about),
            Self::Offline => (words.offline, words.offline_about),
            Self::Empty => (words.empty, words.empty_about),
        }
    }
}

/// What went wrong, what did not happen, and what to do now.
///
/// # Accessibility
///
/// * The text is in a `role="alert"`, so that it is heard where it replaces something.
///
/// # Styling
///
/// * Parts: `card`, `heading`, `retry-button`, `contact`, `link`.
#[component]
pub fn Failure(
    /// What the widget says.
    words: &'static Words,
    /// What went wrong.
    trouble: Trouble,
    /// Who to turn to, if it is known.
    #[prop(optional_no_strip)]
    sender: Option<Sender>,
    /// Runs when the reader wants to try again. Without it the button loads the page again.
    #[prop(optional_no_strip)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let (title, about) = trouble.words(words);
    let retry = move |ev: leptos::ev::MouseEvent| {
        if let Some(on_retry) = on_retry {
            ev.prevent_default();
            on_retry.run(());
        }
    };
    let helps = matches!(trouble, Trouble::Error | Trouble::Offline);

    view! {
        <section class="card failure" part="card">
            <div role="alert">
                <h2 part="heading">{title}</h2>
                <p>{about}</p>
            </div>
            // A form without fields that gets the page again: it works without script, too.
            <form method="get" hidden=!helps>
                <button type="submit" part="retry-button" on:click=retry>{words.try_again}</button>
            </form>
            {sender.map(|sender| contact(words, sender))}
        </section>
    }
}
