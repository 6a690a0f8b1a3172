//! What is shown when the preferences cannot be.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::{Code, Sender};

use super::contact::contact;
use super::{Act, Listener};
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
        }
    }

    /// What it is called, and what to do about it.
    pub(crate) fn words(self, words: &'static Words) -> (&'static str, &'static str) {
        match self {
            Self::Expired => (words.expired(), words.expired_about()),
            Self::Invalid => (words.invalid(), words.invalid_about()),
            Self::Error => (words.error(), words.error_about()),
            Self::Offline => (words.offline(), words.offline_about()),
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
/// * Parts: `card`, `failure`, `heading`, `retry`, `contact`.
#[component]
pub fn Failure(
    /// What the widget says.
    words: &'static Words,
    /// The language that it says it in, BCP 47.
    lang: &'static str,
    /// What went wrong.
    trouble: Trouble,
    /// Who to turn to, if it is known.
    #[prop(optional_no_strip)]
    sender: Option<Sender>,
    /// Which element of the page this is, and what runs with [`Act::Retry`] when the reader wants
    /// to try again. Without it the button loads the page again.
    #[prop(optional_no_strip)]
    on_retry: Option<Listener>,
) -> Node {
    let (title, about) = trouble.words(words);
    let retry = move |ev: MouseEvent| {
        if let Some((element, on_act)) = on_retry {
            ev.prevent_default();
            on_act(element, Act::Retry);
        }
    };
    let helps = matches!(trouble, Trouble::Error | Trouble::Offline);

    view! {
        <section class="card failure">
            <div role="alert">
                <h2 class="heading" id="title">{title}</h2>
                <p>{about}</p>
            </div>
            // A form without fields that gets the page again: it works without script, too.
            <form method="get" hidden=!helps>
                <button class="retry" on:click:capture=retry>{words.try_again()}</button>
            </form>
            {contact(words, lang, sender.as_ref())}
        </section>
    }
}
